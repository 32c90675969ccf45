"""When there is no answer, or one that no checker gives."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

import pages
from chromium import Chromium
from looks import banner, nothing_in
from running import LONG, free_port
from serving import Backend
from shop_server import ShopServer

pytestmark = pytest.mark.browser


def test_when_the_checker_is_not_running_the_popup_says_how_to_start_it(
    browser: Chromium, shop: ShopServer, backend: Backend
) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    browser.use(nowhere)
    try:
        page = browser.open(shop.put(pages.address("iLive", 5), pages.RECALLED))
        told = browser.state(page)
        assert told["status"] == "failed"
        assert told["line"] == f"Could not reach the checker at {nowhere}"
        assert "./scripts/serve" in told["text"]
        browser.badge(page, "×")
        assert nothing_in(page)
        popup = browser.popup(page, "failed")
        browser.use(backend.url)
        popup.get_by_role("button", name="Try again").click()
        expect(popup.locator("main")).to_have_attribute("data-verdict", "recalled")
        popup.close()
        banner(page, "recalled")
    finally:
        browser.use(backend.url)


@pytest.mark.parametrize(
    ("status", "body", "line", "detail"),
    [
        (200, b"<html>a router</html>", "is not the checker", ""),
        (200, b'{"hello": 1}', "is not the checker", ""),
        (200, b'{"verdict": "recalled", "notices": [{"id": 1}]}', "is not the checker", ""),
        (403, b'{"detail": "Unknown origin."}', "refused the question", "Unknown origin."),
        (503, b'{"title": "Busy", "detail": "Too many at once."}', "had a problem", "Too many at once."),
    ],
)
def test_an_answer_that_is_none_is_told_apart(
    browser: Chromium, shop: ShopServer, backend: Backend, other_server: Any,
    status: int, body: bytes, line: str, detail: str,
) -> None:  # fmt: skip
    browser.use(other_server(status, body))
    try:
        page = browser.open(shop.put(pages.address("iLive", 6), pages.RECALLED))
        told = browser.state(page)
        assert told["status"] == "failed"
        assert line in told["line"]
        assert detail in told["text"]
        assert "no verdict" not in told["text"], "that is for who reads our code"
        assert "This page was not checked." in told["text"]
        assert nothing_in(page)
        page.close()
    finally:
        browser.use(backend.url)


HOSTILE = "<img src=x onerror=document.title='gone'><script>document.title='gone'</script>&lt;b&gt;\"'`${1}"


def test_hostile_text_stays_text(
    browser: Chromium, shop: ShopServer, backend: Backend, other_server: Any
) -> None:
    notice = {
        "id": HOSTILE, "url": "javascript:document.title='gone'", "tier": "recalled", "title": HOSTILE, "kind": HOSTILE,
        "date": HOSTILE, "number": HOSTILE, "source": HOSTILE, "hazards": [HOSTILE], "remedy": HOSTILE,
        "scope": [{"kind": "lot", "text": HOSTILE}],
        "evidence": [{"feature": HOSTILE, "listing": HOSTILE, "notice": HOSTILE, "weight": 2, "text": HOSTILE}],
    }  # fmt: skip
    rule = {"id": HOSTILE, "citation": HOSTILE, "title": HOSTILE, "applies": "yes", "why": HOSTILE,
            "certificate": HOSTILE, "banned": True, "url": "data:text/html,gone", "question": HOSTILE}  # fmt: skip
    answer = {"verdict": "recalled", "notices": [notice], "requirements": [rule], "as_of": {HOSTILE: HOSTILE},
              "listing": {"title": HOSTILE, "brand": HOSTILE, "layers": {"title": HOSTILE}}}  # fmt: skip
    browser.use(other_server(200, json.dumps(answer).encode()))
    try:
        page = browser.open(shop.put(pages.address("x", 7), pages.alibaba(HOSTILE, {HOSTILE: HOSTILE})))
        banner(page, "recalled")
        inside = browser.shadow(page)
        assert inside.evaluate("root.querySelectorAll('img, script').length") == 0
        assert HOSTILE in inside.evaluate("root.querySelector('.lead').textContent")
        assert inside.evaluate(
            "[...root.querySelectorAll('a')].every(a => a.href.startsWith('http://127.0.0.1'))"
        )
        popup = browser.popup(page)
        expect(popup.locator("[data-field=title]")).to_have_text(HOSTILE)
        assert popup.locator("main img, main script").count() == 0
        assert popup.locator("a").evaluate_all(
            "links => links.every(a => a.href.startsWith('http://127.0.0.1'))"
        )
        assert popup.title() == "Import Safety"
        popup.close()
        assert "gone" not in page.title()[:4]
    finally:
        browser.use(backend.url)


def test_a_checker_that_is_slow_is_waited_for_and_then_not(
    browser: Chromium, shop: ShopServer, backend: Backend, other_server: Any
) -> None:
    nothing = {"verdict": "no_match", "notices": [], "requirements": [], "as_of": {}, "listing": {}}
    page = browser.open(shop.put(pages.address("slow", 8), pages.RECALLED))
    popup = browser.popup(page, "answered")
    # Opened before, so that it is there while the checker is waited for; and that has no end of its own.
    browser.use(other_server(200, json.dumps(nothing).encode(), pause=2 * LONG))
    try:
        page.reload(wait_until="commit")
        expect(popup.locator("h1")).to_have_text("Checking this page")
        expect(popup.locator("main")).to_have_attribute("aria-busy", "true")
        bar = "getComputedStyle(document.querySelector('header'), '::after').content"
        assert popup.evaluate(bar) == '""'
        expect(popup.locator("h1")).to_contain_text("did not answer within 10 seconds")
        assert popup.evaluate(bar) == "none"
        browser.badge(page, "×")
        popup.close()
        page.close()
    finally:
        browser.use(backend.url)
