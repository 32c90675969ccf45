"""The two sides of a comparison, and what it returns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

from importsafety.matching.index import Index
from importsafety.matching.profile import Profile
from importsafety.matching.words import words
from importsafety.vocabulary import KINDS

T = TypeVar("T")
# A kind with so many kinds below it says little by itself.
MANY = 3


class Finding(NamedTuple):
    """What one comparison found, with the words it rests on."""

    bin: str
    listing: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A listing beside a candidate notice. `share`: index score over the best candidate's; `lead`: over the
    next one's (0 unless this is the best). `beyond`: by feature what was found otherwise than in the two texts.
    `memo` keeps what several comparisons use."""

    listing: Profile
    notice: Profile
    index: Index
    share: float
    lead: float
    beyond: Mapping[str, Finding] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, work: Callable[[Pair], T]) -> T:
        """What `work` makes of this pair, done once."""
        if name not in self.memo:
            self.memo[name] = work(self)
        return cast("T", self.memo[name])

    @property
    def said_by_kind(self) -> frozenset[str]:
        """Words of the kind that both are: what the listing calls otherwise ("soother") is not missing."""
        return self.once("said_by_kind", _said_by_kind)

    @property
    def rarity(self) -> Callable[[str], float]:
        """How much agreeing in a word says: little when it is common in notices or in listings."""
        return self.index.telling

    @property
    def agreed_brands(self) -> tuple[str, ...]:
        """The notice's brands that the listing shows; the words of others may be what tells two items apart."""
        return self.once("agreed", _agreed)


def _agreed(pair: Pair) -> tuple[str, ...]:
    return tuple(brand for brand in pair.notice.brands if brand in pair.listing.pairs)


def grade(value: float, steps: tuple[float, ...]) -> str:
    """Which step of the ladder a value reaches, as a bin name."""
    return str(bisect_right(steps, value))


def some(values: Iterable[str]) -> str:
    """A few of many, for a sentence."""
    listed = sorted(values)
    return ", ".join(listed[:3]) + (" ..." if len(listed) > 3 else "")


def _said_by_kind(pair: Pair) -> frozenset[str]:
    shared = [kind for kind in pair.listing.kinds if kind in pair.notice.kinds and not gathers(kind)]
    return frozenset().union(*map(words_of_kind, shared))


@cache
def gathers(kind: str) -> bool:
    """Whether a kind gathers unlike things: it has no broader kind above it, or several below."""
    return not KINDS[kind].parents or sum(kind in other.parents for other in KINDS.values()) >= MANY


@cache
def words_of_kind(kind: str) -> frozenset[str]:
    """The stems of all English words for a kind."""
    return frozenset(word for phrase in KINDS[kind].words["en"] for word in words(phrase))
