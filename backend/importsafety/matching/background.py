"""How common a word is in listings: marketing words are learned from real ones, not listed by hand.

`background.json` is written by `scripts/evaluate --fit`: stems of titles with the number of listings they stand
in. Words that stand mostly in brand fields are left out, so a word found here is no brand by itself. Beside them
the brands of those listings: a name met on many things says less of a single one than a name never met.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from importlib import resources

import msgspec

from importsafety.listing import Listing
from importsafety.matching.words import join, words

# Rarer words are as good as unseen.
LEAST = 15
# Fewer listings than this do not make a brand known.
LEAST_OF_BRAND = 3


class Background(msgspec.Struct, frozen=True):
    """`words`: stem -> in how many of `listings` titles. `brands`: joined name -> in how many brand fields."""

    listings: int
    words: dict[str, int]
    brands: dict[str, int]

    def rarity(self, word: str) -> float:
        """Natural log of how many times rarer than everywhere the word is in listings; infinite when unseen."""
        count = self.words.get(word)
        return math.log(self.listings / count) if count else math.inf


@cache
def background() -> Background:
    """The packaged background, read once."""
    data = resources.files(__package__).joinpath("background.json").read_bytes()
    return msgspec.json.decode(data, type=Background)


def learn(listings: Iterable[Listing]) -> Background:
    """Count the words of these listings' titles."""
    total = 0
    seen: dict[str, int] = {}
    as_brand: dict[str, int] = {}
    branded: dict[str, int] = {}
    brands: dict[str, int] = {}
    for listing in listings:
        total += 1
        title = set(words(listing.title))
        brand = set(words(listing.brand or ""))
        if name := join(listing.brand or ""):
            brands[name] = brands.get(name, 0) + 1
        for word in title:
            seen[word] = seen.get(word, 0) + 1
            if brand:
                branded[word] = branded.get(word, 0) + 1
                as_brand[word] = as_brand.get(word, 0) + (word in brand)
    return Background(
        total,
        {
            word: count
            for word, count in sorted(seen.items())
            if count >= LEAST and as_brand.get(word, 0) <= 0.2 * branded.get(word, 0)
        },
        {name: count for name, count in sorted(brands.items()) if count >= LEAST_OF_BRAND},
    )
