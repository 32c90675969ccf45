"""Pages to read: hand-written ones in each shop's shape, saved real ones, and a real browser to collect in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from importsafety.pages.recipes import path, recipe_for
from importsafety.pages.text import decode
from page_files import ADDRESSES, BLOCKED, RESULTS, SavedPage

CONTENT = Path(__file__).resolve().parents[2] / "extension" / "content"
# As the manifest orders them.
COLLECT = [CONTENT / f"{name}.js" for name in ("text", "literal", "structured", "collect")]


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
def collect_in_browser(chromium_of_all: Browser) -> Iterator[Callable[[SavedPage], dict[str, Any]]]:
    """The extension's collector on a page under its real address; no script of the page runs, nothing is loaded."""
    shops = json.loads(path().read_text("utf-8"))
    recipes = {recipe["id"]: recipe for recipe in [*shops["shops"], shops["general"]]}
    code = "\n".join(file.read_text("utf-8") for file in COLLECT)
    context = chromium_of_all.new_context(locale="en-US")

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
        page.evaluate(f"() => {{{code}}}")
        facts: dict[str, Any] = page.evaluate(
            "([url, recipe, tables]) => importSafety.collect(document, url, recipe, tables)",
            [url, recipes[recipe_for(url).id], shops["tables"]],
        )
        page.close()
        return facts

    yield lambda saved: collect(saved.url, saved.html)
    context.close()
