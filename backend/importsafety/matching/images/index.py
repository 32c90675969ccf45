"""The photo hashes of a snapshot, and which notices' photos are near a listing's."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from importsafety.matching.images.hashing import (
    CORNERS,
    FARTHEST,
    VERSION,
    WORDS,
    Asking,
    Hashes,
    distances,
    unpacked,
)

# Photos that differ in at most this many of the 208 certain bits show the same picture (see weights.json).
AGREES = 24
# A photo that this many notices share is an emblem or a placeholder, and says nothing about any of them.
COMMON = 12
MOST = 20

_FILES = ("photo_views.npy", "photo_corners.npy", "photo_starts.npy", "photo_places.npy")


def build(directory: Path, photos: Iterable[tuple[int, bytes]]) -> None:
    """Write (place of the notice in the snapshot, packed hashes of one of its photos) into a snapshot's folder.

    Writes nothing where there is no photo, so that a snapshot without any looks as it always did."""
    arrays = _arrays(photos)
    if not len(arrays[3]):
        return
    for name, array in zip(_FILES, arrays, strict=True):
        np.save(directory / name, np.asarray(array))
    (directory / "photo_version").write_text(str(VERSION), "ascii")


class ImageIndex:
    """Read only, memory-mapped; safe to share between threads. Falsy without photos.

    `views` (4, n) are the words of all photos' views, those of a photo from its `starts` on; `corners` (4, 4, photos)
    the words of each corner; `places` (photos) the notices' places in the snapshot."""

    def __init__(self, views: Hashes, corners: Hashes, starts: NDArray[np.int64], places: NDArray[np.int32]):
        self._views = views
        self._corners = corners
        self._starts = starts
        self._places = places

    @classmethod
    def load(cls, directory: Path) -> Self:
        """The photos of a snapshot's folder: none where it has none, or hashes of another version."""
        version = directory / "photo_version"
        if not version.is_file() or version.read_text("ascii") != str(VERSION):
            return cls.none()
        views, corners, starts, places = (np.load(directory / name, mmap_mode="r") for name in _FILES)
        return cls(views, corners, starts, places)

    @classmethod
    def of(cls, photos: Iterable[tuple[int, bytes]]) -> Self:
        """In memory, of (place, packed hashes)."""
        return cls(*_arrays(photos))

    @classmethod
    def none(cls) -> Self:
        """Of a snapshot without photos."""
        return cls.of(())

    def __len__(self) -> int:
        """How many photos there are."""
        return len(self._places)

    def nearest(self, asking: Asking, within: int = AGREES, common: int = COMMON) -> list[tuple[int, int]]:
        """(place, bits of difference) for places with a photo this near, nearest first, at most `MOST`; none where
        more than `common` share it, so that it tells nothing."""
        if not len(self):
            return []
        bits = self.differences(asking)
        near = np.flatnonzero(bits <= within)
        best: dict[int, int] = {}
        for photo in near[np.argsort(bits[near], kind="stable")].tolist():
            best.setdefault(int(self._places[photo]), int(bits[photo]))
        return list(best.items())[:MOST] if len(best) <= common else []

    def differences(self, asking: Asking) -> NDArray[np.uint16]:
        """For each photo, in the order in which they were built in, the bits by which it differs."""
        best = np.full(self._views.shape[1], FARTHEST, dtype=np.uint16)
        for hash, mask in zip(asking.views, asking.view_masks, strict=True):
            np.minimum(best, distances(hash, mask, self._views), out=best)
        photos: NDArray[np.uint16] = np.minimum.reduceat(best, self._starts)
        for way, masks in zip(asking.corners, asking.corner_masks, strict=True):
            for hash, mask, kept in zip(way, masks, self._corners, strict=True):
                np.minimum(photos, distances(hash, mask, kept), out=photos)
        return photos


def _arrays(
    photos: Iterable[tuple[int, bytes]],
) -> tuple[Hashes, Hashes, NDArray[np.int64], NDArray[np.int32]]:
    """The arrays of an index, as its constructor takes them."""
    found = [(place, unpacked(data)) for place, data in photos]
    views = [hashes[CORNERS:].T for _, hashes in found]
    corners = [hashes[:CORNERS, :, None] for _, hashes in found]
    return (
        np.concatenate([np.empty((WORDS, 0), np.uint64), *views], axis=1),
        np.concatenate([np.empty((CORNERS, WORDS, 0), np.uint64), *corners], axis=2),
        np.cumsum([0, *(view.shape[1] for view in views)], dtype=np.int64)[:-1],
        np.array([place for place, _ in found], dtype=np.int32),
    )
