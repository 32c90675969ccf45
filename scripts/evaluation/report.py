"""The page on matching, docs/matching.md: every figure, the pictures, the worst errors and the weights.

Chances are those of cross-validation: weights fitted, and calibrated, without the recalls they are tried on.
"""

from __future__ import annotations

import argparse
import inspect
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation import data, fit, recall, standards
from evaluation.data import Row
from evaluation.fit import Case
from evaluation.generate import generate
from evaluation.pictures import Line, chart
from evaluation.recall import Measure, Outcome
from evaluation.short import Short, short
from importsafety.assessment import Verdict
from importsafety.matching import Matcher
from importsafety.matching.evidence import FEATURES, PAIRWISE
from importsafety.matching.images.weights import photo_weights
from importsafety.matching.index import build
from importsafety.matching.scorecard import Scorecard

DOCS = Path(__file__).resolve().parents[2] / "docs"
MADE = 4_000
WORST = 10
CAUGHT = {"exact": 1, "reworded": 1, "relisted": 3}  # the right notice among the first so many
SPEED_GOALS = {
    "check p50": "<= 1 ms", "check p99": "<= 5 ms", "screen, one core": ">= 3000 rows/s",
    "/check over no-op, other listings each time": ">= 0.50", "cold start to first answer over HTTP": "<= 1.5 s",
    "memory of the largest server process": "<= 300 MB", "match among 500,000 notices, p99": "<= 25 ms",
}  # fmt: skip
PARTS = {
    "check": "One check in process",
    "growth": "Growth with the number of notices (padded with notices recombined from the real ones' texts)",
    "server": "The server",
    "screen": "A whole catalogue",
    "rivals": "Other ways beside ours (time a listing; right notice first on exact and reworded rows, among the first "
    "three on relisted ones)",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/evaluate --report", description=__doc__)
    parser.add_argument(
        "--shared", type=Path, default=Path("../shared"), help="the shared data and labelled sets"
    )
    parser.add_argument("--real", type=int, default=6000, help="how many real listings to sample (0: all)")
    parser.add_argument("--docs", type=Path, default=DOCS, help="the folder to write to")
    options = parser.parse_args()
    known = data.notices(options.shared)
    labelled = data.rows(options.shared, known)
    real = data.real_listings(options.shared, options.real or None)
    card = Scorecard.load()
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), known.all)
        matcher = Matcher.load(Path(folder), known.all)
        everything = fit.cases(matcher, known, labelled, real, list(generate(known.all, real, MADE)))
    fit.cross_validate(everything, card.thresholds)
    outcomes = [recall.outcome(case, card) for case in everything if case.kind != "made"]
    measures = recall.table(outcomes, lambda id: known.same.get(id, frozenset()))
    print(write(options.docs, labelled, everything, [*measures, *standards.measure(options.shared)], card))


@dataclass(frozen=True)
class Error:
    """A labelled row that went wrong, by how much, and the evidence that misled."""

    row: str
    kind: str
    said: str
    cost: float
    why: str


def write(
    docs: Path,
    labelled: Sequence[Row],
    everything: Sequence[Case],
    measures: Iterable[Measure],
    card: Scorecard,
) -> Path:
    """Write the page and its pictures under `docs`. `everything` begins with the cases of `labelled`, in order."""
    outcomes = [recall.outcome(case, card) for case in everything if case.kind != "made"]
    images = docs / "images"
    images.mkdir(parents=True, exist_ok=True)
    (images / "reliability.svg").write_text(_reliability_picture(outcomes), "utf-8")
    (images / "trade-off.svg").write_text(_trade_off_picture(outcomes, "written"), "utf-8")
    (images / "trade-off-real.svg").write_text(_trade_off_picture(outcomes, "real"), "utf-8")
    speed = docs / "speed.json"
    kept = json.loads(speed.read_text("utf-8")) if speed.exists() else {}
    page = docs / "matching.md"
    parts = (
        _head(card, everything),
        _quality(measures),
        _reliability(outcomes),
        _trade_off(),
        _photos(),
        _errors(worst(labelled, everything, card), not_found(labelled, everything)),
        _short(short(labelled, everything, card)),
        _fitting(card, everything),
        _weights(card),
        _speed(kept),
    )
    page.write_text("\n".join(line for part in parts for line in part).rstrip() + "\n", "utf-8")
    return page


