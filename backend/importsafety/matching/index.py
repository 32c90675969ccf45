"""The text index of a snapshot: which notices share terms with a listing, rare terms first.

One inverted index holds everything that can lead to a notice as a term: words, `=CODE`, `=gtin`, `~brand`,
`@kind`, `#measure`. It is numpy arrays in compressed-row form, memory-mapped, so that a worker starts in
milliseconds and several workers share the pages.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from importsafety.matching.profile import Profile, profile_notice
from importsafety.matching.words import stem
from importsafety.notice import Notice
from importsafety.vocabulary import ancestors

# Changes with the profile's fields, so that a snapshot built by other code is rebuilt, not misread.
FORMAT = zlib.crc32(",".join(Profile.__struct_fields__).encode())
# A term's share of the score by where it stands in the notice.
NAME, BODY = 1.0, 0.45
# Terms that more than this share of notices have lead nowhere and cost most.
COMMON = 0.15

_encode = msgspec.msgpack.Encoder().encode
_decode_profile = msgspec.msgpack.Decoder(Profile).decode


def notice_terms(profile: Profile) -> Iterator[tuple[str, float]]:
    """Every term of a notice with its field weight."""
    name = set(profile.name)
    for word in profile.words:
        yield word, NAME if word in name else BODY
    yield from ((f"~{brand}", NAME) for brand in profile.brands)
    yield from ((f"={code}", NAME) for code in profile.codes | profile.gtins)
    yield from ((f"#{dimension}:{step}", BODY) for dimension, step in profile.measures)
    broader = {parent for kind in profile.all_kinds for parent in ancestors(kind)}
    yield from ((f"@{kind}", NAME) for kind in profile.all_kinds)
    yield from ((f"@{kind}", BODY) for kind in broader - profile.all_kinds)


def listing_terms(profile: Profile) -> Iterator[tuple[str, float]]:
    """Every term by which a listing may find notices, with its weight in the query."""
    name = set(profile.name)
    for word in profile.words:
        yield word, 1.0 if word in name else 0.35
    yield from ((f"~{pair}", 1.0) for pair in profile.pairs | set(profile.brands))
    yield from ((f"={code}", 1.5) for code in profile.codes | profile.said_codes | profile.gtins)
    yield from (
        (f"#{dimension}:{step + by}", 0.5) for dimension, step in profile.measures for by in (-1, 0, 1)
    )
    kinds = set(profile.kinds)
    yield from ((f"@{kind}", 1.5 if kind in kinds else 0.5) for kind in profile.all_kinds)
    broader = {parent for kind in kinds for parent in ancestors(kind)} - profile.all_kinds
    yield from ((f"@{kind}", 0.5) for kind in broader)


def build(directory: Path, notices: Sequence[Notice]) -> None:
    """Write the index of these notices, in their order, into a snapshot's folder."""
    profiles = [profile_notice(notice) for notice in notices]
    postings: dict[str, list[tuple[int, float]]] = {}
    for number, profile in enumerate(profiles):
        for term, weight in notice_terms(profile):
            postings.setdefault(term, []).append((number, weight))
    terms = sorted(postings)
    counts = np.array([len(postings[term]) for term in terms], dtype=np.int64)
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
    flat = [entry for term in terms for entry in postings[term]]
    encoded = [_encode(profile) for profile in profiles]
    offsets = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    np.save(directory / "starts.npy", starts)
    np.save(directory / "documents.npy", np.array([entry[0] for entry in flat], dtype=np.int32))
    np.save(directory / "shares.npy", np.array([entry[1] for entry in flat], dtype=np.float32))
    np.save(directory / "profile_offsets.npy", offsets)
    (directory / "profiles.msgpack").write_bytes(b"".join(encoded))
    (directory / "terms.msgpack").write_bytes(
        _encode({"format": FORMAT, "notices": len(notices), "terms": terms})
    )


class Index:
    """A loaded index; read only, safe to share between threads."""

    def __init__(
        self,
        size: int,
        terms: dict[str, int],
        starts: NDArray[np.int64],
        documents: NDArray[np.int32],
        shares: NDArray[np.float32],
        profiles: memoryview,
        offsets: NDArray[np.int64],
    ):
        self.size = size
        self._terms = terms
        self._starts = starts.tolist()
        self._documents = documents
        self._shares = shares
        self._profiles = profiles
        self._offsets = offsets.tolist()
        self._decoded: dict[int, Profile] = {}
        self._unseen = math.log(size + 1)

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Open the index in a snapshot's folder. Raises ValueError when it is of another format."""
        head = msgspec.msgpack.decode((directory / "terms.msgpack").read_bytes())
        if head.get("format") != FORMAT:
            raise ValueError("The snapshot's index has another format; run `importsafety refresh`.")
        return cls(
            head["notices"],
            {term: number for number, term in enumerate(head["terms"])},
            np.load(directory / "starts.npy"),
            np.load(directory / "documents.npy", mmap_mode="r"),
            np.load(directory / "shares.npy", mmap_mode="r"),
            memoryview((directory / "profiles.msgpack").read_bytes()),
            np.load(directory / "profile_offsets.npy"),
        )

    def rarity(self, term: str) -> float:
        """Inverse document frequency, natural log: 0 for a term of every notice, ~9 for one of a single one."""
        number = self._terms.get(term)
        if number is None:
            return self._unseen
        return math.log((self.size + 1) / (self._starts[number + 1] - self._starts[number]))

    def has(self, term: str) -> bool:
        return term in self._terms

    def count(self, term: str) -> int:
        """In how many notices the term stands."""
        number = self._terms.get(term)
        return 0 if number is None else self._starts[number + 1] - self._starts[number]

    def is_common(self, name: str) -> bool:
        """Whether a brand is also an ordinary word of product texts ("Classic", "Shoulder")."""
        return self.count(stem(name)) > 3 * self.count(f"~{name}") + 3

    def profile(self, number: int) -> Profile:
        """The profile of the notice at this place, decoded when first asked for."""
        profile = self._decoded.get(number)
        if profile is None:
            if len(self._decoded) > 4_000:
                self._decoded.clear()
            profile = _decode_profile(self._profiles[self._offsets[number] : self._offsets[number + 1]])
            self._decoded[number] = profile
        return profile

    def candidates(self, profile: Profile, most: int) -> tuple[list[int], list[float]]:
        """Places of the notices that share most with the listing, best first, and their scores."""
        slices, weights = [], []
        for term, weight in listing_terms(profile):
            number = self._terms.get(term)
            if number is None:
                continue
            start, end = self._starts[number], self._starts[number + 1]
            if end - start > COMMON * self.size and self.size > 100:
                continue
            rarity = math.log((self.size + 1) / (end - start))
            slices.append((start, end))
            weights.append(weight * rarity)
        if not slices:
            return [], []
        scores = np.zeros(self.size, dtype=np.float32)
        for (start, end), weight in zip(slices, weights, strict=True):
            scores[self._documents[start:end]] += self._shares[start:end] * weight
        return _best(scores, most)


def _best(scores: NDArray[np.float32], most: int) -> tuple[list[int], list[float]]:
    many = len(scores) > most
    places = np.argpartition(scores, -most)[-most:] if many else np.arange(len(scores))
    order = places[np.argsort(-scores[places], kind="stable")]
    order = order[scores[order] > 0]
    return order.tolist(), scores[order].tolist()


def background(listings: Iterable[Profile]) -> Counter[str]:
    """In how many listings each word stands: how marketing words are learned."""
    return Counter(word for profile in listings for word in set(profile.name))
