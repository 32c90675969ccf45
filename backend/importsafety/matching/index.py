"""The text index of a snapshot: which notices share terms with a listing, rare terms first.

One inverted index holds everything that can lead to a notice as a term: words, `=CODE`, `=gtin`, `~brand`,
`@kind`, `#measure`. A term's places are those of notices that have it in a name, then those of the others. They
are numpy arrays, memory-mapped, so that a worker starts in milliseconds and several workers share the pages.
"""

from __future__ import annotations

import math
import mmap
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Self

import msgspec
import numpy as np
from msgspec.structs import force_setattr
from numpy.typing import NDArray

from importsafety.matching.background import background
from importsafety.matching.listing_profile import ListingProfile
from importsafety.matching.notice_profile import NoticeProfile, profile_notice
from importsafety.notice import Notice
from importsafety.vocabulary import ancestors

# Changes with the files' layout and the profile's fields, so that a snapshot built by other code is rebuilt, not
# misread.
FORMAT = zlib.crc32(",".join(("3", *NoticeProfile.__struct_fields__)).encode())
# About so many notices stood beside the listings on which the weights were fitted.
FITTED_ON = 10_000
# A term's share of the score by where it stands in the notice.
NAME, BODY = 1.0, 0.45
# Terms that more than this share of notices have lead nowhere and cost most.
COMMON = 0.15
# A candidate that shares less than this part of what the best one shares is none: on the labelled rows no right
# notice lies below, and a third of the comparisons does.
CUT = 0.4
# Places added up for one listing. With 10,000 notices no listing reaches it; with more, the commonest terms only
# rank the POOL of notices that the rarer ones found.
PLACES, POOL = 60_000, 256
# Profiles kept decoded: some 7 kB each, and a serving process is to stay below 300 MB.
DECODED = 5_000

_encode = msgspec.msgpack.Encoder().encode
# A profile without its words, and those as numbers of terms: so that all profiles share the strings.
_decode_kept = msgspec.msgpack.Decoder(tuple[NoticeProfile, tuple[int, ...]]).decode


def notice_terms(profile: NoticeProfile) -> Iterator[tuple[str, bool]]:
    """Every term of a notice, and whether it stands in a name (else in the body)."""
    name = set(profile.name)
    for word in profile.words:
        yield word, word in name
    yield from ((f"~{brand}", True) for brand in profile.brands)
    yield from ((f"={code}", True) for code in profile.codes | profile.gtins)
    yield from ((f"#{dimension}:{step}", False) for dimension, step in profile.measures)
    broader = {parent for kind in profile.all_kinds for parent in ancestors(kind)}
    yield from ((f"@{kind}", True) for kind in profile.all_kinds)
    yield from ((f"@{kind}", False) for kind in broader - profile.all_kinds)


def listing_terms(profile: ListingProfile) -> list[tuple[str, float]]:
    """Every term by which a listing may find notices, with its weight in the query."""
    name, kinds = set(profile.name), set(profile.kinds)
    broader = {parent for kind in kinds for parent in ancestors(kind)} - profile.all_kinds
    return [
        *[(word, 1.0 if word in name else 0.35) for word in profile.words],
        *[(f"~{pair}", 1.0) for pair in profile.pairs.union(profile.brands)],
        *[(f"={code}", 1.5) for code in profile.codes | profile.said_codes | profile.gtins],
        *[(f"#{dimension}:{step + by}", 0.5) for dimension, step in profile.measures for by in (-1, 0, 1)],
        *[(f"@{kind}", 1.5 if kind in kinds else 0.5) for kind in profile.all_kinds],
        *[(f"@{kind}", 0.5) for kind in broader],
    ]