def _head(card: Scorecard, everything: Sequence[Case]) -> Iterator[str]:
    written = sum(case.kind not in fit.WEIGHTS for case in everything)
    real = sum(case.kind == "real" for case in everything)
    yield "# How matching works, and how well\n"
    yield "Written by `scripts/evaluate --report`; edit what it measures, not this page."
    yield f"Weights of {card.version}. {written} written listings with labels, {real:,} real marketplace listings.\n"
    yield "A listing is compared with the notices that share most with it. Each comparison below finds a *bin*; each"
    yield "bin has a weight in log-odds; the weights add up to a probability. What identifies an item (its barcode, its"
    yield "brand with its model, or as specific) can make the answer `recalled`; likeness alone cannot.\n"


def _quality(measures: Iterable[Measure]) -> Iterator[str]:
    yield "## Quality\n"
    yield f"By cross-validation in {fit.FOLDS} parts; listings about one recall are never in both.\n"
    yield from _table(
        ("measure", "value", "rows", "goal", ""),
        (
            (
                measure.name,
                f"{measure.value:.2%}" if measure.rows else "",
                f"{measure.rows:,}",
                "" if measure.goal is None else f"{'>=' if measure.least else '<='} {measure.goal:.2%}",
                {None: "", True: "reached", False: "**missed**"}[measure.reached],
            )
            for measure in measures
        ),
    )


