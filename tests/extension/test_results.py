"""Marks on result pages: only after a yes, only on what is in view, only where there is something to say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

import pages
from chromium import Chromium
from looks import ASK, HOST, MARK
from serving import Backend
from shop_server import INERT, ShopServer

pytestmark = pytest.mark.browser

NAMED = "iLive GSB56BC Self-Balancing Scooter Hoverboard"
BANNED = "Baby inclined sleeper with 30 degree angle"
CLAMP = "Galvanized steel pipe clamp DN50"
URL = "https://www.alibaba.com/trade/search/{}"


def signs(page: Page) -> list[str]:
    return page.locator(MARK).evaluate_all("marks => marks.map(m => m.dataset.importSafetyMark)")


def items(sent: list[Request]) -> list[dict[str, str]]:
    """What was sent of cards, in the order in which it left."""
    batches = [request.post_data_json for request in sent if request.url.endswith("/check/batch")]
    assert all(len(batch["items"]) <= 20 for batch in batches)
    return [item["listing"] for batch in batches for item in batch["items"]]


def test_products_are_marked_after_one_question(
    browser: Chromium, shop: ShopServer, sent: list[Request], settings: Callable[..., None]
) -> None:
    page = browser.open(shop.put(URL.format("one"), pages.results(NAMED, CLAMP, BANNED), INERT))
    expect(page.locator(ASK)).to_be_visible()
    popup = browser.popup(page)
    expect(popup.locator("h1")).to_have_text("A page of results")
    popup.close()
    assert items(sent) == []
    page.bring_to_front()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(MARK)).to_have_count(2)
    expect(page.locator(ASK)).to_have_count(0)
    assert signs(page) == ["recalled", "banned"]
    assert page.locator(HOST).count() == 0
    assert items(sent) == [
        {"title": title, "seller": "Shenzhen Sample Trading Co., Ltd.",
         "url": f"https://www.alibaba.com/product-detail/x_{1600000000000 + number}.html"}
        for number, title in enumerate((NAMED, CLAMP, BANNED))
    ]  # fmt: skip
    assert browser.badge(page, "1")["colour"][:3] == [176, 36, 28]
    # The reason, by mouse and by keyboard, is one that a screen reader says too.
    inside = browser.shadow(page, MARK)
    assert inside.evaluate("root.querySelector('[role=tooltip]').checkVisibility()") is False
    page.locator(MARK).first.hover()
    reason = "root.querySelector('[role=tooltip]')"
    assert inside.evaluate(f"{reason}.checkVisibility() && {reason}.textContent").startswith(
        "A recall notice names this brand and model2017-11-14 iLive"
    )
    assert inside.evaluate("root.querySelector('button').getAttribute('aria-describedby')") == "tip"
    page.locator(MARK).first.click()
    assert page.url.endswith("/one"), "a press on the mark does not open the product"
    popup = browser.popup(page)
    expect(popup.locator("header")).to_contain_text("3 products were checked so far.")
    expect(popup.locator(".signs li")).to_have_count(2)
    popup.get_by_role("button", name="Stop marking").click()
    expect(page.locator(MARK)).to_have_count(0)
    popup.close()
    page.close()
    page = browser.open(shop.put(URL.format("off"), pages.results(NAMED)))
    browser.reach(page, "results")
    assert page.locator(f"{MARK}, {ASK}").count() == 0
    page.close()


def test_no_is_an_answer(browser: Chromium, shop: ShopServer, settings: Callable[..., None]) -> None:
    settings(marks="ask")
    url = shop.put(URL.format("no"), pages.results(NAMED))
    page = browser.open(url)
    expect(page.locator(ASK)).to_be_visible()
    browser.shadow(page, ASK).evaluate("root.querySelectorAll('button')[1].click()")
    expect(page.locator(ASK)).to_have_count(0)
    browser.until(lambda: browser.kept("marks") == "off", "the answer is kept")
    page.goto(f"{url}?again")
    browser.reach(page, "results")
    assert page.locator(f"{MARK}, {ASK}").count() == 0
    page.close()


def test_cards_are_asked_about_as_they_come_into_view(
    browser: Chromium, shop: ShopServer, sent: list[Request], settings: Callable[..., None]
) -> None:
    settings(marks="on")
    many = [f"{CLAMP} of kind {number}" for number in range(60)]
    page = browser.open(shop.put(URL.format("many"), pages.results(NAMED, *many)))
    expect(page.locator(MARK)).to_have_count(1)
    assert len(items(sent)) < 40, "what is below the window was not asked about"
    # A list without an end: more cards come when the reader is at the bottom.
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    more = pages.cards(BANNED, first=100)
    page.evaluate("html => document.querySelector('#list').insertAdjacentHTML('beforeend', html)", more)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("[data-import-safety-mark=banned]")).to_have_count(1)
    # A list that is rendered anew has its marks again, and what was asked about is not asked about again.
    page.evaluate("list => { document.querySelector('#list').innerHTML = list }", pages.cards(NAMED, *many))
    page.evaluate("window.scrollTo(0, 0)")
    expect(page.locator(MARK)).to_have_count(1)
    titles = [item["title"] for item in items(sent)]
    assert len(titles) == len(set(titles))
    page.close()


@pytest.mark.shared
def test_cards_of_saved_result_pages_are_found(
    browser: Chromium, shop: ShopServer, shared: Path, settings: Callable[..., None]
) -> None:
    """Against what a person counts on the page as it is rendered without scripts."""
    settings(marks="on")
    counted = {
        "alibaba": ("https://www.alibaba.com/trade/search", 1),
        "aliexpress": ("https://aliexpress.ru/popular/x", 45),
        "amazon": ("https://www.amazon.com/s", 16),
        "indiamart": ("https://dir.indiamart.com/search.mp", 210),
        "made-in-china": ("https://zhidafurniture.en.made-in-china.com/product-list-1.html", 48),
    }
    found = {}
    for file in sorted((shared / "data/pages/search").glob("*.html")):
        url, _ = counted[file.name.split("_")[0]]
        page = browser.open(shop.put(url, file.read_bytes(), INERT))
        inside = browser.isolated(page)
        recipe = (
            "json => importSafety.cards(document, json).map(({title, seller, url}) => ({title, seller, url}))"
        )
        shops = json.loads((Path(__file__).parents[2] / "extension/shops.json").read_text())["shops"]
        results = next(
            one["results"] for one in shops if any(url.split("/")[2].endswith(host) for host in one["hosts"])
        )
        cards = inside.evaluate(f"({recipe})({json.dumps(results)})")
        found[file.name.split("_")[0]] = len(cards)
        assert all(len(card["title"]) > 5 for card in cards), file.name
        page.close()
    assert found == {name: count for name, (_, count) in counted.items()}


def test_a_checker_that_is_gone_leaves_results_alone_and_the_popup_says_so(
    browser: Chromium, shop: ShopServer, backend: Backend, settings: Callable[..., None]
) -> None:
    settings(marks="on")
    browser.use("http://127.0.0.1:9")
    try:
        page = browser.open(shop.put(URL.format("gone"), pages.results(NAMED)))
        popup = browser.popup(page)
        expect(popup.locator("header")).to_contain_text("Could not reach the checker")
        assert page.locator(MARK).count() == 0
        popup.close()
        page.close()
    finally:
        browser.use(backend.url)
