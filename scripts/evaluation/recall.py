"""Measures of the matcher on labelled rows and on real listings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from evaluation.fit import Case
from importsafety.assessment import Verdict
from importsafety.matching import PATIENCE
from importsafety.matching.scorecard import Scorecard


@dataclass(frozen=True)
class Measure:
    """One line of the table. `goal` is the bound asked for; `least` says on which side of it is good."""

    name: str
    value: float
    rows: int
    goal: float | None = None
    least: bool = True

    @property
    def reached(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.least else self.value <= self.goal


@dataclass(frozen=True)
class Outcome:
    """What the matcher would answer for a case: verdict and tiers in shown order."""

    case: Case
    verdict: Verdict
    shown: list[tuple[str, Verdict, float]]

    def place(self, right: Iterable[str]) -> int | None:
        """The place (from 0) of the first right notice."""
        wanted = set(right)
        return next((place for place, (id, _, _) in enumerate(self.shown) if id in wanted), None)


def outcome(case: Case, card: Scorecard) -> Outcome:
    """The answer by this card's tiers for the chances that the case holds, as far as the matcher looks."""
    shown = []
    in_vain = 0
    for id, found, chance, vain in zip(case.ids, case.found, case.chances, case.vain, strict=True):
        if vain:
            continue
        tier = card.tier(found, chance)
        if tier:
            shown.append((id, tier, chance))
        in_vain = 0 if tier else in_vain + 1
        if in_vain == PATIENCE:
            break
    shown.sort(key=lambda item: (item[1].rank, -item[2]))
    return Outcome(case, shown[0][1] if shown else Verdict.NO_MATCH, shown)


def table(outcomes: Sequence[Outcome], same: Callable[[str], frozenset[str]]) -> list[Measure]:
    """Every measure of the shared eval/README.md."""
    strong = (Verdict.RECALLED, Verdict.POSSIBLE)
    by_kind: dict[str, list[Outcome]] = {}
    for item in outcomes:
        by_kind.setdefault(item.case.kind, []).append(item)

    def first(item: Outcome, within: int) -> bool:
        right = item.case.right.union(*(same(id) for id in item.case.right))
        place = item.place(right)
        return place is not None and place < within

    def share(kind: str, test: Callable[[Outcome], bool]) -> tuple[float, int]:
        items = by_kind.get(kind, [])
        return (sum(map(test, items)) / len(items) if items else float("nan")), len(items)

    def line(
        name: str, kind: str, test: Callable[[Outcome], bool], goal: float | None = None, least: bool = True
    ) -> Measure:
        return Measure(name, *share(kind, test), goal, least)

    null = [item for item in outcomes if item.case.kind != "real" and not item.case.right]
    trap = [*by_kind.get("homonym", []), *by_kind.get("clear", [])]
    measures = [
        line(
            "exact: recalled, right notice first",
            "exact",
            lambda o: o.verdict is Verdict.RECALLED and first(o, 1),
            0.96,
        ),
        line(
            "reworded: right first, possible or better",
            "reworded",
            lambda o: o.verdict in strong and first(o, 1),
            0.90,
        ),
        line("relisted: right notice in first three", "relisted", lambda o: first(o, 3), 0.75),
        line(
            "relisted: possible or better", "relisted", lambda o: o.verdict in strong and first(o, 10), 0.60
        ),
        line("type: similar", "type", lambda o: o.verdict is Verdict.SIMILAR, None),
        line(
            "type: similar or possible (of that kind)",
            "type",
            lambda o: o.verdict in (Verdict.SIMILAR, Verdict.POSSIBLE),
            0.95,
        ),
        line("type: possible or more", "type", lambda o: o.verdict in strong, 0.12, False),
        Measure(
            "false recalled, all null rows",
            _rate(null, lambda o: o.verdict is Verdict.RECALLED),
            len(null),
            0.01,
            False,
        ),
        Measure(
            "homonym and clear: possible or more",
            _rate(trap, lambda o: o.verdict in strong),
            len(trap),
            0.03,
            False,
        ),
        line(
            "same brand, other product: recalled", "same_brand_other", lambda o: o.verdict is Verdict.RECALLED
        ),
        line(
            "same brand, other product: possible", "same_brand_other", lambda o: o.verdict is Verdict.POSSIBLE
        ),
        line("near model: recalled", "near_model", lambda o: o.verdict is Verdict.RECALLED),
        line("near model: possible", "near_model", lambda o: o.verdict is Verdict.POSSIBLE),
        line("clear: no_match", "clear", lambda o: o.verdict is Verdict.NO_MATCH),
        line("real listings: recalled", "real", lambda o: o.verdict is Verdict.RECALLED, 0.0005, False),
        line("real listings: possible", "real", lambda o: o.verdict is Verdict.POSSIBLE, 0.01, False),
        line("real listings: similar", "real", lambda o: o.verdict is Verdict.SIMILAR),
    ]
    error, pairs = calibration_error(outcomes)
    return [*measures, Measure("expected calibration error, first candidate", error, pairs, 0.05, False)]


def _rate(items: Sequence[Outcome], test: Callable[[Outcome], bool]) -> float:
    return sum(map(test, items)) / len(items) if items else float("nan")


def reliability(outcomes: Sequence[Outcome], bins: int = 10) -> list[tuple[float, float, int]]:
    """Per bin of probability: mean probability, share true, pairs. The best candidate of each labelled row."""
    cells: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for item in outcomes:
        if item.case.kind == "real" or not item.case.chances:
            continue
        best = max(range(len(item.case.chances)), key=item.case.chances.__getitem__)
        truth = item.case.truth[best]
        if truth is not None:
            chance = item.case.chances[best]
            cells[min(bins - 1, int(chance * bins))].append((chance, truth))
    return [
        (sum(c for c, _ in cell) / len(cell), sum(t for _, t in cell) / len(cell), len(cell))
        for cell in cells
        if cell
    ]


def calibration_error(outcomes: Sequence[Outcome]) -> tuple[float, int]:
    cells = reliability(outcomes)
    total = sum(count for _, _, count in cells)
    return sum(abs(mean - true) * count for mean, true, count in cells) / total, total
