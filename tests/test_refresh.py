"""Refresh, from files and from an agency on the loopback: two states, failures, kills, and the first start."""

from __future__ import annotations

import json
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from importsafety.refresh import UnknownSource, ensure_started, refresh, refresh_in_background
from importsafety.sources import SOURCES
from importsafety.sources.cpsc import Cpsc
from importsafety.sources.http import Limits
from importsafety.store import Busy, Snapshots, Store, StoreError
from importsafety.store.database import FILE
from importsafety.store.lock import held
from importsafety.store.store import REFRESH_LOCK
from kills import POINTS, expected, recall, states_after
from running import LONG, until

forked = multiprocessing.get_context("fork")


def warning(number: str, name: str = "Magnet Set") -> dict[str, object]:
    return {
        "WarningNumber": number,
        "WarningDate": "2024-06-03",
        "Title": f"CPSC Warns Consumers to Stop Using {name} Immediately",
        "ProductName": name,
        "Description": f"{name} sold by Beetle Shop violate the mandatory standard.",
        "URL": f"https://www.cpsc.gov/Warnings/2024/{name.replace(' ', '-')}-{number}",
    }


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Records (or raw text) as a JSON lines file."""

    def file(*lines: object, name: str = "recalls.jsonl") -> Path:
        path = tmp_path / name
        path.write_text(
            "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), "utf-8"
        )
        return path

    return file


def recalls(*numbers: int) -> list[dict[str, object]]:
    return [recall(number) for number in numbers]


def served(home: Path) -> set[str]:
    current = Snapshots(home).current()
    return {notice.id for notice in current.notices} if current else set()


def test_two_states_of_a_list_from_files(home, file):
    first = refresh(home, files={"cpsc": file(*recalls(24001, 24002, 24003, 24004))})
    assert first.ok
    assert first.sources[0].changes.as_dict() | {"rows": 4, "new": 4} == first.sources[0].changes.as_dict()
    readers = Snapshots(home)
    assert readers.current().id == first.snapshot

    second = refresh(
        home,
        files={
            "cpsc": file(recall(24001, Description="Now with another text."), *recalls(24002, 24003, 24005))
        },
    )
    changes = second.sources[0].changes
    assert (changes.new, changes.changed, changes.unchanged, changes.withdrawn) == (1, 1, 2, 1)
    assert readers.current().id == second.snapshot != first.snapshot
    assert served(home) == {f"cpsc:{number}" for number in (24001, 24002, 24003, 24005)}
    with Store(home) as store:
        assert len(store.history("cpsc:24001")) == 2
        assert store.record("cpsc:24004").withdrawn


def test_the_same_file_again_changes_nothing(home, file):
    path = file(*recalls(24001, 24002))
    refresh(home, files={"cpsc": path})
    changes = refresh(home, files={"cpsc": path}).sources[0].changes
    assert (changes.rows, changes.unchanged) == (2, 2)
    assert changes.new + changes.changed + changes.withdrawn == 0


def test_bad_records_are_quarantined_and_the_rest_is_loaded(home, file):
    report = refresh(
        home, files={"cpsc": file(recall(24001), recall(24002, Title=""), '{"RecallID": 3, "Ti', "[1]")}
    )
    source = report.sources[0]
    assert (source.changes.rows, source.changes.quarantined, sum(source.reasons.values())) == (1, 3, 3)
    with Store(home) as store:
        kept = store.quarantine("cpsc")
    assert len(kept) == 3
    assert any('"RecallID": 3, "Ti' in entry["record"] for entry in kept)
    assert all(entry["reason"] for entry in kept)


def test_one_failing_source_stops_no_other_and_keeps_what_it_had(home, file, tmp_path):
    warnings = file(warning("24-101"), warning("24-102"), name="warnings.jsonl")
    refresh(home, files={"cpsc": file(*recalls(24001, 24002)), "cpsc-warnings": warnings})
    page = file("<html><body>Service unavailable</body></html>")
    more = file(warning("24-101"), warning("24-102"), warning("24-103"), name="warnings.jsonl")
    report = refresh(home, files={"cpsc": page, "cpsc-warnings": more})
    failed, done = report.sources
    assert not report.ok
    assert failed.error
    assert (done.error, done.changes.new) == (None, 1)
    assert {"cpsc:24001", "cpsc:24002", "cpsc-warnings:24-103"} <= served(home)
    with Store(home) as store:
        status = store.status()["sources"]
    assert (status["cpsc"]["state"], status["cpsc"]["rows"], status["cpsc"]["error"]) == (
        "failed",
        2,
        failed.error,
    )


def test_a_home_that_cannot_be_written_is_named(tmp_path, file):
    (tmp_path / "occupied").write_text("a file, no folder")
    for begin in (ensure_started, refresh):
        with pytest.raises(StoreError, match="IMPORTSAFETY_HOME"):
            begin(tmp_path / "occupied")


def test_a_missing_file_is_named(home, tmp_path):
    report = refresh(home, files={"cpsc": tmp_path / "nowhere.jsonl"})
    assert "nowhere.jsonl" in report.sources[0].error
    assert report.snapshot is None


def test_an_unknown_source_is_named_before_anything_starts(home, file):
    with pytest.raises(UnknownSource, match=r"no source `cpcs`.*cpsc"):
        refresh(home, files={"cpcs": file(recall(24001))})
    assert not (home / FILE).exists()


def test_a_list_cut_short_is_refused_unless_accepted(home, file):
    refresh(home, files={"cpsc": file(*recalls(*range(24001, 24011)))})
    short = file(*recalls(24001, 24002))
    refused = refresh(home, files={"cpsc": short})
    assert "lacks 8 of the 10 known" in refused.sources[0].error
    assert len(served(home)) == 10
    accepted = refresh(home, files={"cpsc": short}, accept=True)
    assert accepted.sources[0].changes.withdrawn == 8
    assert len(served(home)) == 2


def test_progress_is_told_and_kept(home, file):
    told = []
    refresh(home, files={"cpsc": file(*recalls(24001, 24002))}, progress=lambda *event: told.append(event))
    assert ("cpsc", "reading", 2) in told
    assert ("", "indexing", 2) in told
    with Store(home) as store:
        assert store.runs()[0]["rows"] == 2


def test_a_report_is_plain_json(home, file):
    report = refresh(home, files={"cpsc": file(recall(24001))}).as_dict()
    assert json.loads(json.dumps(report)) == report
    assert (report["ok"], report["sources"][0]["source"], report["sources"][0]["new"]) == (True, "cpsc", 1)


def test_the_given_file_is_kept_as_a_response(home, file):
    path = file(recall(24001))
    refresh(home, files={"cpsc": path})
    with Store(home) as store:
        (kept,) = store.responses()
    assert kept["url"] == path.as_uri()
    assert (home / kept["path"]).is_file()


def test_a_damaged_database_is_set_aside_and_the_data_loaded_anew(home, file):
    refresh(home, files={"cpsc": file(recall(24001))})
    for part in home.glob(f"{FILE}*"):
        part.write_bytes(b"not a database at all " * 400)
    report = refresh(home, files={"cpsc": file(*recalls(24001, 24002))})
    assert report.ok
    assert Path(report.set_aside).is_file()
    assert served(home) == {"cpsc:24001", "cpsc:24002"}


def test_two_refreshes_at_once_the_second_is_told_who_works(home, file):
    path = file(recall(24001))
    with (
        held(home / REFRESH_LOCK, "A refresh"),
        pytest.raises(Busy, match=f"A refresh is already being done by process {os.getpid()}"),
    ):
        refresh(home, files={"cpsc": path})
    assert refresh(home, files={"cpsc": path}).ok


@pytest.mark.parametrize(("event", "detail", "stored"), POINTS)
def test_a_refresh_killed_at_any_point_leaves_the_old_state_and_the_next_one_heals(
    tmp_path, event, detail, stored
):
    assert states_after(tmp_path, event, detail) == expected(stored)


class Agency(BaseHTTPRequestHandler):
    """The agency's API on the loopback: one JSON array, whatever is asked."""

    records: ClassVar[list[dict[str, object]]] = []
    gate = threading.Event()

    def do_GET(self) -> None:
        body = json.dumps(self.records).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:150_000])
        self.wfile.flush()
        self.gate.wait(2 * LONG)
        self.wfile.write(body[150_000:])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def agency(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Agency]]:
    """The agency "cpsc", serving `records` at once, or when `gate` is set."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Agency)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    source = Cpsc(f"http://127.0.0.1:{server.server_port}/Recall", full_list=1, limits=Limits(attempts=1))
    monkeypatch.setitem(SOURCES, "cpsc", source)
    Agency.gate.set()
    yield Agency
    Agency.gate.set()
    server.shutdown()
    server.server_close()


def test_a_refresh_from_the_agency(home, agency):
    agency.records = recalls(24001, 24002)
    report = refresh(home, ["cpsc"])
    assert report.ok
    assert report.sources[0].origin == "agency"
    assert served(home) == {"cpsc:24001", "cpsc:24002"}
    with Store(home) as store:
        assert store.responses()[0]["url"].startswith("http://127.0.0.1:")
    assert list((home / "incoming").iterdir()) == []


def test_a_download_under_way_is_seen_from_outside(home, agency):
    agency.records = recalls(*range(24001, 24400))
    agency.gate.clear()
    worker = threading.Thread(target=refresh, args=(home, ["cpsc"]))
    worker.start()

    def under_way() -> bool:
        assert worker.is_alive()
        with Store(home) as store:
            entry = store.status()["sources"].get("cpsc", {})
        return entry.get("state") == "running" and bool(entry["bytes_so_far"])

    try:
        until(under_way)
    finally:
        agency.gate.set()
        worker.join()
    with Store(home) as store:
        assert store.status()["sources"]["cpsc"]["state"] == "done"


def test_no_network_is_said_plainly_and_the_old_data_stays(home, file, monkeypatch):
    refresh(home, files={"cpsc": file(*recalls(24001, 24002))})
    nowhere = Cpsc("http://127.0.0.1:9/Recall", limits=Limits(attempts=1))
    monkeypatch.setitem(SOURCES, "cpsc", nowhere)
    report = refresh(home, ["cpsc"])
    assert report.sources[0].error.startswith("could not reach 127.0.0.1: ")
    with Store(home) as store:
        entry = store.status()["sources"]["cpsc"]
    assert (entry["state"], entry["rows"]) == ("failed", 2)
    assert entry["error"] == report.sources[0].error
    assert served(home) == {"cpsc:24001", "cpsc:24002"}


def test_the_first_start_answers_from_the_starter_list(home):
    ensure_started(home)
    current = Snapshots(home).current()
    assert current.starter
    assert len(current.notices) >= 150
    with Store(home) as store:
        assert {entry["state"] for entry in store.status()["sources"].values()} == {"starter"}


def test_a_start_with_a_snapshot_does_nothing(home, file):
    report = refresh(home, files={"cpsc": file(recall(24001))})
    ensure_started(home)
    assert Snapshots(home).current().id == report.snapshot


def test_a_start_builds_what_is_missing_from_the_store(home, file):
    refresh(home, files={"cpsc": file(recall(24001))})
    for pointer in (home / "snapshots").glob("*/meta.json"):
        pointer.unlink()
    ensure_started(home)
    current = Snapshots(home).current()
    assert "cpsc:24001" in {notice.id for notice in current.notices}
    assert "cpsc" not in current.starter_sources


def test_a_start_mends_a_corrupted_pointer(home, file):
    refresh(home, files={"cpsc": file(recall(24001))})
    (home / "snapshots" / "current").write_text("")
    ensure_started(home)
    readers = Snapshots(home)
    assert "cpsc:24001" in {notice.id for notice in readers.current().notices}
    assert readers.problem is None


def test_several_workers_may_start_at_once(home):
    workers = [forked.Process(target=ensure_started, args=(home,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(LONG)
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert len(list((home / "snapshots").glob("*/meta.json"))) == 1


def test_the_first_refresh_replaces_the_starter_list_without_calling_it_withdrawn(home, file):
    ensure_started(home)
    report = refresh(home, files={"cpsc": file(*recalls(24001, 24002))})
    changes = report.sources[0].changes
    assert (changes.new, changes.withdrawn) == (2, 0)
    current = Snapshots(home).current()
    assert {notice.id for notice in current.notices if notice.source == "cpsc"} == {
        "cpsc:24001",
        "cpsc:24002",
    }
    assert current.starter is False
    assert "cpsc" not in current.starter_sources


def test_a_background_refresh_leaves_another_alone(home):
    ensure_started(home)
    with held(home / REFRESH_LOCK, "A refresh"):
        process = refresh_in_background(home)
        assert process.wait(LONG) == 0
    assert "already being done" in (home / "refresh.log").read_text()
    with Store(home) as store:
        assert store.runs() == []


@pytest.mark.shared
def test_the_agencys_real_lists_load_whole(home, shared):
    files = {"cpsc": shared / "data/cpsc/recalls.jsonl", "cpsc-warnings": shared / "data/cpsc/warnings.jsonl"}
    report = refresh(home, files=files)
    assert report.ok, report.as_dict()
    assert {source.source: source.changes.rows for source in report.sources} == {
        "cpsc": 9972,
        "cpsc-warnings": 299,
    }
    again = refresh(home, files={"cpsc-warnings": files["cpsc-warnings"]})
    assert again.sources[0].changes.unchanged == 299
    current = Snapshots(home).current()
    assert len(current.notices) == 9972 + 299
    assert current.as_of["cpsc"] == "2026-09-24"
