"""Drives the unpacked extension in Firefox by Marionette, the protocol that geckodriver translates."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from running import LONG, free_port

ID = "importsafety@importsafety.org"

STATE = """
const main = document.querySelector('main');
if (!['answered', 'failed'].includes(main.dataset.status)) return null;
return {
  status: main.dataset.status,
  verdict: main.dataset.verdict,
  line: document.querySelector('h1').textContent,
  text: document.body.innerText,
  fields: Object.fromEntries([...document.querySelectorAll('[data-field]')].map(e => [e.dataset.field, e.textContent])),
  notices: [...document.querySelectorAll('[data-notice]')].map(e => e.dataset.notice),
};
"""


def executable() -> str | None:
    return shutil.which("firefox-esr") or shutil.which("firefox")


class Firefox:
    """A headless Firefox with the extension in it; `hosts` are the shop server at `port`."""

    def __init__(self, browser: str, extension: Path, profile: Path, port: int, hosts: tuple[str, ...]):
        marionette = free_port()
        preferences: dict[str, Any] = {
            "marionette.port": marionette,
            "network.dns.localDomains": ",".join(hosts),
            "network.socket.forcePort": f"443={port}",
            "network.stricttransportsecurity.preloadlist": False,
            "extensions.webextOptionalPermissionPrompts": False,
            "intl.locale.requested": "en-US",
            "app.update.disabledForTesting": True,
            "datareporting.policy.dataSubmissionEnabled": False,
            "browser.shell.checkDefaultBrowser": False,
            "network.captive-portal-service.enabled": False,
            "network.connectivity-service.enabled": False,
        }
        lines = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()
        )
        (profile / "user.js").write_text("\n".join(lines))
        self._process = subprocess.Popen(
            [browser, "--marionette", "--headless", "--remote-allow-system-access", "--no-remote",
             "--profile", str(profile)],
            env={"HOME": str(profile), "PATH": "/usr/bin:/bin", "LANGUAGE": "en"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._number = 0
        self._socket = self._connect(marionette)
        self._read()
        self.send("WebDriver:NewSession", acceptInsecureCerts=True, pageLoadStrategy="eager")
        self._extension = extension
        self.install()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(LONG)

    def install(self) -> None:
        """Installs the extension, over the one that is there. Let into private windows, as a person does in the
        browser's settings."""
        path = str(self._extension.resolve())
        self.send("Addon:Install", path=path, temporary=True, allowPrivateBrowsing=True)
        self.host = self.browser_script(
            "return WebExtensionPolicy.getByID(arguments[0]).mozExtensionHostname", ID
        )
        # What the extension knows is read in a tab of its own that stays.
        self._home = self.open(self.own("privacy/privacy.html"))

    def stop_worker(self) -> None:
        """Stops the extension's background page, as the browser does when it has been idle."""
        stop = (
            "return WebExtensionPolicy.getByID(arguments[0]).extension.terminateBackground().then(() => true)"
        )
        assert self.browser_script(stop, ID)

    def send(self, command: str, **parameters: Any) -> Any:
        self._number += 1
        text = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self._read()
        if error:
            raise AssertionError(f"{command}: {error['error']}: {error['message']}")
        return result.get("value", result) if isinstance(result, dict) else result

    def script(self, body: str, *arguments: Any, sandbox: str | None = "default") -> Any:
        """The value that a function body returns in the page (a promise is awaited)."""
        return self.send("WebDriver:ExecuteScript", script=body, args=list(arguments), sandbox=sandbox)

    def browser_script(self, body: str, *arguments: Any) -> Any:
        """The same with the browser's own rights, outside of any page."""
        self.send("Marionette:SetContext", value="chrome")
        try:
            return self.script(body, *arguments)
        finally:
            self.send("Marionette:SetContext", value="content")

    def until(self, body: str, *arguments: Any, sandbox: str | None = "default") -> Any:
        """Asks until the value is true-ish; returns it."""
        end = time.monotonic() + LONG
        while time.monotonic() < end:
            if value := self.script(body, *arguments, sandbox=sandbox):
                return value
            time.sleep(0.05)
        raise AssertionError(f"never true: {body}\n{self.script('return document.body.innerText')}")

    def open(self, url: str) -> str:
        """Opens a tab on `url`; returns its handle, for `show`."""
        handle: str = self.send("WebDriver:NewWindow", type="tab", focus=True)["handle"]
        self.show(handle)
        self.send("WebDriver:Navigate", url=url)
        return handle

    def show(self, handle: str) -> None:
        self.send("WebDriver:SwitchToWindow", handle=handle, focus=True)

    def close(self) -> None:
        """Closes the tab in front; another one is then in front."""
        self.show(self.send("WebDriver:CloseWindow")[0])

    def own(self, path: str) -> str:
        """The address of one of the extension's files."""
        return f"moz-extension://{self.host}/{path}"

    @contextlib.contextmanager
    def at_home(self, path: str = "") -> Iterator[None]:
        """In the tab that stays, on one of the extension's pages (default: the last one); afterwards where it was."""
        front = self.send("WebDriver:GetWindowHandle")
        self.send("WebDriver:SwitchToWindow", handle=self._home, focus=False)
        try:
            if path:
                self.send("WebDriver:Navigate", url=self.own(path))
            yield
        finally:
            self.send("WebDriver:SwitchToWindow", handle=front, focus=False)

    def use(self, backend: str) -> None:
        """Sets the checker's address, as the options page does."""
        with self.at_home():
            self.api("storage.local.set", {"backendUrl": backend})

    def api(self, name: str, *arguments: Any) -> Any:
        """Calls a function of the extension's API on the extension's page in front."""
        call = (
            "const w = window.wrappedJSObject; const path = arguments[0].split('.');"
            "const end = path.slice(0, -1).reduce((at, name) => at[name], w.browser);"
            "return end[path.at(-1)](...w.JSON.parse(arguments[1])).then(value => JSON.stringify(value ?? null))"
        )
        return json.loads(self.script(call, name, json.dumps(arguments)))

    def state(self, url: str) -> dict[str, Any]:
        """What the popup says of the page at `url` once the checker has answered, or failed to."""
        with self.at_home(f"popup/popup.html?tab={self.tab(url)}"):
            read: dict[str, Any] = self.until(STATE)
        return read

    def tab(self, url: str) -> int:
        """The id of the tab at `url`."""
        with self.at_home():
            tabs = self.api("tabs.query", {})
        return next(int(tab["id"]) for tab in tabs if tab.get("url") == url)

    def badge(self, url: str, text: str) -> None:
        """Waits until the toolbar button for the tab at `url` says this."""
        tab = self.tab(url)
        end = time.monotonic() + LONG
        with self.at_home():
            while (said := self.api("action.getBadgeText", {"tabId": tab})) != text:
                assert time.monotonic() < end, f"the badge of {url} says {said!r}"
                time.sleep(0.05)

    def shadow(self, expression: str, selector: str = "[data-import-safety]") -> Any:
        """The value of an expression in which `root` is the closed shadow root of what the selector finds."""
        host = f"document.querySelector('{selector}')"
        return self.until(
            f"const host = {host}; if (!host) return null; const root = host.openOrClosedShadowRoot;"
            f"return {expression}",
            sandbox="system",
        )

    def _connect(self, port: int) -> socket.socket:
        end = time.monotonic() + LONG
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), LONG)
            except ConnectionRefusedError:
                if time.monotonic() > end or self._process.poll() is not None:
                    raise
                time.sleep(0.1)

    def _read(self) -> Any:
        size = b""
        while not size.endswith(b":"):
            size += self._some(1)
        body = b""
        while len(body) < int(size[:-1]):
            body += self._some(int(size[:-1]) - len(body))
        return json.loads(body)

    def _some(self, most: int) -> bytes:
        part = self._socket.recv(most)
        if not part:
            raise AssertionError("Firefox closed the connection")
        return part
