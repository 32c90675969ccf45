"""What an agreement of photos weighs: measured by `scripts/evaluate --images --fit`, kept in weights.json."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec


class PhotoWeights(msgspec.Struct, frozen=True):
    """`agree` is the log-odds of an agreement, from the figures beside it.

    `found`: share of altered copies that agree with their original. `false`: upper bound (95%) of the share of
    pairs of other recalls' photos that agree, the larger of all pairs and of pairs of one kind of product.
    `reuse`: the assumed share of listings of a noticed item that show the notice's own photo."""

    agree: float
    found: float
    false: float
    reuse: float
    figures: dict[str, float | int]


@cache
def photo_weights() -> PhotoWeights:
    data = resources.files("importsafety.matching.images").joinpath("weights.json").read_bytes()
    return msgspec.json.decode(data, type=PhotoWeights)
