"""What can be watched: a listing, a catalogue of listings, or a search; read from people's input, and compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import snowballstemmer

from importsafety.cells import BadFile
from importsafety.listing import BadListing, Listing
from importsafety.notice import Notice
from importsafety.rows import reader

KINDS = ("listing", "catalogue", "search")
MOST_ROWS = 20_000
_LONGEST = 300
_WORD = re.compile(r"\w+")
_STEMMER = snowballstemmer.stemmer("english")


class BadWatch(ValueError):
    """This cannot be watched, or not told in that way; the message says how to mend it."""


# Field of a search -> the texts of a notice in which all its words must stand.
_SEARCHED: dict[str, Callable[[Notice], tuple[str, ...]]] = {
    "words": lambda n: (
        n.title,
        n.description,
        *(f"{p.name} {p.type} {p.model}" for p in n.products),
        *n.brands,
        *n.hazards,
        *n.hazard_classes,
        *(code.raw for code in n.identifiers),
    ),
    "brand": lambda n: n.brands,
    "firm": lambda n: tuple(name for firm in n.firms for name in (firm.name, *firm.aliases)),
    "citation": lambda n: n.standards,
    "country": lambda n: n.countries,
    "kind": lambda n: (n.kind.value,),
    "source": lambda n: (n.source,),
}
SEARCH_FIELDS = tuple(_SEARCHED)


def search_body(fields: Mapping[str, Any]) -> dict[str, str]:
    """A search from typed fields. Raises BadWatch where none says anything."""
    body = {
        name: str(fields.get(name) or "").strip()[:_LONGEST]
        for name in SEARCH_FIELDS
        if str(fields.get(name) or "").strip()
    }
    if not any(_WORD.search(text) for text in body.values()):
        raise BadWatch(f"Nothing to search for: give at least one of {', '.join(SEARCH_FIELDS)}.")
    return body


def listing_body(data: Any) -> dict[str, Any]:
    """A listing from plain types. Raises BadWatch where it says nothing."""
    try:
        listing = Listing.of(data)
    except BadListing as error:
        raise BadWatch(str(error)) from error
    if listing.is_empty:
        raise BadWatch("Nothing to compare: give at least a title, brand, model or gtin.")
    return {name: value for name, value in listing.as_dict().items() if value}


def from_file(path: Path, encoding: str | None = None) -> list[dict[str, Any]]:
    """The rows of a catalogue file, each with its id. Raises BadWatch where it has no usable row, or too many."""
    rows: list[dict[str, Any]] = []
    try:
        for number, row in enumerate(reader(path, encoding)(), 1):
            if row.error:
                continue
            try:
                body = listing_body(row.data)
            except BadWatch:
                continue
            rows.append(body | {"id": str(row.id if row.id not in (None, "") else f"row {number}")})
            if len(rows) > MOST_ROWS:
                raise BadWatch(f"{path.name} has more than {MOST_ROWS:,} rows. Split it.")
    except BadFile as error:
        raise BadWatch(str(error)) from error
    if not rows:
        raise BadWatch(f"{path.name} has no row that names a product.")
    return rows


def check_ways(email: str, webhook: str) -> None:
    """Raises BadWatch where an address is none."""
    if email and not re.fullmatch(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,255}", email):
        raise BadWatch(f"{email} is no e-mail address.")
    parts = urlsplit(webhook)
    if webhook and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise BadWatch(f"{webhook} is no web address. A webhook begins with https://.")


def listings(kind: str, body: Any) -> Iterator[tuple[str, Listing]]:
    """The listings that a watch holds, each with what names it in an alert."""
    for data in [body] if kind == "listing" else body if kind == "catalogue" else []:
        listing = Listing.of(data)
        name = str(data.get("id") or "") if kind == "catalogue" else ""
        yield name or listing.title or listing.model or listing.gtin or "item", listing


def found(search: Mapping[str, str], notice: Notice) -> bool:
    """Whether a notice has all words of every field of a search, each word whole, in any of its forms."""
    for name, wanted in search.items():
        words = {_stem(word) for text in _SEARCHED[name](notice) for word in _WORD.findall(text.lower())}
        if not all(_stem(word) in words for word in _WORD.findall(wanted.lower())):
            return False
    return True


def _stem(word: str) -> str:
    """ "magnets" and "magnetic" as "magnet"; a code stays itself."""
    return str(_STEMMER.stemWord(word))
