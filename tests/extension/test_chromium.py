"""The extension in real Chromium, with the real backend: what a person sees on shops' pages."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import Chromium
from playwright.sync_api import Page, expect
from saved import BLOCKED, address_of, differences, is_launch, labels
from serving import EXTENSION, ROOT, Backend, free_port
from shop_server import INERT, ShopServer

import pages

pytestmark = pytest.mark.browser

HOST = "[data-import-safety]"
SHOWN = ("recalled", "possible", "similar")


def banner(page: Page, verdict: str) -> None:
    expect(page.locator(f"[data-import-safety={verdict}]")).to_be_visible()


def nothing_in(page: Page) -> bool:
    return page.locator(HOST).count() == 0


# What is found


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
    badge = browser.badge(page)
    assert (badge["text"], badge["colour"][:3]) == ("!", [176, 36, 28])
    assert "an official notice names this item" in badge["title"]
    told = browser.state(page)
    assert told["verdict"] == "recalled"
    assert told["fields"] == {
        "title": "iLive GSB56BC Self-Balancing Scooter Hoverboard with LED Lights",
        "brand": "iLive",
        "model": "GSB56BC",
        "seller": "Shenzhen Sample Trading Co., Ltd.",
        "country": "CN",
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
    assert browser.badge(page)["text"] == {"possible": "?", "similar": "≈"}[told["verdict"]]
    assert browser.shadow(page).evaluate("root.querySelector('[role=alert]') === null")


def test_nothing_found_leaves_the_page_alone(browser: Chromium, shop: ShopServer) -> None:
    page = browser.open(shop.put(pages.address("clamp", 3), pages.PLAIN))
    told = browser.state(page)
    assert told["verdict"] == "no_match"
    assert told["line"].startswith("No match found in CPSC recalls and CPSC warnings as of 20")
    assert "not a clearance" in told["text"]
    assert browser.badge(page)["text"] == "–"
    assert nothing_in(page)


def test_a_page_that_is_no_product_page_is_not_read(browser: Chromium, shop: ShopServer) -> None:
    page = browser.open(shop.put("https://www.alibaba.com/help/hoverboard.html", pages.RECALLED))
    popup = browser.popup(page)
    expect(popup.locator("h1")).to_have_text("This is not a product page we read")
    expect(popup.locator("main")).to_have_attribute("data-status", "other")
    popup.close()
    assert browser.badge(page)["text"] == ""
    assert nothing_in(page)


def test_requirements_are_shown_with_their_reasons_and_links(browser: Chromium, shop: ShopServer) -> None:
    balls = pages.alibaba(
        "5 mm magnetic ball set, 216 pieces, desk toy for adults", {"Place of Origin": "China"}
    )
    page = browser.open(shop.put(pages.address("balls", 4), balls))
    browser.state(page)
    popup = browser.popup(page)
    row = popup.locator("[data-requirement]", has_text="16 CFR 1262").first
    expect(row.locator("a")).to_have_attribute("href", "https://www.ecfr.gov/current/title-16/part-1262")
    expect(row.locator(".why")).not_to_be_empty()
    expect(row.locator(".papers")).not_to_be_empty()
    popup.close()


# Saved pages of the shops


def _chinese(key: str) -> str:
    messages = json.loads((EXTENSION / "_locales/zh_CN/messages.json").read_text())
    text: str = messages[key]["message"]
    return text


def test_a_page_of_every_launch_shop_is_read_right(browser: Chromium, shop: ShopServer) -> None:
    folder = ROOT / "tests/pages/shops"
    wrong, shops = {}, set()
    for told in json.loads((folder / "pages.json").read_text()):
        if not is_launch(told["url"]):
            continue
        shops.add(told["shop"])
        page = browser.open(shop.put(told["url"], (folder / told["file"]).read_bytes()))
        read = browser.state(page)["fields"]
        fields = {name: told.get(name) for name in ("title", "brand", "model", "gtin", "seller")}
        if found := {name: (text, read.get(name)) for name, text in fields.items() if read.get(name) != text}:
            wrong[told["file"]] = found
        page.close()
    assert wrong == {}
    assert len(shops) == 12


@pytest.mark.shared
def test_every_labelled_page_of_a_launch_shop_is_read_right(
    browser: Chromium, shop: ShopServer, shared: Path
) -> None:
    wrong = {}
    for label in labels(shared):
        if not is_launch(address_of(label)):
            continue
        html = (shared / "data/pages/product" / label["file"]).read_bytes()
        page = browser.open(shop.put(address_of(label), html, INERT))
        told = browser.state(page)
        if found := differences(label, told["fields"]):
            wrong[label["file"]] = found
        assert told["verdict"] != "unchecked", label["file"]
        if told["verdict"] not in SHOWN:
            assert nothing_in(page)
        page.close()
    assert wrong == {}


@pytest.mark.shared
def test_pages_of_other_shops_are_read_when_a_person_asks(
    roaming: Chromium, shop: ShopServer, shared: Path
) -> None:
    wrong = {}
    for label in labels(shared):
        if is_launch(address_of(label)):
            continue
        html = (shared / "data/pages/product" / label["file"]).read_bytes()
        page = roaming.open(shop.put(address_of(label), html, INERT))
        popup = roaming.popup(page)
        popup.get_by_role("button", name=_chinese("read_anyway")).click()
        expect(popup.locator("main")).to_have_attribute("data-status", "answered")
        popup.close()
        if found := differences(label, roaming.state(page)["fields"]):
            wrong[label["file"]] = found
        page.close()
    assert wrong == {}


@pytest.mark.shared
def test_a_page_behind_a_guard_is_said_to_be_unchecked(
    browser: Chromium, shop: ShopServer, shared: Path
) -> None:
    for file in sorted((shared / "data/pages/blocked").glob("*.html")):
        page = browser.open(shop.put(BLOCKED[file.name], file.read_bytes(), INERT))
        told = browser.state(page)
        assert told["verdict"] == "unchecked", file.name
        assert told["line"] == "Could not check this page"
        assert browser.badge(page)["text"] == "×"
        assert nothing_in(page)
        if "Magnetic" in BLOCKED[file.name] or "magnetic" in BLOCKED[file.name]:
            offered = f"{browser.backend}/check?q=magnetic%20ball%20set"
            assert offered in [link.lower() for link in told["links"]], told["links"]
        page.close()


# When there is no answer


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
        assert browser.badge(page)["text"] == "×"
        assert nothing_in(page)
        popup = browser.popup(page)
        browser.use(backend.url)
        popup.get_by_role("button", name="Try again").click()
        expect(popup.locator("main")).to_have_attribute("data-verdict", "recalled")
        popup.close()
        banner(page, "recalled")
    finally:
        browser.use(backend.url)


@pytest.fixture
def other_server() -> Iterator[Callable[[int, bytes], str]]:
    """Something that listens where the checker should: answers every request with the given status and body."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def start(status: int, body: bytes) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                self.do_GET()

            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


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


