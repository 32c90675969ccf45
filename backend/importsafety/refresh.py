"""Refresh: sources -> store -> snapshot. A source that fails keeps what it had and stops no other."""

from __future__ import annotations

import datetime
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

from importsafety.settings import Settings
from importsafety.sources import DEFAULT, SOURCES, Source, SourceError, link
from importsafety.sources.http import Session
from importsafety.sources.source import Incremental, Shaped, Unchanged
from importsafety.store import Busy, Changes, Snapshots, Store, StoreError, snapshot
from importsafety.store.database import is_sound, now, set_aside
from importsafety.store.lock import held
from importsafety.store.responses import raw_of
from importsafety.store.starter import starter_notices
from importsafety.store.store import REFRESH_LOCK
from importsafety.watch import review

# Called with the source's id ("" for all), what is done (downloading, reading, indexing) and how many bytes or
# rows so far.
Progress = Callable[[str, str, int], None]

START_WAIT_SECONDS = 120

# An increment asks again for so much that it had: dates are days, and records come late.
OVERLAP = datetime.timedelta(days=3)

# What is done once new data serves, each with the store; a step answers what it did, in a few words.
AFTER: tuple[tuple[str, Callable[[Store], str]], ...] = (("watches", review),)

_log = logging.getLogger(__name__)


class UnknownSource(ValueError):
    """There is no source of that name; the message lists those there are."""


@dataclass(slots=True)
class SourceReport:
    """What a refresh did with one source. `origin` is "agency" or the file's path; `reasons` counts the records
    put in quarantine by why; `error` is why nothing was changed; `drift` names fields that appeared in the agency's
    answer or vanished from it."""

    source: str
    origin: str
    mode: str = "full"
    changes: Changes = field(default_factory=Changes)
    reasons: dict[str, int] = field(default_factory=dict)
    drift: dict[str, list[str]] = field(default_factory=dict)
    seconds: float = 0.0
    error: str | None = None


@dataclass(slots=True)
class Report:
    """What a refresh did. `snapshot` is the id of the one that serves now; `error` is why it could not be renewed.

    `set_aside` names the damaged database that was replaced, if one was; `steps` is what each step of AFTER told.
    """

    sources: list[SourceReport] = field(default_factory=list)
    snapshot: str | None = None
    seconds: float = 0.0
    error: str | None = None
    set_aside: str | None = None
    steps: dict[str, str] = field(default_factory=dict)

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
    increment: bool = False,
) -> Report:
    """Renew the named sources from their agencies and others from `files` (source id -> path); with neither, the
    default set.

    What comes is taken as the source's full list, so notices it lacks are marked withdrawn; a list that lacks
    suspiciously many, or has grown beyond reason, is refused unless `accept`. With `increment`, agencies that can
    tell are asked only for what is new since the last time; then nothing is taken for withdrawn. Raises
    UnknownSource, Busy where another process refreshes this home, and StoreError where the home cannot be used. A
    failing source is in the report, never an exception.
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
                report.sources.append(_renew(store, SOURCES[name], files.get(name), tell, accept, increment))
            _publish(store, report, tell)
            _afterwards(store, report)
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


def refresh_in_background(home: Path, *options: str) -> subprocess.Popen[bytes]:
    """Begin a refresh in a process of its own, which the caller ends with itself: stopping it loses nothing.

    `options`: --increment, or names of sources. `Store.status` shows how it goes, `refresh.log` in the home what it
    said. Where another process refreshes already, it leaves at once.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "refresh.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "importsafety.refresh", str(home), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def _serves(home: Path) -> bool:
    snapshots = Snapshots(home)
    return snapshots.current() is not None and snapshots.problem is None


def _renew(
    store: Store, source: Source, file: Path | None, tell: Progress, accept: bool, increment: bool
) -> SourceReport:
    began = time.monotonic()
    since = _since(store, source) if increment and file is None else None
    report = SourceReport(source.id, str(file) if file else "agency", "increment" if since else "full")
    run = store.start_run(source.id, report.origin, report.mode)
    try:
        with _raw_files(store, source, file, run, tell, since) as paths:
            report.changes = store.upsert(
                source.id,
                chain.from_iterable(map(source.parse, paths)),
                run,
                complete=since is None,
                accept=accept,
                progress=lambda rows: tell(source.id, "reading", rows),
            )
            if since is None and file is None and isinstance(source, Shaped):
                names = frozenset[str]().union(*map(source.keys, paths))
                report.drift = store.note_fields(source.id, run, names)
        store.finish_run(run, report.changes)
        store.prune_responses(source.id)
    except Unchanged:
        store.carry_responses(source.id, run)
        report.changes = store.still_there(source.id, run)
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


def _since(store: Store, source: Source) -> datetime.date | None:
    """From which day on to ask the agency for what is new; None where the full list is needed."""
    if not isinstance(source, Incremental):
        return None
    covered = store.covered_until(source.id, datetime.datetime.now(datetime.UTC).date())
    return covered - OVERLAP if covered else None


@contextmanager
def _raw_files(
    store: Store, source: Source, file: Path | None, run: int, tell: Progress, since: datetime.date | None
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
        Session(store.validators(source.id)) as session,
    ):
        paths = []
        progress = _seldom(downloading)
        fetched = (
            source.fetch_since(session, Path(folder), progress, since)
            if since and isinstance(source, Incremental)
            else source.fetch(session, Path(folder), progress)
        )
        for raw in fetched:
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
        if not store.unserved() and _serves(store.home):
            store.mark_served(now())
            return
        notices = store.notices()
        if not notices:
            return
        tell("", "indexing", len(notices))
        store.set_links(link(notices))
        report.snapshot = snapshot.build(store, store.home).id
        store.mark_served(now())
    except Exception as error:
        report.error = f"the new data is stored, but no snapshot could be built: {_in_words(error)}"


def _afterwards(store: Store, report: Report) -> None:
    """The steps of AFTER; one that fails is told and stops no other: the data is in place."""
    if report.error is None:
        for name, step in AFTER:
            try:
                report.steps[name] = step(store)
            except Exception as error:
                report.steps[name] = f"failed: {_in_words(error)}"


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


def _main(arguments: list[str]) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    home, options = Path(arguments[0]), arguments[1:]
    try:
        names = [option for option in options if option != "--increment"]
        report = refresh(
            home, names or Settings.from_environment().sources, increment="--increment" in options
        )
    except Busy as error:
        _log.info("%s", error)
        return 0
    for source in report.sources:
        _log.info("%s: %s", source.source, source.error or source.changes)
    for name, told in report.steps.items():
        _log.info("%s: %s", name, told)
    return 0 if report.ok else 1


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1:]))
