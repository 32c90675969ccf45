"""The two sides of a comparison, and what it returns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from importsafety.matching.index import Index
from importsafety.matching.profile import Profile


class Finding(NamedTuple):
    """What one comparison found, with the words it rests on."""

    bin: str
    listing: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A listing beside a candidate notice. `share`: index score over the best candidate's; `lead`: over the
    next one's (0 unless this is the best)."""

    listing: Profile
    notice: Profile
    index: Index
    share: float
    lead: float


def grade(value: float, steps: tuple[float, ...]) -> str:
    """Which step of the ladder a value reaches, as a bin name."""
    return str(sum(value >= step for step in steps))


def some(values: Iterable[str]) -> str:
    """A few of many, for a sentence."""
    listed = sorted(values)
    return ", ".join(listed[:3]) + (" ..." if len(listed) > 3 else "")
