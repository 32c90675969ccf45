"""Locks between processes, on every system: one refresh at a time in a home, one builder at a time."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import portalocker

from importsafety.store.errors import Busy, unwritable

# Long enough that `is_held`, which takes the lock for an instant, never makes a refresh give up.
GRACE_SECONDS = 1.0


@contextlib.contextmanager
def held(path: Path, what: str, wait: float = GRACE_SECONDS) -> Iterator[None]:
    """Hold the lock file at `path` for the block; the system frees it however the process ends.

    `what` names the work in the message of Busy, raised when others hold the lock for more than `wait` seconds;
    StoreError is raised where the folder cannot be written.
    """
    with _opened(path) as file:
        deadline = time.monotonic() + wait
        while not _taken(file, portalocker.LOCK_EX):
            if time.monotonic() >= deadline:
                raise Busy(
                    f"{what} is already being done by {_holder(file)}. Wait until it ends, then try again."
                )
            time.sleep(0.05)
        file.truncate(0)
        file.write(f"process {os.getpid()}, since {time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime())} UTC")
        file.flush()
        yield


def _opened(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+", encoding="utf-8")
    except OSError as error:
        raise unwritable(path.parent.parent, error) from error


def is_held(path: Path) -> bool:
    """Whether a process holds the lock at `path` at this moment."""
    try:
        with path.open("r", encoding="utf-8") as file:
            return not _taken(file, portalocker.LOCK_SH)
    except FileNotFoundError:
        return False


def _taken(file: TextIO, how: portalocker.LockFlags) -> bool:
    try:
        portalocker.lock(file, how | portalocker.LOCK_NB)
    except portalocker.AlreadyLocked:
        return False
    return True


def _holder(file: TextIO) -> str:
    """Who wrote that he holds it. Windows lets nobody read what is locked."""
    try:
        file.seek(0)
        return file.read(200).strip() or "another process"
    except OSError:
        return "another process"
