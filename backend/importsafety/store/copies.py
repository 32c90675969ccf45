"""Whole databases: a copy of one while others write in it, whether it is sound, and whether somebody has it open."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from importsafety.store.errors import StoreError

_MAGIC = b"SQLite format 3\x00"
# Parts of a database that SQLite makes and needs while somebody has it open.
BESIDE = ("-wal", "-shm", "-journal")


def is_database(path: Path) -> bool:
    """By its first bytes, whatever its name."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def copy(source: Path, target: Path) -> None:
    """A copy of a database as it is at one moment, also while others write in it; they do not wait for it.

    Raises StoreError where it cannot be read or the copy not be written."""
    try:
        with closing(_opened(source)) as here, closing(sqlite3.connect(target)) as there:
            here.backup(there)
            # One file, that needs none beside it.
            there.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise StoreError(f"{source} cannot be copied: {error}.") from error


def check(path: Path) -> None:
    """Read all of a database. Raises StoreError where SQLite finds something wrong in it."""
    try:
        with closing(_opened(path)) as database:
            found = [row[0] for row in database.execute("PRAGMA integrity_check(3)")]
    except sqlite3.Error as error:
        found = [str(error)]
    if found != ["ok"]:
        raise StoreError(f"{path.name} is damaged: {'; '.join(found)}.")


def is_open(path: Path) -> bool:
    """Whether another connection has the database open, be it idle: with the write-ahead log each holds a lock."""
    try:
        with closing(_opened(path, 0)) as database:
            database.execute("PRAGMA locking_mode=EXCLUSIVE")
            database.execute("BEGIN EXCLUSIVE")
            database.rollback()
    except sqlite3.OperationalError:
        return True
    return False


def parts(path: Path) -> Iterator[Path]:
    """A database's file, and those that are beside it now."""
    yield path
    yield from (beside for end in BESIDE if (beside := path.with_name(path.name + end)).exists())


def _opened(path: Path, timeout: float = 15.0) -> sqlite3.Connection:
    """Never made where there is none."""
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=timeout, isolation_level=None
    )