# A page that lives


def test_a_shop_that_changes_its_page_in_place_is_followed(browser: Chromium, shop: ShopServer) -> None:
    page = browser.open(shop.put(pages.address("clamp", 10), pages.PLAIN))
    assert browser.state(page)["verdict"] == "no_match"
    page.bring_to_front()
    recalled = pages.address("iLive", 11)
    page.evaluate(
        """([url, title]) => {
          document.querySelector('script').remove();
          document.querySelector('h1').textContent = title;
          history.pushState({}, '', url);
        }""",
        [recalled, "iLive GSB56BC Self-Balancing Scooter Hoverboard"],
    )
    banner(page, "recalled")
    page.evaluate("history.pushState({}, '', '/showroom/hoverboard.html')")
    expect(page.locator(HOST)).to_have_count(0)
    assert browser.badge(page)["text"] == ""


def test_another_address_of_the_same_product_leaves_the_banner_as_it_is(
    browser: Chromium, shop: ShopServer
) -> None:
    page = browser.open(shop.put(pages.address("iLive", 19), pages.RECALLED))
    banner(page, "recalled")
    inside = browser.shadow(page)
    inside.evaluate("root.querySelector('details').open = true")
    page.evaluate("location.hash = 'reviews'")
    page.evaluate("history.replaceState({}, '', location.pathname + '?spm=a2700')")
    page.wait_for_timeout(300)
    assert browser.state(page)["verdict"] == "recalled"
    assert inside.evaluate("root.querySelector('details').open")


