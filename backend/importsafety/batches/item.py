"""By what the same item is known again in another batch, or when the extension reads its page."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from importsafety.learning.fingerprint import page_address
from importsafety.pages.recipes import Address


def item_key(url: str | None) -> str | None:
    """The item at an address: its id at its shop where the address shows one, else the address without what changes
    from visit to visit; None without an address."""
    if not url:
        return None
    address = Address(url)
    pattern = address.recipe.id_pattern
    found = re.search(pattern, address.full) if pattern and address.recipe.hosts else None
    if found:
        return f"{address.recipe.id}:{found.group(1)}"[:200]
    return page_address(url)[:500] or None


def shop_key(url: str) -> str:
    """Whose server an address asks: the shop, with all its hosts, where it is known."""
    address = Address(url)
    return address.recipe.id if address.recipe.hosts else address.host


def title_key(title: str) -> str | None:
    """A title without regard to case, width and spaces, as a hash; None where it is empty."""
    text = " ".join(unicodedata.normalize("NFKC", title).casefold().split())
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=10).hexdigest() if text else None
