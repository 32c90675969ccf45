"""What leaves the browser during a walk through everything is what PRIVACY.md lists, and goes nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request, expect

import pages
from chromium import Chromium
from looks import banner
from serving import EXTENSION, Backend
from shop_server import ShopServer

pytestmark = pytest.mark.browser

FACTS = {"url", "shop", "page", "layers", "products", "cards", "signs", "language"}
LISTING = {
    "title", "brand", "model", "gtin", "seller", "description", "country", "language", "platform", "id", "url",
    "category", "images", "attributes",
}  # fmt: skip
# Our own pages, each with what it shows once it has asked all that it asks.
OWN = {
    "options/options.html": "#shops li",
    "welcome/welcome.html": "#checker[data-state=good]",
    "welcome/sample.html": "[data-import-safety=recalled]",
    "privacy/privacy.html": "#permissions li",
}
SECRET = "a-secret-of-this-account"

# What a shop's page holds beside its product, none of which is the checker's business.
PERSONAL = f"""<form><input name=address value="{SECRET}"></form><div id=account>{SECRET}</div>
<script>document.cookie = 'session={SECRET}; path=/'; localStorage.token = '{SECRET}';
window.userInfo = {{name: '{SECRET}'}};</script>"""


def documented() -> set[str]:
    """The requests of PRIVACY.md's first table, such as `POST /api/v1/check`."""
    text = (EXTENSION / "PRIVACY.md").read_text()
    return {f"{method} {path}" for method, path in re.findall(r"`(GET|POST) <checker>(/api/[^`?]*)`", text)}


def test_only_what_is_documented_is_sent_and_only_to_the_checker(
    browser: Chromium, shop: ShopServer, backend: Backend, sent: list[Request], settings: Callable[..., None]
) -> None:
    settings(marks="on")
    details = {f"Detail {number}": f"{number} mm" for number in range(40, 52)}  # enough to be remembered by
    html = pages.alibaba(
        "iLive GSB56BC hoverboard", {"Brand Name": "iLive", "Model Number": "GSB56BC", **details}
    )
    product = shop.put(pages.address("iLive", 400), html.replace("</main>", f"</main>{PERSONAL}"))
    listed = pages.results("iLive GSB56BC Self-Balancing Scooter Hoverboard").replace("</body>", PERSONAL)
    results = shop.put("https://www.alibaba.com/trade/search/walk", listed)
    quiet = [
        shop.put(f"https://www.alibaba.com/{path}", f"<title>x</title><h1>{SECRET}</h1>{PERSONAL}")
        for path in ("", "account/orders", "help/index.html", "cart")
    ]
    for url in quiet:
        browser.open(url).close()
    assert sent == [], "pages that are no product pages send nothing"
    page = browser.open(product)
    banner(page, "recalled")
    popup = browser.popup(page, "answered")
    popup.get_by_text("Correct what was read").click()
    popup.get_by_label("Brand").fill("iLive Inc")
    popup.get_by_role("button", name="Check again").click()
    expect(popup.locator("[data-field=brand]")).to_have_text("iLive Inc")
    popup.locator(".questions > summary").click()
    popup.locator("[data-question] button").first.click()
    expect(popup.get_by_role("button", name="Take back 1 answer")).to_be_visible()
    popup.get_by_role("button", name="What to ask the supplier for").click()
    expect(popup.locator(".supplier pre").first).to_be_visible()
    popup.get_by_role("button", name="Save to my list").click()
    form = popup.locator("[data-contest=wrong_reading]")
    form.get_by_text("Send this correction to your checker").click()
    form.get_by_label("Why?").fill("The label on the item says so.")
    form.get_by_role("button", name="Send").click()
    expect(popup.locator("[data-contested]")).to_be_visible()
    with browser.context.expect_event("requestfinished", lambda one: one.url.endswith("/shops/unread")):
        browser.open(shop.put(pages.address("empty", 401), "<!doctype html><title></title><p>x"))
    for name, shown in OWN.items():
        own = browser.open_own(name)
        expect(own.locator(shown).first).to_be_visible()
        if name.startswith("options"):
            with browser.context.expect_event("requestfinished", lambda one: one.url.endswith("/memory")):
                own.get_by_role("button", name="Forget them all").click()
        own.close()
    browser.shadow(page).evaluate("root.querySelector('.hide').click()")
    browser.until(lambda: browser.kept("hidden"), "the notice is hidden")
    with browser.context.expect_event("requestfinished", lambda one: one.url.endswith("/check/batch")):
        page.goto(results)
    asked = {f"{one.method} {urlsplit(one.url).path}" for one in sent}
    # Recipes are asked for once a day, when the browser starts: that may be before anyone listens here.
    assert asked | {"GET /api/v1/shops"} == documented()
    for request in sent:
        assert request.url.startswith(f"{backend.url}/api/v1/"), request.url
        headers = {name.lower() for name, value in request.headers.items() if value}
        assert not headers & {"cookie", "authorization", "referer"}, headers
        body = request.post_data or ""
        assert SECRET not in body and SECRET not in request.url
        assert _only_known(request.post_data_json if body else {}), body
    for each in (popup, page):
        each.close()


