"""By what a listing is known again, so that a decision reaches it and no other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from importsafety.learning.fingerprint import page_address
from importsafety.listing import Listing


def keys(listing: Listing) -> dict[str, str]:
    """Kind -> key, the narrowest first: `page` is its address without what changes from visit to visit, `model` its
    brand with its model, `title` its whole title. What the listing lacks is left out."""
    return dict(_keys(listing))


def _keys(listing: Listing) -> Iterator[tuple[str, str]]:
    if page := page_address(listing.url):
        yield "page", page
    if (brand := _code(listing.brand)) and (model := _code(listing.model)):
        yield "model", f"{brand} {model}"
    if title := " ".join(unicodedata.normalize("NFKC", listing.title).casefold().split()):
        yield "title", title


def _code(text: str | None) -> str:
    folded = unicodedata.normalize("NFKC", text or "").casefold()
    return "".join(letter for letter in folded if letter.isalnum())
