"""Data folders that other versions of the program wrote: an older one goes on with all it has, a newer one is left."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from importsafety.api import create_app
from importsafety.cli import main
from importsafety.matching.images.hashing import VERSION
from importsafety.refresh import refresh
from importsafety.settings import Settings
from importsafety.store import Store, StoreError
from importsafety.store import accounts as people
from importsafety.store import batches as work
from importsafety.store.accounts import Accounts
from importsafety.store.batches import Batches
from importsafety.store.database import FILE

OLDER = Path(__file__).parent / "older"
# The file of a data folder -> what opens it.
FILES: dict[str, Callable[[Path], Any]] = {FILE: Store, work.FILE: Batches, people.FILE: Accounts}


def recall(number: int, description: str) -> dict[str, Any]:
    """A record of the file that the folders were filled from."""
    return {
        "RecallNumber": str(number),
        "RecallDate": "2024-05-02T00:00:00",
        "Description": description,
        "URL": f"https://www.cpsc.gov/Recalls/2024/Space-Heater-{number}",
        "Title": "Acme Recalls Space Heaters Due to Fire Hazard",
        "Products": [{"Name": "Space Heater", "NumberOfUnits": "About 100"}],
        "Importers": [{"Name": "Acme Trading Co."}],
        "ManufacturerCountries": [{"Country": "China"}],
        "Images": [{"URL": f"https://www.cpsc.gov/s3fs-public/{number}.jpg", "Caption": "Heater"}],
    }


LAST = (
    recall(24001, "Units with model number HC-24001 or HC-24011."),
    recall(24002, "Units with model number HC-24002."),
    {"RecallNumber": "24005", "RecallDate": "2024-05-02T00:00:00", "Title": ""},
)


def written(path: Path, script: str) -> None:
    """The database that a script of `older` makes."""
    path.parent.mkdir(exist_ok=True)
    with sqlite3.connect(path) as connection:
        connection.executescript((OLDER / script).read_text("utf-8"))
    connection.close()


@pytest.fixture(params=["first.sql", "watched.sql"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A data folder with a notice that was revised, one that was withdrawn, and a record that was refused."""
    written(tmp_path / "home" / FILE, request.param)
    return tmp_path / "home"


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    written(tmp_path / "home" / FILE, "watched.sql")
    written(tmp_path / "home" / work.FILE, "work.sql")
    return tmp_path / "home"


def shape(path: Path) -> dict[str, object]:
    """Each table with its columns, and each index, view and trigger with its text."""
    with sqlite3.connect(path) as connection:
        found: dict[str, object] = {}
        for kind, name, text in connection.execute("SELECT type, name, sql FROM sqlite_master"):
            if kind == "table":
                found[name] = sorted(row[1:] for row in connection.execute(f"PRAGMA table_info({name})"))
            else:
                found[name] = re.sub(r"\s+", " ", text or "")
    connection.close()
    return found


@pytest.mark.parametrize(
    ("file", "script"), [(FILE, "first.sql"), (FILE, "watched.sql"), (work.FILE, "work.sql")]
)
def test_an_older_database_ends_in_the_shape_of_a_new_one(tmp_path: Path, file: str, script: str) -> None:
    """So a step that databases have behind them cannot be changed unnoticed: what is new needs a step of its own."""
    written(tmp_path / "older" / file, script)
    for folder in ("older", "new"):
        opened = FILES[file](tmp_path / folder)
        touch(opened)
        opened.close()
    assert shape(tmp_path / "older" / file) == shape(tmp_path / "new" / file)


def test_what_an_older_folder_knows_of_notices_is_all_there(home: Path) -> None:
    with Store(home) as store:
        assert [notice.id for notice in store.notices()] == ["cpsc:24001", "cpsc:24002"]
        gone = store.record("cpsc:24004")
        assert gone is not None
        assert gone.withdrawn
        assert [version.notice.description for version in store.history("cpsc:24001")] == [
            "Units with model number HC-24001 or HC-24011.",
            "Units with model number HC-24001.",
        ]
        assert [record.notice.id for record in store.search("HC-24011").records] == ["cpsc:24001"]
        assert [entry["key"] for entry in store.quarantine()] == ["record 3"]
        assert [(run["new"], run["changed"], run["withdrawn"]) for run in store.runs()] == [
            (0, 1, 1),
            (3, 0, 0),
        ]
        assert {(event.what, event.notice.id) for event in store.events(2)} == {
            ("changed", "cpsc:24001"),
            ("withdrawn", "cpsc:24004"),
        }