def test_content_that_comes_late_is_read(browser: Chromium, shop: ShopServer) -> None:
    html = "<!doctype html><title>Loading</title><main data-module-name=module_title></main>"
    page = browser.open(shop.put(pages.address("late", 12), html))
    page.wait_for_timeout(600)
    page.evaluate(
        "document.querySelector('main').innerHTML = '<h1>iLive GSB56BC Self-Balancing Scooter Hoverboard</h1>'"
    )
    banner(page, "recalled")


def test_closing_the_banner_by_keyboard_holds_for_the_session(browser: Chromium, shop: ShopServer) -> None:
    url = shop.put(pages.address("iLive", 13), pages.RECALLED)
    page = browser.open(url)
    banner(page, "recalled")
    # From the top of the page: the notice's link, then the button.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert (
        browser.shadow(page).evaluate("root.activeElement.getAttribute('aria-label')")
        == "Close for this session"
    )
    page.keyboard.press("Enter")
    expect(page.locator(HOST)).to_have_count(0)
    page.goto(url + "?spm=a2700")
    assert browser.state(page)["verdict"] == "recalled"
    assert nothing_in(page)
    assert browser.badge(page)["text"] == "!"


@pytest.mark.parametrize(
    "style",
    [
        "header { position: fixed; inset: 0 0 auto; height: 120px; background: #fff; z-index: 99999 }",
        "header { position: fixed; inset: 0 0 auto; height: 120px; background: #fff } main { margin-top: 120px }",
        "body { display: flex }",
        "div:empty { display: none } body > div { visibility: hidden; height: 0; overflow: hidden }",
        "div { all: unset; position: absolute; left: -9999px; color: #fff !important; font-size: 1px }",
    ],
)
def test_the_banner_can_be_read_on_any_layout(browser: Chromium, shop: ShopServer, style: str) -> None:
    html = pages.RECALLED.replace("</style>", style + "</style>")
    page = browser.open(shop.put(pages.address("iLive", 14), html))
    banner(page, "recalled")
    seen = page.evaluate(
        """() => {
          const host = document.querySelector('[data-import-safety]');
          const {left, top, width, height} = host.getBoundingClientRect();
          return {width, height, front: document.elementFromPoint(left + width / 2, top + 10) === host};
        }"""
    )
    assert seen["width"] > 500 and seen["height"] > 40 and seen["front"], seen
    page.close()


def test_a_page_that_throws_the_banner_out_gets_it_back_a_few_times(
    browser: Chromium, shop: ShopServer
) -> None:
    page = browser.open(shop.put(pages.address("iLive", 15), pages.RECALLED))
    banner(page, "recalled")
    page.evaluate("document.querySelector('[data-import-safety]').remove()")
    banner(page, "recalled")
    page.evaluate(
        """new MutationObserver(() => document.querySelector('[data-import-safety]')?.remove())
             .observe(document.body, {childList: true, subtree: true});
           document.querySelector('[data-import-safety]').remove()"""
    )
    expect(page.locator(HOST)).to_have_count(0)
    assert browser.badge(page)["text"] == "!"


def test_a_banner_left_by_a_former_version_goes(browser: Chromium, shop: ShopServer) -> None:
    html = pages.PLAIN.replace("<body>", "<body><div data-import-safety=recalled></div>")
    page = browser.open(shop.put(pages.address("clamp", 18), html))
    assert browser.state(page)["verdict"] == "no_match"
    assert nothing_in(page)


