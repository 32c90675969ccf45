"""What became of the rules: against a loopback server in the real shapes, faults included."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from servers import BASE, NOW, QUICK, Government, Reply, part_xml, structure, version

from importsafety.cli import main
from importsafety.regulations import Drift, PartDrift, propose, review
from importsafety.regulations.drift import cited_parts
from importsafety.regulations.ecfr import Ecfr, ImportInProgress
from importsafety.regulations.register import documents
from importsafety.regulations.text import difference, paragraphs
from importsafety.sources.source import SourceError
from importsafety.standards import Catalogue
from importsafety.standards.catalogue import FOLDER, Topic
from importsafety.standards.files import read_yaml

CATALOGUE = Catalogue.load()
CRIBS = "16 CFR 1219"
TODAY = date(2026, 9, 25)
SINCE = CATALOGUE[CRIBS].reviewed.isoformat()


def amended(government: Government, day: str = "2026-08-01") -> None:
    """Part 1219 takes another edition of its standard."""
    government.structure = {"": structure("1219", "1220"), NOW: structure("1219", "1220", "1299")}
    government.versions["1219"] = [version("1219.2", day)]
    government.texts["1219", SINCE] = part_xml(
        "1219", ("1219.1", "Scope."), ("1219.2", "Comply with ASTM F1169-19.")
    )
    government.texts["1219", NOW] = part_xml(
        "1219", ("1219.1", "Scope."), ("1219.2", "Comply with ASTM F1169-25.")
    )
    government.documents = [
        {
            "document_number": "2026-01234",
            "title": "Safety Standard for Full-Size Baby Cribs",
            "type": "Rule",
            "action": "Direct final rule.",
            "publication_date": "2026-05-01",
            "effective_on": day,
            "citation": "91 FR 12345",
            "html_url": "https://www.federalregister.gov/d/2026-01234",
            "cfr_references": [{"title": 16, "part": 1219, "chapter": None}],
        },
        {
            "document_number": "2026-02000",
            "title": "A proposal",
            "type": "Proposed Rule",
            "publication_date": "2026-06-01",
            "effective_on": None,
            "cfr_references": [],
        },
    ]


def run(government: Government, only: str | None = CRIBS) -> Drift:
    with requests.Session() as session:
        return review(CATALOGUE, session, TODAY, Ecfr(session, government.url, QUICK), government.url, only)


def part(drift: Drift, name: str = CRIBS) -> PartDrift:
    return next(part for part in drift.parts if part.part == name)


def test_a_changed_part_is_told_with_the_text_that_differs(government: Government) -> None:
    amended(government)
    drift = run(government, only=None)
    cribs = part(drift)
    assert (cribs.state, cribs.ids, cribs.since) == ("changed", (CRIBS,), SINCE)
    assert cribs.sections == (("§ 1219.2 A section.", "2026-08-01"),)
    assert "-Comply with ASTM F1169-19." in cribs.diff and "+Comply with ASTM F1169-25." in cribs.diff
    assert not any(line.startswith(("+Scope", "-Scope")) for line in cribs.diff)
    assert [(p.part, p.state) for p in drift.parts if p.state == "added"] == [("16 CFR 1299", "added")]
    assert [(d.document_number, d.effective_on) for d in drift.documents] == [
        ("2026-01234", "2026-08-01"),
        ("2026-02000", None),
    ]
    assert drift.compared == len(cited_parts(CATALOGUE)) > 90
    assert drift.ok


def test_what_was_not_issued_again_is_not_asked_for(government: Government) -> None:
    government.structure = {"": structure("1219")}
    assert run(government).parts == ()
    assert not any("/full/" in address for address in government.asked)


def test_a_part_that_was_only_issued_again_is_no_change(government: Government) -> None:
    amended(government)
    government.texts["1219", NOW] = government.texts["1219", SINCE]
    assert part(run(government)).state == "reissued"


def test_a_part_that_went_is_told(government: Government) -> None:
    amended(government)
    government.versions["1219"] = [version("1219.2", "2026-08-01", removed=True)]
    del government.texts["1219", NOW]
    gone = part(run(government))
    assert gone.state == "removed" and "(removed)" in gone.sections[0][0]


def test_more_versions_than_a_page_holds(government: Government) -> None:
    amended(government)
    government.versions["1219"] = [version(f"1219.{n}", "2026-08-01") for n in range(1_500)]
    assert len(part(run(government)).sections) == 1_500


def test_an_import_in_progress_stops_it(government: Government) -> None:
    amended(government)
    government.meta = {"date": NOW, "import_in_progress": True}
    with pytest.raises(ImportInProgress, match="in an hour"):
        run(government)
    assert len(government.asked) == 1


def test_today_not_there_yet_is_asked_as_of_the_days_before(government: Government) -> None:
    amended(government)
    government.missing_days = {NOW, "2026-09-23"}
    government.texts["1219", "2026-09-22"] = government.texts["1219", NOW]
    assert part(run(government)).state == "changed"


@pytest.mark.parametrize(
    "faults",
    [
        {"/versions/": [Reply(status=429), Reply(status=429)]},
        {"/full/": [Reply(status=503)]},
        {"/full/": [Reply(b"<DIV5><HEAD>PART", claimed=10_000)]},
        {"/titles.json": [Reply(status=502), Reply(b'{"titles": [', claimed=500)]},
    ],
)
def test_what_passes_is_tried_again(government: Government, faults: dict[str, list[Reply]]) -> None:
    amended(government)
    government.faults = faults
    assert part(run(government)).state == "changed"


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"/full/": [Reply(b"<DIV5><HEAD>PART 1219</HEAD><P>cut o")]}, "cut off"),
        ({"/full/": [Reply(b"")]}, "cut off"),
        ({"/full/": [Reply(b'<!DOCTYPE x [<!ENTITY a "b">]><DIV5>&a;</DIV5>')]}, "definitions"),
        ({"/versions/": [Reply(b'{"content_versions": [{')]}, "shape"),
        ({"/versions/": [Reply(b'{"versions": []}')]}, "shape"),
        ({"/versions/": [Reply(status=429)] * 9}, "429"),
        ({"/versions/": [Reply(status=400)]}, "400"),
    ],
)
def test_a_part_that_cannot_be_had_is_told_and_stops_no_other(
    government: Government, fault: dict[str, list[Reply]], says: str
) -> None:
    amended(government)
    government.faults = fault
    drift = run(government)
    assert part(drift).state == "failed" and says in part(drift).note
    assert not drift.ok


def test_titles_of_another_shape_are_an_error(government: Government) -> None:
    government.faults = {"/titles.json": [Reply(b'[{"number": 1}]')]}
    with pytest.raises(SourceError, match="shape"):
        run(government)


def test_a_register_that_fails_is_told_beside_the_rest(government: Government) -> None:
    amended(government)
    government.faults = {"/api/v1/documents.json": [Reply(b"<html>")]}
    drift = run(government, only=None)
    assert "Federal Register" in drift.failed[0] and part(drift).state == "changed"


def test_a_next_page_elsewhere_is_not_followed(government: Government) -> None:
    amended(government)
    government.next_page = "http://127.0.0.2:1/api/v1/documents.json?page=2"
    with requests.Session() as session, pytest.raises(SourceError, match="another server"):
        documents(session, TODAY, government.url, QUICK)


def test_the_register_is_asked_for_the_agencys_rules(government: Government) -> None:
    with requests.Session() as session:
        assert documents(session, date.fromisoformat(BASE), government.url, QUICK) == []
    asked = government.asked[0]
    assert "conditions%5Bagencies%5D%5B%5D=consumer-product-safety-commission" in asked
    assert "RULE" in asked and "PRORULE" in asked and "2025-01-01" in asked and "effective_on" in asked


def test_the_proposed_edit_stands_in_the_catalogue_and_changes_nothing(
    government: Government, tmp_path: Path
) -> None:
    amended(government)
    drift = run(government, only=None)
    before = {path: path.read_bytes() for path in FOLDER.glob("*.yaml")}
    proposal = propose(CATALOGUE[CRIBS], part(drift), drift.documents)
    assert proposal is not None and proposal.editions == ("ASTM F1169-25",)
    assert f"  - id: {CRIBS}" == proposal.path.read_text("utf-8").splitlines()[proposal.line - 1]
    assert any("2026-08-01: 1219.2 amended (91 FR 12345)" in line for line in proposal.diff)
    assert any(line.startswith("+") and "ecfr-2026-09" in line for line in proposal.diff)
    assert {path: path.read_bytes() for path in FOLDER.glob("*.yaml")} == before


def test_every_proposed_edit_leaves_a_catalogue_that_loads(tmp_path: Path) -> None:
    """The diff of every row in turn, applied to a copy."""
    for name, rows in cited_parts(CATALOGUE).items():
        row = rows[0]
        gone = int(name[1]) % 2
        drift = PartDrift(
            f"{name[0]} CFR {name[1]}", "removed" if gone else "changed", (row.id,), BASE, NOW, row.title,
            ((f"§ {name[1]}.1 A “section”: with 'signs'", "2026-08-01"),),
        )  # fmt: skip
        proposal = propose(row, drift)
        assert proposal is not None, row.id
        (tmp_path / "one.yaml").write_text(_patched(proposal.path, proposal.diff), "utf-8")
        edited = _rows(tmp_path / "one.yaml")[row.id]
        assert any("2026-08-01" in entry for entry in edited.history)
        assert edited.history[: len(row.history)] == row.history
        assert not gone or edited.status == "removed"


def _rows(path: Path) -> Catalogue:
    return Catalogue(read_yaml(path, Topic).rows())


def _patched(path: Path, diff: tuple[str, ...]) -> str:
    """The file with a unified diff applied."""
    lines, out, at = path.read_text("utf-8").splitlines(), [], 0
    for line in diff[2:]:
        if line.startswith("@@"):
            start = int(line.split()[1].split(",")[0][1:]) - 1
            out += lines[at:start]
            at = start
        elif line[:1] == "+":
            out.append(line[1:])
        else:
            assert lines[at] == line[1:]
            if line[:1] == " ":
                out.append(lines[at])
            at += 1
    return "\n".join([*out, *lines[at:]]) + "\n"


def call(home: Path, government: Government, *arguments: str) -> Result:
    servers = {"IMPORTSAFETY_ECFR": government.url, "IMPORTSAFETY_FEDERAL_REGISTER": government.url}
    return CliRunner().invoke(main, arguments, env={"IMPORTSAFETY_HOME": str(home), **servers})


def test_the_commands_tell_keep_and_propose(government: Government, tmp_path: Path) -> None:
    amended(government)
    result = call(tmp_path, government, "refresh", "standards")
    assert result.exit_code == 0, result.output
    assert "16 CFR 1219 changed" in result.output and "16 CFR 1299 added" in result.output
    assert "2026-08-01" in result.output
    asked = len(government.asked)
    result = call(tmp_path, government, "standards", "review", CRIBS)
    assert result.exit_code == 0, result.output
    assert (
        "+Comply with ASTM F1169-25." in result.output
        and "Proposed for cribs-and-sleep.yaml" in result.output
    )
    assert len(government.asked) == asked, "the review that was kept is shown"
    assert "no change" in call(tmp_path, government, "standards", "review", "16 CFR 1220").output
    data = json.loads(call(tmp_path, government, "standards", "review", CRIBS, "--json").output)
    assert data["proposal"]["editions"] == ["ASTM F1169-25"]


def test_the_commands_tell_what_is_wrong(government: Government, tmp_path: Path) -> None:
    government.meta = {"date": NOW, "import_in_progress": True}
    result = call(tmp_path, government, "refresh", "standards")
    assert result.exit_code == 1 and "in an hour" in result.output
    result = call(tmp_path, government, "standards", "review", "16 CFR 1")
    assert result.exit_code == 2 and "Did you mean" in result.output
    assert not (tmp_path / "regulations").exists()


@pytest.mark.shared
def test_real_text_is_read_whole(shared: Path) -> None:
    folder = shared / "data" / "standards" / "ecfr"
    part51 = paragraphs((folder / "api_full_title-1_part-51.xml").read_bytes())
    assert part51[0].startswith("PART 51") and "§ 51.1 Policy." in part51
    assert any("Federal Register" in line for line in part51)
    assert len(paragraphs((folder / "api_full_title-3.xml").read_bytes())) > 50


@pytest.mark.shared
def test_real_shapes_are_understood(shared: Path, government: Government) -> None:
    folder = shared / "data" / "standards" / "ecfr"
    government.faults = {
        "/structure/": [Reply((folder / "structure_title-16_chII_derived.json").read_bytes())],
        "/versions/": [Reply((folder / "api_versions_example.json").read_bytes())],
        "/titles.json": [Reply((folder / "api_titles_example.json").read_bytes())],
    }
    with requests.Session() as session:
        ecfr = Ecfr(session, government.url, QUICK)
        with pytest.raises(ImportInProgress):
            ecfr.day(16)
        parts = ecfr.parts(16, "II", TODAY)
        assert {"1203", "1262"} <= set(parts)
        assert parts["1010"].reserved
        # The example says that there are two pages; the second is the loopback server's, and empty.
        rows = ecfr.versions(2, "1", TODAY)
    assert [row.identifier for row in rows] == ["1.100", "1.105", "1.100"]
    cited = {number for title, number in cited_parts(CATALOGUE) if title == 16 and int(number) >= 1000}
    came_later = {"1262"} - set(parts)
    assert cited - set(parts) <= came_later | {"1240", "1242", "1243", "1260"}


@given(st.lists(st.text(max_size=30), max_size=8), st.lists(st.text(max_size=30), max_size=8))
def test_equal_texts_have_no_difference_and_others_have_one(a: list[str], b: list[str]) -> None:
    assert difference(a, a, ("a", "b")) == []
    same = [" ".join(x.split()) for x in a] == [" ".join(x.split()) for x in b]
    assert same or a == b or isinstance(difference(a, b, ("a", "b")), list)


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_an_error(raw: bytes) -> None:
    with contextlib.suppress(SourceError):
        assert all(isinstance(line, str) for line in paragraphs(raw))
