"""What a person typed: a link, a bar code number or a title."""

from __future__ import annotations

import re

SCHEME = re.compile(r"https?://\S+", re.IGNORECASE)
BARE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?/\S*", re.IGNORECASE)
CODE = re.compile(r"\d[\d -]{6,16}\d")


def link(text: str) -> str | None:
    """The address in `text`, with a scheme, where it is one: `www.alibaba.com/product-detail/...` is."""
    if SCHEME.fullmatch(text):
        return text
    return f"https://{text}" if BARE.fullmatch(text) else None


def as_listing(text: str) -> dict[str, str]:
    """One typed line as a field of a listing: `url`, `gtin` or `title`."""
    text = text.strip()
    if address := link(text):
        return {"url": address}
    digits = re.sub(r"\D", "", text)
    if CODE.fullmatch(text) and 8 <= len(digits) <= 14:
        return {"gtin": digits}
    return {"title": text}
