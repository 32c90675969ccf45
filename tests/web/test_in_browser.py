"""The pages in a real Chromium: keyboard, phone width, content policy, accessibility and the live part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from browsers import opened
from importsafety.api import create_app
from importsafety.settings import Settings
from importsafety.store import Store
from importsafety.store.lock import held
from importsafety.store.store import REFRESH_LOCK
from running import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def url(app: Flask) -> Iterator[str]:
    with serving(app) as url:
        yield url


def test_a_check_by_keyboard_alone(chromium: Browser, url: str) -> None:
    page, complaints = opened(chromium)
    page.goto(url)
    expect(page.locator("#items")).to_be_focused()
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
    page, complaints = opened(chromium)
    with serving(create_app(Settings(home=home))) as url:
        with Store(home) as store, held(home / REFRESH_LOCK, "A refresh"):
            run = store.start_run("cpsc", "agency")
            page.goto(url)
            page.fill("#items", "half a thought")
            store.downloading(run, 4_000_000)
            page.wait_for_selector("text=4 MB downloaded")
            store.finish_run(run, error="No network.")
        page.wait_for_selector("text=The last refresh failed: No network.")
        assert page.input_value("#items") == "half a thought"
    assert complaints == []


def test_pictures_load_only_when_a_person_opens_them(chromium: Browser, url: str) -> None:
    page, _ = opened(chromium)
    asked: list[str] = []
    page.context.route("**/*", lambda route: (asked.append(route.request.url), route.continue_())[1])
    page.goto(f"{url}/notices/cpsc:25901")
    assert all(address.startswith(url) for address in asked)
    with page.expect_request("https://www.cpsc.gov/s3fs-public/one.png"):
        page.click("summary:has-text('Pictures')")
