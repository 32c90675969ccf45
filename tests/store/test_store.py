"""Runs, status and kept responses: what a person asks of the store besides notices."""

from __future__ import annotations

import gzip
import hashlib
import os
import threading
from pathlib import Path

import pytest

from importsafety.sources import Raw, Rejected
from importsafety.store import Busy, Store
from importsafety.store.lock import held, is_held
from importsafety.store.responses import KEPT_RUNS, raw_of
from importsafety.store.store import REFRESH_LOCK


def test_status_of_an_empty_store(store):
    assert store.status() == {"refreshing": False, "sources": {}}


def test_status_says_what_there_is_and_how_old(store, pull, notice):
    pull(
        notice("24001", date="2024-05-02"),
        notice("24002", date="2024-09-24"),
        Rejected("x", "no title", "{}"),
    )
    entry = store.status()["sources"]["cpsc"]
    assert entry.pop("refreshed_at") and entry.pop("started")
    assert entry == {
        "rows": 2,
        "withdrawn": 0,
        "starter": False,
        "from_file": False,
        "since": "2024-05-02",
        "as_of": "2024-09-24",
        "state": "done",
        "rows_so_far": None,
        "bytes_so_far": None,
        "origin": "agency",
        "error": None,
        "quarantine": 1,
    }


def test_status_of_the_starter_list(store, notice):
    store.seed([notice("24001")])
    entry = store.status()["sources"]["cpsc"]
    assert (entry["starter"], entry["state"], entry["refreshed_at"]) == (True, "starter", None)


def test_a_failed_run_shows_its_reason_beside_the_last_success(store, pull, notice):
    pull(notice("24001"))
    run = store.start_run("cpsc", "agency")
    store.finish_run(run, error="could not reach www.saferproducts.gov")
    entry = store.status()["sources"]["cpsc"]
    assert (entry["state"], entry["rows"]) == ("failed", 1)
    assert entry["error"] == "could not reach www.saferproducts.gov"
    assert entry["refreshed_at"]


def test_a_running_refresh_shows_its_progress_to_other_processes(store, home):
    with held(home / REFRESH_LOCK, "A refresh"):
        run = store.start_run("cpsc", "agency")
        store.downloading(run, 4096)
        with Store(home) as other:
            status = other.status()
    assert status["refreshing"] is True
    entry = status["sources"]["cpsc"]
    assert (entry["state"], entry["rows"], entry["rows_so_far"], entry["bytes_so_far"]) == (
        "running",
        0,
        0,
        4096,
    )


def test_a_run_whose_process_is_gone_is_interrupted(store):
    store.start_run("cpsc", "agency")
    assert store.status()["sources"]["cpsc"]["state"] == "interrupted"
    assert store.runs()[0]["state"] == "interrupted"
    store.heal_runs()
    assert "refresh again" in store.runs()[0]["error"]


def test_runs_are_listed_newest_first(store, pull, notice):
    pull(notice("24001"))
    pull(notice("24001"), notice("24002"))
    assert [(run["id"], run["rows"], run["new"], run["unchanged"]) for run in store.runs("cpsc")] == [
        (2, 2, 1, 1),
        (1, 1, 1, 0),
    ]
    assert store.runs("fda") == []


def response(tmp_path: Path, text: str) -> Raw:
    path = tmp_path / "download.json"
    path.write_text(text, "utf-8")
    return Raw(
        path,
        "https://agency.example/api",
        hashlib.sha256(text.encode()).hexdigest(),
        "2026-09-24T10:00:00+00:00",
    )


def test_a_response_is_kept_as_it_came(store, home, tmp_path):
    raw = response(tmp_path, '[{"RecallID": 1}]')
    kept = store.keep_response("cpsc", store.start_run("cpsc", "agency"), raw)
    assert gzip.decompress(kept.read_bytes()) == b'[{"RecallID": 1}]'
    (entry,) = store.responses("cpsc")
    assert (entry["url"], entry["sha256"], entry["fetched_at"]) == (raw.url, raw.sha256, raw.fetched_at)
    assert home / entry["path"] == kept


def test_equal_responses_are_kept_once_and_old_ones_go(store, home, tmp_path):
    for number in range(KEPT_RUNS + 3):
        run = store.start_run("cpsc", "agency")
        store.keep_response("cpsc", run, response(tmp_path, f"answer {number // 2}"))
        store.prune_responses("cpsc")
    assert len(store.responses("cpsc", limit=100)) == KEPT_RUNS
    named = {entry["path"] for entry in store.responses("cpsc", limit=100)}
    assert {str(path.relative_to(home)) for path in (home / "raw" / "cpsc").iterdir()} == named
    assert len(named) == KEPT_RUNS // 2 + 1


def test_a_given_file_is_a_response_too(tmp_path):
    path = tmp_path / "recalls.jsonl"
    path.write_bytes(b"{}\n")
    raw = raw_of(path, "2026-09-24T10:00:00+00:00")
    assert raw.url == path.as_uri()
    assert raw.sha256 == hashlib.sha256(b"{}\n").hexdigest()


def test_threads_share_a_store(store, pull, notice):
    pull(*(notice(str(number)) for number in range(24001, 24051)))
    found = []
    threads = [threading.Thread(target=lambda: found.append(store.search("acme").total)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [50] * 8


def test_a_lock_names_its_holder(tmp_path):
    path = tmp_path / "locks" / "refresh"
    assert not is_held(path)
    with held(path, "A refresh"):
        assert is_held(path)
        with (
            pytest.raises(
                Busy, match=rf"A refresh is already being done by process {os.getpid()}, since .* UTC"
            ),
            held(path, "A refresh", wait=0.1),
        ):
            pass
    assert not is_held(path)
