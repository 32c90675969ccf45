"""The answer as it would have been on an earlier day, from the notices as they stood then."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

from importsafety.check import Checker
from importsafety.store import Snapshots, Store, StoreError
from importsafety.store.lock import held
from importsafety.store.snapshot import write

_KEPT = 5
_WAIT_SECONDS = 120


def checker_as_of(home: Path, day: datetime.date) -> Checker:
    """A checker that knows what was published and not withdrawn by the end of `day`.

    It is built once a day asked for (some seconds) and kept until the data changes. Raises StoreError where the
    day is yet to come or nothing was published by then.
    """
    if day > datetime.datetime.now(datetime.UTC).date():
        raise StoreError(f"{day} is yet to come. Ask for a day up to today.")
    current = Snapshots(home).current()
    folder = home / "as-of" / f"{day}-{current.id if current else 'none'}"
    with held(home / "locks" / "as-of", "Looking up an earlier day", wait=_WAIT_SECONDS):
        if Snapshots(folder).current() is None:
            with Store(home) as store:
                notices = store.as_of(day)
            if not notices:
                raise StoreError(f"No notice that is loaded here was published by {day}.")
            folder.mkdir(parents=True, exist_ok=True)
            write(folder, notices)
            for old in sorted(folder.parent.iterdir(), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
                shutil.rmtree(old, ignore_errors=True)
    return Checker(folder)
