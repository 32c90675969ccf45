"""What is sold: the main kinds of a listing from its title, category and attributes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from importsafety.vocabulary.kind import KINDS, ancestors, is_broad, related
from importsafety.vocabulary.reading import HEAD, WITH, KindHit, facts_in, kinds_in
from importsafety.vocabulary.text import tokens

# What each sign adds to a kind's standing. Judged by eye over recalls and real listings, not fitted.
FIRST_CLAUSE = 0.6  # the first clause that names a kind is the name; later ones repeat, list uses, or stuff
LEADS = 0.4  # leads its clause: the last noun; in Spanish, and in titles stuffed with names, an early one
STUFFED = 12  # words from which a title is no longer one noun phrase: its first compound leads
EACH_WORD = 0.15  # a longer phrase says more
BROAD = -0.5  # a kind that many kinds fall under says little
VAGUE = -0.6  # words that are as often a colour, a motif or a detail
NAMED_ELSEWHERE = 0.5  # category or a "product type" attribute agrees
AGAIN = 0.1  # said again
MOST = 5

_TYPE_NAMES = re.compile(
    r"^\W*(?:product|item)?\W*(?:type|name|kind)\W*$|产品名称|品名|产品类型|类型|类别|名称|nombre|tipo",
    re.IGNORECASE,
)


def main_kinds(
    title: str, category: Sequence[str] = (), attributes: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The kinds of thing a listing sells, best guess first, at most 5.

    Empty where its words name no kind or only what it is an accessory of. `category` runs from broad to
    narrow; of `attributes` only those that name the product's type or name are read.
    """
    named = [value[:300] for name, value in (attributes or {}).items() if _names_type(name)]
    return _main_kinds(title, (*named, *(level[:300] for level in reversed(category))))


@lru_cache(maxsize=512)
def _main_kinds(title: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The main kinds by title and by what else names the product, most telling first."""
    hits = kinds_in(title)
    elsewhere = _elsewhere(texts)
    scores = _scores(hits, stuffed=len(tokens(title)) > STUFFED)
    if any(KINDS[kind].for_children for kind in scores) and (whom := _whom(title)) & _CHILDREN:
        for kind in [kind for kind in scores if KINDS[kind].for_children]:
            score = scores[kind] if "adult" in whom else scores.pop(kind)
            scores[KINDS[kind].for_children or kind] = score
    if not scores and not hits:
        return _most_specific(elsewhere)[:MOST]
    for kind in scores:
        if any(other == kind or other in ancestors(kind) or kind in ancestors(other) for other in elsewhere):
            scores[kind] += NAMED_ELSEWHERE
        elif any(related(kind, other) for other in elsewhere):
            scores[kind] += NAMED_ELSEWHERE / 2
    return _most_specific(sorted(scores, key=lambda kind: -scores[kind]))[:MOST]


_CHILDREN = frozenset(["infant", "toddler", "child"])


def _whom(title: str) -> frozenset[str]:
    """For whom the title says it is: infant, toddler, child, adult."""
    return frozenset(hit.fact for hit in facts_in(title)) & (_CHILDREN | {"adult"})


def _scores(hits: Sequence[KindHit], stuffed: bool) -> dict[str, float]:
    """Standing of each kind sold, by the hits with the best role there is."""
    sold = [hit for hit in hits if hit.role == HEAD or hit.makes] or [hit for hit in hits if hit.role == WITH]
    if not sold:
        return {}
    first_clause = min(hit.clause for hit in sold)
    leading: dict[int, KindHit] = {}
    for hit in sold:
        before = leading.get(hit.clause)
        adjoins = before is not None and hit.start <= before.end + 1
        trails = before is not None and _is_trim(hit.kind) and not _is_trim(before.kind)
        if before is None or (hit.language != "es" and (adjoins or not stuffed) and not trails):
            leading[hit.clause] = hit
    scores: dict[str, float] = {}
    seen: dict[str, int] = defaultdict(int)
    for hit in sold:
        kind = hit.makes or hit.kind
        words = hit.words.count(" ") if hit.language != "zh" else len(hit.words) // 2 - 1
        score = 1.0 + EACH_WORD * min(words, 3)
        score += FIRST_CLAUSE * (hit.clause == first_clause) + LEADS * (leading[hit.clause] is hit)
        score += BROAD * is_broad(kind) + VAGUE * KINDS[kind].vague
        scores[kind] = max(score, scores.get(kind, 0.0))
        seen[kind] += 1
    return {kind: score + AGAIN * min(seen[kind] - 1, 3) for kind, score in scores.items()}


def _is_trim(kind: str) -> bool:
    """Whether a kind is more often a detail of the product named before it: a buckle, a chain, a hinge, a hose."""
    return KINDS[kind].vague and "hardware" in ancestors(kind)


@lru_cache(maxsize=4096)
def _names_type(name: str) -> bool:
    """Whether an attribute of this name names the product or its type."""
    return _TYPE_NAMES.search(name) is not None


def _elsewhere(texts: Sequence[str]) -> list[str]:
    hits = [hit for text in texts for hit in kinds_in(text)]
    return list(dict.fromkeys(hit.makes or hit.kind for hit in hits if hit.role == HEAD or hit.makes))


def _most_specific(kinds: Sequence[str]) -> tuple[str, ...]:
    """Without the kinds that are broader than another one in the list."""
    broader = frozenset().union(*(ancestors(kind) for kind in kinds))
    return tuple(kind for kind in kinds if kind not in broader)
