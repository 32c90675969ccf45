"""Admits facts from the network: anything may come; only the shape of `facts.py` gets through, within limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from importsafety.pages.facts import FIELD_LIMIT, LIMITS, MOST
from importsafety.pages.recipes import FIELDS, LISTS

LAYERS = ("state", "jsonld", "rows", "selectors", "microdata", "meta", "heading")
EXAMPLE = '{"url": "https://...", "layers": {"heading": {"title": "..."}}}'


class BadFacts(ValueError):
    """What was sent is not the facts of a page; the message says what and how to mend it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts with their types checked. Layers hold only known fields, cut to the collectors' own limits.

    `url` is empty unless it is an http(s) address: what else a program sends must never become a link.
    """

    url: str
    shop: str
    language: str
    page: Mapping[str, str]
    layers: Mapping[str, Mapping[str, Any]]
    products: int
    cards: int
    signs: frozenset[str]


def admit(data: Any) -> Facts:
    """Raises BadFacts where a part has the wrong type. Unknown parts are ignored."""
    facts = _object(data, "The facts")
    page = _object(facts.get("page") or {}, "`page`")
    layers = _object(facts.get("layers") or {}, "`layers`")
    url = _text(facts.get("url"), "`url`", 2_000)
    return Facts(
        url=url if url.lower().startswith(("http://", "https://")) else "",
        shop=_text(facts.get("shop"), "`shop`", 50),
        language=_text(facts.get("language"), "`language`", 20),
        page={name: _text(page.get(name), f"`page.{name}`", 500) for name in ("title", "h1", "site", "type")},
        layers={name: _layer(layers[name], name) for name in LAYERS if layers.get(name)},
        products=_count(facts.get("products"), "`products`"),
        cards=_count(facts.get("cards"), "`cards`"),
        signs=frozenset(_list(facts.get("signs"), "`signs`", 100, 60)),
    )


def _layer(data: Any, name: str) -> dict[str, Any]:
    layer = _object(data, f"`layers.{name}`")
    found: dict[str, Any] = {}
    for field in FIELDS:
        if text := _text(layer.get(field), f"`layers.{name}.{field}`", LIMITS.get(field, FIELD_LIMIT)):
            found[field] = text
    for field in LISTS:
        if texts := _list(layer.get(field), f"`layers.{name}.{field}`", MOST[field], LIMITS[field]):
            found[field] = texts
    if pairs := layer.get("attributes"):
        found["attributes"] = _pairs(pairs, f"`layers.{name}.attributes`")
    return found


def _pairs(data: Any, place: str) -> list[tuple[str, str]]:
    if not isinstance(data, (list, tuple)):
        raise BadFacts(f"{place} must be a list of [name, value].")
    pairs = []
    for pair in data[: MOST["attributes"]]:
        if not isinstance(pair, (list, tuple)) or len(pair) != 2:
            raise BadFacts(f"{place} must hold pairs of [name, value].")
        pairs.append((_text(pair[0], place, LIMITS["name"]), _text(pair[1], place, LIMITS["value"])))
    return pairs


def _object(data: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise BadFacts(f"{place} must be an object, such as {EXAMPLE}.")
    return data


def _list(data: Any, place: str, most: int, limit: int) -> list[str]:
    if data is None:
        return []
    if not isinstance(data, (list, tuple)):
        raise BadFacts(f"{place} must be a list of texts.")
    return [_text(item, place, limit) for item in data[:most]]


def _text(data: Any, place: str, limit: int) -> str:
    if data is None:
        return ""
    if not isinstance(data, str):
        raise BadFacts(f"{place} must be text, not {type(data).__name__}.")
    return data[:limit].encode("utf-8", "replace").decode("utf-8")


def _count(data: Any, place: str) -> int:
    if data is None:
        return 0
    if isinstance(data, bool) or not isinstance(data, int):
        raise BadFacts(f"{place} must be a whole number.")
    return data
