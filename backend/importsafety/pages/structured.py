"""What a page says in schema.org's words: JSON-LD and microdata -> texts by field, as `facts.py` keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from importsafety.pages.literal import NotLiteral, literal
from importsafety.pages.text import clean

Found = dict[str, list[Any]]

PRODUCTS = frozenset("Product ProductGroup ProductModel IndividualProduct SomeProducts Vehicle Car".split())
GTINS = ("gtin", "gtin14", "gtin13", "gtin12", "gtin8")
# Keys that lead from a block to its main product; others lead to other products (related, reviewed).
INWARD = ("@graph", "mainEntity", "mainEntityOfPage", "itemOffered")
SCOPE = '[itemscope][itemtype*="schema.org/Product"], [itemscope][itemtype*="data-vocabulary.org/Product"]'
MICRODATA = {
    "name": "title",
    "brand": "brand",
    "model": "model",
    "mpn": "mpn",
    "sku": "sku",
    "productID": "sku",
    "description": "description",
    "category": "category",
    "image": "images",
} | dict.fromkeys(GTINS, "gtin")
MAX_NODES = 500


def jsonld(blocks: Iterable[str]) -> tuple[Found, int]:
    """The page's product and how many products of different names are described.

    Blocks are read one by one: an empty or broken one costs only itself.
    """
    products: list[tuple[str, Found]] = []
    crumbs: list[str] = []
    for block in blocks:
        try:
            data = literal(block)
        except NotLiteral:
            continue
        for node in _nodes(data):
            kinds = _kinds(node)
            if kinds & PRODUCTS:
                found = _product(node)
                products.append((found["title"][0] if found["title"] else "", found))
            elif "BreadcrumbList" in kinds and not crumbs:
                crumbs = _crumbs(node)
    if not products:
        return ({"category": crumbs} if crumbs else {}), 0
    name, main = products[0]
    for other, found in products[1:]:
        if other == name:
            for field, texts in found.items():
                main[field] = main[field] or texts
    main["category"] = list(dict.fromkeys([*crumbs, *main["category"]]))
    return main, len({name for name, _ in products})


def microdata(document: LexborHTMLParser, text_of: Callable[[LexborNode, int], str]) -> Found:
    """The first product described in microdata."""
    scope = document.css_first(SCOPE)
    found: Found = {}
    if scope is None:
        return found
    for node in scope.css("[itemprop]")[:MAX_NODES]:
        if _owner(node) != scope.mem_id:
            continue
        for name in (node.attributes.get("itemprop") or "").split():
            if name == "offers":
                for inner, field in (("price", "price"), ("seller", "seller")):
                    value = node.css_first(f"[itemprop={inner}]")
                    if value is not None:
                        found.setdefault(field, []).append(_content(value, text_of))
            elif name in MICRODATA:
                found.setdefault(MICRODATA[name], []).append(_content(node, text_of))
            elif name == "manufacturer":
                found.setdefault("attributes", []).append(("Manufacturer", _content(node, text_of)))
    return found


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Objects of a block from the outside in, without those it only refers to."""
    waiting = [data]
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting[:0] = node[:100]
        elif isinstance(node, dict):
            yield node
            waiting[:0] = [node[key] for key in INWARD if key in node]


def _kinds(node: Any) -> set[str]:
    kinds = node.get("@type") if isinstance(node, dict) else None
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {kind.split("/")[-1].split("#")[-1].split(":")[-1] for kind in listed if isinstance(kind, str)}


def _product(node: dict[str, Any]) -> Found:
    found: Found = {
        "title": _names(node.get("name")),
        "brand": _names(node.get("brand")),
        "model": _names(node.get("model")),
        "mpn": _names(node.get("mpn")),
        "gtin": [text for key in GTINS for text in _names(node.get(key))],
        "sku": _names(node.get("sku")) or _names(node.get("productID")),
        "description": _names(node.get("description")),
        "category": [part for text in _names(node.get("category")) for part in _path(text)],
        "images": _names(node.get("image"), ("url", "contentUrl")),
        "price": [],
        "seller": [],
        "attributes": [],
    }
    for offer in _list(node.get("offers")):
        if isinstance(offer, dict):
            found["seller"] += _names(offer.get("seller")) or _names(offer.get("offeredBy"))
            found["price"] += _price(offer)
            for key in GTINS:
                found["gtin"] += _names(offer.get(key))
    for name, key in (("Manufacturer", "manufacturer"), ("Country of Origin", "countryOfOrigin")):
        found["attributes"] += [(name, text) for text in _names(node.get(key))[:1]]
    for item in _list(node.get("additionalProperty")):
        if isinstance(item, dict):
            names, values = _names(item.get("name")), _names(item.get("value"))
            found["attributes"] += [(names[0], ", ".join(values))] if names and values else []
    for field, texts in _agreed(node.get("hasVariant")).items():
        found[field] = found[field] or texts
    return found


def _agreed(variants: Any) -> Found:
    """What all variants of a group say alike: a code of one variant is not the group's."""
    products = [
        _product({**item, "hasVariant": None}) for item in _list(variants)[:50] if isinstance(item, dict)
    ]
    if not products:
        return {}
    first = products[0]
    return {
        field: texts
        for field, texts in first.items()
        if field in ("images", "description", "price") or all(product[field] == texts for product in products)
    }


def _names(value: Any, keys: tuple[str, ...] = ("name", "@value")) -> list[str]:
    """Texts of a value that may be a text, an object with a name, or a list of these."""
    found = []
    for item in _list(value)[:20]:
        text = item if isinstance(item, str) else None
        if isinstance(item, dict):
            text = next((t for key in keys for t in _list(item.get(key))[:1] if isinstance(t, str)), None)
        if text and text.strip():
            found.append(text)
    return found


def _price(offer: dict[str, Any]) -> list[str]:
    keys = ("price",) if _names(offer.get("price")) else ("lowPrice", "highPrice")
    amounts = list(dict.fromkeys(text for key in keys for text in _names(offer.get(key))[:1]))
    return [" ".join([*_names(offer.get("priceCurrency"))[:1], " - ".join(amounts)])] if amounts else []


def _crumbs(node: dict[str, Any]) -> list[str]:
    found = []
    for item in _list(node.get("itemListElement"))[:20]:
        if isinstance(item, dict):
            found += (_names(item.get("name")) or _names(item.get("item")))[:1]
    return found


def _path(category: str) -> list[str]:
    return [part for part in category.replace("&gt;", ">").split(">") if part.strip()]


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _owner(node: LexborNode) -> int | None:
    at = node.parent
    while at is not None:
        if at.is_element_node and "itemscope" in at.attributes:
            return at.mem_id
        at = at.parent
    return None


def _content(node: LexborNode, text_of: Callable[[LexborNode, int], str]) -> str:
    if "itemscope" in node.attributes:
        inner = node.css_first("[itemprop=name]")
        node = inner if inner is not None else node
    given = node.attributes.get("content") or node.attributes.get("src") or ""
    return clean(given, 2_500) or text_of(node, 2_500)