def build(directory: Path, notices: Sequence[Notice]) -> None:
    """Write the index of these notices, in their order, into a snapshot's folder."""
    numbers: dict[str, int] = {}
    slots, places, offsets = array("q"), array("i"), array("q", [0])
    sorts: dict[tuple[str, ...], int] = {}
    kinds = array("i")
    with (directory / "profiles.msgpack").open("wb") as file:
        for place, notice in enumerate(notices):
            profile = profile_notice(notice)
            for term, in_name in notice_terms(profile):
                slots.append(2 * numbers.setdefault(term, len(numbers)) + (not in_name))
                places.append(place)
            kinds.append(sorts.setdefault(profile.kinds, len(sorts)))
            kept = (
                msgspec.structs.replace(profile, words=frozenset()),
                [numbers[word] for word in profile.words],
            )
            offsets.append(offsets[-1] + file.write(_encode(kept)))
    slot = np.frombuffer(slots, np.int64) if slots else np.zeros(0, np.int64)
    bounds = np.concatenate([[0], np.cumsum(np.bincount(slot, minlength=2 * len(numbers)))])
    documents = np.frombuffer(places, np.int32) if places else np.zeros(0, np.int32)
    np.save(directory / "bounds.npy", bounds.astype(np.int64))
    np.save(directory / "documents.npy", documents[np.argsort(slot, kind="stable")])
    np.save(directory / "profile_offsets.npy", np.frombuffer(offsets, np.int64))
    np.save(directory / "kinds.npy", np.frombuffer(kinds, np.int32) if kinds else np.zeros(0, np.int32))
    head = {"format": FORMAT, "notices": len(notices), "terms": list(numbers), "kinds": list(sorts)}
    (directory / "terms.msgpack").write_bytes(_encode(head))


class _Lookup(dict[str, float]):
    """Values worked out when first asked for; `[...]` of a known key costs no Python call."""

    def __init__(self, work: Callable[[str], tuple[float, bool]]):
        super().__init__()
        self._work = work

    def __missing__(self, key: str) -> float:
        value, keep = self._work(key)
        if keep:
            self[key] = value
        return value


