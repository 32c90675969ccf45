"""The snapshot: an immutable folder of notices and index, built beside the old one and swapped in by a pointer.

`snapshots/<id>/` holds meta.json, notices.msgpack and what the matcher's index wrote; `snapshots/current` names
the one that serves. A folder `<id>.partial` is unfinished and is removed by the next build.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import msgspec

from importsafety.notice import Notice
from importsafety.store.database import now
from importsafety.store.errors import StoreError
from importsafety.store.lock import held
from importsafety.store.look import Look
from importsafety.store.store import Store

FORMAT = 1
KEPT = 5
# A worker may still be opening the files of a snapshot that was current an instant ago.
KEPT_SECONDS = 3600
RETRY_SECONDS = 30
BUILD_WAIT_SECONDS = 120

_log = logging.getLogger(__name__)
_ID = re.compile(r"\d{8}T\d{6}\.\d{6}Z")
_decode_notices = msgspec.msgpack.Decoder(tuple[Notice, ...]).decode


class BrokenSnapshot(StoreError):
    """A snapshot folder that cannot be served; the message says why."""


@dataclass(frozen=True)
class Snapshot:
    """What a worker serves. `as_of`: source id -> date of its newest notice; `created` is UTC.

    `starter_sources` are those of which it has only the starter list; `from_files` are those whose list a person's file
    gave, with the date of its oldest notice: whether that is the agency's whole list is not known.
    """

    id: str
    created: str
    as_of: Mapping[str, str]
    notices: tuple[Notice, ...]
    directory: Path
    starter_sources: tuple[str, ...] = ()
    from_files: Mapping[str, str] = field(default_factory=dict)

    @property
    def starter(self) -> bool:
        """True where there is nothing but the starter list."""
        return set(self.starter_sources) == set(self.as_of)


class _Meta(msgspec.Struct, frozen=True):
    """meta.json. `format` is ours and the index's; `files` are sizes in bytes, by which a cut file shows."""

    id: str
    format: tuple[int, int]
    created: str
    as_of: dict[str, str]
    counts: dict[str, int]
    starter_sources: tuple[str, ...]
    sha256: str
    files: dict[str, int]
    from_files: dict[str, str] = {}


class Snapshots:
    """The snapshots of a home folder, for readers. Safe to share between threads; cheap to ask on every check.

    `problem` says what is wrong where the newest snapshot could not be loaded and an older one serves.
    """

    def __init__(self, home: Path):
        self._folder = Path(home) / "snapshots"
        self._pointer = str(self._folder / "current")
        self._stamp = Look(_stamp)
        self._lock = threading.Lock()
        self._current: Snapshot | None = None
        self._seen: tuple[int, int, int] | None = (0, 0, 0)  # no pointer file looks like this
        self._retry_at = 0.0
        self.problem: str | None = None

    def current(self) -> Snapshot | None:
        """The snapshot that the pointer names, loaded when it has moved; None where there is none to read."""
        stamp = self._stamp(self._pointer)
        if stamp == self._seen and not (self.problem and time.monotonic() > self._retry_at):
            return self._current
        # While one thread loads, the others go on with the snapshot they have.
        if not self._lock.acquire(blocking=self._current is None):
            return self._current
        try:
            if stamp != self._seen or self.problem:
                self._load()
                self._seen = stamp
        finally:
            self._lock.release()
        return self._current

    def _load(self) -> None:
        named = pointed_at(self._folder)
        problem = (
            None if named or self._stamp(self._pointer) is None else "snapshots/current names no snapshot"
        )
        # Where the pointer is of no use, the newest that can be read.
        rest = (directory for directory in reversed(finished(self._folder)) if directory != named)
        for directory in filter(None, chain([named], rest)):
            if self._current and self._current.directory == directory:
                break
            try:
                self._current = load(directory)
                break
            except BrokenSnapshot as error:
                problem = problem or str(error)
                if self._current:
                    break
        if problem and problem != self.problem:
            served = f"serving {self._current.id}" if self._current else "nothing else to serve"
            _log.warning("%s; %s", problem, served)
        self.problem = problem
        self._retry_at = time.monotonic() + RETRY_SECONDS


