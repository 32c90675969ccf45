"""The page on matching is made from cases alone, whatever the weights are called."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from importsafety.listing import Listing
from importsafety.matching.compare.identity import BRIEF
from importsafety.matching.compare.pair import Finding
from importsafety.matching.scorecard import Scorecard

pytest.importorskip("sklearn", reason="what evaluation needs is not installed")
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from evaluation import pictures, report
from evaluation.data import Row
from evaluation.fit import Case
from evaluation.recall import Measure
from evaluation.short import short

CARD = Scorecard(
    "2026-01-02",
    0.03,
    -1.0,
    {"brand": {"same": 1.5, "a_bin|of_no_feature": -2.0}, "unheard_of": {"x": 9.0}},
    {"recalled": 0.6, "possible": 0.4, "likeness": 0.4, "similar": 0.05},
)


def case(kind: str, chances: list[float], right: str = "") -> Case:
    ids = [f"cpsc:{number}" for number in range(len(chances))]
    found = [{"brand": Finding("same", "<b>copied text</b>", "copied text")} for _ in ids]
    return Case(
        kind,
        1.0,
        frozenset([right] if right else []),
        ids,
        found,
        truth=[id == right for id in ids],
        fold=0,
        vain=[False for _ in ids],
        chances=chances,
    )


CASES = [
    case("exact", [0.9, 0.1], "cpsc:0"),
    case("reworded", [0.2, 0.7], "cpsc:0"),
    case("relisted", [0.3], "cpsc:77"),
    case("clear", []),
    case("type", [0.5]),
    case("real", [0.02]),
    case("made", [0.4]),
]
ROWS = [Row(f"r{n}", c.kind, Listing("t"), c.right, "g", False) for n, c in enumerate(CASES[:5])]


def test_the_page_has_the_figures_the_errors_and_every_weight(tmp_path: Path) -> None:
    lines = [["check p50", "0.9 ms", "10 listings"]]
    (tmp_path / "speed.json").write_text(
        json.dumps({"check": {"day": "2026-01-02", "cores": 2, "lines": lines}})
    )
    measures = [Measure("exact: right", 0.5, 12, 0.96), Measure("open | question", float("nan"), 0)]
    text = report.write(tmp_path, ROWS, CASES, measures, CARD).read_text("utf-8")
    assert "| exact: right | 50.00% | 12 | >= 96.00% | **missed** |" in text
    assert "open \\| question" in text
    assert "`same` +1.50" in text and "a_bin\\|of_no_feature" in text
    assert "| check p50 | 0.9 ms | 10 listings | <= 1 ms |" in text
    assert "copied text" not in text
    for name in ("reliability", "trade-off", "trade-off-real"):
        assert f"images/{name}.svg" in text
        ElementTree.parse(tmp_path / "images" / f"{name}.svg")


def test_it_says_what_keeps_a_recalled_item_from_its_answer() -> None:
    unsure, behind = case("exact", [0.5], "cpsc:0"), case("exact", [0.2, 0.7], "cpsc:0")
    brief = case("exact", [0.9], "cpsc:0")
    brief.found[0] |= {"detail": BRIEF, "model": Finding("not_in_notice"), "kind": Finding("same")}
    cases = [CASES[0], unsure, behind, brief]
    rows = [Row(f"r{n}", "exact", Listing("t"), c.right, "g", False) for n, c in enumerate(cases)]
    one, two, three = short(rows, cases, CARD)
    assert (one.row, one.verdict, one.why) == ("r1", "possible", "given 50%, where 60% are asked for")
    assert two.why.startswith("cpsc:1 stands before it; given 20%")
    assert "only names its product" in three.why


def test_without_a_measured_speed_the_page_says_how_to_measure_it(tmp_path: Path) -> None:
    assert "scripts/benchmark --save" in report.write(tmp_path, ROWS, CASES, [], CARD).read_text("utf-8")


def test_the_worst_errors_are_wrong_beliefs_and_notices_not_found_stand_apart() -> None:
    errors = report.worst(ROWS, CASES, CARD)
    assert errors[0].row == "r1" and "cpsc:0 is right, given 20%" in errors[0].said
    assert len({error.row for error in errors}) == len(errors)
    assert report.not_found(ROWS, CASES) == ["r2"]


def test_a_chart_escapes_and_stays_inside_its_frame() -> None:
    text = pictures.chart("<a & b>", "x", "y", [pictures.Line("<i>", [(0, 0, 2), (9, 1, 0)])], ideal=True)
    root = ElementTree.fromstring(text)
    for line in root.iter("{http://www.w3.org/2000/svg}polyline"):
        for pair in line.attrib["points"].split():
            x, y = map(float, pair.split(","))
            assert 0 <= x <= pictures.WIDTH and 0 <= y <= pictures.HEIGHT