def _only_known(body: Any) -> bool:
    items = body.get("items", [body])
    asked = {"page", "listing", "answers", "items", "say_in"}
    told = {"claim", "notice_id", "reason", "corrected", "shop", "missing"}
    return body.keys() <= asked | told and all(
        item.get("page", {}).keys() <= FACTS and item.get("listing", {}).keys() <= LISTING | {"layers"}
        for item in items
    )


def test_every_permission_is_explained() -> None:
    text = (EXTENSION / "PRIVACY.md").read_text()
    for permission in ("storage", "scripting", "activeTab", "http://127.0.0.1/*", "websiteContent"):
        assert f"`{permission}`" in text


def test_a_private_window_leaves_nothing_behind(
    launch: Callable[..., Chromium], shop: ShopServer, backend: Backend
) -> None:
    """Where a person let the extension into private windows it answers there too, and nothing of it is kept."""
    details = {f"Detail {number}": f"{number} mm" for number in range(12)}  # enough to be remembered by
    html = pages.alibaba(
        "iLive GSB56BC hoverboard", {"Brand Name": "iLive", "Model Number": "GSB56BC", **details}
    )
    product = shop.put(pages.address("private", 410), html)
    # A page without a title is counted, and told to the checker, from any other window.
    untitled = shop.put(pages.address("untitled", 411), "<!doctype html><title></title><p>x")
    with launch(EXTENSION, private=True) as browser:
        browser.use(backend.url)
        asked = "async url => (await (await fetch(`${url}/api/v1/memory`)).json()).count"
        remembered, kept = (
            browser.evaluate(asked, backend.url),
            browser.evaluate("chrome.storage.local.get()"),
        )
        sent: list[Request] = []
        browser.context.on("request", lambda one: sent.append(one) if one.service_worker else None)

        def answered(tab: int) -> dict[str, Any] | None:
            state = browser.kept(f"tab:{tab}", "session") or {}
            return state.get("assessment") if state.get("status") == "answered" else None

        verdicts = []
        for url in (product, untitled):
            tab = browser.open_privately(url)
            verdicts.append(browser.until(partial(answered, tab), f"{url} is answered")["verdict"])
            # A press on "Hide notice" in the page.
            browser.evaluate(
                """([tabId, id]) => chrome.scripting.executeScript({target: {tabId}, args: [id],
                     func: (id) => importSafety.tell({type: 'hide', url: location.href, id})})""",
                [tab, pages.RECALLED_NOTICE],
            )
        assert len(browser.kept("dismissed", "session")) == 2
        assert verdicts == ["recalled", "unchecked"]
        told = [one for one in sent if one.url.startswith("http")]
        assert {urlsplit(one.url).path for one in told} == {"/api/v1/check"}
        assert all(one.post_data_json["remember"] is False for one in told)
        assert browser.evaluate("chrome.storage.local.get()") == kept
        assert browser.evaluate(asked, backend.url) == remembered
        browser.open(product)  # in any other window it is remembered
        browser.until(lambda: browser.evaluate(asked, backend.url) == remembered + 1, "it is remembered")
