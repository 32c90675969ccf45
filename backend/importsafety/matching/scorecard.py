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
from importsafety.matching.compare.identity import BRIEF, EVERYWHERE
from importsafety.matching.compare.image import SUPPORTING, supporting_weights
from importsafety.matching.compare.pair import Finding


class Scorecard(msgspec.Struct, frozen=True):
    """Fitted weights; `brief` are those for notices that only name their product, `weights` those for all others.

    `base_rate` is the share of true pairs among candidates that `probability` assumes. `thresholds` are
    probabilities from which a tier may be given, `likeness` that of a `possible` by likeness alone. `conclusive` is
    how often a barcode, or a brand with its model, was right when they agreed."""

    version: str
    base_rate: float
    intercept: float
    weights: dict[str, dict[str, float]]
    thresholds: dict[str, float]
    conclusive: float = 0.0
    brief: dict[str, dict[str, float]] = {}
    figures: dict[str, float | int | str] = {}

    @classmethod
    def load(cls) -> Self:
        data = resources.files("importsafety.matching").joinpath("weights.json").read_bytes()
        return msgspec.json.decode(data, type=cls)

    def weights_for(self, found: Mapping[str, Finding]) -> Mapping[str, Mapping[str, float]]:
        """What the bins weigh beside a notice such as this one."""
        return self.brief if found.get("detail") == BRIEF else self.weights

    def log_odds(self, found: Mapping[str, Finding]) -> float:
        """The sum of all weights, the intercept included."""
        weights, total = self.weights_for(found), self.intercept
        for name, finding in found.items():
            if bins := weights.get(name):
                total += bins.get(finding.bin, 0.0)
        return total

    def chance(self, found: Mapping[str, Finding]) -> float:
        """The probability that the notice is about the listed item."""
        chance = probability(self.log_odds(found))
        return max(chance, self.conclusive) if is_conclusive(found) else chance

    def lifts(self, found: Mapping[str, Finding]) -> dict[str, float]:
        """By feature that decides: how much that raises the log-odds above what the weights add up to."""
        if not is_conclusive(found) or not self.conclusive:
            return {}
        decide = ("gtin",) if _bin_of(found, "gtin") == "same" else ("brand", "model")
        return dict.fromkeys(decide, max(0.0, logit(self.conclusive) - self.log_odds(found)))

    def tier(self, found: Mapping[str, Finding], probability: float) -> Verdict | None:
        """The tier this evidence carries; None when the notice is not worth showing.

        `recalled` asks for a name of the item itself, never for likeness alone; `possible` asks for more
        where the brand does not agree, or is met on everything.
        """
        if probability >= self.thresholds["recalled"] and _identifies(found):
            return Verdict.RECALLED
        enough = self.thresholds["possible" if _is_close(found) else "likeness"]
        if probability >= enough and not _is_for_it(found):
            return Verdict.POSSIBLE
        if probability >= self.thresholds["similar"] and _same_sort(found):
            return Verdict.SIMILAR
        return None

    def judge(self, found: Mapping[str, Finding]) -> tuple[float, Verdict | None]:
        """The probability and the tier. What only supports raises them to those of a `possible` at most: its weights
        were not fitted beside the text's."""
        if SUPPORTING.isdisjoint(found):
            chance = self.chance(found)
            return chance, self.tier(found, chance)
        alone = {name: finding for name, finding in found.items() if name not in SUPPORTING}
        chance_alone = self.chance(alone)
        chance = max(chance_alone, min(self._supported(alone, found), self.thresholds["recalled"]))
        tier = self.tier(found, chance)
        if tier is Verdict.RECALLED and self.tier(alone, chance_alone) is not Verdict.RECALLED:
            tier = Verdict.POSSIBLE
        return chance, tier

    def _supported(self, alone: Mapping[str, Finding], found: Mapping[str, Finding]) -> float:
        """The probability with what supports. Text that does not even tell the kind, or shares no words, is as good as
        none: then what supports starts from the base rate."""
        odds = self.log_odds(alone)
        if _bin_of(alone, "kind") == "unknown" or _bin_of(alone, "shared_detail") == "0":
            odds = max(odds, logit(self.base_rate))
        return probability(odds + self.log_odds(found) - self.log_odds(alone))


