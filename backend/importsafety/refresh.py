"""Refresh: sources -> store -> snapshot. A source that fails keeps what it had and stops no other."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from importsafety.sources import DEFAULT, SOURCES, Source, SourceError, link
from importsafety.store import Busy, Changes, Snapshots, Store, StoreError, snapshot
from importsafety.store.database import is_sound, now, set_aside
from importsafety.store.lock import held
from importsafety.store.responses import raw_of
from importsafety.store.starter import starter_notices
from importsafety.store.store import REFRESH_LOCK

# Called with the source's id ("" for all), what is done (downloading, reading, indexing) and how many bytes or
# rows so far.
Progress = Callable[[str, str, int], None]

START_WAIT_SECONDS = 120

_log = logging.getLogger(__name__)


class UnknownSource(ValueError):
    """There is no source of that name; the message lists those there are."""


@dataclass(slots=True)
class SourceReport:
    """What a refresh did with one source. `origin` is "agency" or the file's path; `reasons` counts the records
    put in quarantine by why; `error` is why nothing was changed."""

    source: str
    origin: str
    changes: Changes = field(default_factory=Changes)
    reasons: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    error: str | None = None


@dataclass(slots=True)
class Report:
    """What a refresh did. `snapshot` is the id of the one that serves now; `error` is why it could not be renewed.

    `set_aside` names the damaged database that was replaced, if one was.
    """

    sources: list[SourceReport] = field(default_factory=list)
    snapshot: str | None = None
    seconds: float = 0.0
    error: str | None = None
    set_aside: str | None = None

    @property
    def ok(self) -> bool:
        return self.error is None and all(source.error is None for source in self.sources)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON types; each source's changes stand beside its other fields."""
        plain = asdict(self) | {"ok": self.ok}
        plain["sources"] = [source | source.pop("changes") for source in plain["sources"]]
        return plain


def refresh(
    home: Path,
    names: Iterable[str] = (),
    files: Mapping[str, Path] | None = None,
    progress: Progress | None = None,
    accept: bool = False,
) -> Report:
    """Renew the named sources from their agencies and others from `files` (source id -> path); with neither, all.

    What comes is taken as the source's full list, so notices it lacks are marked withdrawn; a list that lacks
    suspiciously many is refused unless `accept`. Raises UnknownSource, Busy where another process refreshes this
    home, and StoreError where the home cannot be used. A failing source is in the report, never an exception.
    """
    files = {name: Path(path) for name, path in (files or {}).items()}
    chosen = list(dict.fromkeys((*names, *files))) or list(DEFAULT)
    for name in chosen:
        if name not in SOURCES:
            raise UnknownSource(f"There is no source `{name}`. Known sources: {', '.join(SOURCES)}.")
    tell = progress or (lambda source, stage, count: None)
    began = time.monotonic()
    report = Report()
    with held(home / REFRESH_LOCK, "A refresh"):
        report.set_aside = _heal(home)
        with Store(home) as store:
            store.heal_runs()
            for name in chosen:
                report.sources.append(_renew(store, SOURCES[name], files.get(name), tell, accept))
            _publish(store, report, tell)
    report.seconds = round(time.monotonic() - began, 2)
    return report


def ensure_started(home: Path) -> None:
    """Make sure that there is a snapshot to serve, without any network: from the store, or from the starter list.

    Safe when several workers start at once: one builds, the others wait for it. Raises StoreError where the
    folder cannot be used.
    """
    if _serves(home):
        return
    with held(home / "locks" / "start", "The first start", wait=START_WAIT_SECONDS):
        if _serves(home):
            return
        _heal_if_idle(home)
        with Store(home) as store:
            store.seed(starter_notices())
            snapshot.build(store, home)


