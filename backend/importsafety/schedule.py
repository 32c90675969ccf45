"""Refreshing by itself: what is due when, and the thread of `importsafety serve` that begins it.

An increment is due an hour after the last attempt, a full refresh a day after the last full one; both a little
earlier or later by chance, so that many installations do not come to an agency at the same minute.
"""

from __future__ import annotations

import datetime
import logging
import random
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from importsafety.refresh import refresh_in_background
from importsafety.store import Busy, Store, StoreError
from importsafety.store.lock import held, is_held

INCREMENT = datetime.timedelta(hours=1)
FULL = datetime.timedelta(days=1)
JITTER = 0.1
# Nothing begins in the first seconds, when a person has just started the server and looks at it.
SETTLE = datetime.timedelta(seconds=5)

_LOCK = Path("locks") / "schedule"
_FILE = "schedule.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """What comes next: `mode` is full or increment, `at` in UTC."""

    mode: str
    at: datetime.datetime


def next_due(
    now: datetime.datetime,
    full: datetime.datetime | None,
    attempt: datetime.datetime | None,
    chance: Callable[[], float] = random.random,
) -> Due:
    """What is due next, from when the last full refresh that succeeded and the last attempt of any kind began.

    A moment after `now` (the clock was wrong) counts as now. `chance` is between 0 and 1.
    """
    full, attempt = (min(moment, now) if moment else None for moment in (full, attempt))
    stretch = 1 + JITTER * (2 * chance() - 1)
    again = attempt + INCREMENT * stretch if attempt else now
    whole = max(full + FULL * stretch, again) if full else again
    # An increment right before a full refresh would be for nothing.
    mode, at = ("full", whole) if whole <= again + INCREMENT / 2 else ("increment", again)
    return Due(mode, max(at, now + SETTLE))


def planned(home: Path) -> dict[str, Any]:
    """{"on": whether a running server refreshes this home, "mode", "at": what it does next (None where off)}."""
    if is_held(home / _LOCK):
        try:
            plan = msgspec.json.decode((home / _FILE).read_bytes(), type=dict[str, str])
            return {"on": True, "mode": plan.get("mode"), "at": plan.get("at")}
        except (OSError, msgspec.MsgspecError):
            return {"on": True, "mode": None, "at": None}
    return {"on": False, "mode": None, "at": None}


class Schedule:
    """Begins refreshes of a home while its thread runs; of several servers on one home, one does."""

    def __init__(
        self,
        home: Path,
        begin: Callable[..., subprocess.Popen[bytes]] = refresh_in_background,
        chance: Callable[[], float] = random.random,
    ):
        self._home = home
        self._begin = begin
        self._chance = chance
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="schedule", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread, and a refresh that it began; that loses nothing."""
        self._stop.set()
        self._thread.join(30)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with held(self._home / _LOCK, "Refreshing on a schedule"):
                    self._keep()
            except Busy:
                # Another server does it; should that one end, this one takes over.
                self._stop.wait(60)
            except StoreError as error:
                _log.warning("%s", error)
                self._stop.wait(60)

    def _keep(self) -> None:
        while not self._stop.is_set():
            now = datetime.datetime.now(datetime.UTC)
            due = self._next(now)
            (self._home / _FILE).write_bytes(
                msgspec.json.encode({"mode": due.mode, "at": due.at.isoformat(timespec="seconds")})
            )
            if self._stop.wait((due.at - now).total_seconds()):
                return
            process = self._begin(self._home, *(["--increment"] if due.mode == "increment" else []))
            while process.poll() is None:
                if self._stop.wait(0.2):
                    process.terminate()
                    process.wait()

    def _next(self, now: datetime.datetime) -> Due:
        with Store(self._home) as store:
            full, attempt = store.last_runs()
        return next_due(now, _moment(full), _moment(attempt), self._chance)


def _moment(text: str | None) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None
