"""What the parts of a store share: the connection of their thread to one file of a home, and errors in words."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from functools import wraps
from inspect import isfunction
from pathlib import Path
from typing import Any, ClassVar, ParamSpec, Self, TypeVar

from sqlite_utils import Database, Migrations

from importsafety.store.database import FILE, connect, migrations
from importsafety.store.errors import Damaged, StoreError

_P = ParamSpec("_P")
_R = TypeVar("_R")


class Part:
    """The database `file` of one home folder, made and kept up to date by `steps`, or a part of what is asked of it.
    Safe to share between threads: each has its own connection.

    Public methods of all parts raise StoreError with words where SQLite fails, since no other room knows it.
    """

    file: ClassVar[str] = FILE
    steps: ClassVar[Migrations] = migrations

    def __init__(self, home: Path):
        self.home = Path(home)
        self._local = threading.local()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name, member in list(vars(cls).items()):
            if isfunction(member) and not name.startswith("_"):
                setattr(cls, name, _in_words(member))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close this thread's connection."""
        opened = self._local.__dict__.pop("opened", None)
        if opened is not None:
            opened[1].close()

    @property
    def _database(self) -> Database:
        opened: tuple[tuple[int, int], Database] | None = getattr(self._local, "opened", None)
        if opened is None or opened[0] != self._whose():
            opened = self._local.opened = self._opened()
        return opened[1]

    def _opened(self) -> tuple[tuple[int, int], Database]:
        """A connection and whose it is. Where the file was made, or another came in its place, while it was opened,
        it is opened again: what was connected to may be the one that is gone."""
        while True:
            before = self._whose()
            database = connect(self.home, self.file, self.steps)
            if self._whose() == before:
                return before, database
            database.close()

    def _whose(self) -> tuple[int, int]:
        """Process and file that a connection belongs to: it must not be carried over a fork, nor go on in a file that
        was set aside as damaged, or that a restored one has replaced."""
        try:
            return os.getpid(), (self.home / self.file).stat().st_ino
        except OSError:
            return os.getpid(), 0


def plain(text: str) -> str:
    """Text that SQLite takes: no lone surrogates, no NUL."""
    return text.encode("utf-8", "replace").decode().replace("\x00", " ")


def _in_words(method: Callable[_P, _R]) -> Callable[_P, _R]:
    @wraps(method)
    def plainly(*args: _P.args, **options: _P.kwargs) -> _R:
        try:
            return method(*args, **options)
        except sqlite3.OperationalError as error:
            raise StoreError(f"The database cannot do this now: {error}. Try again.") from error
        except sqlite3.DatabaseError as error:
            raise Damaged(error) from error

    return plainly
