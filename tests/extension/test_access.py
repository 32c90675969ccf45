"""For everybody: axe in both colour schemes, the keyboard alone, large text, right-to-left pages, less motion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import pages
from chromium import Chromium
from looks import ASK, HOST, MARK, banner, nothing_in
from serving import EXTENSION, ROOT
from shop_server import ShopServer

pytestmark = pytest.mark.browser

OWN = ("options/options.html", "welcome/welcome.html", "welcome/sample.html", "privacy/privacy.html",
       "popup/popup.html?tab=-1")  # fmt: skip
# A page that lets us show ours under an open root, so that axe may look inside.
BARE = "<!doctype html><html lang=en><title>x</title><main><h1>x</h1><h2>y</h2>"


@pytest.fixture
def examine(require_tool: Callable[[Path], Path]) -> Iterator[Callable[[str, Page], None]]:
    axe = require_tool(ROOT / "node_modules/axe-core/axe.min.js").read_text()
    found: dict[str, str] = {}

    def examine(name: str, page: Page) -> None:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.evaluate(axe)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            # In the second scheme only colours can differ.
            options = {"resultTypes": ["violations"]} | (
                {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
            )
            for violation in page.evaluate("options => axe.run(options)", options)["violations"]:
                found[f"{name}, {scheme}, {violation['id']}"] = violation["nodes"][0]["html"][:200]
        page.close()

    yield examine
    assert found == {}


def copy_of(browser: Chromium, shop: ShopServer, page: Page, host: str) -> Page:
    """What is in the closed root of `host`, under an open one."""
    inside = browser.shadow(page, host).evaluate("root.innerHTML")
    copy = browser.open(shop.put("https://www.example.com/", BARE))
    copy.evaluate(
        """html => { const host = document.createElement('div'); document.querySelector('main').append(host);
             host.attachShadow({mode: 'open'}).innerHTML = html;
             host.shadowRoot.querySelectorAll('details').forEach(d => d.open = true); }""",
        inside,
    )
    return copy


def test_axe_finds_nothing_to_mend_in_banner_and_popup(
    browser: Chromium, shop: ShopServer, examine: Callable[[str, Page], None]
) -> None:
    ban = pages.alibaba("Baby inclined sleeper with 30 degree angle", {})
    looks = {"recalled": pages.RECALLED, "similar": pages.LOOKALIKE, "none": pages.PLAIN, "ban": ban}
    for name, html in looks.items():
        page = browser.open(shop.put(pages.address(name, 20), html))
        examine(f"popup {name}", browser.popup(page, "answered"))
        if not nothing_in(page):
            examine(f"banner {name}", copy_of(browser, shop, page, HOST))
        page.close()


def test_axe_finds_nothing_to_mend_in_marks_and_pages(
    browser: Chromium, shop: ShopServer, settings: Callable[..., None], examine: Callable[[str, Page], None]
) -> None:
    settings(marks="ask")
    html = pages.results("iLive GSB56BC Self-Balancing Scooter Hoverboard")
    page = browser.open(shop.put("https://www.alibaba.com/trade/search/axe", html))
    expect(page.locator(ASK)).to_be_visible()
    examine("question", copy_of(browser, shop, page, ASK))
    page.bring_to_front()
    browser.shadow(page, ASK).evaluate("root.querySelector('.yes').click()")
    expect(page.locator(MARK)).to_have_count(1)
    examine("mark", copy_of(browser, shop, page, MARK))
    examine("popup results", browser.popup(page, "results"))
    page.close()
    for name in OWN:
        examine(name, browser.open_own(name))


def test_everything_in_the_banner_is_reached_by_keyboard(browser: Chromium, shop: ShopServer) -> None:
    page = browser.open(shop.put(pages.address("keys", 21), pages.RECALLED))
    banner(page, "recalled")
    inside = browser.shadow(page)
    names = []
    for _ in range(8):
        page.keyboard.press("Tab")
        named = "(root.activeElement?.getAttribute('aria-label') ?? root.activeElement?.textContent ?? '')"
        names.append(inside.evaluate(named))
        if names[-1] == "Compare this page with the notice":
            page.keyboard.press("Enter")
    assert names[1:3] == ["Close for this session", "Compare this page with the notice"]
    assert {"Read the official notice", "Open the full assessment"} <= set(names)
    assert any(name.startswith("Hide notice") for name in names)
    page.keyboard.press("Escape")
    expect(page.locator(HOST)).to_have_count(1)  # the focus has left it
    page.close()


def test_large_text_and_narrow_windows_lose_nothing(browser: Chromium, shop: ShopServer) -> None:
    """200% zoom of a 1280 px window is a window of 640 px; 320 px is what WCAG 1.4.10 asks for."""
    page = browser.open(shop.put(pages.address("zoom", 22), pages.RECALLED))
    banner(page, "recalled")
    browser.shadow(page).evaluate("root.querySelector('details').open = true")
    popup = browser.popup(page, "answered")
    for width in (640, 320):
        page.set_viewport_size({"width": width, "height": 700})
        wide = "root.querySelector('.banner').scrollWidth - root.querySelector('.banner').clientWidth"
        assert browser.shadow(page).evaluate(wide) <= 0
        for other in (popup, *(browser.open_own(name) for name in OWN)):
            other.set_viewport_size({"width": width, "height": 700})
            sideways = other.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert sideways <= 0, f"{other.url} at {width}"
            if other is not popup:
                other.close()
    popup.close()
    page.close()


def test_a_right_to_left_page_keeps_the_banner_in_its_own_direction(
    browser: Chromium, shop: ShopServer
) -> None:
    html = pages.RECALLED.replace('<html lang="en">', '<html lang="ar" dir="rtl">')
    page = browser.open(shop.put(pages.address("rtl", 23), html))
    banner(page, "recalled")
    inside = browser.shadow(page)
    box = "root.querySelector('.banner').getBoundingClientRect()"
    assert inside.evaluate(f"[{box}.left, {box}.right, innerWidth]") == [
        0,
        *2 * [page.evaluate("innerWidth")],
    ]
    assert inside.evaluate("getComputedStyle(root.querySelector('.banner')).direction") == "ltr"
    icon, close = (
        inside.evaluate(f"root.querySelector('{name}').getBoundingClientRect().left")
        for name in (".line > .icon", ".close")
    )
    assert icon < close
    page.close()


def test_nothing_moves_for_those_who_asked_for_less_motion() -> None:
    """What moves or scrolls smoothly asks first."""
    for path in EXTENSION.rglob("*.css"):
        unasked = path.read_text().split("@media (prefers-reduced-motion: no-preference)")[0]
        for moving in ("animation", "transition", "scroll-behavior"):
            assert moving not in unasked, path.name
