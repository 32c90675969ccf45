"""The extension in real Firefox, with the real backend: the main paths, the same ones as in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

import pages
from firefox import Firefox
from running import LONG, free_port
from saved import BLOCKED, address_of, differences, is_launch, labels
from serving import Backend
from shop_server import INERT, ShopServer

pytestmark = pytest.mark.browser

# A field by its label or id, as a person fills it in.
FILL = "const field = document.querySelector(arguments[0]); field.value = arguments[1]; return field.value"
PRESS = "document.querySelector(arguments[0]).click()"
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


def test_a_page_that_a_person_goes_back_to_has_its_banner_and_badge(fox: Firefox, shop: ShopServer) -> None:
    url = shop.put(pages.address("iLive", 109), pages.RECALLED)
    page = fox.open(url)
    assert fox.until(HOST) == "recalled"
    fox.script("window.wrappedJSObject.stays = true")
    fox.send(
        "WebDriver:Navigate", url=shop.put("https://www.alibaba.com/help/index.html", "<title>x</title>")
    )
    fox.send("WebDriver:Back")
    assert fox.until(HOST) == "recalled"
    assert fox.script("return window.wrappedJSObject.stays") is True, "it came from the cache"
    assert fox.script("return document.querySelectorAll('[data-import-safety]').length") == 1
    assert fox.state(url)["verdict"] == "recalled"
    fox.badge(url, "!")
    fox.show(page)
    fox.close()


def test_a_worker_that_was_stopped_answers_again(fox: Firefox, shop: ShopServer) -> None:
    first = shop.put(pages.address("iLive", 110), pages.RECALLED)
    fox.open(first)
    assert fox.until(HOST) == "recalled"
    fox.stop_worker()
    assert fox.state(first)["verdict"] == "recalled"
    fox.open(shop.put(pages.address("iLive", 111), pages.RECALLED))
    assert fox.until(HOST) == "recalled"


def test_an_extension_updated_under_an_open_page_goes_on_there(fox: Firefox, shop: ShopServer) -> None:
    url = shop.put(pages.address("iLive", 112), pages.RECALLED)
    page = fox.open(url)
    assert fox.until(HOST) == "recalled"
    fox.install()
    fox.badge(url, "!")
    fox.show(page)
    assert fox.until("return document.querySelectorAll('[data-import-safety]').length === 1")
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


def test_what_was_read_is_put_right_and_the_correction_sent(
    fox: Firefox, shop: ShopServer, backend: Backend
) -> None:
    html = pages.alibaba("Self balancing scooter hoverboard", {"Brand Name": "ILIFE", "Color": "Black"})
    url = shop.put(pages.address("wrong", 105), html)
    fox.open(url)
    assert fox.state(url)["verdict"] in ("possible", "similar")
    with fox.at_home():
        fox.script(FILL, "#correct-brand", "iLive")
        fox.script(FILL, "#correct-model", "GSB56BC")
        fox.script(PRESS, ".correct form button")
        assert fox.until("return document.querySelector('main').dataset.verdict === 'recalled'")
        assert contest(fox, backend, "wrong_reading", "The plate says iLive.")["claim"] == "wrong_reading"


def test_a_match_is_contested_with_a_reason(fox: Firefox, shop: ShopServer, backend: Backend) -> None:
    url = shop.put(pages.address("iLive", 106), pages.RECALLED)
    fox.open(url)
    assert fox.state(url)["verdict"] == "recalled"
    with fox.at_home():
        told = contest(fox, backend, "wrong_match", "The item has another battery, of 2026.")
    assert (told["claim"], told["notice_id"]) == ("wrong_match", pages.RECALLED_NOTICE)


def contest(fox: Firefox, backend: Backend, claim: str, reason: str) -> dict[str, Any]:
    """Writes the reason into the popup's form and sends it; what the checker then knows of it."""
    fox.script(FILL, f"[data-contest={claim}] textarea", reason)
    fox.script(PRESS, f"[data-contest={claim}] [type=submit]")
    id = fox.until("return document.querySelector('[data-contested]')?.dataset.contested")
    told: dict[str, Any] = requests.get(f"{backend.url}/api/v1/contests/{id}", timeout=LONG).json()
    return told


@pytest.fixture
def afterwards(fox: Firefox, backend: Backend) -> Iterator[None]:
    """What a person chose is forgotten when the test ends."""
    yield
    with fox.at_home("privacy/privacy.html"):
        fox.api("storage.local.clear")
    fox.use(backend.url)


@pytest.mark.usefixtures("afterwards")
def test_the_token_and_the_memory_are_set_in_the_options(fox: Firefox, backend: Backend) -> None:
    with fox.at_home("options/options.html"):
        assert fox.until(
            "return document.querySelector('main').getAttribute('aria-busy') === 'false'"
            " && /remembered/.test(document.querySelector('#memory').textContent)"
        )
        fox.script(FILL, "#token", "ist_secret")
        fox.script(PRESS, "#backend [type=submit]")
        assert fox.until("return /and holds/.test(document.querySelector('#result').textContent)")
        assert fox.api("storage.local.get", "token") == {
            "token": {"address": backend.url, "value": "ist_secret"}
        }
        fox.script(PRESS, "#remember")
        assert fox.until(
            "return window.wrappedJSObject.browser.storage.local.get('remember').then(kept => kept.remember === false)"
        )


def test_a_private_window_leaves_nothing_behind(fox: Firefox, shop: ShopServer, backend: Backend) -> None:
    details = {f"Detail {number}": f"{number} mm" for number in range(60, 72)}  # enough to be remembered by
    html = pages.alibaba("iLive hoverboard", {"Brand Name": "iLive", "Model Number": "GSB56BC", **details})
    url = shop.put(pages.address("private", 107), html)
    with fox.at_home("privacy/privacy.html"):
        kept, remembered = stored(fox), memory(backend)
        window = fox.api("windows.create", {"url": url, "incognito": True})
        assert window["incognito"]
        assert fox.until(
            """const {browser} = window.wrappedJSObject;
            return browser.tabs.query({url: arguments[0]})
              .then(([tab]) => tab && browser.storage.session.get(`tab:${tab.id}`)
                .then((kept) => kept[`tab:${tab.id}`]?.assessment?.verdict === 'recalled'))""",
            url,
        )
        fox.api("windows.remove", window["id"])
        assert stored(fox) == kept
    assert memory(backend) == remembered


def stored(fox: Firefox) -> dict[str, Any]:
    """What the extension keeps on disk, but for the recipes, which the tabs of other tests ask for."""
    return {name: value for name, value in fox.api("storage.local.get").items() if name != "recipes"}


def memory(backend: Backend) -> int:
    """How many listings the checker remembers."""
    count: int = requests.get(f"{backend.url}/api/v1/memory", timeout=LONG).json()["count"]
    return count
