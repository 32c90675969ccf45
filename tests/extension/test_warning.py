"""What a person sees on a product page: banner, badge and popup, with the real checker."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

import pages
from chromium import Chromium
from looks import banner, nothing_in
from shop_server import ShopServer

pytestmark = pytest.mark.browser


def test_a_recalled_item_is_named_in_the_page_the_badge_and_the_popup(
    browser: Chromium, shop: ShopServer
) -> None:
    page = browser.open(shop.put(pages.address("iLive", 1), pages.RECALLED))
    banner(page, "recalled")
    inside = browser.shadow(page)
    assert (
        inside.evaluate("root.querySelector('.headline').textContent")
        == "A recall notice names this brand and model"
    )
    assert inside.evaluate("root.querySelector('[role=alert]') !== null")
    assert inside.evaluate("root.querySelector('.lead a').href").startswith(
        "https://www.cpsc.gov/Recalls/2018/"
    )
    assert "GSB56BC" in inside.evaluate("root.querySelector('.comparison').textContent")
    assert "CPSC recalls: data to 20" in inside.evaluate("root.querySelector('.ages').textContent")
    badge = browser.badge(page, "!")
    assert badge["colour"][:3] == [176, 36, 28]
    assert "an official notice names this item" in badge["title"]
    told = browser.state(page)
    assert told["verdict"] == "recalled"
    assert told["fields"] == {
        "title": "iLive GSB56BC Self-Balancing Scooter Hoverboard with LED Lights",
        "brand": "iLive",
        "model": "GSB56BC",
        "seller": "Shenzhen Sample Trading Co., Ltd.",
        "country": "China",
    }
    assert told["layers"]["title"] == "state"
    assert told["notices"][0] == pages.RECALLED_NOTICE
    assert any(link.startswith("https://www.cpsc.gov/Recalls/2018/iLive") for link in told["links"])
    assert any(link.startswith(f"{browser.backend}/check?q=iLive") for link in told["links"])
    assert "Only the starter list is loaded" in told["text"]


def test_the_same_kind_of_product_is_said_more_quietly(browser: Chromium, shop: ShopServer) -> None:
    page = browser.open(shop.put(pages.address("oem", 2), pages.LOOKALIKE))
    told = browser.state(page)
    assert told["verdict"] in ("possible", "similar")
    banner(page, told["verdict"])
    browser.badge(page, {"possible": "?", "similar": "≈"}[told["verdict"]])
    assert browser.shadow(page).evaluate("root.querySelector('[role=alert]') === null")


def test_nothing_found_leaves_the_page_alone(browser: Chromium, shop: ShopServer) -> None:
    page = browser.open(shop.put(pages.address("clamp", 3), pages.PLAIN))
    told = browser.state(page)
    assert told["verdict"] == "no_match"
    assert told["line"].startswith("No match found in CPSC recalls and CPSC warnings as of 20")
    assert "not a clearance" in told["text"]
    browser.badge(page, "–")
    assert nothing_in(page)


def test_a_page_that_is_no_product_page_is_not_read(browser: Chromium, shop: ShopServer) -> None:
    page = browser.open(shop.put("https://www.alibaba.com/help/hoverboard.html", pages.RECALLED))
    browser.reach(page, "other")
    popup = browser.popup(page, "other")
    expect(popup.locator("h1")).to_have_text("This is not a product page we read")
    browser.badge(page, "")
    assert nothing_in(page)


def test_requirements_are_shown_with_their_reasons_and_links(browser: Chromium, shop: ShopServer) -> None:
    balls = pages.alibaba(
        "5 mm magnetic ball set, 216 pieces, desk toy for adults", {"Place of Origin": "China"}
    )
    page = browser.open(shop.put(pages.address("balls", 4), balls))
    popup = browser.popup(page, "answered")
    row = popup.locator("[data-requirement]", has_text="16 CFR 1262").first
    expect(row.locator("a")).to_have_attribute("href", "https://www.ecfr.gov/current/title-16/part-1262")
    expect(row.locator(".why")).not_to_be_empty()
    expect(row.locator(".papers")).not_to_be_empty()
    popup.close()


def test_a_ban_on_the_kind_of_product_is_told_without_a_notice(
    browser: Chromium, shop: ShopServer, settings: Callable[..., None]
) -> None:
    html = pages.alibaba("M-80 firecrackers, box of 144", {"Place of Origin": "China"})
    page = browser.open(shop.put(pages.address("firecracker", 50), html))
    banner(page, "no_match")
    inside = browser.shadow(page)
    line = "A U.S. ban applies to this kind of product: 16 CFR 1500.17"
    assert inside.evaluate("root.querySelector('.headline').textContent") == line
    assert inside.evaluate("root.querySelector('[role=alert]') === null")
    browser.badge(page, "!")
    told = browser.state(page)
    assert told["line"] == line and "No match found in CPSC recalls" in told["text"]
    # It can be put out of sight for good, like a notice.
    inside.evaluate("root.querySelector('.hide').click()")
    browser.until(lambda: browser.kept("hidden"), "the ban is hidden")
    browser.reload(page)
    browser.state(page)
    assert nothing_in(page)
    page.close()
