"""Listing x snapshot -> matches, with the evidence for and against each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self

from importsafety.assessment import Match, Verdict
from importsafety.listing import Listing
from importsafety.matching.compare.image import agreeing, gathered
from importsafety.matching.compare.pair import Finding, Pair, weighed_title
from importsafety.matching.evidence import compare
from importsafety.matching.images import Asking, ImageIndex
from importsafety.matching.index import Index
from importsafety.matching.profile import Profile, profile_listing
from importsafety.matching.scorecard import Scorecard, scorecard
from importsafety.matching.telling import tell
from importsafety.notice import Notice

# Candidates that are compared in full, and matches that are shown.
CANDIDATES = 16
SHOWN = 10
# After so many candidates in a row that are not worth showing, those that share less are not looked at.
PATIENCE = 10


class Compared(NamedTuple):
    """A candidate notice (its place in the snapshot) with all that was found."""

    place: int
    found: dict[str, Finding]


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
        ranked = []
        in_vain = 0
        for place, found in self._compared(profile_listing(listing), beyond):
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
            evidence = tell(found, self._card.weights_for(found), listing, notice)
            matches.append(Match(notice, tier, chance, evidence, _group(notice, matches)))
        return tuple(matches)

    def compare(
        self, profile: Profile, beyond: Mapping[int, Mapping[str, Finding]] | None = None
    ) -> list[Compared]:
        """The candidates for a listing's profile, each with what was found. `beyond`: by place what was found
        otherwise than in the texts; such a notice is a candidate whatever its words."""
        return list(self._compared(profile, beyond or {}))

    def _compared(self, profile: Profile, beyond: Mapping[int, Mapping[str, Finding]]) -> Iterator[Compared]:
        places, scores = self.index.candidates(profile, CANDIDATES)
        more = beyond.keys() - set(places)
        places, scores = [*places, *more], [*scores, *[0.0] * len(more)]
        title = weighed_title(profile, self.index)
        best, second = scores[:2] if len(scores) > 1 else (scores[0], scores[0] / 2) if scores else (0.0, 0.0)
        first = places[0] if places else -1
        kinds = set(profile.kinds)
        # Those of the listing's kinds come first: whoever gives up early has seen them.
        ranked = sorted(
            zip(places, scores, strict=True),
            key=lambda item: item[0] != first and kinds.isdisjoint(self.index.profile(item[0]).kinds),
        )
        for place, score in ranked:
            pair = Pair(
                profile,
                self.index.profile(place),
                self.index,
                share=score / (best or 1.0),
                lead=best / second if place == first and second else 0.0,
                beyond=beyond.get(place, {}),
                title=title,
            )
            yield Compared(place, compare(pair))


def _group(notice: Notice, earlier: Sequence[Match]) -> str:
    """The id under which a notice is shown: that of the first shown notice about the same item, or its own."""
    for match in earlier:
        if match.notice.id in notice.linked or notice.id in match.notice.linked:
            return match.group
    return notice.id


def _newest_first(date: str) -> int:
    return -int(date.replace("-", "") or 0)


__all__ = ["Matcher", "Verdict"]