def _reliability(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield "## What a probability means\n"
    yield "Of the best candidates of the written listings, grouped by the probability they were given: how many were"
    yield "the labelled notice.\n"
    yield "![Reliability diagram](images/reliability.svg)\n"
    yield from _table(
        ("mean probability", "right", "pairs"),
        ((f"{mean:.1%}", f"{true:.1%}", str(count)) for mean, true, count in recall.reliability(outcomes)),
    )
    yield "By tier, all notices shown for written listings:\n"
    yield from _table(
        ("tier", "mean probability", "right", "notices shown"),
        (
            (tier.value, f"{mean:.1%}", f"{true:.1%}", str(count))
            for tier, mean, true, count in by_tier(outcomes)
        ),
    )


def by_tier(outcomes: Iterable[Outcome]) -> Iterator[tuple[Verdict, float, float, int]]:
    """Per tier: mean probability, share right, notices shown for written listings where that is not arguable."""
    shown: dict[Verdict, list[tuple[float, bool]]] = {}
    for item in outcomes:
        truths = dict(zip(item.case.ids, item.case.truth, strict=True))
        for id, tier, chance in item.shown:
            if item.case.kind != "real" and truths[id] is not None:
                shown.setdefault(tier, []).append((chance, bool(truths[id])))
    for tier, pairs in sorted(shown.items(), key=lambda item: item[0].rank):
        count = len(pairs)
        yield tier, sum(c for c, _ in pairs) / count, sum(t for _, t in pairs) / count, count


def _photos() -> Iterator[str]:
    weights = photo_weights()
    figures = weights.figures
    yield "## Photos\n"
    yield "Hashes of notices' own photos, altered as sellers alter them and looked for among all others"
    yield "(`scripts/evaluate --images --fit`). An agreement supports, never proves: it can make an answer `possible`."
    yield f"Its weight, {weights.agree:+.2f}, follows from these rates and an assumed one: {weights.reuse:.0%} of the"
    yield "listings of a noticed item show the notice's own photo.\n"
    found = [
        (name.removeprefix("found: "), f"{share:.2%}", f"{figures['asked']:,}", ">= 95%")
        for name, share in figures.items()
        if name.startswith("found: ")
    ]
    false = [
        (title, f"{figures[name] / figures[of]:.1e}", f"{figures[of]:,}", "< 1e-5")
        for title, name, of in (
            ("false agreement, photos of other recalls", "false", "pairs"),
            ("false agreement, other recalls of the same kind of product", "kind_false", "kind_pairs"),
        )
    ]
    yield from _table(("alteration", "found", "cases", "goal"), [*found, *false])


def _trade_off() -> Iterator[str]:
    yield "## Catching more costs false alarms\n"
    yield "For each bound on the probability: how many listings of a recalled item get the right notice (first; among"
    yield "the first three for relisted ones) at or above it, and how many others get any notice at or above it.\n"
    yield "![Trade-off on written listings](images/trade-off.svg)\n"
    yield "![Trade-off on real listings](images/trade-off-real.svg)\n"


def _reliability_picture(outcomes: Sequence[Outcome]) -> str:
    points = [
        (mean, true, 2 + min(count, 150) ** 0.5 / 2) for mean, true, count in recall.reliability(outcomes)
    ]
    return chart(
        "Probability given and share right",
        "probability given",
        "share right",
        [Line("measured", points)],
        ideal=True,
    )


def _trade_off_picture(outcomes: Sequence[Outcome], against: str) -> str:
    if against == "real":
        others = [item.case for item in outcomes if item.case.kind == "real"]
        title, across, most = "Caught, and real listings alarmed", "real listings with a notice", 0.05
    else:
        others = [item.case for item in outcomes if item.case.kind != "real" and not item.case.right]
        title, across, most = (
            "Caught, and other written listings alarmed",
            "other listings with a notice",
            0.5,
        )
    false = sorted((max(case.chances, default=0.0) for case in others), reverse=True)
    lines = []
    for kind, within in CAUGHT.items():
        cases = [item.case for item in outcomes if item.case.kind == kind]
        caught = sorted((_caught(case, within) for case in cases), reverse=True)
        points = []
        for bound in [n / 200 for n in range(200, 0, -1)]:
            alarmed = sum(chance >= bound for chance in false) / max(len(false), 1)
            if alarmed <= most:
                points.append((alarmed, sum(chance >= bound for chance in caught) / max(len(caught), 1), 0.0))
        lines.append(Line(f"{kind} ({len(cases)})", points))
    return chart(title, across, "right notice found", lines, most)


def _caught(case: Case, within: int) -> float:
    """The chance of the right notice where it is among the first `within`, else 0."""
    ranked = sorted(zip(case.chances, case.ids, strict=True), reverse=True)[:within]
    return max((chance for chance, id in ranked if id in case.right), default=0.0)


def worst(labelled: Sequence[Row], everything: Sequence[Case], card: Scorecard) -> list[Error]:
    """The rows that cost most: a wrong notice believed, or the right one, that was compared, not."""
    errors = []
    for row, case in zip(labelled, everything, strict=False):
        for id, found, chance, truth in zip(case.ids, case.found, case.chances, case.truth, strict=True):
            if truth is None:
                continue
            cost = (1 - chance) if truth else chance
            errors.append(
                Error(row.id, case.kind, _said(id, truth, chance), cost, _misled(found, card, not truth))
            )
    firsts: dict[str, Error] = {}
    for error in sorted(errors, key=lambda error: -error.cost):
        firsts.setdefault(error.row, error)
    return list(firsts.values())[:WORST]


def _said(id: str, truth: bool, chance: float) -> str:
    return f"{id} is right, given {chance:.0%}" if truth else f"{id} is not it, given {chance:.0%}"


def _misled(found: Mapping[str, Any], card: Scorecard, upwards: bool) -> str:
    """The three findings that moved the probability most in the wrong direction."""
    weights = {
        f"{name} {finding.bin}": card.weights_for(found).get(name, {}).get(finding.bin, 0.0)
        for name, finding in found.items()
    }
    ranked = sorted(weights.items(), key=lambda item: -item[1] if upwards else item[1])[:3]
    return ", ".join(f"`{name}` {weight:+.1f}" for name, weight in ranked)


def not_found(labelled: Sequence[Row], everything: Sequence[Case]) -> list[str]:
    """The rows whose right notice was not even compared."""
    return [
        row.id
        for row, case in zip(labelled, everything, strict=False)
        if case.right and not case.right.intersection(case.ids)
    ]


def _errors(errors: Iterable[Error], missed: Sequence[str]) -> Iterator[str]:
    yield "## The ten worst errors\n"
    yield "Rows of the shared labelled set by id, with the findings that moved the probability most in the wrong"
    yield "direction. A label may be arguable.\n"
    yield from _table(
        ("row", "kind", "what was said", "what misled"),
        ((error.row, error.kind, error.said, error.why) for error in errors),
    )
    yield f"{len(missed)} more have a right notice that shares too few words to be among the candidates compared:"
    yield f"{', '.join(missed) or 'none'}.\n"


def _short(rows: Sequence[Short]) -> Iterator[str]:
    yield "## What keeps exact rows from `recalled`\n"
    yield from _table(("row", "answer", "why"), ((row.row, row.verdict.value, row.why) for row in rows))


def _fitting(card: Scorecard, everything: Sequence[Case]) -> Iterator[str]:
    pairs = sum(truth is not None for case in everything for truth in case.truth)
    made = sum(case.kind == "made" for case in everything)
    yield "## How the weights were fitted\n"
    yield f"- A logistic regression over the bins of {pairs:,} pairs of a listing and a candidate: written listings,"
    yield f"  {made:,} made from notices as suppliers reword them, and real ones, of which nearly none is recalled."
    made_counts, real_counts = fit.WEIGHTS["made"], fit.WEIGHTS["real"]
    yield f"  A pair of a made listing counts {made_counts} of a written one's, of a real one {real_counts}."
    yield f"- A bin seen in fewer than {fit.RARE_BIN} pairs has no weight; the penalty on large weights"
    yield f"  (C = {fit.PENALTY}) was chosen by cross-validated log loss."
    yield "- Old notices only name their product: what such silence says differs from the silence of a description, so"
    yield "  each bin has a weight beside all notices, and its own share beside those that only name and those that"
    yield f"  describe (counted {fit.OWN}, so that it stays small where little was seen)."
    yield "- A slope and a shift, fitted on chances that cross-validation gave, calibrate the sum."
    yield f"- Base rate among the pairs: {card.base_rate:.2%}; intercept {card.intercept:+.2f}."
    bounds = ", ".join(f"{tier} {value}" for tier, value in card.thresholds.items())
    yield f"- Probabilities from which a tier may be given: {bounds}.\n"


def _weights(card: Scorecard) -> Iterator[str]:
    yield "## What is compared, and what it weighs\n"
    compared = [(feature.name, feature.compare) for feature in FEATURES]
    rows = []
    for name, compare in [*compared, *((term.name, term.combine) for term in PAIRWISE)]:
        doc = (inspect.getdoc(compare) or "").split("\n\n")[0].replace("\n", " ")
        rows.append((name, doc, _bins(card.weights.get(name, {})), _bins(card.brief.get(name, {}))))
    yield from _table(("feature", "compares", "bins and log-odds", "beside a notice that only names"), rows)


def _bins(weights: Mapping[str, float]) -> str:
    ranked = sorted(weights.items(), key=lambda item: -item[1])
    return ", ".join(f"`{bin}` {weight:+.2f}" for bin, weight in ranked) or "no weight"


def _speed(kept: Mapping[str, Any]) -> Iterator[str]:
    yield "## Speed\n"
    if not kept:
        yield "Not measured yet: `scripts/benchmark --save`.\n"
        return
    yield "Measured by `scripts/benchmark --save`. Times of one check are processor time, so that other programs on the"
    yield "machine do not count; the *million squares* say how fast it was at that moment.\n"
    for part, title in PARTS.items():
        if part in kept:
            yield f"### {title}\n"
            yield f"{kept[part]['day']}, {kept[part]['cores']} cores.\n"
            yield from _table(
                ("", "", "cases", "goal"),
                (
                    (name, value, cases, SPEED_GOALS.get(name, ""))
                    for name, value, cases in kept[part]["lines"]
                ),
            )


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (heading, ["---"] * len(heading), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


if __name__ == "__main__":
    main()
