"""A data folder as one file, made while the server runs, and a data folder from it again.

The file is a tar, packed with gzip: every database as it was at one moment, every other file as it lay there, and
last `manifest.json` with the size and SHA-256 of each. What can be made again is left out: snapshots are built from
the notices, locks mean nothing elsewhere.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import msgspec

from importsafety import __version__
from importsafety.store import Store, StoreError, copies
from importsafety.store.database import FILE
from importsafety.store.lock import held
from importsafety.store.snapshot import build
from importsafety.store.store import REFRESH_LOCK

FORMAT = 1
MANIFEST = "manifest.json"
PACKING = 4
_LEFT_OUT = re.compile(
    r"(locks|snapshots|replaced-[^/]*|restoring-[^/]*)/|.*(\.partial|\.damaged-.*|-wal|-shm|-journal)$"
)
# What is left of the folder when a restored one is put in its place.
_STAY = ("locks",)


class BadBackup(StoreError):
    """The file is no backup, or not a whole one; the message says what is wrong with it."""


class Part(msgspec.Struct, frozen=True):
    """`path` is below the data folder."""

    path: str
    bytes: int
    sha256: str
    database: bool


class Manifest(msgspec.Struct, frozen=True):
    """`made` is when the backup was begun, UTC; `program` the version that made it."""

    format: int
    program: str
    made: str
    parts: tuple[Part, ...]

    @property
    def databases(self) -> int:
        return sum(part.database for part in self.parts)


@dataclass(frozen=True, slots=True)
class Restored:
    """`replaced` is the folder that holds what was there before; None where nothing was."""

    manifest: Manifest
    replaced: Path | None


def backup(home: Path, target: Path) -> Manifest:
    """Write the data folder into the file `target`, which appears when it is whole and was not there before.

    Raises StoreError where there is no data, or the file is there already; OSError where the disk does not take it."""
    if target.exists():
        raise StoreError(f"{target} is there already. Name another file: a backup never replaces one.")
    made = datetime.now(UTC).isoformat(timespec="seconds")
    if not any(_files(home)):
        raise StoreError(f"There is no data in {home}. IMPORTSAFETY_HOME names the data folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    parts: list[Part] = []
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        partial = Path(folder) / "backup.tar.gz"
        # It holds hashes of passwords and what teams made: for its owner only.
        partial.touch(mode=0o600)
        with (
            partial.open("wb") as file,
            tarfile.open(fileobj=file, mode="w:gz", compresslevel=PACKING) as tar,
        ):
            for path in _files(home):
                name = path.relative_to(home).as_posix()
                database = copies.is_database(path)
                source = path
                if database:
                    source = Path(folder) / "copy"
                    source.unlink(missing_ok=True)
                    copies.copy(path, source)
                    copies.check(source)
                parts.append(_add(tar, source, name, database))
            manifest = Manifest(FORMAT, __version__, made, tuple(parts))
            told = msgspec.json.format(msgspec.json.encode(manifest))
            tar.addfile(_entry(MANIFEST, len(told)), io.BytesIO(told))
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.rename(target)
    return manifest


def restore(home: Path, source: Path, force: bool = False) -> Restored:
    """Make the data folder what it was when the backup `source` was made; what is there now is put aside inside it.

    Everything is read and compared before anything is touched. Raises BadBackup where the file is not whole,
    StoreError where, without `force`, the folder holds newer data or is open; Busy while a refresh runs."""
    home.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    fresh = home / f"restoring-{stamp}"
    with held(home / REFRESH_LOCK, "A refresh"):
        try:
            manifest = _unpack(source, fresh)
            if not force:
                _admit(home, manifest)
            replaced = _swap(home, fresh, home / f"replaced-{stamp}")
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        if (home / FILE).exists():
            with Store(home) as store:
                build(store, home)
    return Restored(manifest, replaced)


def _files(home: Path) -> Iterator[Path]:
    for path in sorted(home.rglob("*")):
        if (
            path.is_file()
            and not path.is_symlink()
            and not _LEFT_OUT.match(path.relative_to(home).as_posix())
        ):
            yield path


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    entry.mtime = int(datetime.now(UTC).timestamp())
    return entry


def _add(tar: tarfile.TarFile, source: Path, name: str, database: bool) -> Part:
    with source.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        read = _Hashing(file)
        tar.addfile(_entry(name, size), read)
    return Part(name, size, read.sha256.hexdigest(), database)


class _Hashing(io.RawIOBase):
    """A file that is hashed while it is read, so that what is told of it is what was written."""

    def __init__(self, file: IO[bytes]):
        self._file = file
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.sha256.update(data)
        return data


def _unpack(source: Path, folder: Path) -> Manifest:
    """Unpack a backup into a new folder, and compare each file with the manifest."""
    folder.mkdir()
    try:
        with tarfile.open(source, "r:gz") as tar:
            # The filter keeps names, links and modes of a hostile file inside the folder.
            tar.extractall(folder, filter="data")
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (tarfile.TarError, EOFError, OSError, msgspec.MsgspecError) as error:
        if isinstance(error, FileNotFoundError) and not source.exists():
            raise
        raise BadBackup(f"{source} is no backup, or not a whole one: {error}.") from error
    if manifest.format != FORMAT:
        raise BadBackup(f"{source} was made by version {manifest.program}; install that version to read it.")
    (folder / MANIFEST).unlink()
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    if there != {part.path for part in manifest.parts}:
        raise BadBackup(f"{source} does not hold the files that its manifest names.")
    for part in manifest.parts:
        path = folder / part.path
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != part.sha256:
                raise BadBackup(f"{source}: {part.path} is altered.")
        if part.database:
            copies.check(path)
    return manifest


def _admit(home: Path, manifest: Manifest) -> None:
    databases = [path for path in _files(home) if copies.is_database(path)]
    changed = [part.stat().st_mtime for path in databases for part in copies.parts(path)]
    for path in databases:
        if copies.is_open(path):
            raise StoreError(
                f"A server or another program has {path} open. Stop it first; with --force it is replaced all the "
                "same, and the server has to be started anew."
            )
    if changed and max(changed) > datetime.fromisoformat(manifest.made).timestamp():
        newest = datetime.fromtimestamp(max(changed), UTC).isoformat(" ", "seconds")
        raise StoreError(
            f"{home} holds data of {newest}, newer than this backup of {manifest.made}. Restore into another folder "
            "(IMPORTSAFETY_HOME), or give --force: what is there is then put aside, not deleted."
        )


def _swap(home: Path, fresh: Path, aside: Path) -> Path | None:
    """Put what is in the folder aside, and what was unpacked into its place."""
    old = [
        path
        for path in home.iterdir()
        if path.name not in _STAY and path != fresh and not path.name.startswith(("replaced-", "restoring-"))
    ]
    if old:
        aside.mkdir()
    for path in old:
        path.rename(aside / path.name)
    for path in fresh.iterdir():
        path.rename(home / path.name)
    return aside if old else None


def told(manifest: Manifest) -> dict[str, Any]:
    """What a backup holds, in plain JSON types."""
    return {
        "made": manifest.made,
        "databases": manifest.databases,
        "files": len(manifest.parts),
        "bytes": sum(part.bytes for part in manifest.parts),
    }
