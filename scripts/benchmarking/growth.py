"""How a check grows with the number of notices: the real ones, padded with notices recombined from their texts."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, overload

import msgspec

from benchmarking.checking import Line, at, listed
from importsafety.listing import Listing
from importsafety.matching import Matcher
from importsafety.matching.index import build
from importsafety.notice import Notice

CHECKS = 1_000


class Padded(Sequence[Notice]):
    """The real notices, then made ones: the product of one, the brand of another, the description of a third.

    Made when asked for and always alike, so that half a million need no memory.
    """

    def __init__(self, real: Sequence[Notice], size: int):
        self._real, self._size = real, size

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> Notice: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Notice]: ...
    def __getitem__(self, place: int | slice) -> Notice | Sequence[Notice]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(self._size))]
        if place < len(self._real):
            return self._real[place]
        if place >= self._size:
            raise IndexError(place)
        product, brand, body = random.Random(place).choices(self._real, k=3)
        codes = tuple(
            msgspec.structs.replace(item, value=f"{item.value}{place % 97}") for item in brand.identifiers
        )
        return msgspec.structs.replace(
            product,
            id=f"made:{place}",
            brands=brand.brands,
            description=body.description,
            identifiers=codes,
            firms=brand.firms,
        )


def measure(
    notices: Sequence[Notice], rows: Sequence[dict[str, Any]], sizes: Sequence[int]
) -> Iterator[Line]:
    """p50 and p99 of finding and comparing notices, at each size."""
    ready = [Listing.of(row) for row in random.Random(5).sample(list(rows), min(CHECKS, len(rows)))]
    for size in sizes:
        padded = Padded(notices, max(size, len(notices)))
        with tempfile.TemporaryDirectory() as folder:
            begin = time.perf_counter()
            build(Path(folder), padded)
            built = time.perf_counter() - begin
            matcher = Matcher.load(Path(folder), padded)
            for listing in ready[:200]:
                matcher.match(listing)
            took = listed(matcher.match, ready)
        cases = f"{len(took)} listings, index built in {built:.0f} s"
        yield f"match among {len(padded):,} notices, p50", f"{at(took, 0.5):.2f} ms", cases
        yield f"match among {len(padded):,} notices, p99", f"{at(took, 0.99):.2f} ms", cases
