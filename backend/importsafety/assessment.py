"""Assessment: the answer to "Is this item recalled, and which U.S. safety rules apply to it?"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import Any, TypeVar

from importsafety.listing import Listing
from importsafety.notice import Notice

P = TypeVar("P")


class Verdict(StrEnum):
    """Strongest first; `rank` orders them (0 = strongest)."""

    RECALLED = "recalled"
    POSSIBLE = "possible"
    SIMILAR = "similar"
    NO_MATCH = "no_match"
    UNCHECKED = "unchecked"

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS = {verdict: rank for rank, verdict in enumerate(Verdict)}

DISCLAIMER = (
    "Matches are found by comparing text and codes with official notices; they are not a finding about this "
    "seller or item. No match is not a clearance. Read the official notice before you act."
)


# The feature of the evidence by which a notice says that a maintainer decided of it; see Decision.
DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing compared. `weight` is its log-odds; `text` is the sentence shown. `speaks`: for a match, against it, or
    alike: the two agree there, as the listing does with many a notice, and it counts for none of them."""

    feature: str
    listing: str
    notice: str
    weight: float
    text: str
    speaks: str


# How a point speaks, with what stands above those that do; in the order shown.
SPEAKS = {"for": "Speaks for a match", "alike": "Alike, but common", "against": "Speaks against"}


def speaks(point: Mapping[str, Any]) -> str:
    """How a kept point of evidence speaks; those kept by earlier versions only have a weight."""
    return point.get("speaks") or ("for" if point["weight"] >= 0 else "against")


def by_side(points: Iterable[P], how: Callable[[P], str]) -> list[tuple[str, list[P]]]:
    """Points by how they speak, without sides that say nothing."""
    sides: dict[str, list[P]] = {side: [] for side in SPEAKS}
    for point in points:
        sides[how(point)].append(point)
    return [(side, those) for side, those in sides.items() if those]


@dataclass(frozen=True, slots=True)
class Match:
    """A notice that may speak of the listing. `tier` is recalled, possible or similar; `probability` 0..1.

    Matches of one `group` (the id of its first notice) are about one item: a recall, its expansion, its warning."""

    notice: Notice
    tier: Verdict
    probability: float
    evidence: tuple[Evidence, ...] = ()
    group: str = ""

    @property
    def sides(self) -> list[tuple[str, list[Evidence]]]:
        """The evidence by how it speaks."""
        return by_side(self.evidence, lambda item: item.speaks)


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """A listing matched on this machine before, which this one looks like. `by`: picture or attributes; `under`:
    another title, another seller, or both; `when`: the ISO date it was first matched, with this `verdict` and these
    notices (ids). It supports a match and never proves one."""

    by: str
    under: str
    when: str
    verdict: Verdict
    notices: tuple[str, ...]
    seller: str | None = None
    shop: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a maintainer of this installation decided after someone contested an answer like this one. `notice`: its
    id; `effect`: this (the notice concerns the item) or not_this; `on`, `until`: ISO dates, it counts up to the day
    before `until`; `contest`: the id under which it was contested."""

    notice: str
    title: str
    url: str
    effect: str
    on: str
    until: str
    reason: str
    contest: str

    @property
    def says(self) -> str:
        return f"A maintainer of this installation decided on {self.on}: {self.reason}"


@dataclass(frozen=True, slots=True)
class RequirementResult:
    """A requirement as it bears on one listing. `applies`: yes or maybe; `why` names the words it rests on.

    `question` settles a maybe, answered under `question_id`; the same question has the same id everywhere.
    `certificate`: CPC, GCC, none, ... ; `third_party_test` None where it depends. `title_zh` and `title_es` are our
    translations of `title`, empty where there is none.
    """

    id: str
    citation: str
    title: str
    agency: str
    applies: str
    why: str
    certificate: str
    third_party_test: bool | None
    banned: bool
    url: str
    verified: bool
    question: str | None = None
    question_id: str | None = None
    title_zh: str = ""
    title_es: str = ""


_fields_of = attrgetter(*RequirementResult.__slots__)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer, with its reasons and the age of the data it rests on.

    `as_of`: source id -> ISO date of its newest data. `starter`: how many notices answered where only the starter
    list is loaded, else 0. `from_files`: source id -> ISO date of its oldest notice, for those whose list a file gave;
    whether that is the agency's whole list is not known. `reason` says why an item is unchecked. `plan` sums up the
    certificate that the requirements lead to: `certificate`, `reasons`, `tests`, `third_party`, `questions`.
    `decisions` are those by which the matches differ from what was found by comparing.
    """

    verdict: Verdict
    listing: Listing
    matches: tuple[Match, ...] = ()
    requirements: tuple[RequirementResult, ...] = ()
    as_of: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    plan: Mapping[str, Any] | None = None
    seen_before: tuple[SeenBefore, ...] = ()
    starter: int = 0
    from_files: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    disclaimer: str = DISCLAIMER

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON types, in the shape of the `screen` line plus what the API adds."""
        return {
            "verdict": self.verdict.value,
            "reason": self.reason,
            "notices": [_match(match) for match in self.matches],
            "requirements": [
                dict(zip(RequirementResult.__slots__, _fields_of(result), strict=True))
                for result in self.requirements
            ],
            "plan": self.plan,
            "seen_before": [
                asdict(seen) | {"verdict": seen.verdict.value, "notices": list(seen.notices)}
                for seen in self.seen_before
            ],
            "decisions": [asdict(decision) | {"says": decision.says} for decision in self.decisions],
            "as_of": dict(self.as_of),
            "starter": self.starter,
            "from_files": dict(self.from_files),
            "severity": self.severity,
            "listing": self.listing.as_dict(),
            "disclaimer": self.disclaimer,
        }

    @property
    def severity(self) -> str:
        """For colour and order only: high, medium, low, none, unknown."""
        banned = any(result.banned and result.applies == "yes" for result in self.requirements)
        return {
            Verdict.RECALLED: "high",
            Verdict.POSSIBLE: "high" if banned else "medium",
            Verdict.SIMILAR: "high" if banned else "low",
            Verdict.NO_MATCH: "high" if banned else "none",
            Verdict.UNCHECKED: "unknown",
        }[self.verdict]


def _match(match: Match) -> dict[str, Any]:
    notice = match.notice
    return {
        "id": notice.id,
        "url": notice.url,
        "tier": match.tier.value,
        "probability": round(match.probability, 4),
        "evidence": [
            {
                "feature": item.feature,
                "listing": item.listing,
                "notice": item.notice,
                "weight": round(item.weight, 2),
                "text": item.text,
                "speaks": item.speaks,
            }
            for item in match.evidence
        ],
        "title": notice.title,
        "date": notice.date,
        "kind": notice.kind.value,
        "number": notice.number,
        "hazards": list(notice.hazards),
        "hazard_classes": list(notice.hazard_classes),
        "remedy": notice.remedy,
        "remedy_options": list(notice.remedy_options),
        "units": notice.units,
        "countries": list(notice.countries),
        "image": notice.images[0].url if notice.images else None,
        "scope": [{"kind": limit.kind, "text": limit.text} for limit in notice.scope],
        "linked": list(notice.linked),
        "group": match.group or notice.id,
        "source": notice.source,
    }
