"""Pages to read: hand-written ones in each shop's shape, saved real ones, and a real browser to collect in."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, sync_playwright

from importsafety.pages.recipes import path, recipe_for
from importsafety.pages.text import decode

HERE = Path(__file__).resolve().parent
COLLECT = HERE.parents[1] / "extension" / "content" / "collect.js"
# Saved pages whose labels give no address stand under one of their shop's.
ADDRESSES = {
    "taobao": "https://item.taobao.com/item.htm?id=562283240178",
    "alibaba": "https://www.alibaba.com/product-detail/_71021852701.html",
}
BLOCKED = {
    "1688": "https://detail.1688.com/offer/1.html",
    "alibaba": "https://www.alibaba.com/product-detail/Magnetic-Balls_1600000000001.html",
    "globalsources": "https://www.globalsources.com/product/magnetic-balls_1234567p.htm",
    "walmart": "https://www.walmart.com/ip/Magnetic-Balls/123",
}
RESULTS = {
    "alibaba": "https://www.alibaba.com/trade/search?SearchText=sofa",
    "aliexpress": "https://aliexpress.ru/popular/%D0%BD%D0%B0%D1%83%D1%88%D0%BD%D0%B8%D0%BA%D0%B8",
    "amazon": "https://www.amazon.com/s?k=RTX+4090",
    "indiamart": "https://dir.indiamart.com/search.mp?ss=baby+walkers",
    "made-in-china": "https://zhidafurniture.en.made-in-china.com/product-list-1.html",
}


@dataclass(frozen=True)
class SavedPage:
    """A page with the address it stands under; `truth` is what a person read on it."""

    name: str
    url: str
    html: bytes
    truth: dict[str, Any]


def own_pages() -> list[SavedPage]:
    """The hand-written pages, one a shop and more."""
    folder = HERE / "shops"
    listed = json.loads((folder / "pages.json").read_text("utf-8"))
    return [
        SavedPage(each["file"], each["url"], (folder / each["file"]).read_bytes(), each) for each in listed
    ]


@pytest.fixture(scope="session")
def real_products(shared: Path) -> list[SavedPage]:
    folder = shared / "data" / "pages" / "product"
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    return [
        SavedPage(
            label["file"],
            label.get("url") or ADDRESSES[label["site"]],
            (folder / label["file"]).read_bytes(),
            label,
        )
        for label in labels
    ]


def _others(folder: Path, addresses: dict[str, str]) -> list[SavedPage]:
    return [
        SavedPage(file.name, addresses[file.name.split("_")[0]], file.read_bytes(), {})
        for file in sorted(folder.glob("*.html"))
    ]


@pytest.fixture(scope="session")
def real_blocked(shared: Path) -> list[SavedPage]:
    return _others(shared / "data" / "pages" / "blocked", BLOCKED)


@pytest.fixture(scope="session")
def real_results(shared: Path) -> list[SavedPage]:
    return _others(shared / "data" / "pages" / "search", RESULTS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Skips where there is no Chromium; fails where browsers are required (REQUIRE_BROWSERS=1)."""
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        found = shutil.which("chromium") or shutil.which("chromium-browser") or (own.exists() and str(own))
        if not found:
            message = "no Chromium here"
            if os.environ.get("REQUIRE_BROWSERS") == "1":
                pytest.fail(message)
            pytest.skip(message)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def collect_in_browser(chromium: Browser) -> Iterator[Callable[[SavedPage], dict[str, Any]]]:
    """The extension's collector on a page under its real address; no script of the page runs, nothing is loaded."""
    shops = json.loads(path().read_text("utf-8"))
    recipes = {recipe["id"]: recipe for recipe in [*shops["shops"], shops["general"]]}
    context = chromium.new_context(locale="en-US")

    @cache
    def collect(url: str, html: bytes) -> dict[str, Any]:
        page = context.new_page()
        body = decode(html).encode("utf-8", "replace")

        def serve(route: Route) -> None:
            if not route.request.is_navigation_request() or route.request.frame != page.main_frame:
                return route.abort()
            headers = {
                "content-type": "text/html; charset=utf-8",
                "content-security-policy": "script-src 'none'",
            }
            return route.fulfill(body=body, headers=headers)

        page.route("**/*", serve)
        page.goto(url, wait_until="domcontentloaded")
        page.evaluate(COLLECT.read_text("utf-8"))
        facts: dict[str, Any] = page.evaluate(
            "([url, recipe, tables]) => importSafety.collect(document, url, recipe, tables)",
            [url, recipes[recipe_for(url).id], shops["tables"]],
        )
        page.close()
        return facts

    yield lambda saved: collect(saved.url, saved.html)
    context.close()