@cache
def scorecard() -> Scorecard:
    """The packaged scorecard with the weights of what supports beyond the text, read once."""
    card = Scorecard.load()
    supporting = supporting_weights()
    return msgspec.structs.replace(card, weights=card.weights | supporting, brief=card.brief | supporting)


def logit(probability: float) -> float:
    """The log-odds of a probability between 0 and 1."""
    return math.log(probability / (1 - probability))


def probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _bin_of(found: Mapping[str, Finding], name: str) -> str:
    finding = found.get(name)
    return finding.bin if finding else ""


_NAMED = ("same", "part", "in_name", "leads_title", "in_title", "in_seller")
_LITTLE = ("nothing", "0", "1", "2", "")


def is_conclusive(found: Mapping[str, Finding]) -> bool:
    """Whether the barcode agrees, or the brand together with the model."""
    if _bin_of(found, "gtin") == "same":
        return True
    agrees = _bin_of(found, "model") in ("same", "in_range") and _is_named(found) and _is_itself(found)
    # "Image drum for Okidata C9600" carries the printer's brand and model: its kind is another, its noun too. A title
    # of brand and model alone tells no kind, and contradicts nothing.
    other = _bin_of(found, "kind") in ("other", "related", "mentioned")
    return agrees and not (other and _bin_of(found, "head") == "missing")


def _identifies(found: Mapping[str, Finding]) -> bool:
    """Whether something names the item: its barcode, its model, or its brand with its whole product name."""
    if is_conclusive(found):
        return True
    model, kind = _bin_of(found, "model"), _bin_of(found, "kind")
    named = _is_named(found)
    if model in ("same", "in_range", "in_text") and not named:
        return _is_of_kind(found) and "purpose" not in found
    if not named or not _is_itself(found):
        return False
    if model in ("in_text", "same_short", "named"):
        return True
    if model == "other" or _bin_of(found, "year") in ("differ", "after_notice"):
        return False
    whole = _bin_of(found, "missing_word") in _LITTLE and _bin_of(found, "head") in (
        "in_title",
        "by_kind",
        "",
    )
    if found.get("detail") != BRIEF:
        return whole and kind != "other"
    # A notice that only names a brand's product names that kind and no wide one ("batteries"); of which models, it
    # does not say, so a listing that states one is not yet the item.
    return whole and _is_of_kind(found) and kind != "same_broad" and model != "not_in_notice"


def _is_of_kind(found: Mapping[str, Finding]) -> bool:
    return _bin_of(found, "kind").startswith(("same", "near"))


def _is_named(found: Mapping[str, Finding]) -> bool:
    """Whether the listing shows the notice's brand as its own."""
    return _bin_of(found, "brand").removesuffix("_word") in _NAMED


def _is_close(found: Mapping[str, Finding]) -> bool:
    """Whether the listing bears the notice's brand, one not met on everything, and is of its kind or a near one."""
    return _is_named(found) and not _bin_of(found, "breadth").startswith(EVERYWHERE) and _is_of_kind(found)


# What makes the listing a thing for the product, whatever its words say of the product.
_FOR_IT = ("for_it", "compatible", "replacement", "mould-or-machine")


def _is_for_it(found: Mapping[str, Finding]) -> bool:
    """Whether the listing is a cover, part or machine for the product, not sold under the product's brand."""
    return _bin_of(found, "purpose") in _FOR_IT and not _is_named(found)


def _is_itself(found: Mapping[str, Finding]) -> bool:
    """Whether the listing is the thing, not something for it; a notice may itself be about such a thing."""
    own = _bin_of(found, "brand") == "same" and _is_of_kind(found)
    return "purpose" not in found or own


def _same_sort(found: Mapping[str, Finding]) -> bool:
    """Whether the two are one narrow kind of product, or of a wide kind and share the brand or most of the name."""
    kind, words = _bin_of(found, "kind"), _bin_of(found, "name_words")
    if kind in ("same", "near"):
        return True
    wide = kind in ("same_broad", "near_broad", "unknown")
    return wide and (words >= "4" or (kind != "unknown" and _is_named(found)))
