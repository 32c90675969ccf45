"""The scorecard: bins -> log-odds -> probability, and the tier that the evidence can carry.

Weights come from `weights.json`, which `scripts/evaluate --fit` writes; nothing is typed in by hand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Self

import msgspec

from importsafety.assessment import Verdict
from importsafety.matching.compare.pair import Finding


class Scorecard(msgspec.Struct, frozen=True):
    """Fitted weights. `base_rate` is the share of true pairs among candidates that `probability` assumes;
    `thresholds` are probabilities from which a tier may be given."""

    version: str
    base_rate: float
    intercept: float
    weights: dict[str, dict[str, float]]
    thresholds: dict[str, float]
    figures: dict[str, float | int | str] = {}

    @classmethod
    def load(cls) -> Self:
        data = resources.files("importsafety.matching").joinpath("weights.json").read_bytes()
        return msgspec.json.decode(data, type=cls)

    def log_odds(self, found: Mapping[str, Finding]) -> float:
        """The sum of all weights, the intercept included."""
        weights = self.weights
        return self.intercept + sum(
            weights.get(name, {}).get(finding.bin, 0.0) for name, finding in found.items()
        )

    def tier(self, found: Mapping[str, Finding], probability: float) -> Verdict | None:
        """The tier this evidence carries; None when the notice is not worth showing.

        `recalled` asks for a name of the item itself, never for likeness alone.
        """
        if probability >= self.thresholds["recalled"] and _identifies(found):
            return Verdict.RECALLED
        if probability >= self.thresholds["possible"]:
            return Verdict.POSSIBLE
        if probability >= self.thresholds["similar"] and _same_sort(found):
            return Verdict.SIMILAR
        return None


@cache
def scorecard() -> Scorecard:
    """The packaged scorecard, read once."""
    return Scorecard.load()


def probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, log_odds))))


def _bin_of(found: Mapping[str, Finding], name: str) -> str:
    finding = found.get(name)
    return finding.bin if finding else ""


def _identifies(found: Mapping[str, Finding]) -> bool:
    """Whether something names the item: its barcode, its brand with its model, or its brand with its noun."""
    brand, model = _bin_of(found, "brand").removesuffix("_word"), _bin_of(found, "model")
    named = brand in ("same", "part", "leads_title", "in_title", "in_seller")
    if _bin_of(found, "gtin") == "same":
        return True
    if model in ("same", "in_range"):
        return named or (brand != "after_for" and "purpose" not in found)
    if model == "same_short":
        return named
    if model == "other" or "purpose" in found or not named:
        return False
    return _bin_of(found, "kind") != "other" and _bin_of(found, "head") in ("in_title", "")


def _same_sort(found: Mapping[str, Finding]) -> bool:
    """Whether the two are one narrow kind of product, or share a wide kind and most of the name."""
    kind, words = _bin_of(found, "kind"), _bin_of(found, "name_words")
    return kind in ("same", "near") or (kind != "other" and words >= "4")
