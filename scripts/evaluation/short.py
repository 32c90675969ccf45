"""What keeps a listing of a recalled item, told by its names, from the answer `recalled`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluation.data import Row
from evaluation.fit import Case
from evaluation.recall import outcome
from importsafety.assessment import Verdict
from importsafety.matching.compare.identity import BRIEF
from importsafety.matching.scorecard import Scorecard


@dataclass(frozen=True)
class Short:
    """A labelled row that should have been `recalled`, the answer that it got, and why."""

    row: str
    verdict: Verdict
    why: str


def short(labelled: Sequence[Row], everything: Sequence[Case], card: Scorecard) -> list[Short]:
    """The `exact` rows that are not `recalled` with the right notice first."""
    found = []
    for row, case in zip(labelled, everything, strict=False):
        if case.kind != "exact":
            continue
        answer = outcome(case, card)
        right = {id for id, truth in zip(case.ids, case.truth, strict=True) if truth is not False}
        if answer.verdict is not Verdict.RECALLED or answer.shown[0][0] not in right:
            found.append(Short(row.id, answer.verdict, "; ".join(_why(case, card, answer.shown[:1], right))))
    return found


def _why(
    case: Case, card: Scorecard, first: list[tuple[str, Verdict, float]], right: set[str]
) -> Iterator[str]:
    compared = [item for item in zip(case.chances, case.ids, case.found, strict=True) if item[1] in right]
    if not compared:
        yield "the notice shares too little to be compared"
        return
    chance, _, evidence = max(compared, key=lambda item: item[0])
    for id, _, _ in first:
        if id not in right:
            yield f"{id} stands before it"
    if chance < card.thresholds["recalled"]:
        yield f"given {chance:.0%}, where {card.thresholds['recalled']:.0%} are asked for"
    model = evidence.get("model")
    if evidence.get("detail") == BRIEF and model is not None and model.bin == "not_in_notice":
        yield "the listing states a model, and the notice only names its product: of which models, it does not say"
    elif card.tier(evidence, 1.0) is not Verdict.RECALLED:
        yield "nothing that agrees names the item itself"
