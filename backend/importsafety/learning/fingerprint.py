"""What is kept of a matched listing: hashes, the seller and the shop; none of it gives the page's text back."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from importsafety.listing import Listing
from importsafety.matching.images import Hashes
from importsafety.matching.images.hashing import VERSION, packed
from importsafety.store.memories import Fingerprint

Sketch = NDArray[np.uint32]

# A set of fewer pairs is too common to know a listing by.
FEWEST = 5
SIZE = 64
# Who returns under another name changes these, so they are no part of the set.
_CHANGING = re.compile(
    r"brand|trade ?mark|model|item (no|number)|sku|asin|seller|store|shop|price|moq|order|品牌|型号|货号|marca|modelo",
    re.IGNORECASE,
)
# Where the seller's id lies in a page's address: in the host's first part, the path or the query.
_SHOP_IDS = (
    re.compile(
        r"^https?://(?!(?:www|m|us|detail|item|offer|en)\.)([\w-]+)\.(?:en\.|m\.)?"
        r"(?:alibaba|made-in-china|1688|globalsources|dhgate)\.com"
    ),
    re.compile(r"/(?:store|seller|usr|str)/([\w.-]+)"),
    re.compile(r"[?&](?:seller|sellerId|m)=([\w-]+)"),
)
# Odd multipliers of the sketch's hash functions (h -> upper half of h * a), drawn once from a fixed seed.
_MULTIPLIERS = np.random.default_rng(0x5AFE).integers(1, 2**63, SIZE, dtype=np.uint64) * 2 + 1


def fingerprint(listing: Listing, photo: Hashes | None = None) -> Fingerprint:
    """Of a listing, with the kept hashes of its first photo where it was fetched."""
    return Fingerprint(
        page=_hash(page_address(listing.url)),
        title=_hash(_plain(listing.title)),
        seller=" ".join((listing.seller or "").split())[:100],
        shop=(listing.platform or "")[:40],
        shop_id=shop_id(listing.url),
        photo=b"" if photo is None else packed(photo),
        photo_version=0 if photo is None else VERSION,
        attributes=sketch(listing.attributes),
    )


def shop_id(url: str | None) -> str:
    """The seller's id in a product page's address; empty where it shows none."""
    found = (pattern.search(url or "") for pattern in _SHOP_IDS)
    return next((match[1][:60] for match in found if match), "")


def sketch(attributes: Mapping[str, str]) -> bytes:
    """A min-hash of the set of attributes: two sketches agree in about as many places as the sets share of their
    union. Empty for fewer than `FEWEST` telling attributes."""
    pairs = {
        f"{_plain(name)}={_plain(value)}"
        for name, value in attributes.items()
        if not _CHANGING.search(name) and _plain(value)
    }
    if len(pairs) < FEWEST:
        return b""
    digests = b"".join(hashlib.blake2b(pair.encode(), digest_size=8).digest() for pair in pairs)
    hashes = np.frombuffer(digests, "<u8").astype(np.uint64)
    mixed = (hashes[:, None] * _MULTIPLIERS) >> np.uint64(32)
    return bytes(mixed.min(axis=0).astype("<u4").tobytes())


def likeness(ours: bytes, others: Sketch) -> NDArray[np.float64]:
    """The estimated share, 0..1, that our set has in common with each other's (rows, 64)."""
    shares: NDArray[np.float64] = (others == np.frombuffer(ours, "<u4")).mean(axis=1)
    return shares


def page_address(url: str | None) -> str:
    """An address without what changes from visit to visit; numbers in the query may be the product's. Empty without."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return url or ""
    ids = re.findall(r"\b(?:id|itemid|product_?id|goods_id)=[\w-]+", parts.query, re.IGNORECASE)
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}?{'&'.join(ids)}" if parts.netloc else ""


def _plain(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().split())


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest() if text else ""
