"""Links between notices about the same item: a recall that follows a warning, an expanded recall, a repeat.

Conservative: a missing link costs a reader one search, a wrong one tells him of another item.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations

from importsafety.notice import Notice, NoticeKind

# A code in more notices than this is a part or a battery that many products share.
_MOST_SHARING = 12
# A brand with more notices than this needs more than a product's name to tell its notices apart.
_LARGE_BRAND = 60
_YEARS = 6
# So many first words of a description are the same only where the item is: of 9,972 recalls five pairs begin so alike
# that were not linked otherwise, all of one item sold by another firm or recalled again; at 25 words some are not.
_SAME_WORDS = 40

_AGAIN = re.compile(
    r"\b(?:expand\w*|expansion|re-?announce\w*|re-?issue\w*|reminds?|previously recalled|additional|"
    r"again|second recall)\b",
    re.I,
)
_WORD = re.compile(r"[a-z]{3,}")
_WORDS = re.compile(r"\w+")
_NO_PRODUCT = frozenset(
    "the and for with set sets new all certain model series youth adult children child kids baby "
    "infant portable electric recalled".split()
)


def link(notices: Iterable[Notice]) -> dict[str, tuple[str, ...]]:
    """Notice id -> ids of the notices about the same item, newest first; only notices that have any.

    Links are mutual. Grounds: the agency names the other notice; same GTIN; same brand and model; a description that
    begins with the same many words; and, for a warning or a recall that says it repeats or expands another, same
    brand and product.
    """
    known = {notice.id: notice for notice in notices}
    found: dict[str, set[str]] = defaultdict(set)
    every = known.values()
    for one, other in (*_named(known), *_same_code(every), *_same_words(every), *_same_product(every)):
        if one != other:
            found[one].add(other)
            found[other].add(one)
    return {
        id: tuple(sorted(others, key=lambda other: (known[other].date, other), reverse=True))
        for id, others in found.items()
    }


def _named(known: dict[str, Notice]) -> Iterator[tuple[str, str]]:
    for notice in known.values():
        for other in notice.linked:
            if other in known:
                yield notice.id, other


def _same_code(notices: Collection[Notice]) -> Iterator[tuple[str, str]]:
    sharing: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for notice in notices:
        brands = [_key(brand) for brand in notice.brands]
        for code in notice.identifiers:
            if code.kind in ("gtin", "asin"):
                sharing[code.kind, code.value].add(notice.id)
            elif code.kind == "model" and len(code.value) >= 4:
                for brand in brands:
                    sharing["model", brand, code.value].add(notice.id)
    words = {notice.id: _product(notice) for notice in notices}
    for (kind, *_), ids in sharing.items():
        if 2 <= len(ids) <= _MOST_SHARING:
            for one, other in combinations(sorted(ids), 2):
                # Some UPCs were printed in the notice of another product: the names must share a word too.
                if kind == "model" or words[one] & words[other]:
                    yield one, other


def _same_words(notices: Iterable[Notice]) -> Iterator[tuple[str, str]]:
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for notice in notices:
        words = _WORDS.findall(notice.description.lower())[:_SAME_WORDS]
        if len(words) == _SAME_WORDS:
            alike[tuple(words)].append(notice.id)
    for ids in alike.values():
        yield from combinations(sorted(ids), 2)


def _same_product(notices: Iterable[Notice]) -> Iterator[tuple[str, str]]:
    by_brand: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        for brand in notice.brands:
            by_brand[_key(brand)].append(notice)
    for group in by_brand.values():
        if not 2 <= len(group) <= _LARGE_BRAND:
            continue
        words = {notice.id: _product(notice) for notice in group}
        for one in group:
            again = bool(_AGAIN.search(one.title))
            if not again and one.kind is not NoticeKind.WARNING:
                continue
            for other in group:
                if other is one or (again and other.date > one.date):
                    continue
                if _years_apart(one, other) <= _YEARS and _alike(words[one.id], words[other.id]):
                    yield one.id, other.id


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """True where two products are called nearly the same."""
    shared = len(one & other)
    return (
        shared >= 1
        and shared / min(len(one), len(other)) >= 0.75
        and shared / max(len(one), len(other)) >= 0.4
    )


def _product(notice: Notice) -> frozenset[str]:
    """The words of a notice's product names without brand and general words, in the singular."""
    brands = {word for brand in notice.brands for word in _WORD.findall(brand.lower())}
    words = {word for product in notice.products for word in _WORD.findall(product.name.lower())}
    return frozenset(word.removesuffix("s") for word in words - brands - _NO_PRODUCT)


def _years_apart(one: Notice, other: Notice) -> float:
    days = datetime.date.fromisoformat(one.date) - datetime.date.fromisoformat(other.date)
    return abs(days.days) / 365


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower())
