"""The labelled rows, the real listings, and the notices that they are compared with."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from importsafety.listing import Listing
from importsafety.notice import Notice
from importsafety.sources import SOURCES
from importsafety.sources.linking import link


@dataclass(frozen=True)
class Row:
    """A labelled listing. `right`: ids of notices that cover it; `near`: ids of notices it must be told from."""

    id: str
    kind: str
    listing: Listing
    right: frozenset[str]
    group: str
    similar_ok: bool


@dataclass(frozen=True)
class Notices:
    """All notices of the shared data; `same` maps an id to the ids of notices about the same item."""

    all: tuple[Notice, ...]
    by_url: dict[str, str]
    same: dict[str, frozenset[str]]


def notices(shared: Path) -> Notices:
    """Parse the shared recalls and warnings as `importsafety refresh --from` would."""
    found: dict[str, Notice] = {}
    for source, name in (("cpsc", "recalls.jsonl"), ("cpsc-warnings", "warnings.jsonl")):
        for item in SOURCES[source].parse(shared / "data" / "cpsc" / name):
            if isinstance(item, Notice):
                found[item.id] = item
    everything = tuple(found.values())
    linked = link(everything)
    return Notices(
        everything,
        {group_key(notice.url): notice.id for notice in everything},
        {id: frozenset(others) for id, others in linked.items()},
    )


def rows(shared: Path, known: Notices) -> list[Row]:
    """The development rows."""
    return [_row(data, known) for data in _lines(shared / "eval" / "recall_match.jsonl")]


def real_listings(shared: Path, most: int | None = None, seed: int = 7) -> list[Listing]:
    """Real marketplace listings, a random sample of `most`; nearly none of them is a recalled item."""
    found = [_listing(data) for data in _lines(shared / "data" / "listings" / "real_listings.jsonl")]
    if most is None or most >= len(found):
        return found
    return random.Random(seed).sample(found, most)


def _row(data: dict[str, Any], known: Notices) -> Row:
    urls = [data["notice"], *data.get("also", [])] if data["notice"] else []
    right = {known.by_url[group_key(url)] for url in urls if group_key(url) in known.by_url}
    right |= {f"cpsc-warnings:{number}" for number in data.get("also_warning", [])}
    near = data["notice"] or data.get("related") or data["id"]
    return Row(
        data["id"],
        data["kind"],
        Listing.of(data["listing"]),
        frozenset(right),
        group_key(near),
        bool(data.get("similar_ok")),
    )


def _listing(data: dict[str, Any]) -> Listing:
    data = {**data, "platform": data.get("site")}
    if isinstance(data.get("category"), str):
        data["category"] = data["category"].split(" > ")
    if isinstance(data.get("image"), str):
        data["images"] = [data["image"]]
    return Listing.of(data)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def group_key(url: str) -> str:
    """A notice's address in one form, the key by which rows about it are kept together."""
    return unquote(url).lower().rstrip("/").replace("https://www.", "https://")
