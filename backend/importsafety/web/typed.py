"""What a person typed: a link, a bar code number or a title."""

from __future__ import annotations

import re
from datetime import date

from importsafety.assessment import Assessment
from importsafety.check import Checker
from importsafety.listing import Listing

SCHEME = re.compile(r"https?://\S+", re.IGNORECASE)
BARE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?/\S*", re.IGNORECASE)
CODE = re.compile(r"\d[\d -]{6,16}\d")


def link(text: str) -> str | None:
    """The address in `text`, with a scheme, where it is one: `www.alibaba.com/product-detail/...` is."""
    if SCHEME.fullmatch(text):
        return text
    return f"https://{text}" if BARE.fullmatch(text) else None


def check_typed(checker: Checker, text: str, on: date | None = None) -> Assessment:
    """The answer to one typed line; a link is downloaded. `on`: the day for the rules (today)."""
    text = text.strip()
    if address := link(text):
        return checker.check_url(address, on)
    digits = re.sub(r"\D", "", text)
    if CODE.fullmatch(text) and 8 <= len(digits) <= 14:
        return checker.check(Listing.of({"gtin": digits}), on)
    return checker.check(Listing.of({"title": text}), on)
