"""The words of both texts, rare ones weighing more."""

from __future__ import annotations

from importsafety.matching.compare.pair import Finding, Pair, grade, some


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
    return Finding("missing", "", some(theirs))


def name_words(pair: Pair) -> Finding | None:
    """How much of the notice's product name the listing repeats, rare words weighing more."""
    rarity, brands = pair.index.rarity, pair.notice.brands
    total = shared = 0.0
    both = []
    for word in pair.notice.name:
        if _of_brand(word, brands):
            continue
        weight = rarity(word)
        total += weight
        if word in pair.listing.words:
            shared += weight
            both.append(word)
    if total == 0:
        return None
    words = " ".join(both)
    return Finding(grade(shared / total, (0.15, 0.3, 0.45, 0.6, 0.8)), words, words)


def title_words(pair: Pair) -> Finding | None:
    """How much of the listing's title the notice repeats, rare words weighing more."""
    rarity, brands, index = pair.index.rarity, pair.notice.brands, pair.index
    total = shared = 0.0
    both = []
    for word in dict.fromkeys(pair.listing.name):
        # A word that no notice ever used says nothing about any of them.
        if not index.has(word) or _of_brand(word, brands):
            continue
        weight = rarity(word)
        total += weight
        if word in pair.notice.words:
            shared += weight
            both.append(word)
    if total == 0:
        return None
    words = " ".join(both)
    return Finding(grade(shared / total, (0.15, 0.3, 0.45, 0.6, 0.8)), words, words)


def rare_word(pair: Pair) -> Finding | None:
    """The rarest word that both use."""
    rarity, brands = pair.index.rarity, pair.notice.brands
    shared = [
        w for w in pair.listing.words & pair.notice.words if not _of_brand(w, brands) and not w.isdigit()
    ]
    if not shared:
        return Finding("none")
    word = max(shared, key=rarity)
    return Finding(grade(rarity(word), (3.5, 4.5, 5.5, 6.5, 7.5)), word, word)


def shared_detail(pair: Pair) -> Finding | None:
    """How much detail both texts share in all."""
    rarity, brands = pair.index.rarity, pair.notice.brands
    shared = [w for w in pair.listing.words & pair.notice.words if not _of_brand(w, brands)]
    rare = sorted(shared, key=rarity, reverse=True)
    words = " ".join(rare[:6])
    return Finding(grade(sum(map(rarity, shared)), (10, 20, 30, 42, 60)), words, words)


def missing_word(pair: Pair) -> Finding | None:
    """The rarest word of the notice's product name that the listing lacks."""
    rarity, brands = pair.index.rarity, pair.notice.brands
    missing = [w for w in pair.notice.name if w not in pair.listing.words and not _of_brand(w, brands)]
    if not missing:
        return Finding("nothing")
    word = max(missing, key=rarity)
    return Finding(grade(rarity(word), (4.0, 5.5, 7.0)), "", word)


def _of_brand(word: str, brands: tuple[str, ...]) -> bool:
    return any(word in brand for brand in brands) if len(word) > 2 else word in brands
