"""Settings, first-run page and privacy page: each choice is kept, asked for where it must be, and has its effect."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import expect

import pages
from chromium import Chromium
from looks import banner, nothing_in
from running import LONG
from serving import EXTENSION, Backend
from shop_server import ShopServer

pytestmark = pytest.mark.browser


def test_the_options_test_and_save_the_checkers_address(browser: Chromium, backend: Backend) -> None:
    page = browser.open_own()
    expect(page.locator("#shops li")).to_have_count(12)
    field = page.get_by_label("Address")
    expect(field).to_have_value(backend.url)
    page.get_by_role("button", name="Test").click()
    expect(page.locator("#result")).to_contain_text(f"The checker answers at {backend.url} and holds")
    field.fill("http://127.0.0.1:9/")
    page.get_by_role("button", name="Test").click()
    expect(page.locator("#result")).to_have_text("Could not reach the checker at http://127.0.0.1:9")
    field.fill(f"{backend.url}/")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#result")).to_contain_text("and holds")
    assert browser.kept("backendUrl") == backend.url
    page.close()


def test_a_token_goes_to_its_checker_and_to_no_other(
    browser: Chromium, shop: ShopServer, backend: Backend, settings: Callable[..., None], sent: list[Any],
    tmp_path: Path,
) -> None:  # fmt: skip
    page = browser.open_own()
    page.get_by_label("Token", exact=True).fill("ist_secret")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#result")).to_contain_text("and holds")
    assert browser.kept("token") == {"address": backend.url, "value": "ist_secret"}
    with page.expect_download() as download:
        page.locator("#export").click()
    download.value.save_as(tmp_path / "settings.json")
    assert "ist_secret" not in (tmp_path / "settings.json").read_text()
    product = browser.open(shop.put(pages.address("iLive", 302), pages.RECALLED))
    banner(product, "recalled")
    assert [one.all_headers().get("authorization") for one in sent if one.url.endswith("/check")] == [
        "Bearer ist_secret"
    ]
    browser.use("http://127.0.0.1:9")
    product.reload()
    browser.reach(product, "failed")
    elsewhere = [one for one in sent if one.url.startswith("http://127.0.0.1:9/")]
    assert elsewhere and all("authorization" not in one.headers for one in elsewhere)
    # A file of settings brings none, and takes none away.
    page.locator("#import").set_input_files(tmp_path / "settings.json")
    expect(page.locator("#file-result")).to_contain_text("are in use")
    assert browser.kept("token")["value"] == "ist_secret"
    for each in (product, page):
        each.close()


# As on a machine that has much to do.
SLOW_STORAGE = """const {local} = chrome.storage, get = local.get.bind(local);
local.get = async (...keys) => { await new Promise((later) => setTimeout(later, 300)); return get(...keys); }"""


def test_what_is_typed_at_once_or_before_another_choice_is_not_lost(
    browser: Chromium, backend: Backend, settings: Callable[..., None]
) -> None:
    page = browser.context.new_page()
    page.add_init_script(SLOW_STORAGE)
    page.goto(browser.own("options/options.html"), wait_until="commit")
    token = page.locator("#token")
    token.fill("ist_quick")
    page.locator("#language").select_option("Español")
    expect(page.locator("#h-shops")).to_have_text("Tiendas")
    page.locator("#backend [type=submit]").click()
    browser.until(lambda: browser.kept("token"), "the token is kept")
    assert browser.kept("token") == {"address": backend.url, "value": "ist_quick"}
    expect(token).to_have_value("ist_quick")
    page.close()


def test_choices_that_follow_one_another_quickly_are_all_kept(
    browser: Chromium, settings: Callable[..., None]
) -> None:
    page = browser.open_own()
    expect(page.locator("#shops li")).to_have_count(12)
    page.locator("#shops input").evaluate_all("boxes => boxes.slice(0, 3).forEach((box) => box.click())")
    browser.until(lambda: len(browser.kept("shopsOff") or []) == 3, "all three are kept")
    page.close()


def test_what_is_remembered_is_shown_cleared_and_kept_small(
    browser: Chromium, shop: ShopServer, backend: Backend, settings: Callable[..., None], sent: list[Any]
) -> None:
    details = {f"Detail {number}": f"{number} mm" for number in range(12)}
    html = pages.alibaba(
        "iLive GSB56BC hoverboard", {"Brand Name": "iLive", "Model Number": "GSB56BC", **details}
    )
    page = browser.open(shop.put(pages.address("memory", 303), html))
    banner(page, "recalled")
    options = browser.open_own()
    expect(options.locator("#memory")).to_contain_text("remembered. At most 2,000 are kept")
    options.get_by_role("button", name="Forget them all").click()
    expect(options.locator("#memory")).to_contain_text("0 matched listings are remembered.")
    options.get_by_label("Remember the products that I look at").uncheck()
    browser.until(lambda: browser.kept("remember") is False, "the choice is kept")
    browser.reload(page)
    banner(page, "recalled")
    assert sent[-1].post_data_json["remember"] is False
    # The text for the supplier rests on a check too.
    popup = browser.popup(page, "answered")
    popup.get_by_role("button", name="What to ask the supplier for").click()
    expect(popup.locator(".supplier pre").first).to_be_visible()
    popup.close()
    options.reload()
    expect(options.locator("#memory")).to_contain_text("0 matched listings are remembered.")
    expect(options.get_by_label("Remember the products that I look at")).not_to_be_checked()
    for each in (options, page):
        each.close()


def test_a_shop_that_is_switched_off_is_not_read(
    browser: Chromium, shop: ShopServer, settings: Callable[..., None], sent: list[Any]
) -> None:
    options = browser.open_own()
    options.get_by_label("Alibaba.com").uncheck()
    browser.until(lambda: browser.kept("shopsOff") == ["alibaba"], "the choice is kept")
    page = browser.open(shop.put(pages.address("iLive", 300), pages.RECALLED))
    popup = browser.popup(page, "off")
    expect(popup.locator("h1")).to_have_text("This shop is switched off in the settings")
    browser.badge(page, "")
    assert nothing_in(page)
    assert [request for request in sent if "check" in request.url] == []
    # Switched on, pages that are open are read.
    options.bring_to_front()
    options.get_by_label("Alibaba.com").check()
    page.bring_to_front()
    banner(page, "recalled")
    for each in (options, popup, page):
        each.close()


def test_the_language_can_be_chosen(
    browser: Chromium, shop: ShopServer, settings: Callable[..., None]
) -> None:
    options = browser.open_own()
    options.locator("#language").select_option("Español")
    expect(options.locator("#h-shops")).to_have_text("Tiendas")
    assert options.evaluate("document.documentElement.lang") == "es"
    page = browser.open(shop.put(pages.address("iLive", 301), pages.RECALLED))
    banner(page, "recalled")
    line = browser.shadow(page).evaluate("root.querySelector('.headline').textContent")
    assert "marca" in line and "modelo" in line
    popup = browser.popup(page)
    expect(popup.locator("h1")).to_have_text(line)
    assert "aviso oficial" in browser.badge(page, "!")["title"]
    for each in (options, popup, page):
        each.close()


def test_settings_go_to_a_file_and_come_back(
    browser: Chromium, settings: Callable[..., None], tmp_path: Path
) -> None:
    saved = {"url": "https://www.alibaba.com/product-detail/_1600000000001.html", "title": "Hoverboard"}
    settings(marks="on", shopsOff=["temu"], list=[saved], language="es")
    options = browser.open_own()
    with options.expect_download() as download:
        options.locator("#export").click()
    download.value.save_as(tmp_path / "settings.json")
    kept = json.loads((tmp_path / "settings.json").read_text())
    assert (kept["marks"], kept["shopsOff"], kept["list"][0]["title"]) == ("on", ["temu"], "Hoverboard")
    settings(marks="off", shopsOff=[], list=[], language="")
    options.reload()
    options.locator("#import").set_input_files(tmp_path / "settings.json")
    expect(options.locator("#file-result")).to_have_text("Se usan los ajustes del archivo.")
    expect(options.locator("[data-saved]")).to_have_count(1)
    assert (browser.kept("marks"), browser.kept("shopsOff")) == ("on", ["temu"])
    options.close()


@pytest.mark.parametrize(
    "file",
    ["", "no json", "[]", '{"marks": "on"}', '{"import-safety": 2}'],
)
def test_a_file_of_something_else_changes_nothing(
    browser: Chromium, settings: Callable[..., None], tmp_path: Path, file: str
) -> None:
    settings(marks="off")
    (tmp_path / "x.json").write_text(file)
    options = browser.open_own()
    options.locator("#import").set_input_files(tmp_path / "x.json")
    expect(options.locator("#file-result")).to_contain_text("Nothing was changed.")
    assert browser.kept("marks") == "off"
    options.close()


def test_a_hostile_file_is_cut_to_its_shape(
    browser: Chromium, backend: Backend, settings: Callable[..., None], tmp_path: Path
) -> None:
    hostile = {
        "import-safety": 1, "marks": {"on": 1}, "language": "../../x", "shopsOff": "all", "sites": [{"host": "<b>"}, 7],
        "backendUrl": "https://elsewhere.example", "hidden": [1], "list": [{"url": "javascript:alert(1)"}, None],
        "__proto__": {"x": 1}, "recipes": {"file": {}},
    }  # fmt: skip
    (tmp_path / "x.json").write_text(json.dumps(hostile))
    options = browser.open_own()
    options.locator("#import").set_input_files(tmp_path / "x.json")
    expect(options.locator("#file-result")).to_contain_text("except for the checker's address")
    kept = browser.evaluate("chrome.storage.local.get()")
    kept.pop("recipes", None)
    assert kept == {
        "backendUrl": backend.url, "marks": "ask", "shopsOff": [], "sites": [], "language": "", "hidden": {},
        "list": [], "remember": True,
    }  # fmt: skip
    options.close()


def test_a_site_can_be_added_and_taken_away(roaming: Chromium, shop: ShopServer) -> None:
    url = shop.put("https://www.smallshop.example/products/hoverboard", SMALL_SHOP)
    page = roaming.open(url)
    options = roaming.open_own()
    options.locator("#host").fill("https://www.smallshop.example/about")
    options.locator("#site button").click()
    expect(options.locator("[data-site='smallshop.example']")).to_be_visible()
    # The page that is open is read, and so is the next one.
    page.bring_to_front()
    banner(page, "recalled")
    page.goto(url + "?ref=1")
    banner(page, "recalled")
    options.bring_to_front()
    options.locator("[data-site] button").last.click()
    expect(options.locator("[data-site]")).to_have_count(0)
    roaming.until(lambda: not roaming.evaluate(REGISTERED), "no script is registered")
    page.goto(url + "?ref=2")
    assert nothing_in(page)
    options.close()
    page.close()


REGISTERED = "chrome.scripting.getRegisteredContentScripts().then(({length}) => length)"
SMALL_SHOP = """<!doctype html><html lang="en"><title>x</title><script type="application/ld+json">
{"@type": "Product", "name": "iLive GSB56BC Self-Balancing Scooter Hoverboard", "brand": "iLive", "model": "GSB56BC"}
</script><h1>iLive GSB56BC Self-Balancing Scooter Hoverboard</h1><main>x</main>"""

# What a changed shop's page looks like to recipes that do not know it yet: nothing but a placeholder.
CHANGED = "<!doctype html><title></title><div id=goods-name-2027>iLive GSB56BC Self-Balancing Scooter</div>"


def test_newer_recipes_are_taken_from_the_checker_and_bad_ones_are_not(
    browser: Chromium, shop: ShopServer, backend: Backend, other_server: Callable[..., str],
    settings: Callable[..., None],
) -> None:  # fmt: skip
    address = "https://www.alibaba.com/product-detail/_1600000000310.html"
    page = browser.open(shop.put(address, CHANGED))
    told = browser.state(page)
    assert told["verdict"] == "unchecked"
    assert "No title was found where pages of this shop (alibaba) keep it" in told["text"]
    options = browser.open_own()
    expect(options.locator("[data-unread=alibaba]")).to_contain_text("Alibaba.com: 1 page without a title")

    # The checker counts it too, for whoever keeps the recipes.
    def counted() -> list[Any]:
        told: list[Any] = requests.get(f"{backend.url}/api/v1/status", timeout=LONG).json()["unread"]
        return told

    browser.until(counted, "the checker counts the page")
    assert [(one["shop"], one["missing"]) for one in counted()] == [("alibaba", "title")]
    shops = json.loads((EXTENSION / "shops.json").read_text())
    shops["revised"] = "2027-01-01"
    alibaba = next(one for one in shops["shops"] if one["id"] == "alibaba")
    alibaba["selectors"] = {"title": ["#goods-name-2027"]}

    def offered(data: Any) -> None:
        browser.use(other_server(200, json.dumps(data).encode()))
        options.get_by_role("button", name="Look for newer ones now").click()

    broken = json.loads(json.dumps(shops))
    next(one for one in broken["shops"] if one["id"] == "alibaba")["product"] = ["(unclosed"]
    for bad in (broken, {**shops, "version": 2}, {"shops": []}, [], {**shops, "general": None}):
        offered(bad)
        expect(options.locator("#recipes-result")).to_contain_text("does not have the right shape")
        options.locator("#recipes-result").evaluate("line => { line.textContent = '' }")
    shops["shops"] = [alibaba]
    offered(shops)
    expect(options.locator("#recipes-result")).to_have_text("The newest recipes are in use.")
    expect(options.locator("#recipes-age")).to_contain_text("2027-01-01")
    # The newer recipe reads the page; the shops that the file lacks are read as packaged.
    browser.use(backend.url)
    page.reload()
    banner(page, "recalled")
    expect(options.locator("#shops li")).to_have_count(12)
    options.bring_to_front()
    options.get_by_role("button", name="Forget the counts").click()
    expect(options.locator("[data-unread]")).to_have_count(0)
    options.close()
    page.close()


def test_the_first_page_says_what_is_there_and_the_sample_page_works(
    browser: Chromium, backend: Backend, settings: Callable[..., None]
) -> None:
    page = browser.open_own("welcome/welcome.html")
    expect(page.locator("#checker")).to_contain_text(f"The checker answers at {backend.url}")
    expect(page.locator("#checker")).to_contain_text("Only the starter list is loaded")
    browser.use("http://127.0.0.1:9")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#start")).to_contain_text("./scripts/serve")
    browser.use(backend.url)
    page.get_by_role("link", name="Open the sample page").click()
    expect(page.locator("[data-import-safety=recalled]")).to_be_visible()
    page.goto(browser.own("privacy/privacy.html"))
    expect(page.locator("#sent li, #kept li, #permissions li")).to_have_count(23)
    assert page.locator("li:empty").count() == 0
    page.close()


def test_the_browser_has_nothing_against_the_manifest(browser: Chromium) -> None:
    page = browser.open("chrome://extensions")
    everything = page.evaluate("chrome.developerPrivate.getExtensionsInfo({})")
    (info,) = [info for info in everything if info["id"] == browser.id]
    assert info["manifestErrors"] == []
    assert info["runtimeErrors"] == []
    page.close()
