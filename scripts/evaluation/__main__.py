"""`scripts/evaluate`: print every measure; with --fit, fit the weights first and write them."""

from __future__ import annotations

import argparse
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from evaluation import data, fit, images, recall, standards
from evaluation.generate import generate
from importsafety.matching import Matcher
from importsafety.matching.background import learn
from importsafety.matching.index import Index, build
from importsafety.matching.scorecard import Scorecard

MATCHING = Path(__file__).resolve().parents[2] / "backend" / "importsafety" / "matching"
WEIGHTS, BACKGROUND = MATCHING / "weights.json", MATCHING / "background.json"
MADE = 4_000
THRESHOLDS = {"recalled": 0.65, "possible": 0.22, "likeness": 0.5, "similar": 0.0007}


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/evaluate", description=__doc__)
    parser.add_argument(
        "--shared", type=Path, default=Path("../shared"), help="the shared data and labelled sets"
    )
    parser.add_argument(
        "--fit", action="store_true", help="fit the weights by cross-validation and write them"
    )
    parser.add_argument("--real", type=int, default=6000, help="how many real listings to sample (0: all)")
    parser.add_argument("--errors", type=int, default=0, help="print this many of the worst errors")
    parser.add_argument(
        "--images", action="store_true", help="measure the finding of photos instead; with --fit, weigh it"
    )
    parser.add_argument("--every", type=int, default=4, help="with --images: alter every nth photo")
    options = parser.parse_args()
    if options.images:
        with tempfile.TemporaryDirectory() as folder:
            images.show(options.shared, Path(folder), options.every, options.fit)
        return
    if options.fit:
        # Before anything is compared: comparing reads it.
        BACKGROUND.write_bytes(msgspec.json.encode(learn(data.real_listings(options.shared))) + b"\n")
    known = data.notices(options.shared)
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), known.all)
        card = Scorecard("none", 0, 0, {}, THRESHOLDS) if options.fit else Scorecard.load()
        matcher = Matcher(Index.load(Path(folder)), known.all, card)
        real = data.real_listings(options.shared, options.real or None)
        made = list(generate(known.all, real, MADE)) if options.fit else []
        everything = fit.cases(matcher, known, data.rows(options.shared, known), real, made)
    if options.fit:
        slope, shift = fit.cross_validate(everything, THRESHOLDS)
        card = fit.calibrated(fit.fit(everything, f"{datetime.now(UTC):%Y-%m-%d}", THRESHOLDS), slope, shift)
        card = msgspec.structs.replace(card, conclusive=round(fit.conclusive(everything), 4))
    else:
        for case in everything:
            fit.score(case, card)

    def same(id: str) -> frozenset[str]:
        return known.same.get(id, frozenset())

    outcomes = [recall.outcome(case, card) for case in everything if case.kind != "made"]
    measures = recall.table(outcomes, same)
    print(f"log loss {fit.log_loss(everything):.4f}")
    for measure in [*measures, *standards.measure(options.shared)]:
        goal = "" if measure.goal is None else f"{'>=' if measure.least else '<='} {measure.goal:.2%}"
        mark = {None: "", True: "reached", False: "missed"}[measure.reached]
        print(f"{measure.name:50} {measure.value:8.2%}  {measure.rows:6}  {goal:10} {mark}")
    if options.fit:
        figures = {measure.name: round(measure.value, 4) for measure in measures}
        card = msgspec.structs.replace(card, figures=figures)
        WEIGHTS.write_bytes(msgspec.json.format(msgspec.json.encode(card), indent=1) + b"\n")


if __name__ == "__main__":
    main()