def build(store: Store, home: Path) -> Snapshot:
    """Build a snapshot of the store as it is now, make it the current one, and return it.

    A process that dies in between leaves the old one serving; while an earlier one is held (see `hold`) the new
    one waits beside it. Raises OSError where the disk does not take it.
    """
    with held(home / "locks" / "snapshot", "Building a snapshot", wait=BUILD_WAIT_SECONDS):
        from importsafety.matching.images.hashing import VERSION  # noqa: PLC0415

        notices = store.notices()
        photos = store.photo_hashes(notices, VERSION)
        return write(home, notices, store.starter_sources(), photos, store.file_sources())


def write(
    home: Path,
    notices: tuple[Notice, ...],
    starter_sources: tuple[str, ...] = (),
    photos: Iterable[tuple[int, bytes]] = (),
    file_sources: Collection[str] = (),
) -> Snapshot:
    """Write a snapshot of these notices into `home`; for the holder of its lock. `photos`: (place of a notice, hashes
    of one of its photos); `file_sources`: those whose list a file gave."""
    from importsafety.matching import index  # noqa: PLC0415 - readers of the store need no matcher
    from importsafety.matching.images import index as images  # noqa: PLC0415

    folder = home / "snapshots"
    folder.mkdir(parents=True, exist_ok=True)
    for partial in folder.glob("*.partial"):
        shutil.rmtree(partial, ignore_errors=True)
    id = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}Z"
    partial = folder / f"{id}.partial"
    partial.mkdir()
    encoded = msgspec.msgpack.encode(notices)
    (partial / "notices.msgpack").write_bytes(encoded)
    index.build(partial, notices)
    images.build(partial, photos)
    today = datetime.now(UTC).date().isoformat()
    as_of: dict[str, str] = {}
    from_files: dict[str, str] = {}
    for notice in notices:
        # A date that is yet to come, by a slip of the agency's, says nothing about the age of our data.
        as_of[notice.source] = max(min(notice.date, today), as_of.get(notice.source, ""))
        if notice.source in file_sources:
            from_files[notice.source] = min(notice.date, from_files.get(notice.source, notice.date))
    meta = _Meta(
        id=id,
        format=(FORMAT, index.FORMAT),
        created=now(),
        as_of=as_of,
        counts=dict(Counter(notice.source for notice in notices)),
        starter_sources=starter_sources,
        sha256=hashlib.sha256(encoded).hexdigest(),
        files={str(file.relative_to(partial)): file.stat().st_size for file in _files(partial)},
        from_files=from_files,
    )
    (partial / "meta.json").write_bytes(msgspec.json.format(msgspec.json.encode(meta)))
    for file in (*_files(partial), partial):
        _to_disk(file)
    directory = folder / id
    partial.rename(directory)
    if not held_id(home):
        _point_to(folder, id)
    _prune(folder)
    return Snapshot(id, meta.created, as_of, notices, directory, starter_sources, from_files)


def listing(home: Path) -> list[dict[str, Any]]:
    """The finished snapshots, newest first: id, created, notices (count), as_of, current, held."""
    folder = home / "snapshots"
    current, kept = pointed_at(folder), held_id(home)
    rows = []
    for directory in reversed(finished(folder)):
        try:
            meta = msgspec.json.decode((directory / "meta.json").read_bytes(), type=_Meta)
        except (OSError, msgspec.MsgspecError):
            continue
        rows.append(
            {
                "id": meta.id,
                "created": meta.created,
                "notices": sum(meta.counts.values()),
                "as_of": meta.as_of,
                "current": directory == current,
                "held": meta.id == kept,
            }
        )
    return rows


