"""Listing x snapshot -> matches, with the evidence for and against each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, repeat
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from importsafety.assessment import Match, Verdict
from importsafety.listing import Listing
from importsafety.matching.compare.image import agreeing, gathered
from importsafety.matching.compare.pair import NONE_BEYOND, Asked, Finding, Pair
from importsafety.matching.evidence import compare
from importsafety.matching.images import Asking, ImageIndex
from importsafety.matching.index import Index
from importsafety.matching.listing_profile import ListingProfile, profile_listing
from importsafety.matching.scorecard import Scorecard, scorecard
from importsafety.matching.telling import tell
from importsafety.notice import Notice
from importsafety.vocabulary import PARENT_OR_CHILD, nearest

# Candidates that are compared in full, and matches that are shown.
CANDIDATES = 16
SHOWN = 10
# After so many candidates in a row that are not worth showing, those that share less are not looked at.
PATIENCE = 10
# A notice of another kind that shares less than this part of what the best one shares is not compared: of 390 labelled
# and 6,000 real listings none was shown one below 0.9, and two in five comparisons were with one.
OTHER_KIND = 0.8


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A notice by its place in the snapshot. `share`: its index score over the best one's; `lead`: the best one's over
    the next, 0 of all others. `vain`: of another kind, and sharing too little to be shown all the same."""

    place: int
    share: float
    lead: float = 0.0
    vain: bool = False


class Compared(NamedTuple):
    """A candidate notice (its place in the snapshot) with all that was found. `vain`: `match` does not compare it."""

    place: int
    found: dict[str, Finding]
    vain: bool


class Matcher:
    """Compares listings with the notices of one snapshot. Read only; safe to share between threads."""

    def __init__(
        self, index: Index, notices: Sequence[Notice], card: Scorecard, photos: ImageIndex | None = None
    ):
        self.index = index
        self.photos = photos or ImageIndex.none()
        self._notices = notices
        self._card = card

    @classmethod
    def load(cls, directory: Path, notices: Sequence[Notice]) -> Self:
        """Open the index that `matching.index.build` wrote for exactly these notices."""
        return cls(Index.load(directory), notices, scorecard(), ImageIndex.load(directory))

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each notice stands in the snapshot, by its id."""
        return {notice.id: place for place, notice in enumerate(self._notices)}

    def match(
        self, listing: Listing, photos: Sequence[Asking] = (), seen: Mapping[str, Finding] | None = None
    ) -> tuple[Match, ...]:
        """At most ten matches, the best first: by tier, then probability, then the newer notice.

        `photos`: hashes of the listing's photos. `seen`: notice id -> what is remembered that speaks for it.
        """
        remembered = (
            {self._places[id]: found for id, found in seen.items() if id in self._places} if seen else {}
        )
        beyond = gathered(image=agreeing(self.photos, photos), seen_before=remembered)
        profile = profile_listing(listing)
        candidates = [item for item in self._candidates(profile, beyond) if not item.vain]
        ranked = []
        in_vain = 0
        for place, found, _ in self._compared(profile, candidates, beyond):
            chance, tier = self._card.judge(found)
            if tier:
                ranked.append((tier, chance, place, found))
                in_vain = 0
            elif (in_vain := in_vain + 1) == PATIENCE and not beyond:
                break
        ranked.sort(
            key=lambda row: (row[0].rank, -round(row[1], 3), _newest_first(self._notices[row[2]].date))
        )
        matches: list[Match] = []
        for tier, chance, place, found in ranked[:SHOWN]:
            notice = self._notices[place]
            evidence = tell(found, self._card, listing, notice)
            matches.append(Match(notice, tier, chance, evidence, _group(notice, matches)))
        return tuple(matches)

    def compare(
        self, profile: ListingProfile, beyond: Mapping[int, Mapping[str, Finding]] | None = None
    ) -> list[Compared]:
        """The candidates for a listing's profile, each with what was found. `beyond`: by place what was found
        otherwise than in the texts; such a notice is a candidate whatever its words."""
        beyond = beyond or {}
        return list(self._compared(profile, self._candidates(profile, beyond), beyond))

    def _candidates(self, profile: ListingProfile, beyond: Collection[int]) -> list[Candidate]:
        """What may be shown, the best first, then those of the listing's kinds: who gives up early has seen them."""
        places, scores = self.index.candidates(profile, CANDIDATES)
        best = scores[0] if scores else 1.0
        second = scores[1] if len(scores) > 1 else best / 2
        leads = chain([best / second if second else 0.0], repeat(0.0))
        found = [
            Candidate(
                place, score / best, lead, place not in beyond and self._is_vain(profile, place, score / best)
            )
            for place, score, lead in zip(places, scores, leads, strict=False)
        ]
        known = set(places)
        found.extend(Candidate(place, 0.0) for place in beyond if place not in known)
        kinds, theirs = set(profile.kinds), self.index.kinds
        return found[:1] + sorted(found[1:], key=lambda candidate: kinds.isdisjoint(theirs[candidate.place]))

    def _is_vain(self, profile: ListingProfile, place: int, share: float) -> bool:
        """See `Candidate`."""
        if share >= OTHER_KIND:
            return False
        ours, theirs = profile.kinds, self.index.kinds[place]
        return bool(ours and theirs) and nearest(ours, theirs)[0] < PARENT_OR_CHILD

    def _compared(
        self,
        profile: ListingProfile,
        candidates: Iterable[Candidate],
        beyond: Mapping[int, Mapping[str, Finding]],
    ) -> Iterator[Compared]:
        asked = Asked(profile, self.index)
        for candidate in candidates:
            place = candidate.place
            notice, found = self.index.profile(place), beyond.get(place, NONE_BEYOND)
            pair = Pair(asked, notice, candidate.share, candidate.lead, found)
            yield Compared(place, compare(pair), candidate.vain)


def _group(notice: Notice, earlier: Sequence[Match]) -> str:
    """The id under which a notice is shown: that of the first shown notice about the same item, or its own."""
    for match in earlier:
        if match.notice.id in notice.linked or notice.id in match.notice.linked:
            return match.group
    return notice.id


def _newest_first(date: str) -> int:
    return -int(date.replace("-", "") or 0)


__all__ = ["Matcher", "Verdict"]
