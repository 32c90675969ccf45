"""What is due when, and the thread that begins it."""

from __future__ import annotations

import datetime
import subprocess
import sys
import threading
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from importsafety.schedule import FULL, INCREMENT, JITTER, SETTLE, Schedule, next_due, planned
from importsafety.store import Store
from running import LONG, until

NOW = datetime.datetime(2026, 3, 4, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def even() -> float:
    return 0.5


def test_nothing_loaded_is_due_at_once() -> None:
    due = next_due(NOW, None, None)
    assert (due.mode, due.at) == ("full", NOW + SETTLE)


def test_an_hour_after_the_last_attempt_what_is_new_is_due() -> None:
    due = next_due(NOW, NOW - 3 * HOUR, NOW - HOUR / 2, even)
    assert (due.mode, due.at) == ("increment", NOW + HOUR / 2)


def test_a_day_after_the_last_full_refresh_the_next_is_due() -> None:
    assert next_due(NOW, NOW - 25 * HOUR, NOW - 2 * HOUR, even).mode == "full"


def test_a_failed_full_refresh_is_tried_again_after_an_hour_not_at_once() -> None:
    due = next_due(NOW, NOW - 30 * HOUR, NOW - HOUR / 6, even)
    assert (due.mode, due.at) == ("full", NOW + HOUR * 5 / 6)


@given(
    st.timedeltas(datetime.timedelta(-400), datetime.timedelta(400)) | st.none(),
    st.timedeltas(datetime.timedelta(-400), datetime.timedelta(400)) | st.none(),
    st.floats(0, 1),
)
def test_whatever_the_clock_says_something_is_due_soon(
    full: datetime.timedelta | None, attempt: datetime.timedelta | None, chance: float
) -> None:
    moments = [NOW + part if part is not None else None for part in (full, attempt)]
    due = next_due(NOW, *moments, lambda: chance)
    assert NOW < due.at <= NOW + INCREMENT * (1 + JITTER) + HOUR
    assert due.mode in ("full", "increment")
    assert FULL > INCREMENT


def test_the_thread_begins_what_is_due_and_says_what_comes(tmp_path: Path) -> None:
    Store(tmp_path).close()
    begun: list[tuple[str, ...]] = []
    ran = threading.Event()

    def begin(home: Path, *options: str) -> subprocess.Popen[bytes]:
        begun.append(options)
        with Store(home) as store:
            for source in ("cpsc", "cpsc-warnings"):
                store.finish_run(store.start_run(source, "agency"))
        ran.set()
        return subprocess.Popen([sys.executable, "-c", ""])

    import importsafety.schedule as schedule

    kept, schedule.SETTLE = schedule.SETTLE, datetime.timedelta(milliseconds=50)
    running, second = Schedule(tmp_path, begin), Schedule(tmp_path, begin)
    try:
        running.start()
        assert ran.wait(LONG)
        second.start()
        until(lambda: planned(tmp_path)["mode"] == "increment")
        assert planned(tmp_path)["on"] is True
        assert begun == [()]
    finally:
        schedule.SETTLE = kept
        running.stop()
        second.stop()
    assert planned(tmp_path) == {"on": False, "mode": None, "at": None}