def refresh_in_background(home: Path) -> subprocess.Popen[bytes]:
    """Begin a full refresh in a process of its own, which the caller ends with itself: stopping it loses nothing.

    `Store.status` shows how it goes, `refresh.log` in the home what it said. Where another process refreshes
    already, it leaves at once.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "refresh.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "importsafety.refresh", str(home)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def _serves(home: Path) -> bool:
    snapshots = Snapshots(home)
    return snapshots.current() is not None and snapshots.problem is None


def _renew(store: Store, source: Source, file: Path | None, tell: Progress, accept: bool) -> SourceReport:
    began = time.monotonic()
    report = SourceReport(source.id, str(file) if file else "agency")
    run = store.start_run(source.id, report.origin)
    try:
        with _raw_files(store, source, file, run, tell) as paths:
            report.changes = store.upsert(
                source.id,
                chain.from_iterable(map(source.parse, paths)),
                run,
                complete=True,
                accept=accept,
                progress=lambda rows: tell(source.id, "reading", rows),
            )
        store.finish_run(run, report.changes)
        store.prune_responses(source.id)
    except Exception as error:
        report.error = _in_words(error)
        report.changes.quarantined = sum(store.reasons(run).values())
        store.finish_run(run, report.changes, report.error)
    except BaseException:
        store.finish_run(run, error="it was stopped; refresh again")
        raise
    report.reasons = store.reasons(run)
    report.seconds = round(time.monotonic() - began, 2)
    return report


@contextmanager
def _raw_files(
    store: Store, source: Source, file: Path | None, run: int, tell: Progress
) -> Iterator[list[Path]]:
    """The given file, or what the agency sends, each kept in the store's responses before it is read."""

    def downloading(size: int) -> None:
        store.downloading(run, size)
        tell(source.id, "downloading", size)

    if file is not None:
        if not file.is_file():
            raise SourceError(f"There is no file {file}. Name one that the agency's site gave you.")
        store.keep_response(source.id, run, raw_of(file, now()))
        yield [file]
        return
    incoming = store.home / "incoming"
    incoming.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=f"{source.id}-", dir=incoming) as folder,
        requests.Session() as session,
    ):
        paths = []
        for raw in source.fetch(session, Path(folder), _seldom(downloading)):
            store.keep_response(source.id, run, raw)
            paths.append(raw.path)
        yield paths


def _seldom(report: Callable[[int], None], seconds: float = 0.5) -> Callable[[int], None]:
    """A download reports each chunk; the store needs to know only now and then."""
    due = 0.0

    def sometimes(size: int) -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + seconds
            report(size)

    return sometimes


def _publish(store: Store, report: Report, tell: Progress) -> None:
    before = snapshot.pointed_at(store.home / "snapshots")
    report.snapshot = before.name if before else None
    try:
        notices = store.notices()
        if not notices:
            return
        tell("", "indexing", len(notices))
        store.set_links(link(notices))
        report.snapshot = snapshot.build(store, store.home).id
    except Exception as error:
        report.error = f"the new data is stored, but no snapshot could be built: {_in_words(error)}"


def _heal(home: Path) -> str | None:
    """Put right what a killed refresh or a broken disk left; for the holder of the refresh lock."""
    shutil.rmtree(home / "incoming", ignore_errors=True)
    if is_sound(home):
        return None
    kept = set_aside(home)
    _log.warning("the database was damaged; it is kept as %s and a new one begins", kept)
    return str(kept)


def _heal_if_idle(home: Path) -> None:
    try:
        with held(home / REFRESH_LOCK, "A refresh", wait=0):
            _heal(home)
    except Busy:
        return


def _in_words(error: BaseException) -> str:
    unreached = next(filter(None, map(_unreached, _causes(error))), None)
    if unreached:
        return f"{unreached}. Check the network and refresh again; what was loaded before goes on serving."
    if isinstance(error, (SourceError, StoreError)):
        return str(error)
    if isinstance(error, (OSError, requests.RequestException)):
        return f"{type(error).__name__}: {error}"
    _log.exception("unexpected error in a refresh", exc_info=error)
    return f"unexpected {type(error).__name__}: {error}. Please report it with the log."


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _unreached(error: BaseException) -> str | None:
    """In a sentence, where no connection came about at all; requests hides the reason two levels down."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if not isinstance(error, requests.ConnectionError) or error.request is None or reason is None:
        return None
    return f"could not reach {urlsplit(str(error.request.url)).hostname}: {str(reason).rpartition('): ')[2]}"


def _main(home: str) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        report = refresh(Path(home))
    except Busy as error:
        _log.info("%s", error)
        return 0
    for source in report.sources:
        _log.info("%s: %s", source.source, source.error or source.changes)
    return 0 if report.ok else 1


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1]))
