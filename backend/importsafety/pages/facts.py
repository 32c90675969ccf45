"""Collects what a page says about its product, layer by layer, deciding nothing.

`extension/content/collect.js` does the same in the browser, by the same recipes, step for step; a test holds
the two together. `read.py` decides what the facts mean. The shape, every part optional but `url`:

    {"url": "https://...", "shop": "alibaba", "language": "en",
     "page": {"title": "...", "h1": "...", "site": "...", "type": "product", "canonical": "https://..."},
     "layers": {"state": {...}, "jsonld": {...}, "rows": {...}, "selectors": {...}, "microdata": {...},
                "meta": {...}, "heading": {...}},
     "products": 1,   # products described in JSON-LD
     "cards": 0,      # results, as on a result page
     "signs": ["incapsula"]}   # what shows that the page was blocked, by the ids in shops.json

A layer: `title`, `brand`, `model`, `mpn`, `gtin`, `sku`, `seller`, `price`, `description` (texts), `category`
and `images` (lists of texts), `attributes` (list of [name, value]). Texts are as the page has them, on one
line, cut at `LIMITS`; all together they stay under `BUDGET` characters, so facts are under 60 kB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from importsafety.pages import structured
from importsafety.pages.literal import NotLiteral, literal
from importsafety.pages.recipes import (
    FIELDS,
    LISTS,
    Recipe,
    Rows,
    Sign,
    State,
    recipe_for,
    shops,
)
from importsafety.pages.state import at_path, attributes, starts, text_at
from importsafety.pages.text import clean, decode

Facts = dict[str, Any]
Layer = dict[str, Any]

LIMITS = {"title": 500, "description": 2_500, "category": 100, "images": 500, "name": 80, "value": 250}
FIELD_LIMIT = 200
BUDGET = 14_000
MOST = {"category": 10, "images": 6, "attributes": 100}
MAX_HTML = 8_000_000
MAX_NODES = 4_000
TRIES = 5  # places where a marker of embedded state may stand
SIGN_TEXT = 2_000
MAX_OPEN = 1_000  # browsers nest 512 deep; saved pages of shops stay under 200
# Tags that have an end: without those that mostly go without one.
_TAGS = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|d[dt]|t[rdh]|tbody|thead|"
    r"option|path|circle|rect|line|poly\w+|ellipse|use|stop|image)\b)([a-zA-Z][\w-]{0,30})"
)

# Text runs on inside these; at the edge of any other element words end.
INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup time u "
    "var wbr".split()
)
UNSEEN = frozenset("script style noscript template svg iframe".split())

META = {
    "og:title": "title",
    "twitter:title": "title",
    "og:brand": "brand",
    "product:brand": "brand",
    "product:mfr_part_no": "mpn",
    "product:upc": "gtin",
    "product:ean": "gtin",
    "product:gtin": "gtin",
    "product:retailer_item_id": "sku",
    "product:price:amount": "price",
    "og:price:amount": "price",
    "og:description": "description",
    "description": "description",
    "og:image": "images",
}
PAGE_META = {"og:site_name": "site", "og:type": "type", "og:locale": "locale"}


def collect(html: str | bytes, url: str) -> Facts:
    """What the page at `url` says, in the shape above. Takes any bytes; what is no page gives few facts.

    An empty `url` (a saved page) means the address that the page gives itself.
    """
    text = decode(html) if isinstance(html, bytes) else html
    document = _parsed(text[:MAX_HTML])
    document.strip_tags(["noscript"])  # a browser that runs scripts takes it for text
    if not url.strip():
        named = document.css_first("link[rel=canonical]")
        url = (named.attributes.get("href") if named else None) or ""
    return _Page(document, url, recipe_for(url)).facts()


def text_of(node: LexborNode, limit: int) -> str:
    """The text a reader sees in `node`, at most about `limit` characters."""
    parts: list[str] = []
    size = 0
    ends: list[LexborNode] = []
    at: LexborNode | None = node
    for _ in range(MAX_NODES):
        if at is None or size > limit * 4:
            break
        below = None
        if at.is_text_node:
            parts.append(at.text_content or "")
            size += len(parts[-1])
        elif at.is_element_node and at.tag not in UNSEEN:
            if at.tag not in INLINE:
                parts.append(" ")
            below = at.child
        if below is not None:
            ends.append(at)
            at = below
            continue
        while at is not None and ends and at.next is None:
            at = ends.pop()
            if at.tag not in INLINE:
                parts.append(" ")
        at = at.next if at is not None and ends else None
    return clean("".join(parts), limit)


def _parsed(html: str) -> LexborHTMLParser:
    """The document; an empty one where tags are opened and not closed by the thousand. The parser's time, and that
    of finding things, grows with their square."""
    opened: dict[str, int] = {}
    total = 0
    for end, name in _TAGS.findall(html):
        count = opened.get(name, 0) + (-1 if end else 1)
        if count >= 0:
            opened[name] = count
            total += -1 if end else 1
        if total > MAX_OPEN:
            return LexborHTMLParser("")
    return LexborHTMLParser(html)


class _Page:
    def __init__(self, document: LexborHTMLParser, url: str, recipe: Recipe):
        self.document = document
        self.url = url.strip()[:2_000]
        self.recipe = recipe
        self.left = BUDGET
        self.scripts = [
            (script.attributes.get("type") or "", script.text(deep=False))
            for script in document.css("script")
        ]

    def facts(self) -> Facts:
        page, meta = self.head()
        blocks = [text for kind, text in self.scripts if kind.strip().lower() == "application/ld+json"]
        product, products = structured.jsonld(blocks)
        layers = {
            "state": self.state(),
            "jsonld": self.layer(product),
            "rows": self.rows(),
            "selectors": self.selectors(),
            "microdata": self.layer(structured.microdata(self.document, text_of)),
            "meta": meta,
            "heading": self.layer({"title": [page["h1"]]} if "h1" in page else {}),
        }
        facts: Facts = {
            "url": clean(self.url, 2_000),
            "shop": self.recipe.id,
            "page": page,
            "layers": {name: layer for name, layer in layers.items() if layer},
            "products": products,
            "cards": len(self.all(self.recipe.results.card)),
            "signs": [sign.id for sign in shops().tables.signs if self.shows(sign, page)],
        }
        root = self.document.css_first("html")
        locale = page.pop("locale", "")
        language = clean((root.attributes.get("lang") if root else "") or locale, 20)
        return facts | ({"language": language} if language else {})

    def all(self, selector: str) -> list[LexborNode]:
        """All elements, each once (the library repeats those that fit two parts of a list of selectors)."""
        return list({node.mem_id: node for node in self.document.css(selector)}.values())

    # Each layer

    def head(self) -> tuple[dict[str, str], Layer]:
        page: dict[str, str] = {}
        for name, selector in (("title", "title"), ("h1", "h1")):
            found = next((t for node in self.document.css(selector)[:10] if (t := self.heading(node))), "")
            if found:
                page[name] = self.take(found, LIMITS["title"])
        canonical = self.document.css_first("link[rel=canonical]")
        if canonical and (href := canonical.attributes.get("href")):
            page["canonical"] = clean(href, 1_000)
        values: dict[str, list[str]] = {}
        for node in self.document.css("meta"):
            name = (node.attributes.get("property") or node.attributes.get("name") or "").strip().lower()
            content = node.attributes.get("content") or ""
            if name in PAGE_META and content.strip():
                page.setdefault(PAGE_META[name], clean(content, 100))
            elif name in META:
                values.setdefault(META[name], []).append(content)
        return page, self.layer(values)

    def heading(self, node: LexborNode) -> str:
        if node.parent is not None and node.parent.tag == "svg":
            return ""
        return text_of(node, LIMITS["title"])

    def state(self) -> Layer:
        layer: Layer = {}
        for place in self.recipe.state:
            data = self.embedded(place)
            if data is None:
                continue
            found: dict[str, list[str]] = {
                field: [t for path in getattr(place, field) for v in at_path(data, path) if (t := text_at(v))]
                for field in (*FIELDS, *LISTS)
            }
            pairs: list[tuple[str, str]] = []
            for source in place.attributes:
                attributes(data, source, found, pairs)
            self.layer(found, layer)
            self.pairs(pairs, layer)
        return layer

    def embedded(self, place: State) -> Any:
        """The data at the first place that reads; None where there is none."""
        if place.script:
            node = self.document.css_first(place.script)
            texts = [(node.text(deep=False), 0)] if node else []
        else:
            literals = ((text, at) for _, text in self.scripts for at in starts(text, place.after))
            texts = list(islice(literals, TRIES))
        for text, at in texts:
            try:
                data = literal(text, at)
            except NotLiteral:
                continue
            if isinstance(data, (dict, list)) and data:
                return data
        return None

    def rows(self) -> Layer:
        layer: Layer = {}
        for rows in self.recipe.rows:
            pairs = [
                pair
                for row in self.document.css(rows.each)[: MOST["attributes"]]
                for pair in _pairs(row, rows)
            ]
            self.pairs(pairs, layer)
        return layer

    def selectors(self) -> Layer:
        places = self.recipe.selectors
        found: dict[str, list[str]] = {}
        for field in (*FIELDS, *LISTS):
            for place in getattr(places, field):
                texts = [t for t in self.select(place, field) if t]
                if texts:
                    found[field] = texts
                    break
        return self.layer(found)

    def select(self, place: str, field: str) -> Iterator[str]:
        selector, _, attribute = place.partition("@")
        limit = LIMITS.get(field, FIELD_LIMIT)
        for node in self.all(selector)[: MOST.get(field, 3) * 2]:
            yield (node.attributes.get(attribute) or "").strip() if attribute else text_of(node, limit)

    def shows(self, sign: Sign, page: dict[str, str]) -> bool:
        if sign.selector:
            return self.document.css_first(sign.selector) is not None
        if sign.script:
            return any(sign.script in text for _, text in self.scripts)
        if sign.text:
            body = self.document.body
            return body is not None and _found(sign.text, text_of(body, SIGN_TEXT))
        return (
            _found(sign.title, page.get("title", "")) if sign.title else _found(sign.url or "(?!)", self.url)
        )

    # Keeping within the limits

    def take(self, text: str, limit: int) -> str:
        text = clean(text, min(limit, self.left))
        self.left -= len(text)
        return text

    def layer(self, found: dict[str, list[str]], layer: Layer | None = None) -> Layer:
        """Texts by field -> a layer, with the first text of a field and several of a list. Fills up `layer`."""
        layer = {} if layer is None else layer
        for field in (*FIELDS, *LISTS):
            limit = LIMITS.get(field, FIELD_LIMIT)
            texts = [t for t in found.get(field, []) if t.strip()]
            if field in layer:
                continue
            if field in LISTS:
                kept = [
                    t for text in dict.fromkeys(texts[: MOST[field] * 2]) if (t := self.take(text, limit))
                ]
                if kept:
                    layer[field] = kept[: MOST[field]]
            elif texts and (text := self.take(texts[0], limit)):
                layer[field] = text
        self.pairs(found.get("attributes", []), layer)
        return layer

    def pairs(self, pairs: list[Any], layer: Layer) -> None:
        for name, value in pairs:
            kept = layer.get("attributes", [])
            pair = [clean(name, LIMITS["name"]), clean(value, LIMITS["value"])]
            size = len(pair[0]) + len(pair[1])
            if (
                not (pair[0] and pair[1])
                or pair in kept
                or size > self.left
                or len(kept) >= MOST["attributes"]
            ):
                continue
            self.left -= size
            layer["attributes"] = [*kept, pair]


def _pairs(row: LexborNode, rows: Rows) -> Iterator[tuple[str, str]]:
    if rows.split:
        name, colon, value = text_of(row, LIMITS["value"]).replace("：", ":").partition(":")
        if colon:
            yield name, value
    elif rows.next:
        following = _elements(row.next)
        if following:
            yield _pair(row, following[0])
    elif rows.name and rows.value:
        name_node, value_node = row.css_first(rows.name), row.css_first(rows.value)
        if name_node and value_node:
            yield _pair(name_node, value_node)
    else:
        cells = _elements(row.child)
        for each in [cells] if len(cells) == 2 else [_elements(cell.child) for cell in cells[:10]]:
            if len(each) == 2:
                yield _pair(each[0], each[1])


def _pair(name: LexborNode, value: LexborNode) -> tuple[str, str]:
    return text_of(name, LIMITS["name"]), text_of(value, LIMITS["value"])


def _elements(node: LexborNode | None) -> list[LexborNode]:
    found: list[LexborNode] = []
    while node is not None and len(found) < 20:
        if node.is_element_node:
            found.append(node)
        node = node.next
    return found


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None
