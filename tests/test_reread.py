"""An agency's file that is as it was, in a store whose notices were read otherwise: nothing was said anew."""

from __future__ import annotations

import datetime
import json
import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest

from importsafety.notice import Notice
from importsafety.refresh import Report, refresh
from importsafety.sources import SOURCES
from importsafety.store import Store
from importsafety.store.database import FILE
from importsafety.watch import search_body
from kills import recall

NUMBERS = (24001, 24002, 24003)
YESTERDAY = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path, *map(recall, NUMBERS))


def write(folder: Path, *records: dict[str, Any]) -> Path:
    path = folder / "recalls.json"
    path.write_text(json.dumps(records), "utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path, file: Path) -> Path:
    """A data folder filled by a program that took other brands out of the same file."""
    home = tmp_path / "home"
    with Store(home) as store:
        run = store.start_run("cpsc", "agency")
        notices = [
            msgspec.structs.replace(item, brands=("Otherwise",))
            for item in SOURCES["cpsc"].parse(file)
            if isinstance(item, Notice)
        ]
        store.finish_run(run, store.upsert("cpsc", notices, run, complete=True))
        store.add_watch("heaters", "search", search_body({"words": "heater"}))
    return home


def counted(report: Report) -> tuple[int, int, int, int]:
    changes = report.sources[0].changes
    return changes.new, changes.changed, changes.reread, changes.unchanged


def test_what_is_read_otherwise_is_no_news_and_is_counted_as_reread(home: Path, file: Path) -> None:
    report = refresh(home, files={"cpsc": file})
    assert counted(report) == (0, 0, 3, 0)
    with Store(home) as store:
        assert all("Otherwise" not in notice.brands for notice in store.notices())
        assert [event.what for event in store.events(2)] == []
        assert store.alerts() == []
        (version,) = store.history("cpsc:24001")
        assert "Otherwise" not in version.notice.brands
        assert (version.first_run, version.last_run) == (1, 2)
        assert not store.unserved()
        assert store.runs()[0]["reread"] == 3
    assert counted(refresh(home, files={"cpsc": file})) == (0, 0, 0, 3)


def test_an_earlier_day_is_answered_from_what_was_read_then(home: Path, file: Path) -> None:
    with Store(home) as store:
        before = store.as_of(YESTERDAY)
        refresh(home, files={"cpsc": file})
        assert store.as_of(YESTERDAY) == before
        assert {notice.brands for notice in before} == {("Otherwise",)}


def test_what_the_agency_says_anew_is_a_version_however_it_is_read(
    home: Path, file: Path, tmp_path: Path
) -> None:
    texts = recall(24001, Description="Now with another text.")
    firm = recall(24002, Importers=[{"Name": "Beetle Trading, of Canada"}])
    report = refresh(home, files={"cpsc": write(tmp_path, texts, firm, recall(24003))})
    assert counted(report) == (0, 2, 1, 0)
    with Store(home) as store:
        assert [event.notice.id for event in store.events(2)] == ["cpsc:24001", "cpsc:24002"]
        assert {alert["notice"] for alert in store.alerts()} == {"cpsc:24001", "cpsc:24002"}
        assert len(store.history("cpsc:24002")) == 2


def test_a_date_that_the_agency_moves_without_a_word_is_none_of_its_words(home: Path, tmp_path: Path) -> None:
    touched = [recall(number, LastPublishDate="2031-01-01T00:00:00") for number in NUMBERS]
    assert counted(refresh(home, files={"cpsc": write(tmp_path, *touched)})) == (0, 0, 3, 0)


def test_a_change_that_was_read_again_before_a_watch_looked_is_told_once(home: Path, tmp_path: Path) -> None:
    """A change, and then a reading, between two comparisons of a watch."""
    path = write(tmp_path, recall(24001, Description="Now with another text."), *map(recall, NUMBERS[1:]))
    otherwise = [
        msgspec.structs.replace(item, brands=("Thirdly",))
        for item in SOURCES["cpsc"].parse(path)
        if isinstance(item, Notice)
    ]
    with Store(home) as store:
        run = store.start_run("cpsc", "agency")
        store.finish_run(run, store.upsert("cpsc", otherwise, run, complete=True))
    assert counted(refresh(home, files={"cpsc": path})) == (0, 0, 3, 0)
    with Store(home) as store:
        (alert,) = store.alerts()
        assert (alert["notice"], alert["what"]) == ("cpsc:24001", "revised")
        now, before = store.history("cpsc:24001")
        assert (now.notice.description, now.first_run) == ("Now with another text.", 2)
        assert (before.first_run, before.last_run) == (1, 1)


def test_a_store_that_never_noted_the_agencys_words_compares_the_texts(
    home: Path, file: Path, tmp_path: Path
) -> None:
    """As a folder of an earlier version of the program is."""
    with sqlite3.connect(home / FILE) as connection:
        connection.execute("UPDATE notices SET words = ''")
    connection.close()
    path = write(tmp_path, recall(24001, Remedies=[{"Name": "Ask for a refund."}]), *map(recall, NUMBERS[1:]))
    assert counted(refresh(home, files={"cpsc": path})) == (0, 1, 2, 0)
