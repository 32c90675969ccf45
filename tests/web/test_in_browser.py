"""The pages in a real Chromium: keyboard, phone width, content policy, accessibility and the live part."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from importsafety.api import create_app
from importsafety.settings import Settings
from importsafety.store import Store
from importsafety.store.lock import held
from importsafety.store.store import REFRESH_LOCK

pytestmark = pytest.mark.browser


class Served:
    """An application behind a real socket."""

    def __init__(self, app: Flask):
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def url(app: Flask) -> Iterator[str]:
    served = Served(app)
    yield served.url
    served.server.shutdown()


def opened(chromium: Browser, **how: Any) -> tuple[Page, list[str]]:
    """A page, and what its console complains of (a refused script or style, a failure)."""
    page = chromium.new_context(**how).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


def test_a_check_by_keyboard_alone(chromium: Browser, url: str) -> None:
    page, complaints = opened(chromium)
    page.goto(url)
    page.keyboard.type("KUGELO magnetic balls KG-216")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check?q=*")
    assert "KUGELO" in page.inner_text(".match h3")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    assert complaints == []


def test_the_start_page_follows_a_refresh_without_losing_what_was_typed(
    chromium: Browser, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    served = Served(create_app(Settings(home=home)))
    page, complaints = opened(chromium)
    with Store(home) as store, held(home / REFRESH_LOCK, "A refresh"):
        run = store.start_run("cpsc", "agency")
        page.goto(served.url)
        page.fill("#items", "half a thought")
        store.downloading(run, 4_000_000)
        page.wait_for_selector("text=4 MB downloaded")
        store.finish_run(run, error="No network.")
    page.wait_for_selector("text=The last refresh failed: No network.")
    assert page.input_value("#items") == "half a thought"
    assert complaints == []
    served.server.shutdown()


def test_pictures_load_only_when_a_person_opens_them(chromium: Browser, url: str) -> None:
    page, _ = opened(chromium)
    asked: list[str] = []
    page.context.route("**/*", lambda route: (asked.append(route.request.url), route.continue_())[1])
    page.goto(f"{url}/notices/cpsc:25901")
    assert all(address.startswith(url) for address in asked)
    with page.expect_request("https://www.cpsc.gov/s3fs-public/one.png"):
        page.click("summary:has-text('Pictures')")
