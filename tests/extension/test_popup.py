"""The popup: what was read and corrected, questions answered, what to ask the supplier, what is kept and hidden."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
from playwright.sync_api import Request, expect

import pages
from chromium import Chromium
from looks import HOST, banner, nothing_in
from running import LONG
from serving import Backend
from shop_server import ShopServer

pytestmark = pytest.mark.browser

BALLS = pages.alibaba("216 pcs 5mm magnetic balls magic cube", {"Place of Origin": "China"})


def checks(sent: list[Request]) -> list[dict[str, Any]]:
    return [request.post_data_json for request in sent if request.url.endswith("/api/v1/check")]


def test_what_was_read_can_be_put_right_and_checked_again(
    browser: Chromium, shop: ShopServer, sent: list[Request], settings: Callable[..., None]
) -> None:
    html = pages.alibaba("Self balancing scooter hoverboard", {"Brand Name": "ILIFE", "Color": "Black"})
    page = browser.open(shop.put(pages.address("wrong", 200), html))
    assert browser.state(page)["verdict"] in ("possible", "similar")
    popup = browser.popup(page, "answered")
    expect(popup.locator("[data-field=brand]")).to_have_text("ILIFE")
    expect(popup.locator(".fact", has_text="ILIFE").locator(".layer").first).to_have_text(
        "the shop's own data"
    )
    popup.get_by_text("Everything that was read").click()
    expect(popup.locator(".all")).to_contain_text("Black")
    popup.get_by_text("Correct what was read").click()
    popup.get_by_label("Brand").fill("iLive")
    popup.get_by_label("Model").fill("GSB56BC")
    popup.get_by_role("button", name="Check again").click()
    expect(popup.locator("main")).to_have_attribute("data-verdict", "recalled")
    expect(popup.locator(".fact", has_text="iLive").locator(".layer").first).to_have_text("you")
    asked = checks(sent)[-1]
    assert (asked["listing"]["brand"], asked["listing"]["model"]) == ("iLive", "GSB56BC")
    assert "Brand Name" not in asked["listing"]["attributes"], "the word that was wrong goes everywhere"
    expect(popup.get_by_role("button", name="Copy what was wrong, to report it")).to_be_visible()
    # The page says so too, and goes on saying so when it is read again.
    page.bring_to_front()
    banner(page, "recalled")
    page.reload()
    banner(page, "recalled")
    popup.close()
    page.close()


def test_questions_settle_what_may_apply(browser: Chromium, shop: ShopServer, sent: list[Request]) -> None:
    page = browser.open(shop.put(pages.address("balls", 201), BALLS))
    popup = browser.popup(page, "answered")
    expect(popup.locator(".plan")).to_contain_text("Certificate: Children's Product Certificate (CPC)")
    popup.locator(".questions > summary").click()
    before = popup.locator("[data-question]").count()
    question = popup.locator("[data-question]").first
    id = question.get_attribute("data-question")
    question.get_by_role("button", name="Yes").click()
    expect(popup.locator(f"[data-question={id}]")).to_have_count(0)
    assert checks(sent)[-1]["answers"] == {id: "yes"}
    # An answer holds when the page is read again, and can be taken back.
    page.reload()
    back = popup.get_by_role("button", name="Take back 1 answer")
    expect(back).to_be_visible()
    back.click()
    expect(popup.locator(f"[data-question={id}]")).to_have_count(1)
    assert popup.locator("[data-question]").count() == before
    popup.close()
    page.close()


def test_answers_given_quickly_all_count(browser: Chromium, shop: ShopServer, sent: list[Request]) -> None:
    page = browser.open(shop.put(pages.address("balls", 208), BALLS))
    popup = browser.popup(page, "answered")
    ids = popup.evaluate(
        """() => [...document.querySelectorAll('[data-question]')].slice(0, 3).map((question) => {
             question.querySelector('button').click();
             return question.dataset.question;
           })"""
    )
    expect(popup.get_by_role("button", name="Take back 3 answers")).to_be_attached()
    expect(popup.locator("main")).to_have_attribute("aria-busy", "false")
    assert checks(sent)[-1]["answers"] == dict.fromkeys(ids, "yes")
    popup.close()
    page.close()


def test_requirements_are_titled_in_the_readers_language(
    browser: Chromium, shop: ShopServer, backend: Backend, settings: Callable[..., None]
) -> None:
    entry = requests.get(f"{backend.url}/api/v1/requirements/16-cfr-1262", timeout=LONG).json()
    for number, (language, field) in enumerate((("es", "title_es"), ("zh_CN", "title_zh"), ("en", "title"))):
        settings(language=language)
        page = browser.open(shop.put(pages.address("titled", 220 + number), BALLS))
        popup = browser.popup(page, "answered")
        row = popup.locator(f"[data-requirement='{entry['id']}'] .cite")
        expect(row).to_have_text(f"{entry['citation']} {entry[field]}")
        popup.close()
        page.close()


def test_requirements_are_titled_in_english_by_a_checker_without_translations(
    browser: Chromium, shop: ShopServer, other_server: Callable[..., str], settings: Callable[..., None]
) -> None:
    rule = {
        "id": "r",
        "citation": "16 CFR 1",
        "title": "A rule",
        "applies": "yes",
        "title_zh": [],
        "title_es": "",
    }
    settings(
        backendUrl=other_server(200, json.dumps({**ANSWER, "requirements": [rule]}).encode()), language="es"
    )
    page = browser.open(shop.put(pages.address("untitled", 223), BALLS))
    popup = browser.popup(page, "answered")
    expect(popup.locator("[data-requirement=r] .cite")).to_have_text("16 CFR 1 A rule")
    popup.close()
    page.close()


def test_what_to_ask_the_supplier_for_comes_in_english_and_chinese(
    browser: Chromium, shop: ShopServer
) -> None:
    page = browser.open(shop.put(pages.address("balls", 202), BALLS))
    popup = browser.popup(page, "answered")
    popup.get_by_role("button", name="What to ask the supplier for").click()
    expect(popup.locator(".supplier pre")).to_have_count(2)
    assert "16 CFR 1262" in popup.locator(".supplier [lang=en] pre").inner_text()
    assert "您好" in popup.locator(".supplier [lang=zh] pre").inner_text()
    browser.context.grant_permissions(["clipboard-read", "clipboard-write"])
    popup.locator(".supplier [lang=en]").get_by_role("button", name="Copy").click()
    expect(popup.locator(".supplier [lang=en]").get_by_role("button", name="Copied")).to_be_visible()
    popup.close()
    page.close()


def test_a_product_is_kept_in_my_list(
    browser: Chromium, shop: ShopServer, settings: Callable[..., None]
) -> None:
    url = shop.put(pages.address("iLive", 203), pages.RECALLED)
    page = browser.open(url)
    banner(page, "recalled")
    popup = browser.popup(page, "answered")
    save = popup.get_by_role("button", name="Save to my list")
    save.focus()
    save.evaluate("button => { button.click(); button.click() }")
    expect(popup.get_by_role("button", name="Remove from my list")).to_be_focused()
    (item,) = browser.kept("list")
    saved_on = item.pop("savedOn")
    assert len(saved_on) == 10
    assert item.pop("asOf").startswith("20")
    assert item.pop("notices")[0] == pages.RECALLED_NOTICE
    assert item == {
        "url": url, "title": "iLive GSB56BC Self-Balancing Scooter Hoverboard with LED Lights", "brand": "iLive",
        "model": "GSB56BC", "gtin": "", "seller": "Shenzhen Sample Trading Co., Ltd.", "verdict": "recalled",
    }  # fmt: skip
    options = browser.open_own()
    expect(options.locator("[data-saved]")).to_contain_text("Named in a notice")
    options.locator("[data-saved]").get_by_role("button", name="Remove").click()
    expect(options.locator("[data-saved]")).to_have_count(0)
    for each in (options, popup, page):
        each.close()


def contested(backend: Backend, id: str) -> dict[str, Any]:
    answer: dict[str, Any] = requests.get(f"{backend.url}/api/v1/contests/{id}", timeout=LONG).json()
    return answer


def test_a_match_is_contested_with_a_reason_and_can_be_followed(
    browser: Chromium, shop: ShopServer, backend: Backend, sent: list[Request]
) -> None:
    page = browser.open(shop.put(pages.address("iLive", 204), pages.RECALLED))
    banner(page, "recalled")
    popup = browser.popup(page, "answered")
    popup.get_by_text("This match is wrong").first.click()
    form = popup.locator("[data-contest=wrong_match]").first
    href = str(form.get_by_role("link", name="Say it on the web page").get_attribute("href"))
    assert href.startswith(f"{backend.url}/check?q=iLive") and href.endswith("#contest")
    form.get_by_label("Why?").fill("The item has another battery, of 2026.")
    # What is typed stays when the page is read anew meanwhile.
    browser.reload(page)
    expect(form.get_by_label("Why?")).to_have_value("The item has another battery, of 2026.")
    assert not [one for one in sent if one.url.endswith("/contests")], (
        "nothing is sent before the button is pressed"
    )
    form.get_by_role("button", name="Send").click()
    line = popup.locator("[data-contested]")
    expect(line).to_contain_text("is to be decided by 20")
    id = str(line.get_attribute("data-contested"))
    assert (contested(backend, id)["claim"], contested(backend, id)["notice_id"]) == (
        "wrong_match",
        pages.RECALLED_NOTICE,
    )
    follow = str(line.get_by_role("link", name="Follow it").get_attribute("href"))
    web = browser.open(follow)
    expect(web.locator("main")).to_contain_text("The item has another battery, of 2026.")
    for each in (web, popup, page):
        each.close()


def test_a_contest_that_is_refused_says_why_and_keeps_the_words(
    browser: Chromium, shop: ShopServer, settings: Callable[..., None], other_server: Callable[..., str]
) -> None:
    page = browser.open(shop.put(pages.address("iLive", 207), pages.RECALLED))
    popup = browser.popup(page, "answered")
    refusing = other_server(403, b'{"detail": "Sign in, or send a token."}')
    settings(backendUrl=refusing)
    popup.get_by_text("This match is wrong").first.click()
    form = popup.locator("[data-contest=wrong_match]").first
    form.get_by_label("Why?").fill("It is another model altogether.")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("alert")).to_contain_text("Sign in, or send a token.")
    expect(form.get_by_label("Why?")).to_have_value("It is another model altogether.")
    popup.close()
    page.close()


def test_a_correction_is_sent_to_the_checker_when_a_person_wants_it(
    browser: Chromium, shop: ShopServer, backend: Backend, sent: list[Request]
) -> None:
    html = pages.alibaba("Self balancing scooter hoverboard", {"Brand Name": "ILIFE", "Color": "Black"})
    page = browser.open(shop.put(pages.address("wrong", 208), html))
    popup = browser.popup(page, "answered")
    popup.get_by_text("Correct what was read").click()
    popup.get_by_label("Brand").fill("iLive")
    popup.get_by_role("button", name="Check again").click()
    expect(popup.locator("[data-field=brand]")).to_have_text("iLive")
    form = popup.locator("[data-contest=wrong_reading]")
    form.get_by_text("Send this correction to your checker").click()
    form.get_by_label("Why?").fill("The plate on the item says iLive.")
    form.get_by_role("button", name="Send").click()
    line = popup.locator("[data-contested]")
    expect(line).to_be_visible()
    assert contested(backend, str(line.get_attribute("data-contested")))["claim"] == "wrong_reading"
    (told,) = [one.post_data_json for one in sent if one.url.endswith("/contests")]
    assert (told["listing"]["brand"], told["corrected"]) == ("ILIFE", {"brand": "iLive"})
    popup.close()
    page.close()


def test_what_the_checker_has_seen_decided_and_found_is_told(
    browser: Chromium, shop: ShopServer, other_server: Callable[..., str], settings: Callable[..., None]
) -> None:
    seen = {"by": "picture", "under": "another title and another seller", "when": "2026-03-04", "verdict": "recalled",
            "notices": ["cpsc:1"], "seller": "Ningbo Sample Co.", "shop": "1688"}  # fmt: skip
    decision = {"says": "A maintainer of this installation decided on 2026-05-06: not this item."}
    answer = {**ANSWER, "seen_before": [seen], "decisions": [decision], "unread": 2,
              "from_files": {"cpsc": "2026-09-01"}}  # fmt: skip
    settings(backendUrl=other_server(200, json.dumps(answer).encode()))
    page = browser.open(shop.put(pages.address("seen", 209), pages.LOOKALIKE))
    popup = browser.popup(page, "answered")
    expect(popup.locator(".seen_before")).to_contain_text(
        "The same picture stood under another title and seller; it was first matched on 2026-03-04"
    )
    expect(popup.locator(".seen_before")).to_contain_text("Ningbo Sample Co., 1688")
    expect(popup.locator(".decision")).to_have_text(decision["says"])
    expect(popup.locator(".ages")).to_have_text(
        "CPSC recalls: from a file, with notices of 2026-09-01 to 2026-09-24"
    )
    expect(popup.locator("#alerts")).to_have_text("2 new alerts in what you watch")
    expect(popup.locator("#alerts a")).to_have_attribute("href", f"{browser.kept('backendUrl')}/watch")
    popup.close()
    page.close()


ANSWER = {
    "verdict": "possible",
    "notices": [],
    "requirements": [],
    "as_of": {"cpsc": "2026-09-24"},
    "listing": {"title": "Hoverboard"},
}


def _notice(id: str, **more: object) -> dict[str, object]:
    evidence = [
        {
            "feature": "kind",
            "listing": "hoverboard",
            "notice": "hoverboard",
            "weight": 2.0,
            "text": "",
            "speaks": "for",
        },
        {
            "feature": "colour",
            "listing": "red",
            "notice": "red",
            "weight": -0.4,
            "text": "",
            "speaks": "alike",
        },
    ]
    return {"id": id, "tier": "possible", "title": f"Notice {id}", "date": "2026-01-05", "kind": "recall", "number": id,
            "url": "https://www.cpsc.gov/x", "evidence": evidence, **more}  # fmt: skip


def test_notices_about_the_same_goods_stand_together_and_pictures_wait(
    browser: Chromium, shop: ShopServer, other_server: Callable[..., str], settings: Callable[..., None]
) -> None:
    picture = "https://www.cpsc.gov/picture.png"
    group = [_notice("1", group="a", image=picture), _notice("2"), _notice("3", group="a")]
    settings(backendUrl=other_server(200, json.dumps({**ANSWER, "notices": group}).encode()))
    page = browser.open(shop.put(pages.address("group", 205), pages.LOOKALIKE))
    banner(page, "possible")
    popup = browser.popup(page, "answered")
    assert popup.locator(".tier_possible > .notice").count() == 2
    inner = popup.locator("[data-notice='1'] .group")
    expect(inner.locator("> summary")).to_have_text("1 more notice about the same goods")
    assert inner.locator("[data-notice='3']").count() == 1
    sides = popup.locator("[data-notice='1'] > .body > .comparison > tbody > tr:first-child")
    assert sides.all_text_contents() == ["Speaks for a match", "Alike, but common"]
    assert popup.locator("img").count() == 0
    popup.get_by_role("button", name="Show the agency's picture").click()
    expect(popup.get_by_text("The picture could not be loaded.")).to_be_visible()
    popup.close()
    page.close()


def test_a_hidden_notice_comes_back_when_there_is_more_to_it(
    browser: Chromium, shop: ShopServer, other_server: Callable[..., str], settings: Callable[..., None]
) -> None:
    def answering(*notices: dict[str, object]) -> None:
        settings(backendUrl=other_server(200, json.dumps({**ANSWER, "notices": notices}).encode()))

    answering(_notice("1"))
    page = browser.open(shop.put(pages.address("hide", 206), pages.LOOKALIKE))
    banner(page, "possible")
    hide = "[...root.querySelectorAll('button')].find(b => b.textContent.startsWith('Hide notice 1'))"
    browser.shadow(page).evaluate(f"{hide}.click()")
    expect(page.locator(HOST)).to_have_count(0)
    browser.until(lambda: browser.kept("hidden"), "the notice is hidden")
    browser.reload(page)
    assert browser.state(page)["verdict"] == "possible"
    browser.badge(page, "?")
    assert nothing_in(page), "the badge and the popup say it, the page no longer"
    popup = browser.popup(page, "answered")
    expect(popup.locator("[data-notice='1']")).to_contain_text("Hidden on pages.")
    popup.close()
    model = {"feature": "model", "listing": "X1", "notice": "X1", "text": "", "speaks": "for"}
    more = _notice("1")
    for back in (
        {**more, "evidence": [*more["evidence"], model]},  # type: ignore[misc]
        {**more, "date": "2026-06-01"},
        {**more, "tier": "recalled"},
        _notice("4"),
    ):
        answering(back)
        page.reload()
        expect(page.locator(HOST)).to_have_count(1)
    answering(more)
    browser.reload(page)
    assert browser.state(page)["verdict"] == "possible"
    assert nothing_in(page)
    options = browser.open_own()
    options.locator("[data-hidden]").get_by_role("button", name="Show it again").click()
    expect(options.locator("[data-hidden]")).to_have_count(0)
    options.close()
    expect(page.locator(HOST)).to_have_count(1)
    page.close()
