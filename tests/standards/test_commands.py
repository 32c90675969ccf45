"""`importsafety standards`: list, show, validate, explain."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from importsafety.cli import main
from importsafety.standards.catalogue import FOLDER


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["standards", *arguments], input=given)


def test_the_catalogue_is_listed_by_words_agency_status_and_day() -> None:
    def ids(*arguments: str) -> set[str]:
        return {row["id"] for row in json.loads(run("list", *arguments, "--json").output)}

    assert len(ids()) == 167
    assert ids("headgear", "cycling") == {"16 CFR 1203"}
    assert ids("magnet", "--on", "2015-06-01") == {"16 CFR 1240"}
    assert ids("magnet", "--on", "2026-06-01") == {"16 CFR 1262"}
    assert ids("window", "--on", "2026-06-01") == ids("window", "--on", "2026-06-02")
    assert "16 CFR 1260" not in ids("--on", "2026-06-01")
    assert {row.split()[0] for row in ids("--agency", "FCC")} == {"47"}
    assert "47 CFR 15" in run("list", "--agency", "FCC").output
    assert "16 CFR 1260" in ids("--status", "vacated")


def test_a_requirement_is_shown_or_the_near_ones_are_named() -> None:
    assert "flux index" in run("show", "16 CFR 1262").output
    assert json.loads(run("show", "16-cfr-1262", "--json").output)["id"] == "16 CFR 1262"
    wrong = run("show", "CFR 126")
    assert wrong.exit_code == 2 and "Did you mean" in wrong.output
    assert "standards list" in run("show", "nothing").output


def test_a_catalogue_is_checked(tmp_path: Path) -> None:
    assert "no fault" in run("validate").output
    for path in FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "toys.yaml").write_text("topic: Toys\nrequirements:\n  - {id: 16 CFR 1250, agency: CPSC}\n")
    broken = run("validate", str(tmp_path))
    assert broken.exit_code == 1 and "16 CFR 1250" in broken.output and "title" in broken.output


def test_a_decision_is_explained() -> None:
    shown = run("explain", "Wooden toy train for kids", "--on", "2026-09-30").output
    assert "+wood: wooden" in shown and "yes: 16 CFR 1250" in shown
    assert "--answer is-any-surface-painted-or-coated=yes|no" in shown
    settled = json.loads(
        run(
            "explain", "-", "--answer", "is-any-surface-painted-or-coated=no", "--json",
            given='{"title": "Wooden toy train for kids"}',
        ).output
    )  # fmt: skip
    assert "16 CFR 1303" not in {row["id"] for row in settled["requirements"]}
    assert "+paint-coating" in settled["denied"]


@pytest.mark.parametrize(
    ("arguments", "given", "says"),
    [
        (["explain", "x", "--answer", "what=yes"], None, "ID=yes"),
        (["explain", "x", "--on", "soon"], None, "--on"),
        (["explain", "-"], "{", "not JSON"),
        (["explain", "-"], "[]", "JSON object"),
        (["explain", "missing.json"], None, "missing.json"),
    ],
)
def test_bad_input_says_what_to_mend(arguments: list[str], given: str | None, says: str) -> None:
    result = run(*arguments, given=given)
    assert result.exit_code in (1, 2) and says in result.output
    assert "Traceback" not in result.output
