"""Perceptual hashes of a photo: 256 bits for each of several views, alike for what looks alike.

A hash is the signs of the lowest 16 x 16 frequencies of a view squeezed to a square (the "pHash" of the field),
so a change of size, format or brightness moves few bits, and those that move are the ones near zero: who asks
leaves the 48 least certain bits of his own hash out of the comparison. What moves many bits is met by views: the
kept photo is hashed whole, without its plain border, and with parts of its edge cut off; the asking one whole,
without border, and both mirrored. A logo in one corner leaves the opposite corner as it was: the four corners are
compared each with its own kind. `scripts/evaluate --images` measures all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from importsafety.matching.images.picture import Grey

Hashes = NDArray[np.uint64]
Distances = NDArray[np.uint16]

# Changes with anything that changes a hash: hashes of another version are never compared with these.
VERSION = 1
WORDS = 4
CERTAIN_BITS = 208
FARTHEST = CERTAIN_BITS + 1

_FREQUENCIES = 16
_SQUARE = 64
# How far a grey value must be from the border's to belong to what is shown.
_TOLERANCE = 20
# The least share of a row or column that must differ from the border: a speck is no subject.
_SPECK = 0.01
# The least side, in pixels, of what is left when a border is taken away.
_SMALLEST_VIEW = 24
_CUT = 0.1
_CORNER = 0.7

Box = tuple[float, float, float, float]
_OFFSETS = (0, _CUT / 4, _CUT / 2, 3 * _CUT / 4, _CUT)
# (left, top, right, bottom) as shares of the sides: a tenth of both gone, wherever it was taken; a tenth of every
# edge; of one side.
_CUTS: tuple[Box, ...] = (
    *((left, top, left + 1 - _CUT, top + 1 - _CUT) for left in _OFFSETS for top in _OFFSETS),
    (_CUT, _CUT, 1 - _CUT, 1 - _CUT),
    (0, 0, 1, 1 - _CUT),
    (0, _CUT, 1, 1),
    (0, 0, 1 - _CUT, 1),
    (_CUT, 0, 1, 1),
)
_CORNERS: tuple[Box, ...] = (
    (0, 0, _CORNER, _CORNER),
    (1 - _CORNER, 0, 1, _CORNER),
    (0, 1 - _CORNER, _CORNER, 1),
    (1 - _CORNER, 1 - _CORNER, 1, 1),
)
CORNERS = len(_CORNERS)


class Asking(NamedTuple):
    """A photo that is looked for. Each hash has its mask: bits set where the hash is certain.

    `views` (n, 4) against any kept view; `corners` (m, 4, 4) in both ways round, each against its own corner."""

    views: Hashes
    view_masks: Hashes
    corners: Hashes
    corner_masks: Hashes


def kept_hashes(photo: Grey) -> Hashes:
    """Of a photo that others are compared with: (4 + n, 4) words of 64 bits, its four corners first."""
    corners = _hash([_part(photo, box) for box in _CORNERS])[0]
    views = _hash([*_frames(photo), *(_part(photo, box) for box in _CUTS)])[0]
    return np.concatenate([corners, np.unique(views, axis=0)])


def asking_hashes(photo: Grey) -> Asking:
    """Of a photo that is looked for among the kept ones."""
    frames = list(_frames(photo))
    views, view_masks = _hash([*frames, *(frame[:, ::-1] for frame in frames)])
    corners, corner_masks = _hash([_part(way, box) for way in (photo, photo[:, ::-1]) for box in _CORNERS])
    shape = (2, CORNERS, WORDS)
    return Asking(views, view_masks, corners.reshape(shape), corner_masks.reshape(shape))


def packed(hashes: Hashes) -> bytes:
    """Kept hashes as they are stored: little-endian words, row by row."""
    return np.ascontiguousarray(hashes, "<u8").tobytes()


def unpacked(data: bytes) -> Hashes:
    """Raises ValueError where it is no such thing."""
    hashes = np.frombuffer(data, "<u8").reshape(-1, WORDS)
    if len(hashes) <= CORNERS:
        raise ValueError("not the hashes of a photo")
    return hashes.astype(np.uint64)


def distances(hash: Hashes, mask: Hashes, kept: Hashes) -> Distances:
    """In how many certain bits one hash (4) differs from each kept one (4, n): word by word, since summing over
    a short last axis takes ten times as long."""
    total: Distances = np.zeros(kept.shape[1], dtype=np.uint16)
    for word, certain, others in zip(hash, mask, kept, strict=True):
        total += np.bitwise_count((others ^ word) & certain)
    return total


def nearest(asking: Asking, kept: Hashes) -> int:
    """How near one photo comes to another's kept hashes, in bits."""
    corners, views = kept[:CORNERS], kept[CORNERS:].T
    pairs = zip(asking.views, asking.view_masks, strict=True)
    whole = min(int(distances(hash, mask, views).min()) for hash, mask in pairs)
    differing = np.bitwise_count((asking.corners ^ corners) & asking.corner_masks)
    return min(whole, int(differing.sum(axis=-1, dtype=np.uint16).min()))


def _frames(photo: Grey) -> Iterator[Grey]:
    """The whole, and what is left when plain borders are taken away, twice: a frame may lie around a margin."""
    yield photo
    for _ in range(2):
        inner = _trimmed(photo)
        if inner.shape == photo.shape:
            return
        yield inner
        photo = inner


def _trimmed(photo: Grey) -> Grey:
    """Without the border of its corners' tone; as it was where that would leave nearly nothing."""
    differs = np.abs(photo - np.median(photo[[0, 0, -1, -1], [0, -1, 0, -1]])) > _TOLERANCE
    rows = np.flatnonzero(differs.mean(axis=1) > _SPECK)
    columns = np.flatnonzero(differs.mean(axis=0) > _SPECK)
    if not len(rows) or not len(columns):
        return photo
    inner = photo[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return inner if min(inner.shape) >= _SMALLEST_VIEW else photo


def _part(photo: Grey, box: Box) -> Grey:
    height, width = photo.shape
    left, top, right, bottom = box
    return photo[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]


def _hash(views: Sequence[Grey]) -> tuple[Hashes, Hashes]:
    """Each view's hash and the mask of its certain bits, both (views, 4)."""
    squares = np.stack([_square(view) for view in views])
    waves = (_COSINES @ squares @ _COSINES.T).reshape(len(squares), -1)
    waves -= np.median(waves[:, 1:], axis=1, keepdims=True)
    strengths = np.abs(waves)
    least = waves.shape[1] - CERTAIN_BITS
    certain = strengths >= np.partition(strengths, least, axis=1)[:, least : least + 1]
    return _words(waves > 0), _words(certain)


def _words(bits: NDArray[np.bool_]) -> Hashes:
    return np.packbits(bits, axis=1).view("<u8").astype(np.uint64)


def _square(view: Grey) -> Grey:
    image = Image.fromarray(np.ascontiguousarray(view))
    return np.asarray(image.resize((_SQUARE, _SQUARE), Image.Resampling.LANCZOS), dtype=np.float32)


def _cosines() -> NDArray[np.float32]:
    """The first rows of the discrete cosine transform (type II, unscaled)."""
    places = np.arange(_SQUARE) + 0.5
    return np.cos(np.pi / _SQUARE * np.outer(np.arange(_FREQUENCIES), places)).astype(np.float32)


_COSINES = _cosines()
