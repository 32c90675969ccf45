"""The extension in real Firefox, with the real backend: the main paths, the same ones as in Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest

import pages
from firefox import Firefox
from saved import BLOCKED, address_of, differences, is_launch, labels
from serving import Backend, free_port
from shop_server import INERT, ShopServer

pytestmark = pytest.mark.browser

HOST = "return document.querySelector('[data-import-safety]')?.dataset.importSafety"


def test_a_recalled_item_is_named_in_the_page_the_badge_and_the_popup(fox: Firefox, shop: ShopServer) -> None:
    url = shop.put(pages.address("iLive", 101), pages.RECALLED, INERT)
    page = fox.open(url)
    assert fox.until(HOST) == "recalled"
    headline = fox.shadow("root.querySelector('.headline').textContent")
    assert headline == "A recall notice names this brand and model"
    # The page's own policy forbids every style; the banner has its own all the same.
    colour = "root.ownerDocument.defaultView.getComputedStyle(root.querySelector('.line')).backgroundColor"
    assert fox.shadow(colour) == "rgb(176, 36, 28)"
    told = fox.state(url)
    assert told["verdict"] == "recalled"
    assert told["fields"]["brand"] == "iLive"
    assert told["fields"]["model"] == "GSB56BC"
    assert told["notices"][0] == pages.RECALLED_NOTICE
    fox.badge(url, "!")
    fox.show(page)
    fox.shadow("root.querySelector('.close').click() || true")
    assert fox.until("return document.querySelector('[data-import-safety]') === null")


def test_nothing_found_leaves_the_page_alone(fox: Firefox, shop: ShopServer) -> None:
    url = shop.put(pages.address("clamp", 102), pages.PLAIN)
    page = fox.open(url)
    told = fox.state(url)
    assert told["verdict"] == "no_match"
    assert told["line"].startswith("No match found in CPSC recalls and CPSC warnings as of 20")
    fox.badge(url, "–")
    fox.show(page)
    assert fox.script(HOST) is None


def test_a_shop_that_changes_its_page_in_place_is_followed(fox: Firefox, shop: ShopServer) -> None:
    fox.open(shop.put(pages.address("iLive", 103), pages.RECALLED))
    assert fox.until(HOST) == "recalled"
    fox.script("window.wrappedJSObject.history.pushState(null, '', '/showroom/hoverboard.html')")
    assert fox.until("return document.querySelector('[data-import-safety]') === null")


def test_when_the_checker_is_not_running_the_popup_says_how_to_start_it(
    fox: Firefox, shop: ShopServer, backend: Backend
) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    fox.use(nowhere)
    try:
        url = shop.put(pages.address("iLive", 104), pages.RECALLED)
        fox.open(url)
        told = fox.state(url)
        assert told["line"] == f"Could not reach the checker at {nowhere}"
        assert "./scripts/serve" in told["text"]
        fox.badge(url, "×")
    finally:
        fox.use(backend.url)


@pytest.mark.shared
def test_every_labelled_page_of_a_launch_shop_is_read_right(
    fox: Firefox, shop: ShopServer, shared: Path
) -> None:
    wrong = {}
    for label in labels(shared):
        url = address_of(label)
        if is_launch(url):
            url = shop.put(url, (shared / "data/pages/product" / label["file"]).read_bytes(), INERT)
            fox.open(url)
            if found := differences(label, fox.state(url)["fields"]):
                wrong[label["file"]] = found
            fox.close()
    assert wrong == {}


@pytest.mark.shared
def test_a_page_behind_a_guard_is_said_to_be_unchecked(fox: Firefox, shop: ShopServer, shared: Path) -> None:
    for file in sorted((shared / "data/pages/blocked").glob("*.html")):
        url = shop.put(BLOCKED[file.name], file.read_bytes(), INERT)
        fox.open(url)
        assert fox.state(url)["verdict"] == "unchecked", file.name
        fox.badge(url, "×")
        assert fox.script("return document.querySelector('[data-import-safety]')") is None
        fox.close()


def test_products_on_a_result_page_are_marked(fox: Firefox, shop: ShopServer) -> None:
    html = pages.results("iLive GSB56BC Self-Balancing Scooter Hoverboard", "Steel pipe clamp DN50")
    page = fox.open(shop.put("https://www.alibaba.com/trade/search/fox", html))
    assert fox.until("return document.querySelector('[data-import-safety-ask]') !== null")
    fox.shadow("root.querySelector('.yes').click() || true", "[data-import-safety-ask]")
    mark = "return document.querySelector('[data-import-safety-mark]')?.dataset.importSafetyMark"
    assert fox.until(mark) == "recalled"
    fox.show(page)
    reason = fox.shadow("root.querySelector('[role=tooltip]').textContent", "[data-import-safety-mark]")
    assert reason.startswith("A recall notice names this brand and model")
    assert fox.script("return document.querySelectorAll('[data-import-safety-mark]').length") == 1


def test_the_extensions_own_pages_work(fox: Firefox) -> None:
    with fox.at_home("options/options.html"):
        assert fox.until("return document.querySelectorAll('#shops input:checked').length") == 12
    with fox.at_home("welcome/welcome.html"):
        assert "The checker answers at" in fox.until("return document.querySelector('#checker').textContent")
    with fox.at_home("welcome/sample.html"):
        assert fox.until(HOST) == "recalled"
    with fox.at_home("privacy/privacy.html"):
        assert fox.until("return document.querySelectorAll('#permissions li').length") == 6
