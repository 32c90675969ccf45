"""Drives the unpacked extension in Debian's (or Playwright's) Chromium."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from browsers import WAIT

# The popup's states in which nothing is under way any more.
RESTING = re.compile("answered|failed")


def id_of(extension: Path) -> str:
    """The id that Chromium gives to an unpacked extension, after its folder."""
    digest = hashlib.sha256(str(extension).encode()).hexdigest()
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digest[:32])


class Chromium:
    """A browser with the extension in it; every https host is the shop server at `port`."""

    def __init__(
        self,
        playwright: Playwright,
        browser: str,
        extension: Path,
        profile: Path,
        port: int,
        language: str = "en-US",
        private: bool = False,
    ):
        """`private`: the extension is let into private windows, as a person does in the browser's settings."""
        if private:
            (profile / "Default").mkdir()
            allowed = {"extensions": {"settings": {id_of(extension): {"incognito": True}}}}
            (profile / "Default" / "Preferences").write_text(json.dumps(allowed))
        self.context: BrowserContext = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=browser,
            headless=True,
            ignore_https_errors=True,
            ignore_default_args=["--disable-extensions"],
            locale=language,
            viewport={"width": 1280, "height": 800},
            env={"LANGUAGE": language.replace("-", "_"), "HOME": str(profile)},
            args=[
                "--no-sandbox",
                f"--lang={language}",
                f"--disable-extensions-except={extension}",
                f"--load-extension={extension}",
                f"--host-resolver-rules=MAP *:443 127.0.0.1:{port}, MAP *:80 127.0.0.1:9",
                "--ignore-certificate-errors",
            ],
        )
        self.context.set_default_timeout(WAIT)
        workers = self.context.service_workers
        worker = workers[0] if workers else self.context.wait_for_event("serviceworker")
        self.id = worker.url.split("/")[2]
        self.home: Page = self.context.pages[0]
        # A fresh install opens the first-run page, in a tab that may be there before it has an address.
        url = self.own("welcome/welcome.html")
        welcome: Page = self.until(
            lambda: next((page for page in self.context.pages if page.url == url), None), "welcome"
        )
        # What the extension knows is read in a page of its own that stays: its worker may be stopped at any moment.
        self.home = next(page for page in self.context.pages if page != welcome)
        welcome.close()
        self.home.goto(self.own("style/tokens.css"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def own(self, path: str) -> str:
        """The address of one of the extension's files."""
        return f"chrome-extension://{self.id}/{path}"

    def evaluate(self, expression: str, argument: Any = None) -> Any:
        """The value of an expression where the extension's API is at hand (a promise is awaited)."""
        return self.home.evaluate(expression, argument)

    def until(self, ask: Callable[[], Any], what: str) -> Any:
        """Asks until the value is true-ish; returns it."""
        end = time.monotonic() + WAIT / 1000
        while time.monotonic() < end:
            if value := ask():
                return value
            self.home.wait_for_timeout(50)
        raise AssertionError(f"never true: {what}")

    def use(self, backend: str) -> None:
        """Sets the checker's address, as the options page does."""
        self.backend = backend
        self.choose(backendUrl=backend)

    def choose(self, **chosen: Any) -> None:
        """Sets what a person chose in the options."""
        self.evaluate("chosen => chrome.storage.local.set(chosen)", chosen)

    def kept(self, key: str, area: str = "local") -> Any:
        """What the extension keeps under a key, or None."""
        return self.evaluate(
            "async ([area, key]) => (await chrome.storage[area].get(key))[key] ?? null", [area, key]
        )

    def open(self, url: str) -> Page:
        page = self.context.new_page()
        page.goto(url, wait_until="domcontentloaded")
        return page

    def open_own(self, name: str = "options/options.html") -> Page:
        """One of the extension's own pages, once it shows all it has."""
        page = self.open(self.own(name))
        expect(page.locator("main")).to_have_attribute("aria-busy", "false")
        return page

    def open_all(self, urls: Iterable[str]) -> list[Page]:
        """Pages that load beside one another, each in a tab of its own."""
        opened = []
        for url in urls:
            page = self.context.new_page()
            page.goto(url, wait_until="commit")
            opened.append(page)
        return opened

    def tab(self, page: Page) -> int:
        """The tab's id, as the extension knows it. Brings the page to the front."""
        page.bring_to_front()

        def front() -> int | None:
            tabs = self.evaluate("chrome.tabs.query({active: true})")
            return next((int(tab["id"]) for tab in tabs if tab.get("url", page.url) == page.url), None)

        found: int = self.until(front, f"{page.url} is in front")
        return found

    def popup(self, page: Page, status: str | re.Pattern[str] = "") -> Page:
        """The popup for a page's tab, opened as a tab of its own, once it has this status (default: any)."""
        popup = self.open(self.own(f"popup/popup.html?tab={self.tab(page)}"))
        expect(popup.locator("main")).to_have_attribute("data-status", status or re.compile("."))
        return popup

    def state(self, page: Page) -> dict[str, Any]:
        """What the popup says of a page once the checker has answered, or failed to. The page stays in front."""
        self.home.goto(self.own(f"popup/popup.html?tab={self.tab(page)}"))
        expect(self.home.locator("main")).to_have_attribute("data-status", RESTING)
        read: dict[str, Any] = self.home.evaluate(
            """() => ({
              status: document.querySelector('main').dataset.status,
              verdict: document.querySelector('main').dataset.verdict,
              line: document.querySelector('h1').textContent,
              text: document.body.innerText,
              fields: Object.fromEntries([...document.querySelectorAll('[data-field]')]
                .map(e => [e.dataset.field, e.textContent])),
              layers: Object.fromEntries([...document.querySelectorAll('[data-layer]')]
                .map(e => [e.dataset.field, e.dataset.layer])),
              notices: [...document.querySelectorAll('[data-notice]')].map(e => e.dataset.notice),
              links: [...document.querySelectorAll('a')].map(e => e.href),
              requirements: [...document.querySelectorAll('[data-requirement]')]
                .map(e => e.dataset.requirement),
            })"""
        )
        return read

    def reach(self, page: Page, status: str) -> None:
        """Waits until this is what the extension knows of the address that a page has now."""
        key = f"tab:{self.tab(page)}"

        def is_there() -> bool:
            state = self.kept(key, "session") or {}
            return state.get("status") == status and state["url"].split("#")[0] == page.url.split("#")[0]

        self.until(is_there, f"{page.url} is {status}")

    def reload(self, page: Page, asked: str = "check") -> None:
        """Loads a page anew, and waits until the checker has been asked about it and has answered."""
        with self.context.expect_event(
            "requestfinished", lambda request: request.url.endswith(f"/api/v1/{asked}")
        ):
            page.reload()

    def badge(self, page: Page, text: str) -> dict[str, Any]:
        """Waits until the toolbar button for a page's tab says this; its text, colour and title."""
        details = {"tabId": self.tab(page)}
        read = """async (tab) => ({
          text: await chrome.action.getBadgeText(tab),
          colour: await chrome.action.getBadgeBackgroundColor(tab),
          title: await chrome.action.getTitle(tab),
        })"""

        def says() -> dict[str, Any] | None:
            badge: dict[str, Any] = self.evaluate(read, details)
            return badge if badge["text"] == text else None

        badge: dict[str, Any] = self.until(says, f"the badge of {page.url} says {text!r}")
        return badge

    def stop_worker(self) -> None:
        """Ends the worker, as the browser does when it has been idle."""
        session = self.context.new_cdp_session(self.home)
        targets = session.send("Target.getTargets")["targetInfos"]
        for target in targets:
            if target["type"] == "service_worker" and self.id in target["url"]:
                session.send("Target.closeTarget", {"targetId": target["targetId"]})

    def switch_off_extension(self) -> None:
        """For good: Chromium does not start an extension of the command line again."""
        page = self.open("chrome://extensions")
        page.evaluate("id => chrome.developerPrivate.reload(id, {failQuietly: true})", self.id)
        page.close()

    def open_privately(self, url: str) -> int:
        """Opens a page in a private window; the tab's id."""
        tab: int = self.evaluate(
            "async (url) => (await chrome.windows.create({url, incognito: true})).tabs[0].id", url
        )
        return tab

    def shadow(self, page: Page, host: str = "[data-import-safety]") -> Shadow:
        """Inside the closed shadow root of the first element that fits `host`."""
        return Shadow(page, self.id, host)

    def isolated(self, page: Page) -> Shadow:
        """Where the content scripts run."""
        return Shadow(page, self.id, None)


class Shadow:
    """Inside the extension's own view of a page; where a host is named, inside its closed shadow root."""

    def __init__(self, page: Page, extension: str, host: str | None):
        self._session = page.context.new_cdp_session(page)
        self._root = (
            f"chrome.dom.openOrClosedShadowRoot(document.querySelector('{host}'))" if host else "document"
        )
        contexts: list[dict[str, Any]] = []
        self._session.on("Runtime.executionContextCreated", lambda event: contexts.append(event["context"]))
        self._session.send("Runtime.enable")
        end = time.monotonic() + WAIT / 1000
        while not (ours := [each for each in contexts if each["origin"].endswith(f"://{extension}")]):
            assert time.monotonic() < end, f"no script of the extension runs on {page.url}"
            page.wait_for_timeout(50)  # content scripts start when the page is idle
        self._context = ours[0]["uniqueId"]

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression in which `root` is the shadow root."""
        answer = self._session.send(
            "Runtime.evaluate",
            {
                "expression": f"((root) => {expression})({self._root})",
                "uniqueContextId": self._context,
                "returnByValue": True,
                "awaitPromise": True,
            },
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")