def hold(home: Path, id: str | None = None) -> str:
    """Let an earlier snapshot answer, and keep it answering until `release`: refreshes go on, their snapshots wait.

    Without `id`, the one before the current. Raises BrokenSnapshot where there is none that can be read.
    """
    folder = home / "snapshots"
    with held(home / "locks" / "snapshot", "Building a snapshot", wait=BUILD_WAIT_SECONDS):
        known, current = finished(folder), pointed_at(folder)
        earlier = [directory for directory in known if current is None or directory.name < current.name]
        chosen = [directory for directory in known if directory.name == id] if id else earlier[-1:]
        if not chosen:
            there = ", ".join(directory.name for directory in known) or "none"
            says = (
                f"There is no snapshot {id}."
                if id
                else f"{current.name} answers, and none is earlier; `rollback --newest` lets the newest answer."
                if current
                else "There is no earlier snapshot."
            )
            raise BrokenSnapshot(f"{says} There are: {there}.")
        target = chosen[0]
        load(target)
        (folder / "held").write_text(target.name + "\n", "utf-8")
        _point_to(folder, target.name)
    return target.name


def release(home: Path) -> str:
    """End a hold: the newest snapshot answers. Raises BrokenSnapshot where none can be read."""
    folder = home / "snapshots"
    with held(home / "locks" / "snapshot", "Building a snapshot", wait=BUILD_WAIT_SECONDS):
        known = finished(folder)
        if not known:
            raise BrokenSnapshot("There is no snapshot yet. Run `importsafety refresh`.")
        load(known[-1])
        _point_to(folder, known[-1].name)
        (folder / "held").unlink(missing_ok=True)
    return known[-1].name


def held_id(home: Path) -> str | None:
    """The id of the snapshot that a person chose to keep answering; None where there is none."""
    try:
        id = (home / "snapshots" / "held").read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return id if (home / "snapshots" / id).is_dir() and _ID.fullmatch(id) else None


def load(directory: Path) -> Snapshot:
    """Read a finished snapshot. Raises BrokenSnapshot where a file is missing, cut, altered or of another version."""
    from importsafety.matching import index  # noqa: PLC0415

    try:
        meta = msgspec.json.decode((directory / "meta.json").read_bytes(), type=_Meta)
        if meta.format != (FORMAT, index.FORMAT):
            raise BrokenSnapshot(f"snapshot {directory.name} was built by another version of the program")
        for name, size in meta.files.items():
            if (directory / name).stat().st_size != size:
                raise BrokenSnapshot(f"snapshot {directory.name}: {name} is cut or altered")
        encoded = (directory / "notices.msgpack").read_bytes()
        if hashlib.sha256(encoded).hexdigest() != meta.sha256:
            raise BrokenSnapshot(f"snapshot {directory.name}: notices.msgpack is altered")
        notices = _decode_notices(encoded)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BrokenSnapshot(f"snapshot {directory.name} cannot be read: {error}") from error
    return Snapshot(
        meta.id, meta.created, meta.as_of, notices, directory, meta.starter_sources, meta.from_files
    )


def pointed_at(folder: Path) -> Path | None:
    """The finished snapshot that the pointer file names; None where it names none."""
    try:
        id = (folder / "current").read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return folder / id if _ID.fullmatch(id) and (folder / id).is_dir() else None


def finished(folder: Path) -> list[Path]:
    """All finished snapshots, oldest first."""
    return sorted(path for path in folder.glob("*") if _ID.fullmatch(path.name) and path.is_dir())


def _files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file())


def _point_to(folder: Path, id: str) -> None:
    fresh = folder / "current.new"
    fresh.write_text(id + "\n", "utf-8")
    _to_disk(fresh)
    fresh.replace(folder / "current")
    Look.forget_all()
    _to_disk(folder)


def _stamp(pointer: str) -> tuple[int, int, int] | None:
    """By which it shows that a pointer file is another one."""
    try:
        stat = os.stat(pointer)  # noqa: PTH116  (a path costs four times as much)
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino, stat.st_size


def _prune(folder: Path) -> None:
    """Remove all but the last, and none that was current within the hour: it was until the next one came."""
    current = pointed_at(folder)
    kept = finished(folder)
    for old, successor in list(pairwise(kept))[: -(KEPT - 1)]:
        if old != current and time.time() - successor.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(old, ignore_errors=True)


def _to_disk(path: Path) -> None:
    """Have the disk take a file, or that a folder has it, before anything relies on it. Windows does the latter by
    itself, and wants a file open for writing for the former."""
    windows = os.name == "nt"
    if windows and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDWR if windows else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
