"""Refreshing from an agency that misbehaves, that has news, and while the server answers."""

from __future__ import annotations

import datetime
import json
import multiprocessing
import os
import random
import resource
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from importsafety.differences import differences
from importsafety.refresh import refresh
from importsafety.sources import SOURCES
from importsafety.sources.cpsc import Cpsc
from importsafety.sources.http import Limits
from importsafety.store import Snapshots, Store
from replay import Replay, replaying
from running import LONG, Server, until
from test_refresh import recall, served

forked = multiprocessing.get_context("fork")
PATIENT = Limits(attempts=2, pause=0.01, apart=0)
# Faults that only show to who does not wait; where the next attempt must do, it may be slow some times.
IMPATIENT = {
    "timeout": Limits(attempts=10, pause=0.01, read=0.5, apart=0),
    "slow drip": Limits(attempts=1, seconds=1, apart=0),
}


@pytest.fixture
def agency(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    with replaying() as replay:
        replay.records = records(range(60))
        monkeypatch.setitem(SOURCES, "cpsc", Cpsc(replay.url, full_list=10, limits=PATIENT))
        yield replay


def records(numbers: Any, day: str = "2024-05-02") -> list[dict[str, Any]]:
    return [
        recall(
            24_000 + number,
            f"Heater {number}",
            RecallID=9_000 + number,
            LastPublishDate=f"{day}T00:00:00",
            RecallDate=f"{day}T00:00:00",
        )
        for number in numbers
    ]


# Fault -> what the report says; None where the next attempt of the same refresh succeeds.
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("timeout", None),
        ("dropped", None),
        ("500", None),
        ("429", None),
        ("cut", None),
        ("error with 200", "An error has occurred"),
        ("page with 200", "web page"),
        ("truncated", "not a complete JSON array"),
        ("empty", "fewer than"),
        ("renamed", "no Title"),
        ("five percent", "fewer than"),
        ("threefold", "A list does not grow"),
        ("slow drip", "did not finish"),
    ],
)
def test_a_fault_of_the_agency_loses_nothing(
    home: Path, agency: Replay, fault: str, says: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = refresh(home, ["cpsc"])
    assert first.ok
    before = served(home)
    agency.records = records(range(61))
    if fault == "slow drip":
        agency.records = [row | {"Description": "x" * 2_000} for row in agency.records]
    agency.faults = [fault]
    with monkeypatch.context() as now:
        limits = IMPATIENT.get(fault, PATIENT)
        now.setitem(SOURCES, "cpsc", Cpsc(agency.url, full_list=10, limits=limits))
        report = refresh(home, ["cpsc"])
    if says is None:
        assert report.ok
        assert served(home) == before | {"cpsc:24060"}
    else:
        assert says in str(report.sources[0].error)
        assert served(home) == before
        assert report.snapshot == first.snapshot
    agency.records, agency.faults = records(range(61)), []
    assert refresh(home, ["cpsc"]).ok
    assert served(home) == before | {"cpsc:24060"}


def test_a_list_that_grew_beyond_reason_is_taken_where_a_person_accepts_it(
    home: Path, agency: Replay
) -> None:
    refresh(home, ["cpsc"])
    agency.faults = ["threefold"]
    report = refresh(home, ["cpsc"], accept=True)
    assert report.ok
    assert len(served(home)) == 240


def test_rows_that_come_twice_are_taken_once(home: Path, agency: Replay) -> None:
    agency.faults = ["duplicates"]
    changes = refresh(home, ["cpsc"]).sources[0].changes
    assert (changes.rows, changes.repeated, changes.quarantined) == (60, 3, 0)


def test_fields_that_appear_or_vanish_are_recorded_and_do_not_fail(home: Path, agency: Replay) -> None:
    assert refresh(home, ["cpsc"]).sources[0].drift == {"appeared": [], "vanished": []}
    agency.faults = ["new field"]
    assert refresh(home, ["cpsc"]).sources[0].drift == {"appeared": ["Severity"], "vanished": []}
    assert refresh(home, ["cpsc"]).sources[0].drift == {"appeared": [], "vanished": ["Severity"]}
    with Store(home) as store:
        assert [(row["name"], row["what"]) for row in store.drift()] == [("Severity", "vanished")]


def test_an_increment_asks_for_what_is_new_and_withdraws_nothing(home: Path, agency: Replay) -> None:
    assert refresh(home, ["cpsc"], increment=True).sources[0].mode == "full"
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    agency.records = [*agency.records[:50], *records(range(100, 103), today)]
    report = refresh(home, ["cpsc"], increment=True)
    assert report.sources[0].mode == "increment"
    assert (report.sources[0].changes.new, report.sources[0].changes.withdrawn) == (3, 0)
    assert len(served(home)) == 63
    asked = agency.asked[-1]["LastPublishDateStart"][0]
    assert datetime.date.fromisoformat(asked) <= datetime.date.fromisoformat(today) - datetime.timedelta(
        days=3
    )
    whole = refresh(home, ["cpsc"])
    assert whole.sources[0].changes.withdrawn == 10
    assert len(served(home)) == 53


def test_an_increment_that_gets_everything_is_refused(home: Path, agency: Replay) -> None:
    refresh(home, ["cpsc"])
    agency.faults = ["everything"]
    report = refresh(home, ["cpsc"], increment=True)
    assert "filter was ignored" in str(report.sources[0].error)


def test_an_increment_without_news_is_done_and_keeps_the_snapshot(home: Path, agency: Replay) -> None:
    first = refresh(home, ["cpsc"])
    second = refresh(home, ["cpsc"], increment=True)
    assert second.ok
    assert second.snapshot == first.snapshot
    with Store(home) as store:
        assert store.runs()[0]["served"]


def test_an_unchanged_list_is_not_sent_again(home: Path, agency: Replay) -> None:
    source = SOURCES["cpsc"]
    assert isinstance(source, Cpsc)
    agency.conditional = True
    # The API itself gives no marks for its searches; a file of an agency does. The same code asks for both.
    from importsafety.sources.cpsc_warnings import CpscWarnings

    warnings = CpscWarnings(agency.url, full_list=1, limits=PATIENT)
    SOURCES["cpsc-warnings"], kept = warnings, SOURCES["cpsc-warnings"]
    try:
        agency.records = [
            {
                "WarningNumber": "24-101",
                "WarningDate": "2024-06-03",
                "Title": "A warning",
                "LastPublishDate": "",
            }
        ]
        assert refresh(home, ["cpsc-warnings"]).ok
        again = refresh(home, ["cpsc-warnings"])
        assert again.ok
        assert agency.statuses == [200, 304]
        assert (again.sources[0].changes.rows, again.sources[0].changes.unchanged) == (1, 1)
        refresh(home, ["cpsc-warnings"])
        assert agency.statuses == [200, 304, 304]
        # A record in quarantine is tried again, so the list is fetched whole.
        agency.records.append({"WarningNumber": "24-102", "Title": "No date", "LastPublishDate": ""})
        assert refresh(home, ["cpsc-warnings"]).sources[0].changes.quarantined == 1
        refresh(home, ["cpsc-warnings"])
        assert agency.statuses[-2:] == [200, 200]
    finally:
        SOURCES["cpsc-warnings"] = kept


def test_a_table_for_people_takes_nothing_from_what_the_api_told(
    home: Path, agency: Replay, tmp_path: Path
) -> None:
    refresh(home, ["cpsc"])
    with Store(home) as store:
        before = store.notice("cpsc:24001")
    table = tmp_path / "recalls.csv"
    lines = [
        f'24-{number:03},"May 2, 2024","Acme Recalls Heater {number}","Heater {number}","Short.",Refund'
        for number in range(60)
    ]
    table.write_text(
        "Recall Number,Date,Recall Heading,Name of product,Description,Remedy Type\n" + "\n".join(lines)
    )
    report = refresh(home, files={"cpsc": table})
    assert report.ok
    with Store(home) as store:
        after = store.notice("cpsc:24001")
    assert before is not None and after is not None
    assert (after.url, after.description, after.countries) == (
        before.url,
        before.description,
        before.countries,
    )
    assert after.remedy_options == ("Refund",)


@pytest.mark.shared
def test_the_difference_found_is_the_difference_made(home: Path, shared: Path, tmp_path: Path) -> None:
    """Every fifth real recall in two states: what was removed, altered and added is found, to the row."""
    chance = random.Random(7)
    lines = (shared / "data/cpsc/recalls.jsonl").read_text("utf-8").splitlines()[::5]
    now = [json.loads(line) for line in lines]
    missing = set(chance.sample(range(len(now)), 20))
    altered = set(chance.sample(sorted(set(range(len(now))) - missing), 15))
    gone = {index for index in missing if index % 2}
    first = [
        row | {"Hazards": [{"Name": "The hazard was described otherwise."}]} if index in altered else row
        for index, row in enumerate(now)
        if index not in missing - gone
    ]
    second = [row for index, row in enumerate(now) if index not in gone]
    paths = []
    for name, rows in (("first", first), ("second", second)):
        paths.append(tmp_path / f"{name}.jsonl")
        paths[-1].write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    refresh(home, files={"cpsc": paths[0]})
    report = refresh(home, files={"cpsc": paths[1]})
    changes = report.sources[0].changes
    assert (changes.new, changes.changed, changes.withdrawn) == (len(missing - gone), 15, len(gone))
    source = Cpsc()
    ids = {}
    for index, row in enumerate(now):
        (tmp_path / "one.jsonl").write_text(json.dumps(row), "utf-8")
        if index in missing | altered:
            (notice,) = source.parse(tmp_path / "one.jsonl")
            ids[index] = notice.id
    with Store(home) as store:
        events = store.events(2, size=1_000)
    found = {
        what: {event.notice.id for event in events if event.what == what}
        for what in ("new", "changed", "withdrawn")
    }
    assert found == {
        "new": {ids[index] for index in missing - gone},
        "changed": {ids[index] for index in altered},
        "withdrawn": {ids[index] for index in gone},
    }
    for event in events:
        if event.before is not None:
            assert "hazards" in {change.name for change in differences(event.before, event.notice)}


def test_a_full_disk_leaves_the_old_state(home: Path, agency: Replay) -> None:
    refresh(home, ["cpsc"])
    before = served(home)
    agency.records = records(range(170))

    def on_a_full_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        report = refresh(home, ["cpsc"])
        os._exit(0 if not report.ok else 1)

    victim = forked.Process(target=on_a_full_disk)
    victim.start()
    victim.join(LONG)
    assert victim.exitcode == 0
    assert served(home) == before
    assert refresh(home, ["cpsc"]).ok
    assert len(served(home)) == 170


def test_a_spoilt_kept_response_stops_nothing(home: Path, agency: Replay) -> None:
    refresh(home, ["cpsc"])
    for kept in (home / "raw" / "cpsc").glob("*.gz"):
        kept.write_bytes(b"spoilt")
    agency.records = records(range(61))
    assert refresh(home, ["cpsc"]).ok
    assert len(served(home)) == 61


def test_killed_at_any_moment_the_old_state_serves_and_the_next_refresh_heals(
    home: Path, agency: Replay
) -> None:
    """Beside the named points of test_refresh: moments by chance, over the whole length of a refresh."""
    refresh(home, ["cpsc"])
    chance = random.Random(11)
    size = 60
    began = time.monotonic()
    refresh(home, ["cpsc"])
    length = max(0.3, time.monotonic() - began)
    for _ in range(10):
        agency.records = records(range(size + 5))
        victim = forked.Process(target=refresh, args=(home, ["cpsc"]))
        victim.start()
        victim.join(chance.uniform(0, 2 * length))
        if victim.is_alive():
            os.kill(int(victim.pid or 0), signal.SIGKILL)
        victim.join(LONG)
        assert len(served(home)) in (size, size + 5)
        assert refresh(home, ["cpsc"]).ok
        assert len(served(home)) == size + 5
        assert not list((home / "snapshots").glob("*.partial"))
        size += 5


def _answering(address: str) -> str:
    """The snapshot that a server answers from."""
    id: str = requests.get(f"{address}/api/v1/status", timeout=LONG).json()["snapshot"]["id"]
    return id


def test_the_server_answers_every_request_while_the_data_is_swapped(home: Path, agency: Replay) -> None:
    refresh(home, ["cpsc"])
    stop, answers, failures = threading.Event(), [0], []

    def ask(address: str) -> None:
        with requests.Session() as session:
            while not stop.is_set():
                try:
                    answer = session.post(
                        f"{address}/api/v1/check",
                        json={"listing": {"title": "Acme Heater", "model": f"HC-{answers[0]}"}},
                        timeout=LONG,
                    )
                    answer.raise_for_status()
                    assert answer.json()["verdict"] != "unchecked"
                    answers[0] += 1
                except Exception as error:
                    failures.append(repr(error))
                    return

    with Server(home) as server:
        people = [threading.Thread(target=ask, args=(server.url,)) for _ in range(3)]
        try:
            for person in people:
                person.start()
            for size in (70, 80, 90):
                agency.records = records(range(size))
                newest = refresh(home, ["cpsc"]).snapshot
            before = answers[0]
            until(lambda: failures or answers[0] >= before + 20)
            # The swap is taken up at a request; whichever that is, the answers go on until it was.
            until(lambda: failures or _answering(server.url) == newest)
        finally:
            stop.set()
            for person in people:
                person.join()
        assert failures == []
        assert _answering(server.url) == newest


def test_an_earlier_snapshot_can_be_made_to_answer_until_the_newest_is_chosen(
    home: Path, agency: Replay
) -> None:
    from importsafety.store.snapshot import hold, listing, release

    first = refresh(home, ["cpsc"]).snapshot
    agency.records = records(range(61))
    second = refresh(home, ["cpsc"]).snapshot
    readers = Snapshots(home)
    assert hold(home) == first
    assert readers.current().id == first
    agency.records = records(range(62))
    refresh(home, ["cpsc"])
    assert readers.current().id == first
    assert [row["held"] for row in listing(home)] == [False, False, True]
    newest = release(home)
    assert readers.current().id == newest not in (first, second)
    assert len(served(home)) == 62
