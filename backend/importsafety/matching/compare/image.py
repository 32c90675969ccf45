"""What speaks for a match beyond the text: agreeing photos, and a listing like this that was matched before.

Both support and never prove: sellers share photos, and one photo may show a model that a notice does not cover.
They can raise an answer to `possible`; `recalled` must stand without them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from importsafety.matching.compare.pair import Finding, Pair
from importsafety.matching.images import Asking, ImageIndex
from importsafety.matching.images.hashing import CERTAIN_BITS
from importsafety.matching.images.weights import photo_weights

SUPPORTING = frozenset({"image", "seen_before"})
# Log-odds of a listing with the attributes of one that was matched. Assumed, since no labelled set holds relisted
# pages: half of what agreeing photos weigh, whose rates are measured.
_ATTRIBUTES_SHARE = 0.5


def image(pair: Pair) -> Finding | None:
    """The photos."""
    return pair.beyond.get("image")


def seen_before(pair: Pair) -> Finding | None:
    """What this machine remembers of matched listings."""
    return pair.beyond.get("seen_before")


def supporting_weights() -> dict[str, dict[str, float]]:
    """Weights of these features' bins; none is fitted with the text's, whose labelled sets have no photos."""
    agree = photo_weights().agree
    return {
        "image": {"same": agree},
        "seen_before": {"picture": agree, "attributes": round(agree * _ATTRIBUTES_SHARE, 4)},
    }


def agreeing(index: ImageIndex, photos: Sequence[Asking]) -> dict[int, Finding]:
    """Places of the notices that show one of these photos, with how much of it agrees."""
    best: dict[int, int] = {}
    for photo in photos:
        for place, bits in index.nearest(photo):
            best[place] = min(bits, best.get(place, bits))
    return {
        place: Finding("same", share := f"{1 - bits / CERTAIN_BITS:.0%}", share)
        for place, bits in best.items()
    }


def gathered(**found: Mapping[int, Finding]) -> dict[int, dict[str, Finding]]:
    """By feature -> by place, each place with its findings by feature."""
    places: dict[int, dict[str, Finding]] = {}
    for feature, by_place in found.items():
        for place, finding in by_place.items():
            places.setdefault(place, {})[feature] = finding
    return places
