"""The kill test: a refresh killed, as by kill -9, at one point after another; what serves then, and what heals it.

    .venv/bin/python tests/kills.py

prints the points tried and the states afterwards, and ends with 1 where one was wrong.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sqlite3
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from importsafety.refresh import refresh
from importsafety.store import Snapshots, Store
from running import LONG

forked = multiprocessing.get_context("fork")

# The refresh dies where an SQL statement, or the argument of an audit event, holds these words; whether the new
# notices are in the store by then.
POINTS = (
    ("open", "raw/cpsc", False),
    ("sql", "INSERT INTO temp.incoming", False),
    ("sql", "INSERT INTO versions", False),
    ("sql", "INSERT INTO notices_fts", False),
    ("sql", "\"state\" = 'done'", True),
    ("open", "notices.msgpack", True),
    ("open", "meta.json", True),
    ("os.rename", "snapshots/2", True),
    ("os.rename", "current.new", True),
)


@dataclass(frozen=True)
class States:
    """What was found after a kill: `kept`, the old snapshot serves; `stored`, notices in the store; `idle`, nobody
    seems to refresh; then of the next refresh: `healed`, it is done and serves all; `tidy`, nothing is left over."""

    killed: bool
    kept: bool
    stored: int
    idle: bool
    healed: bool
    tidy: bool


def expected(stored: bool) -> States:
    """What must be found where the new notices were stored by then, or not."""
    return States(killed=True, kept=True, stored=3 if stored else 2, idle=True, healed=True, tidy=True)


def recall(number: int, name: str = "Space Heater", **fields: object) -> dict[str, Any]:
    """A recall as the agency's API gives it."""
    record = {
        "RecallID": 9000 + number % 1000,
        "RecallNumber": f"{number}",
        "RecallDate": "2024-05-02T00:00:00",
        "Description": f"This recall involves {name} units with model number HC-{number}.",
        "URL": f"https://www.cpsc.gov/Recalls/2024/{name.replace(' ', '-')}-{number}",
        "Title": f"Acme Recalls {name} Due to Fire Hazard",
        "LastPublishDate": "2024-05-02T00:00:00",
        "Products": [{"Name": name, "NumberOfUnits": "About 100"}],
        "Hazards": [{"Name": "The heater can overheat, posing a fire hazard."}],
        "Importers": [{"Name": "Acme Trading Co."}],
        "ManufacturerCountries": [{"Country": "China"}],
    }
    return record | fields


def states_after(folder: Path, event: str, detail: str) -> States:
    """Kill a refresh of a home in `folder` at the point, look, and refresh again."""
    home, path = folder / "home", folder / "recalls.jsonl"
    old, new = [24001, 24002], [24001, 24002, 24003]
    _write(path, old)
    refresh(home, files={"cpsc": path})
    readers = Snapshots(home)
    before = readers.current()
    assert before is not None
    _write(path, new)
    victim = forked.Process(target=_refresh_and_die, args=(home, path, event, detail))
    victim.start()
    victim.join(LONG)
    kept = readers.current() is before and _served(home) == _ids(old)
    with Store(home) as store:
        stored, status = len(store.notices()), store.status()
    idle = status["refreshing"] is False and status["sources"]["cpsc"]["state"] in ("interrupted", "done")
    report = refresh(home, files={"cpsc": path})
    current = readers.current()
    healed = report.ok and report.sources[0].changes.rows == 3 and _served(home) == _ids(new)
    with Store(home) as store:
        ended = {run["state"] for run in store.runs()} <= {"done", "interrupted"}
    left = [*(home / "snapshots").glob("*.partial"), *(home / "raw" / "cpsc").glob("*.partial")]
    return States(
        killed=victim.exitcode == -signal.SIGKILL,
        kept=kept,
        stored=stored,
        idle=idle,
        healed=healed and current is not None and current.id == report.snapshot,
        tidy=ended and not left,
    )


def _write(path: Path, numbers: list[int]) -> None:
    path.write_text("".join(f"{json.dumps(recall(number))}\n" for number in numbers), "utf-8")


def _ids(numbers: list[int]) -> set[str]:
    return {f"cpsc:{number}" for number in numbers}


def _served(home: Path) -> set[str]:
    current = Snapshots(home).current()
    return {notice.id for notice in current.notices} if current else set()


def _refresh_and_die(home: Path, path: Path, event: str, detail: str) -> None:
    def look(text: str) -> None:
        if detail in text:
            os.kill(os.getpid(), signal.SIGKILL)

    if event == "sql":
        connect = sqlite3.connect

        def traced(*args: Any, **options: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*args, **options)
            connection.set_trace_callback(look)
            return connection

        sqlite3.connect = traced  # type: ignore[assignment]
    else:
        sys.addaudithook(lambda name, args: look(" ".join(map(str, args))) if name == event else None)
    refresh(home, files={"cpsc": path})


def main() -> int:
    table = Table(
        "Killed at", "Stored", "Old state serves", "Healed by the next", "Nothing left over", box=None
    )
    right = True
    for event, detail, stored in POINTS:
        with tempfile.TemporaryDirectory() as folder:
            found = states_after(Path(folder), event, detail)
        right &= found == expected(stored)
        marks = ("yes" if said else "NO" for said in (found.killed and found.kept, found.healed, found.tidy))
        table.add_row(f"{event} {detail}", str(found.stored), *marks)
    Console(width=120).print(table)
    return 0 if right else 1


if __name__ == "__main__":
    raise SystemExit(main())