class Index:
    """A loaded index; read only, safe to share between threads.

    `rarity(term)` is the inverse document frequency, natural log: 0 for a term of every notice, ~9 for one of a
    single one or of none.
    """

    def __init__(
        self,
        size: int,
        terms: Sequence[str],
        bounds: NDArray[np.int64],
        documents: NDArray[np.int32],
        profiles: memoryview,
        offsets: NDArray[np.int64],
        kinds: Sequence[tuple[str, ...]],
    ):
        """`kinds`: those of each notice, by its place."""
        self.size = size
        self.kinds = kinds
        self._strings = terms
        self._terms = {term: number for number, term in enumerate(terms)}
        self._bounds = bounds.tolist()
        self._documents = documents
        self._profiles = profiles
        self._offsets = offsets.tolist()
        self._decoded: dict[int, NoticeProfile] = {}
        self._most = COMMON * size if size > 100 else size
        # On few notices every word is seldom: what a single one has must say as much as it does on all of them.
        self._scale = max(1.0, math.log(FITTED_ON) / math.log(size + 2))
        self.rarity: Callable[[str], float] = _Lookup(self._rarity).__getitem__
        self.telling: Callable[[str], float] = _Lookup(self._telling).__getitem__

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Open the index in a snapshot's folder. Raises ValueError when it is of another format."""
        head = msgspec.msgpack.decode((directory / "terms.msgpack").read_bytes())
        if head.get("format") != FORMAT:
            raise ValueError("The snapshot's index has another format; run `importsafety refresh`.")
        sorts = [tuple(several) for several in head["kinds"]]
        return cls(
            head["notices"],
            head["terms"],
            np.load(directory / "bounds.npy"),
            # A plain array over the mapped file: slices of numpy's own kind of it cost ten times as much.
            np.asarray(np.load(directory / "documents.npy", mmap_mode="r" if head["terms"] else None)),
            _mapped(directory / "profiles.msgpack"),
            np.load(directory / "profile_offsets.npy"),
            [sorts[number] for number in np.load(directory / "kinds.npy").tolist()],
        )

    def _rarity(self, term: str) -> tuple[float, bool]:
        count = self.count(term)
        return self._scale * math.log((self.size + 1) / (count or 1)), count > 0

    def _telling(self, word: str) -> tuple[float, bool]:
        rarity, keep = self._rarity(word)
        return min(rarity, background().rarity(word) + 1), keep

    def has(self, term: str) -> bool:
        return term in self._terms

    def count(self, term: str) -> int:
        """In how many notices the term stands."""
        number = self._terms.get(term)
        return 0 if number is None else self._bounds[2 * number + 2] - self._bounds[2 * number]

    def profile(self, number: int) -> NoticeProfile:
        """The profile of the notice at this place, decoded when first asked for."""
        profile = self._decoded.get(number)
        if profile is None:
            if len(self._decoded) >= DECODED:
                self._forget()
            profile, words = _decode_kept(self._profiles[self._offsets[number] : self._offsets[number + 1]])
            # Nobody has seen it yet.
            force_setattr(profile, "words", frozenset(map(self._strings.__getitem__, words)))
            self._decoded[number] = profile
        return profile

    def _forget(self) -> None:
        """Drop the eighth that was decoded first; what is still asked for is soon decoded anew."""
        for number in list(self._decoded)[: DECODED // 8]:
            self._decoded.pop(number, None)

    def candidates(self, profile: ListingProfile, most: int) -> tuple[list[int], list[float]]:
        """Places of the notices that share most with the listing, best first, and their scores.

        At most `most`, and none that shares less than `CUT` of what the best shares; but the best of the listing's
        own kind is one whatever it shares.
        """
        asked = self._asked(profile)
        if not asked:
            return [], []
        slices: list[NDArray[np.int32]] = []
        weights: list[float] = []
        lengths: list[int] = []
        left, documents, bounds = PLACES, self._documents, self._bounds
        used = 0
        for size, number, weight in asked:
            if size > left and used:
                break
            left -= size
            used += 1
            start, middle, end = bounds[2 * number : 2 * number + 3]
            if middle > start:
                slices.append(documents[start:middle])
                lengths.append(middle - start)
                weights.append(weight * NAME)
            if end > middle:
                slices.append(documents[middle:end])
                lengths.append(end - middle)
                weights.append(weight * BODY)
        scores = _sums(np.concatenate(slices), np.repeat(weights, lengths))
        rest = asked[used:]
        if rest:
            pool, _ = _best(scores, POOL, 0.0)
            found, shares = self._ranked(np.sort(pool), scores, rest, most)
        else:
            found, shares = _best(scores, most, CUT)
        alike = self._alike(profile, scores)
        if alike is None or alike in found:
            return found, shares
        return [*found, alike], [*shares, float(scores[alike])]

    def _alike(self, profile: ListingProfile, scores: NDArray[np.float64]) -> int | None:
        """The place of the notice of the listing's kind that shares most with it."""
        number = self._terms.get(f"@{profile.kinds[0]}") if profile.kinds else None
        if number is None:
            return None
        places = self._documents[self._bounds[2 * number] : self._bounds[2 * number + 1]]
        places = places[places < len(scores)]
        return int(places[scores[places].argmax()]) if len(places) else None

    def _asked(self, profile: ListingProfile) -> list[tuple[int, int, float]]:
        """The listing's terms that lead to notices, rarest first: in how many, term, weight."""
        asked = []
        terms, bounds, rarity = self._terms, self._bounds, self.rarity
        for term, weight in listing_terms(profile):
            if term in terms:
                number = terms[term]
                size = bounds[2 * number + 2] - bounds[2 * number]
                if size <= self._most:
                    asked.append((size, number, weight * rarity(term)))
        asked.sort()
        return asked

    def _ranked(
        self,
        pool: NDArray[np.int64],
        scores: NDArray[np.float64],
        rest: list[tuple[int, int, float]],
        most: int,
    ) -> tuple[list[int], list[float]]:
        """The pool, ranked by its scores so far and by the terms that were too common to look for."""
        total = scores[pool]
        for _, number, weight in rest:
            start, middle, end = self._bounds[2 * number : 2 * number + 3]
            for first, last, share in ((start, middle, NAME), (middle, end, BODY)):
                places = self._documents[first:last]
                if len(places):
                    at = np.minimum(np.searchsorted(places, pool), len(places) - 1)
                    total += (places[at] == pool) * (weight * share)
        order, found = _best(total, most, CUT)
        return pool[order].tolist(), found


def _sums(places: NDArray[np.int32], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum of the weights at each place."""
    return np.bincount(places, weights).astype(np.float64, copy=False)


def _best(scores: NDArray[np.float64], most: int, cut: float) -> tuple[list[int], list[float]]:
    """The places of the `most` highest scores above `cut` of the highest, best first, and the scores."""
    places = np.flatnonzero(scores > cut * scores.max())
    if len(places) > most:
        places = np.sort(places[np.argpartition(scores[places], -most)[-most:]])
    order = places[np.argsort(-scores[places], kind="stable")]
    return order.tolist(), scores[order].tolist()


def _mapped(path: Path) -> memoryview:
    """A file's bytes, read when touched."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
