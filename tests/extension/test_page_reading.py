"""Pages of every shop are read right, and pages that stand in a product's place are told apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chromium import Chromium
from looks import SHOWN, nothing_in
from saved import BLOCKED, address_of, differences, is_launch, labels
from serving import EXTENSION, ROOT
from shop_server import INERT, ShopServer

pytestmark = pytest.mark.browser


def _chinese(key: str) -> str:
    messages = json.loads((EXTENSION / "_locales/zh_CN/messages.json").read_text())
    text: str = messages[key]["message"]
    return text


def test_a_page_of_every_launch_shop_is_read_right(browser: Chromium, shop: ShopServer) -> None:
    folder = ROOT / "tests/pages/shops"
    wrong = {}
    launch = [told for told in json.loads((folder / "pages.json").read_text()) if is_launch(told["url"])]
    opened = browser.open_all(shop.put(told["url"], (folder / told["file"]).read_bytes()) for told in launch)
    for told, page in zip(launch, opened, strict=True):
        read = browser.state(page)["fields"]
        fields = {name: told.get(name) for name in ("title", "brand", "model", "gtin", "seller")}
        if found := {name: (text, read.get(name)) for name, text in fields.items() if read.get(name) != text}:
            wrong[told["file"]] = found
        page.close()
    assert wrong == {}
    assert len({told["shop"] for told in launch}) == 12


@pytest.mark.shared
def test_every_labelled_page_of_a_launch_shop_is_read_right(
    browser: Chromium, shop: ShopServer, shared: Path
) -> None:
    wrong = {}
    launch = [label for label in labels(shared) if is_launch(address_of(label))]
    folder = shared / "data/pages/product"
    opened = browser.open_all(
        shop.put(address_of(label), (folder / label["file"]).read_bytes(), INERT) for label in launch
    )
    for label, page in zip(launch, opened, strict=True):
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
        popup = roaming.popup(page, "other")
        popup.get_by_role("button", name=_chinese("read_anyway")).click()
        roaming.reach(page, "answered")
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
        browser.badge(page, "×")
        assert nothing_in(page)
        if "Magnetic" in BLOCKED[file.name] or "magnetic" in BLOCKED[file.name]:
            offered = f"{browser.backend}/check?q=magnetic%20ball%20set"
            assert offered in [link.lower() for link in told["links"]], told["links"]
        page.close()
