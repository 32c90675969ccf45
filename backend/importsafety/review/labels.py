"""What can be claimed, and what a listing can turn out to be beside a notice."""

from __future__ import annotations

from dataclasses import dataclass

from importsafety.assessment import Verdict

# Which claims are about a notice; the others are about a rule, or about how the page was read.
CLAIMS = {"wrong_match": True, "missing_match": True, "wrong_requirement": False, "wrong_reading": False}
DAYS_TO_DECIDE = 3


@dataclass(frozen=True, slots=True)
class Label:
    """`right`: the notice covers the item. `tier`: how the notice is shown with the item; None: not at all."""

    right: bool
    tier: Verdict | None


# The kinds of the labelled sets that `scripts/evaluate` measures on, so that a decision can be measured too.
LABELS = {
    "exact": Label(True, Verdict.RECALLED),
    "reworded": Label(True, Verdict.POSSIBLE),
    "relisted": Label(True, Verdict.POSSIBLE),
    "near_model": Label(False, Verdict.SIMILAR),
    "type": Label(False, Verdict.SIMILAR),
    "same_brand_other": Label(False, None),
    "homonym": Label(False, None),
    "clear": Label(False, None),
}


def outcome(claim: str, label: Label) -> str:
    """`corrected` where the claim was right, `upheld` where the answer stands."""
    return "corrected" if label.right == (claim == "missing_match") else "upheld"
