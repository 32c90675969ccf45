"""Every page of the application in a real Chromium, filled with data: it fits a phone and a desk, breaks no rule of
accessibility by day or by night, is light, and speaks the reader's language throughout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from browsers import WAIT
from importsafety.web import language
from running import serving
from site_of_teams import EMPTY, ERRORS, FOR_MAINTAINERS, GIVEN, OTHERS, OUTSIDE, PAGES, Site, filled

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
# Of a page with its styles, scripts and icons, without photos.
MOST_BYTES = 100_000
# Of what the browser holds already, its own figures say 0.
BYTES = """async () => {
    const parts = new Set(performance.getEntriesByType("resource").map((entry) => entry.name));
    const sizes = [...parts].map(async (part) => (await (await fetch(part)).arrayBuffer()).byteLength);
    const [page] = performance.getEntriesByType("navigation");
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, page.decodedBodySize);
}"""
BROKEN = """rules => axe.run({ resultTypes: ["violations"], ...(rules && { runOnly: rules }) }).then(
    found => found.violations.map(rule => [rule.id, rule.nodes.slice(0, 3).map(node => node.html)]))"""
# What a reader sees or hears in the page's own language: not what is marked as another, nor code, nor what was typed.
SAID = """() => {
    const tag = document.documentElement.lang, said = [];
    const walk = (node) => {
        if (node.nodeType === Node.TEXT_NODE) return said.push(node.data);
        if (node.nodeType !== Node.ELEMENT_NODE || node.matches("code, pre, datalist, textarea")) return;
        if (node.lang && node.lang !== tag) return;
        for (const name of ["aria-label", "title", "alt"]) said.push(node.getAttribute(name) || "");
        node.childNodes.forEach(walk);
    };
    walk(document.body);
    return said.map((text) => text.trim()).filter(Boolean);
}"""
# Three words of small Latin letters on end: what a Chinese page has of them is a sentence that nobody translated.
ENGLISH = re.compile(r"(?:\b[A-Za-z]?[a-z'’]+,? ){2}[a-z'’]{2,}")


@pytest.fixture(scope="module")
def site(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = filled(home, tmp_path_factory.mktemp("site"))
    with serving(made.app) as made.url:
        yield made


def visits(site: Site) -> list[tuple[str, str, int]]:
    """Who opens which address, and the status of the answer."""
    return [
        *(("ann", path, 200) for path in site.addresses(PAGES)),
        *(("ann", path, status) for path, status in ERRORS.items()),
        *(("otto", path, 200) for path in EMPTY),
        *(("ben", path, status) for path, status in FOR_MAINTAINERS.items()),
        *(("", path, 404 if "used-up" in path else 200) for path in site.addresses(OUTSIDE)),
        ("zoe", "/suppliers", 429),
        # Chromium takes all names under `localhost` for this machine; the server does not go by this one.
        ("", f"http://elsewhere.localhost:{site.url.rpartition(':')[2]}/", 421),
    ]


def visited(page: Page, site: Site, name: str, path: str, status: int) -> None:
    with site.used_up(name) if status == 429 else nullcontext():
        answer = page.goto(path if path.startswith("http") else site.url + path)
    assert answer is not None and answer.status == status, (path, answer)


def opened(chromium: Browser, site: Site, name: str, tongue: str, complaints: list[str]) -> Page:
    tag = tongue.replace("_", "-")
    context = chromium.new_context(viewport=PHONE, reduced_motion="reduce", locale=tag)
    context.add_cookies(site.cookies(name))
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.on(
        "console",
        lambda told: complaints.append(f"{page.url}: {told.text}") if told.type == "error" else None,
    )
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    return page


def test_every_address_is_a_page_here_or_none(site: Site) -> None:
    """A new page is put into PAGES of site_of_teams.py, or this fails."""
    known = {
        rule.endpoint
        for rule in site.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    }
    assert known == {*PAGES, *OUTSIDE, *OTHERS}
    assert len({*PAGES}) + len({*OUTSIDE}) + len(OTHERS) == len(known), "one table each"


def test_pages_fit_are_light_and_break_no_rule_of_accessibility(chromium: Browser, site: Site) -> None:
    complaints: list[str] = []
    pages: dict[str, Page] = {}
    found: list[object] = []
    for name, path, status in visits(site):
        page = pages.get(name) or pages.setdefault(name, opened(chromium, site, name, "en", complaints))
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="light")
        visited(page, site, name, path, status)
        if (weight := page.evaluate(BYTES)) > MOST_BYTES:
            found.append((path, "bytes", weight))
        page.evaluate(AXE.read_text("utf-8"))
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
                found.append((path, "wider than", size["width"]))
            for scheme, rules in (("light", None), ("dark", ["color-contrast"])):
                page.emulate_media(color_scheme=scheme)
                broken = page.evaluate(BROKEN, rules)
                found += [f"{path} {size['width']} {scheme} {rule}" for rule in broken]
    assert not found, told(found)
    refused = [told for told in complaints if "the server responded with a status of 4" not in told]
    assert refused == []


@pytest.mark.parametrize("tongue", [name for name in language.LANGUAGES if name != language.ENGLISH])
def test_pages_speak_the_readers_language(chromium: Browser, site: Site, tongue: str) -> None:
    pages: dict[str, Page] = {}
    found: list[object] = []
    for name, path, status in visits(site):
        page = pages.get(name) or pages.setdefault(name, opened(chromium, site, name, tongue, []))
        visited(page, site, name, path, status)
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            found.append((path, "wider than a phone"))
        said = page.evaluate(SAID)
        if tongue == "zh_CN":
            found += [(path, text) for text in said if ENGLISH.search(without_given(text))]
    assert not found, told(found)


def told(found: list[object]) -> str:
    return "\n".join(map(str, dict.fromkeys(found)))


def without_given(text: str) -> str:
    for given in GIVEN:
        text = text.replace(given, "")
    return text
