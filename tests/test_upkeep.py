"""Maintainers' pages, commands and API; earlier days; open data."""

from __future__ import annotations

import datetime
import json
import sqlite3
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from browsers import opened
from doors import NOTICES, recall
from importsafety.api import create_app
from importsafety.cli import main
from importsafety.differences import differences
from importsafety.notice import Notice
from importsafety.past import checker_as_of
from importsafety.refresh import refresh
from importsafety.settings import BadSetting, Settings
from importsafety.store import Store, StoreError
from importsafety.web import charts
from running import serving

LATER = recall(
    "25950",
    "Kellano Recalls Toasters Due to Fire Hazard",
    "Kellano Toasters",
    "Model number KT-9 toasters.",
    RecallDate="2025-06-02T00:00:00",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two states: the second has one recall more, one less, one changed and one that cannot be read."""
    folder = tmp_path_factory.mktemp("upkeep")
    changed = NOTICES[0] | {"Hazards": [{"Name": "The magnets <b>can</b> be swallowed by children."}]}
    for name, rows in (
        ("first", NOTICES),
        ("second", [changed, *NOTICES[1:-1], LATER, {"Title": "<script>no date"}]),
    ):
        (folder / f"{name}.json").write_text(json.dumps(rows), "utf-8")
        assert refresh(folder / "home", files={"cpsc": folder / f"{name}.json"}).ok
    return folder / "home"


@pytest.fixture
def client(home: Path) -> FlaskClient:
    return create_app(Settings(home=home)).test_client()


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(main, list(words), env={"IMPORTSAFETY_HOME": str(home)})


def test_the_pages_tell_what_happened_and_escape_it(client: FlaskClient) -> None:
    overview = client.get("/maintain").text
    assert "CPSC violations" in overview and "not yet compared with a live answer" in overview
    page = client.get("/maintain/runs/2").text
    for words in ("KUGELO", "<ins>", "<del>", "Kellano Recalls Toasters", "withdrawn", "Refused: 1"):
        assert words in page
    assert "<b>can" not in page
    quarantine = client.get("/maintain/quarantine").text
    assert "&lt;script&gt;no date" in quarantine and "<script>no date" not in quarantine
    drawn = client.get("/maintain/charts").text
    assert drawn.count("<svg") >= 4 and "style=" not in drawn
    assert client.get("/maintain/runs/99").status_code == 404
    assert "Upkeep" in client.get("/status").text


def test_the_api_tells_the_same(client: FlaskClient) -> None:
    events = client.get("/api/v1/runs/2").get_json()["rows"]
    assert {event["what"] for event in events} == {"new", "changed", "withdrawn"}
    (change,) = [event for event in events if event["what"] == "changed"]
    assert [part["field"] for part in change["differences"]] == ["hazards"]
    assert len(client.get("/api/v1/runs").get_json()["rows"]) == 2
    assert client.get("/api/v1/quarantine").get_json()["rows"][0]["reason"]
    assert client.get("/api/v1/drift").get_json() == {"rows": []}
    assert client.get("/api/v1/figures").get_json()["kinds"]
    status = client.get("/api/v1/status").get_json()
    assert status["schedule"] == {"on": False, "mode": None, "at": None}
    assert (status["problem"], status["snapshot"]["starter_sources"]) == (None, [])


def test_rolling_back_by_page_api_and_command(home: Path, client: FlaskClient) -> None:
    newest, earlier = (row["id"] for row in client.get("/api/v1/snapshots").get_json()["rows"][:2])
    assert client.post("/maintain/snapshots", data={"id": earlier}).status_code == 303
    status = client.get("/api/v1/status").get_json()
    assert (status["snapshot"]["id"], status["snapshot"]["held"]) == (earlier, True)
    assert "chosen to go on answering" in client.get("/status").text
    assert "An earlier state answers" in client.get("/").text
    assert client.post("/api/v1/snapshots/hold", json={"newest": True}).status_code == 200
    assert client.post("/api/v1/snapshots/hold", json={"id": "../.."}).status_code == 422
    rows = json.loads(run(home, "rollback", "--json").output)
    assert [row["current"] for row in rows] == [False, True]
    assert "answers, held" in run(home, "rollback", "--list").output
    assert "rollback --newest" in run(home, "status").output
    too_far = run(home, "rollback")
    assert too_far.exit_code == 1
    assert f"{earlier} answers, and none is earlier" in too_far.output
    assert run(home, "rollback", "--newest").exit_code == 0
    assert "rollback --newest" not in run(home, "status").output
    assert client.get("/api/v1/status").get_json()["snapshot"]["id"] == newest
    assert "no snapshot none" in run(home, "rollback", "none").output


def test_the_command_for_changes(home: Path) -> None:
    assert "cpsc" in run(home, "changes").output
    told = run(home, "changes", "2").output
    assert "changed: KUGELO" in told and "new: Kellano" in told
    assert {row["what"] for row in json.loads(run(home, "changes", "2", "--json").output)} == {
        "new",
        "changed",
        "withdrawn",
    }
    assert "no run 99" in run(home, "changes", "99").output


def test_an_earlier_day_is_answered_from_what_was_published_then(home: Path) -> None:
    listing = {"title": "Kellano toaster", "brand": "Kellano", "model": "KT-9"}
    before, after = datetime.date(2025, 6, 1), datetime.date(2025, 6, 2)
    from importsafety.listing import Listing

    assert not [
        m
        for m in checker_as_of(home, before).check(Listing.of(listing)).matches
        if m.notice.id == "cpsc:25950"
    ]
    answer = checker_as_of(home, after).check(Listing.of(listing))
    assert answer.matches[0].notice.id == "cpsc:25950"
    assert answer.as_of == {"cpsc": "2025-06-02"}
    with pytest.raises(StoreError, match="yet to come"):
        checker_as_of(home, datetime.date(2999, 1, 1))
    with pytest.raises(StoreError, match="published by"):
        checker_as_of(home, datetime.date(1960, 1, 1))
    shown = run(home, "check", "--as-of", "2025-06-01", "--json", "Kellano toaster KT-9")
    assert "cpsc:25950" not in [notice["id"] for notice in json.loads(shown.output)["notices"]]


def test_what_was_withdrawn_was_there_before(home: Path) -> None:
    with Store(home) as store:
        today = store.as_of(datetime.datetime.now(datetime.UTC).date())
        assert {notice.id for notice in today} == {notice.id for notice in store.notices()}


@pytest.mark.parametrize("form", ["jsonl", "parquet", "sqlite"])
def test_open_data_holds_every_notice(home: Path, client: FlaskClient, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"out.{form}"
    assert run(home, "export", str(path)).exit_code == 0
    answer = client.get(f"/api/v1/export/{form}")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=import-safety-")
    (tmp_path / "got").write_bytes(answer.data)
    for file in (path, tmp_path / "got"):
        rows = _READERS[form](file)
        assert len(rows) == len(NOTICES) + 1
        assert rows["cpsc:25901"]["number"] == "25901"
        assert sum(row["withdrawn"] is not None for row in rows.values()) == 1
    assert not list(tmp_path.glob(".*part"))


def _sqlite(path: Path) -> dict[str, Any]:
    with sqlite3.connect(path) as database:
        database.row_factory = sqlite3.Row
        assert (
            database.execute("SELECT count(*) FROM identifiers WHERE value = '00036000291452'").fetchone()[0]
            == 1
        )
        return {row["id"]: dict(row) for row in database.execute("SELECT * FROM notices")}


_READERS: dict[str, Any] = {
    "jsonl": lambda path: {row["id"]: row for row in map(json.loads, path.read_text("utf-8").splitlines())},
    "parquet": lambda path: {row["id"]: row for row in pyarrow.parquet.read_table(path).to_pylist()},
    "sqlite": _sqlite,
}


def test_before_the_first_refresh_there_is_nothing_to_export(tmp_path: Path) -> None:
    told = run(tmp_path / "new", "export", str(tmp_path / "notices.jsonl"))
    assert told.exit_code == 1 and "Run `importsafety refresh` first" in told.output
    assert not (tmp_path / "notices.jsonl").exists()


def test_export_to_an_unknown_form_is_refused(home: Path, client: FlaskClient, tmp_path: Path) -> None:
    assert ".jsonl, .parquet, .sqlite" in run(home, "export", str(tmp_path / "x.doc")).output
    assert client.get("/api/v1/export/doc").status_code == 404


def test_the_fields_of_the_open_data_are_described() -> None:
    told = (Path(__file__).parents[1] / "docs" / "open-data.md").read_text("utf-8")
    for name in (*Notice.__struct_fields__, "first_seen", "last_seen", "withdrawn"):
        assert f"`{name}`" in told


def test_quiet_says_nothing_and_another_refresh_is_told_apart(home: Path) -> None:
    from importsafety.store.lock import held
    from importsafety.store.store import REFRESH_LOCK

    file = home.parent / "second.json"
    done = run(home, "refresh", "--quiet", "--from", f"cpsc={file}")
    assert (done.exit_code, done.output) == (0, "")
    with held(home / REFRESH_LOCK, "A refresh"):
        assert run(home, "refresh", "--quiet", "--from", f"cpsc={file}").exit_code == 75


def test_sources_are_a_setting() -> None:
    assert "safety-gate" in Settings.from_environment({"IMPORTSAFETY_SOURCES": "safety-gate, -nhtsa"}).sources
    with pytest.raises(BadSetting, match="IMPORTSAFETY_SOURCES: There is no source"):
        Settings.from_environment({"IMPORTSAFETY_SOURCES": "cpcs"})


def test_a_difference_shows_words_that_went_and_came() -> None:
    from importsafety.notice import NoticeKind

    one = Notice("cpsc:1", "cpsc", NoticeKind.RECALL, "Old title here", "2025-01-01", "", brands=("A", "B"))
    two = Notice("cpsc:1", "cpsc", NoticeKind.RECALL, "New title here", "2025-01-01", "", brands=("B", "C"))
    title, brands = differences(one, two)
    assert title.parts == (("gone", "Old "), ("added", "New "), ("same", "title here"))
    assert brands.parts == (("gone", "A"), ("added", "C"))
    assert differences(one, one) == ()


def test_charts_escape_their_labels_and_draw_nothing_of_nothing() -> None:
    assert charts.rows([], "x") == charts.columns([], "x") == ""
    for draw in (charts.rows, charts.columns):
        drawn = draw([("<b>", 3.5), ("y", 0)], 'a "name"')
        assert "<b>" not in drawn and "&lt;b&gt;" in drawn and drawn.count("<rect") == 2


@pytest.mark.browser
def test_no_page_is_wider_than_a_phone(home: Path, chromium: Browser) -> None:
    page, complaints = opened(chromium, viewport={"width": 360, "height": 700})
    with serving(create_app(Settings(home=home))) as url:
        for path in (
            "watch",
            "maintain",
            "maintain/runs/2",
            "maintain/charts",
            "maintain/quarantine",
            "status",
        ):
            page.goto(f"{url}/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    assert complaints == []