def test_the_same_list_again_is_no_news_to_an_older_folder(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "recalls.json"
    path.write_text(json.dumps(LAST), "utf-8")
    with Store(home) as store:
        alerts = len(store.alerts())
    report = refresh(home, files={"cpsc": path})
    assert report.ok, report.as_dict()
    changes = report.sources[0].changes
    assert (changes.rows, changes.new, changes.changed, changes.withdrawn) == (2, 0, 0, 0)
    with Store(home) as store:
        assert len(store.history("cpsc:24001")) == 2
        assert len(store.alerts()) == alerts
        assert len(store.quarantine()) == 1


def test_what_people_kept_in_an_older_folder_is_all_there(watched: Path) -> None:
    with Store(watched) as store:
        assert [(watch.name, watch.kind, watch.team) for watch in store.watches()] == [
            ("heaters", "search", "local"),
            ("My heater", "listing", "local"),
        ]
        assert [(item.name, item.stage) for item in store.saved("local")] == [("My heater", "considering")]
        assert sorted({(alert["what"], alert["notice"]) for alert in store.alerts()}) == [
            ("revised", "cpsc:24001"),
            ("withdrawn", "cpsc:24004"),
        ]
        assert [due["way"] for due in store.due_deliveries(8)] == ["email"]
        (memory,) = store.memories()
        assert (memory.fingerprint.seller, memory.notices) == ("Beetle Shop", ("cpsc:24001",))
        assert [place for place, _ in store.photo_hashes(store.notices(), VERSION)] == [0]
        assert store.photo_failures()[0]["error"] == "The server has no such picture."
    batches = Batches(watched)
    assert [(batch.name, batch.state) for batch in batches.batches("local")] == [
        ("stopped.csv", "stopped"),
        ("heaters.csv", "done"),
    ]
    assert batches.counts(1) == {"done": 1, "error": 1}
    row = batches.row(1, 1)
    assert row is not None
    assert row["assessment"]["notices"][0]["id"] == "cpsc:24001"
    batches.close()


def test_the_pages_answer_from_an_older_folder(watched: Path) -> None:
    client = create_app(Settings(home=watched)).test_client()
    for address in (
        "/",
        "/status",
        "/notices?q=heater",
        "/notices/cpsc:24001",
        "/maintain",
        "/maintain/quarantine",
        "/maintain/runs/2",
        "/watch",
        "/list",
        "/memory",
        "/batches",
        "/batches/1",
        "/batches/1/rows/1",
        "/review",
        "/evidence",
        "/api/v1/notices/cpsc:24001",
        "/api/v1/runs",
        "/api/v1/alerts",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.text[:500])


def newer(home: Path, file: str) -> dict[str, object]:
    """Make a database that a newer version took a step further; its shape."""
    opened = FILES[file](home)
    touch(opened)
    opened.close()
    with sqlite3.connect(home / file) as connection:
        connection.execute("CREATE TABLE of_2031 (id INTEGER PRIMARY KEY)")
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " SELECT migration_set, 'of_2031', '' FROM _sqlite_migrations LIMIT 1"
        )
    connection.close()
    return shape(home / file)


def touch(opened: Any) -> None:
    """Have the file made or opened: some open it with their first question only."""
    if isinstance(opened, Batches):
        opened.batches("local")
    elif isinstance(opened, Accounts):
        opened.teams()


@pytest.mark.parametrize("file", FILES)
def test_a_database_of_a_newer_version_is_left_as_it_is_and_it_is_said_what_to_do(
    tmp_path: Path, file: str
) -> None:
    before = newer(tmp_path, file)
    with pytest.raises(StoreError, match="newer version of Import Safety: install that version here too"):
        touch(FILES[file](tmp_path))
    assert shape(tmp_path / file) == before


def test_the_command_line_says_it_of_a_newer_version_too(tmp_path: Path) -> None:
    newer(tmp_path, FILE)
    said = CliRunner().invoke(main, ["status"], env={"IMPORTSAFETY_HOME": str(tmp_path)})
    assert said.exit_code == 1
    assert "newer version of Import Safety" in said.output
