"""Drives the unpacked extension in Debian's (or Playwright's) Chromium."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from playwright.sync_api import BrowserContext, Page, Playwright, Worker

WAIT = 20_000


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
    ):
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
        self.worker: Worker = workers[0] if workers else self.context.wait_for_event("serviceworker")
        self.id = self.worker.url.split("/")[2]
        # A fresh install opens the first-run page.
        url = f"chrome-extension://{self.id}/welcome/welcome.html"
        known = [page for page in self.context.pages if page.url == url]
        welcome = known[0] if known else self.context.wait_for_event("page", lambda page: url in page.url)
        welcome.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def use(self, backend: str) -> None:
        """Sets the checker's address, as the options page does."""
        self.backend = backend
        self.worker.evaluate("backendUrl => chrome.storage.local.set({backendUrl})", backend)

    def open(self, url: str) -> Page:
        page = self.context.new_page()
        page.goto(url, wait_until="domcontentloaded")
        return page

    def tab(self, page: Page) -> int:
        """The tab's id, as the extension knows it."""
        page.bring_to_front()
        tabs = self.worker.evaluate("chrome.tabs.query({active: true})")
        return next(int(tab["id"]) for tab in tabs if tab.get("url", page.url) == page.url)

    def popup(self, page: Page) -> Page:
        """The popup for a page's tab, opened as a tab of its own."""
        return self.open(f"chrome-extension://{self.id}/popup/popup.html?tab={self.tab(page)}")

    def state(self, page: Page) -> dict[str, Any]:
        """What the popup says of a page once the checker has answered, or failed to."""
        popup = self.popup(page)
        popup.locator("main:is([data-status=answered], [data-status=failed])").wait_for(state="attached")
        read: dict[str, Any] = popup.evaluate(
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
        popup.close()
        return read

    def badge(self, page: Page) -> dict[str, Any]:
        """Text, colour and title of the toolbar button for a page's tab."""
        details = {"tabId": self.tab(page)}
        badge: dict[str, Any] = self.worker.evaluate(
            """async (tab) => ({
              text: await chrome.action.getBadgeText(tab),
              colour: await chrome.action.getBadgeBackgroundColor(tab),
              title: await chrome.action.getTitle(tab),
            })""",
            details,
        )
        return badge

    def stop_worker(self) -> None:
        """Ends the worker, as the browser does when it has been idle."""
        assert self.context.browser is None or self.context.browser.is_connected()
        session = self.context.new_cdp_session(self.context.pages[0])
        targets = session.send("Target.getTargets")["targetInfos"]
        for target in targets:
            if target["type"] == "service_worker" and self.id in target["url"]:
                session.send("Target.closeTarget", {"targetId": target["targetId"]})

    def switch_off_extension(self) -> None:
        """For good: Chromium does not start an extension of the command line again."""
        page = self.open("chrome://extensions")
        page.evaluate("id => chrome.developerPrivate.reload(id, {failQuietly: true})", self.id)
        page.close()

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
        for _ in range(WAIT // 50):
            ours = [each for each in contexts if each["origin"].endswith(f"://{extension}")]
            if ours:
                break
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