def test_a_strict_page_policy_does_not_take_the_banners_style(browser: Chromium, shop: ShopServer) -> None:
    page = browser.open(shop.put(pages.address("iLive", 16), pages.RECALLED, INERT))
    banner(page, "recalled")
    colour = "getComputedStyle(root.querySelector('.line')).backgroundColor"
    assert browser.shadow(page).evaluate(colour) == "rgb(176, 36, 28)"


def test_a_worker_that_was_stopped_answers_again(browser: Chromium, shop: ShopServer) -> None:
    page = browser.open(shop.put(pages.address("iLive", 17), pages.RECALLED))
    banner(page, "recalled")
    browser.stop_worker()
    page.reload()
    banner(page, "recalled")
    assert browser.state(page)["verdict"] == "recalled"


# The extension's own pages


def test_the_options_test_and_save_the_checkers_address(browser: Chromium, backend: Backend) -> None:
    page = browser.open(f"chrome-extension://{browser.id}/options/options.html")
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
    assert browser.worker.evaluate("chrome.storage.local.get('backendUrl')") == {"backendUrl": backend.url}
    page.close()


def test_axe_finds_nothing_to_mend(
    browser: Chromium, shop: ShopServer, require_tool: Callable[[Path], Path]
) -> None:
    axe = require_tool(ROOT / "node_modules/axe-core/axe.min.js").read_text()
    found = {}

    def examine(name: str, page: Page) -> None:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.evaluate(axe)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for violation in page.evaluate("axe.run()")["violations"]:
                found[f"{name}, {scheme}, {violation['id']}"] = violation["nodes"][0]["html"][:200]
        page.close()

    bare = shop.put(
        "https://www.example.com/", "<!doctype html><html lang=en><title>x</title><main><h1>x</h1><h2>y</h2>"
    )
    for name, html in {"recalled": pages.RECALLED, "similar": pages.LOOKALIKE, "none": pages.PLAIN}.items():
        page = browser.open(shop.put(pages.address(name, 20), html))
        browser.state(page)
        popup = browser.popup(page)
        expect(popup.locator("main")).to_have_attribute("data-status", "answered")
        examine(f"popup {name}", popup)
        if not nothing_in(page):
            # The banner as it is, under an open root, so that axe may look inside.
            inside = browser.shadow(page).evaluate("root.innerHTML")
            copy = browser.open(bare)
            copy.evaluate(
                """html => { const host = document.createElement('div'); document.querySelector('main').append(host);
                     host.attachShadow({mode: 'open'}).innerHTML = html;
                     host.shadowRoot.querySelectorAll('details').forEach(d => d.open = true); }""",
                inside,
            )
            examine(f"banner {name}", copy)
        page.close()
    for name in ("options/options.html", "popup/popup.html?tab=-1"):
        page = browser.open(f"chrome-extension://{browser.id}/{name}")
        expect(page.locator("h1")).not_to_be_empty()
        examine(name, page)
    assert found == {}


def test_the_browser_has_nothing_against_the_manifest(browser: Chromium) -> None:
    page = browser.open("chrome://extensions")
    everything = page.evaluate("chrome.developerPrivate.getExtensionsInfo({})")
    (info,) = [info for info in everything if info["id"] == browser.id]
    assert info["manifestErrors"] == []
    page.close()


def test_banner_and_popup_speak_the_browsers_language(roaming: Chromium, shop: ShopServer) -> None:
    page = roaming.open(shop.put(pages.address("iLive", 30), pages.RECALLED))
    banner(page, "recalled")
    line = "召回公告提到了此品牌和型号"
    assert roaming.shadow(page).evaluate("root.querySelector('.headline').textContent") == line
    assert roaming.state(page)["line"] == line
    page.close()


def test_scripts_that_outlive_their_extension_fall_silent(roaming: Chromium, shop: ShopServer) -> None:
    page = roaming.open(shop.put(pages.address("iLive", 31), pages.RECALLED))
    banner(page, "recalled")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    roaming.switch_off_extension()
    page.evaluate("history.pushState({}, '', '/product-detail/other_1600000000032.html')")
    expect(page.locator(HOST)).to_have_count(0)
    assert errors == []
