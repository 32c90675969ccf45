"""The words of both texts, rare ones weighing more."""

from __future__ import annotations

import re
from functools import lru_cache
from heapq import nlargest

from importsafety.matching.compare.pair import Finding, Pair, grade, of_brand, some

_NUMBER = re.compile(r".*\d.*|one|two|three|four|five|six|seven|eight|nine|ten|ii|iii|iv|vi{0,3}")


@lru_cache(maxsize=10_000)
def _tells_models_apart(word: str) -> bool:
    """Whether a name's word is a number: "2000" of "Coolpix 2000", "16" of "16 cup", "Two" of "Box Two"."""
    return _NUMBER.fullmatch(word) is not None


# So much rarity in all, natural log, is a title of a few ordinary words.
LITTLE = 24.0


def head(pair: Pair) -> Finding | None:
    """The noun of the notice's product."""
    theirs = pair.notice.heads
    if not theirs:
        return None
    in_title = theirs.intersection(pair.listing.name)
    if in_title:
        return Finding("in_title", min(in_title), min(in_title))
    in_text = theirs & pair.listing.words
    if in_text:
        return Finding("in_text", min(in_text), min(in_text))
    if theirs <= pair.said_by_kind:
        return Finding("by_kind", "", some(theirs))
    return Finding("missing", "", some(theirs))


def name_words(pair: Pair) -> Finding | None:
    """How much of a product name of the notice the listing repeats, rare words weighing more."""
    best = pair.best_name
    if best is None:
        return None
    words = " ".join(best.shared)
    return Finding(grade(best.share, (0.15, 0.3, 0.45, 0.6, 0.8, 0.99)), words, words)


def missing_word(pair: Pair) -> Finding | None:
    """The rarest word of that product name that the listing lacks."""
    best = pair.best_name
    if best is None:
        return None
    missing = best.missing
    if not missing:
        return Finding("nothing")
    telling = [word for word in missing if _tells_models_apart(word)]
    if telling:
        return Finding("number", "", max(telling, key=pair.rarity))
    word = max(missing, key=pair.rarity)
    return Finding(grade(pair.rarity(word), (3.0, 4.0, 5.0, 6.0, 7.0)), "", word)


def title_words(pair: Pair) -> Finding | None:
    """How much of the listing's title the notice repeats, rare words weighing more."""
    brands, theirs, title = pair.agreed_brands, pair.notice.words, pair.asked.title
    if brands:
        title = {word: weight for word, weight in title.items() if not of_brand(word, brands)}
    total = sum(title.values())
    if total == 0:
        return None
    both = [word for word in title if word in theirs]
    shared = sum([title[word] for word in both])
    words = " ".join(both)
    # All of a title as short as "Silicone baby soother" is less than half of a long one.
    short = "_short" if total < LITTLE else ""
    return Finding(grade(shared / total, (0.15, 0.3, 0.45, 0.6, 0.8)) + short, words, words)


def rare_word(pair: Pair) -> Finding | None:
    """The rarest word that both use."""
    rarity = pair.rarity
    shared = [word for word in pair.shared if not word.isdigit()]
    if not shared:
        return Finding("none")
    word = max(shared, key=rarity)
    return Finding(grade(rarity(word), (3.5, 4.5, 5.5, 6.5, 7.5)), word, word)


def shared_detail(pair: Pair) -> Finding | None:
    """How much detail both texts share in all; a brief notice can share but little."""
    rarity, shared = pair.rarity, pair.shared
    words = " ".join(nlargest(6, shared, key=rarity))
    return Finding(grade(sum(map(rarity, shared)), (10, 20, 30, 42, 60)), words, words)
