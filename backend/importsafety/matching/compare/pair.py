"""The two sides of a comparison, and what it returns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from importsafety.matching.codes import WEAK, is_telling, strength, trunks
from importsafety.matching.index import Index
from importsafety.matching.listing_profile import ListingProfile
from importsafety.matching.notice_profile import NoticeProfile
from importsafety.matching.words import words
from importsafety.vocabulary import KINDS

# A kind with so many kinds below it says little by itself.
MANY = 3


class Finding(msgspec.Struct, frozen=True, gc=False):
    """What one comparison found, with the words it rests on."""

    bin: str
    listing: str = ""
    notice: str = ""


NONE_BEYOND: Mapping[str, Finding] = MappingProxyType({})


class BestName(NamedTuple):
    """The one of a notice's product names that the listing repeats most: the share of its weight, and its words that
    the listing has and lacks."""

    share: float
    shared: list[str]
    missing: list[str]


class Asked:
    """A listing as notices are asked about it: its profile, and what is the same beside every one of them.

    `title` are its title's words with what each says; a word that no notice ever used says nothing. Of `codes`, which
    are all it shows, `stated` are those it gives as its model, `written` those that a text may show, as a word there;
    `varied` are codes with what each varies."""

    __slots__ = ("codes", "index", "profile", "stated", "title", "varied", "written")

    def __init__(self, profile: ListingProfile, index: Index):
        self.profile, self.index = profile, index
        self.title = {word: index.telling(word) for word in profile.name if index.has(word)}
        self.codes = codes = profile.codes | profile.said_codes
        self.stated = [code for code in profile.said_codes if strength(code) >= WEAK]
        self.written = [(code.lower(), code) for code in codes if is_telling(code)]
        self.varied = [(code, trunk) for code in codes for trunk in trunks(code)]


# Where a listing shows a brand's name, from the strongest place to the weakest.
PLACES = ("same", "leads_title", "in_title", "in_seller", "after_for")
_SAME, _LEADS_TITLE, _IN_TITLE, _IN_SELLER, _AFTER_FOR = range(len(PLACES))


class Pair:
    """A listing beside a candidate notice. `share`: index score over the best candidate's; `lead`: over the
    next one's (0 unless this is the best). `beyond`: by feature what was found otherwise than in the two texts.

    What several comparisons use is worked out once, here: `rarity(word)` is how much agreeing in it says, little when
    it is common in notices or in listings; `placed` the notice's brands that the listing shows, each with its place;
    `agreed_brands` those of them that it writes, since the words of others may be what tells two items apart; `shared`
    the words that both use, without those of agreed brands; `best_name` see there."""

    __slots__ = (
        "agreed_brands", "asked", "best_name", "beyond", "index", "lead", "listing", "notice", "placed", "rarity",
        "said_by_kind", "share", "shared",
    )  # fmt: skip

    def __init__(
        self,
        asked: Asked,
        notice: NoticeProfile,
        share: float,
        lead: float,
        beyond: Mapping[str, Finding] = NONE_BEYOND,
    ):
        self.asked, self.notice, self.index = asked, notice, asked.index
        self.share, self.lead, self.beyond = share, lead, beyond
        self.listing = listing = asked.profile
        self.rarity: Callable[[str], float] = self.index.telling
        ours = listing.pairs
        self.agreed_brands = brands = tuple([brand for brand in notice.brands if brand in ours])
        self.placed = _placed(listing, notice.brands)
        # In one order in every process: of words that weigh alike the first is told.
        both = sorted(listing.words & notice.words)
        self.shared = [word for word in both if not of_brand(word, brands)] if brands else both
        self.said_by_kind = _said_by_kind(listing.kinds, notice.kinds)
        self.best_name = _best_name(self)


def _placed(listing: ListingProfile, brands: tuple[str, ...]) -> list[tuple[int, str]]:
    """The brands that a listing shows, each behind the rank of its place."""
    placed = []
    for name in brands:
        if name in listing.brands:
            placed.append((_SAME, name))
        elif name in listing.pairs:
            place = (
                _AFTER_FOR if name in listing.aimed else _LEADS_TITLE if name in listing.lead else _IN_TITLE
            )
            placed.append((place, name))
        elif len(name) >= 5 and any(firm.startswith(name) for firm in listing.firms):
            placed.append((_IN_SELLER, name))
    return placed


def of_brand(word: str, brands: tuple[str, ...]) -> bool:
    """Whether a word is one of a joined brand's: of `totalsaddlefit` it is `saddle`, of `boxcomponent` not `one`."""
    if len(word) > 3:
        return any(word in brand for brand in brands)
    return any(word == brand or (len(word) > 2 and brand.startswith(word)) for brand in brands)


def _best_name(pair: Pair) -> BestName | None:
    rarity, brands, ours, said = pair.rarity, pair.agreed_brands, pair.listing.words, pair.said_by_kind
    best: BestName | None = None
    own: Sequence[str]
    for name in pair.notice.names:
        if best is not None and ours.isdisjoint(name):
            continue
        own = [word for word in name if not of_brand(word, brands)] if brands else name
        shared = [word for word in own if word in ours]
        total = sum(map(rarity, own)) if shared else 0.0
        share = sum(map(rarity, shared)) / total if total else 0.0
        if own and (best is None or share > best.share):
            best = BestName(share, shared, [word for word in own if word not in ours and word not in said])
    return best


_STEPS = tuple(map(str, range(10)))


def grade(value: float, steps: tuple[float, ...]) -> str:
    """Which step of the ladder a value reaches, as a bin name."""
    return _STEPS[bisect_right(steps, value)]


def some(values: Iterable[str]) -> str:
    """A few of many, for a sentence."""
    listed = sorted(values)
    return ", ".join(listed[:3]) + (" ..." if len(listed) > 3 else "")


@lru_cache(maxsize=4_000)
def _said_by_kind(ours: tuple[str, ...], theirs: tuple[str, ...]) -> frozenset[str]:
    """Words of the kind that both are: what the listing calls otherwise ("soother") is not missing."""
    shared = [kind for kind in ours if kind in theirs and not gathers(kind)]
    return frozenset().union(*map(words_of_kind, shared))


@cache
def gathers(kind: str) -> bool:
    """Whether a kind gathers unlike things: it has no broader kind above it, or several below."""
    return not KINDS[kind].parents or sum(kind in other.parents for other in KINDS.values()) >= MANY


@cache
def words_of_kind(kind: str) -> frozenset[str]:
    """The stems of all English words for a kind."""
    return frozenset(word for phrase in KINDS[kind].words["en"] for word in words(phrase))
