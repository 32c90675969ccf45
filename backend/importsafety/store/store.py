"""The store: what the agencies published, as we have it, with its past."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import msgspec
from sqlite_utils import Database

from importsafety import __version__
from importsafety.notice import Notice
from importsafety.sources.source import Raw, Rejected
from importsafety.store import database as db
from importsafety.store import intake, responses, search
from importsafety.store.contests import Contests
from importsafety.store.evidence import EvidenceFiles
from importsafety.store.figures import Figures
from importsafety.store.intake import Changes
from importsafety.store.lock import is_held
from importsafety.store.memories import Memories
from importsafety.store.past import Past
from importsafety.store.photos import Photos
from importsafety.store.record import Record, Version
from importsafety.store.saved import SavedItems
from importsafety.store.search import Searching
from importsafety.store.sync import Sync
from importsafety.store.unread import UnreadPages

REFRESH_LOCK = Path("locks") / "refresh"
_AT_ONCE = 2_000


@db.plainly
class Store(
    Searching, Past, Sync, Figures, SavedItems, Photos, Memories, Contests, EvidenceFiles, UnreadPages
):
    """The database of one home folder. Safe to share between threads: each has its own connection.

    Any method raises StoreError where the folder or file cannot be used; the message says what to do.
    """

    def __init__(self, home: Path):
        self.home = Path(home)
        self._local = threading.local()
        self._database.execute("SELECT 1")

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
        if opened is None or opened[0] != db.opened_in(self.home):
            database = db.connect(self.home)
            opened = db.opened_in(self.home), database
            self._local.opened = opened
        return opened[1]

    def upsert(
        self,
        source_id: str,
        stream: Iterable[Notice | Rejected],
        run: int,
        complete: bool,
        accept: bool = False,
        progress: Callable[[int], None] = lambda rows: None,
    ) -> Changes:
        """Take in one pull of a source. `complete` says that the stream is the agency's whole list, so what it
        lacks is withdrawn (kept and marked). All or nothing; records that are unfit go to quarantine.

        Raises TooMuchLost where a complete pull lacks suspiciously many known notices, unless `accept`.
        """

        def note(rows: int) -> None:
            self._database.table("runs").update(run, {"rows": rows})
            progress(rows)

        return intake.take_in(self._database, source_id, stream, run, complete, accept, note)

    def seed(self, notices: Iterable[Notice]) -> None:
        """Put in the starter list, for sources of which there is nothing yet; real data replaces it."""
        by_source: dict[str, list[Notice]] = {}
        for notice in notices:
            by_source.setdefault(notice.source, []).append(notice)
        for source, theirs in by_source.items():
            intake.seed(self._database, source, theirs)

    def notices(self) -> tuple[Notice, ...]:
        """All notices that are not withdrawn, newest first."""
        rows = self._database.execute(
            "SELECT body FROM records WHERE withdrawn IS NULL ORDER BY date DESC, id"
        )
        links = self._links()
        return tuple(_linked(_decode(row[0]), links) for row in rows)

    def records(self) -> Iterator[Record]:
        """Every notice with when it was seen, newest first; withdrawn ones too, those of the starter list not."""
        for skip in range(0, self._database.execute(search.RECENT_COUNT).fetchone()[0], _AT_ONCE):
            for record in self._records(search.RECENT, {"size": _AT_ONCE, "skip": skip}):
                if not record.starter:
                    yield record

    def record(self, id: str) -> Record | None:
        """The notice with this id, or that had it before it was numbered; withdrawn ones too."""
        found = self._records(search.BY_ID, {"id": search.plain(id)})
        return found[0] if found else None

    def notice(self, id: str) -> Notice | None:
        """As `record`, the notice alone."""
        record = self.record(id)
        return record.notice if record else None

    def history(self, id: str) -> tuple[Version, ...]:
        """Every version of a notice, newest first, each in its latest reading."""
        rows = self._database.query(
            "SELECT v.body, v.hash, v.reread, v.first_seen, v.first_run, coalesce(v.last_seen, n.last_seen)"
            " AS last_seen, coalesce(v.last_run, n.run) AS last_run"
            " FROM versions v JOIN notices n ON n.row = v.notice"
            " WHERE v.notice = (SELECT notice FROM ids WHERE id = :id LIMIT 1) ORDER BY v.id DESC",
            {"id": search.plain(id)},
        )
        versions = []
        latest: Version | None = None
        for row in rows:
            reread = row.pop("reread")
            reading = Version(_decode(row.pop("body")), **row)
            latest = latest or reading
            if not reread:
                versions.append(replace(latest, first_seen=reading.first_seen, first_run=reading.first_run))
                latest = None
        return tuple(versions)

    def set_links(self, links: Mapping[str, Sequence[str]]) -> None:
        """Replace what is known about which notices speak of the same item."""
        database = self._database
        with database.atomic():
            database.table("links").delete_where()
            database.conn.executemany(
                "INSERT OR IGNORE INTO links VALUES (?, ?)",
                ((id, other) for id, others in links.items() for other in others),
            )

    def quarantine(
        self, source: str | None = None, resolved: bool = False, page: int = 1, size: int = 50
    ) -> list[dict[str, Any]]:
        """Records that were refused, latest first: source, key, reason, record, first_seen, last_seen, run,
        resolved. Those that a later complete pull no longer held only if `resolved`."""
        return list(
            self._database.query(
                "SELECT source, key, reason, record, first_seen, last_seen, run, resolved FROM quarantine"
                " WHERE source = coalesce(:source, source) AND (resolved IS NULL OR :resolved)"
                " ORDER BY id DESC LIMIT :size OFFSET :skip",
                {
                    "source": source,
                    "resolved": resolved,
                    "size": size,
                    "skip": (max(1, page) - 1) * size,
                },
            )
        )

    def reasons(self, run: int) -> dict[str, int]:
        """Why a run's records went to quarantine, and how many for each, most first."""
        return dict(
            self._database.execute(
                "SELECT reason, count(*) FROM quarantine WHERE run = ? GROUP BY reason ORDER BY count(*) DESC",
                [run],
            ).fetchall()
        )

    def start_run(self, source: str, origin: str, mode: str = "full") -> int:
        """Note that a pull of `source` begins, from `origin` ("agency" or a file's path), `mode` full or increment;
        the run's number."""
        run = self._database.table("runs").insert(
            {
                "source": source,
                "origin": origin,
                "mode": mode,
                "version": __version__,
                "state": "running",
                "started": db.now(),
            },
            pk="id",
        )
        return int(str(run.last_pk))

    def downloading(self, run: int, size: int) -> None:
        """Note how many bytes have come so far."""
        self._database.table("runs").update(run, {"bytes": size})

    def finish_run(self, run: int, changes: Changes | None = None, error: str | None = None) -> None:
        """Note how a run ended: done with its changes, or failed with the reason."""
        known = changes.as_dict() if changes else {}
        outcome = {"state": "failed" if error else "done", "finished": db.now(), "error": error}
        self._database.table("runs").update(run, outcome | known)

    def heal_runs(self) -> None:
        """Mark runs whose process ended in the middle. Only for the holder of the refresh lock."""
        self._database.execute(
            "UPDATE runs SET state = 'interrupted', finished = ?, error = ? WHERE state = 'running'",
            [db.now(), INTERRUPTED],
        )

    def runs(self, source: str | None = None, limit: int = 20) -> list[dict[str, Any]]:
        """The latest runs, newest first, each with all columns of the table; an ended process's as interrupted."""
        rows = self._database.query(
            "SELECT * FROM runs WHERE source = coalesce(?, source) ORDER BY id DESC LIMIT ?", [source, limit]
        )
        alive = is_held(self.home / REFRESH_LOCK)
        return [
            row
            if alive or row["state"] != "running"
            else row | {"state": "interrupted", "error": INTERRUPTED}
            for row in rows
        ]

    def keep_response(self, source: str, run: int, raw: Raw) -> Path:
        """Keep what was received; see responses.py."""
        return responses.keep(self._database, self.home, source, run, raw)

    def prune_responses(self, source: str) -> None:
        responses.prune(self._database, self.home, source)

    def responses(self, source: str | None = None, limit: int = 20) -> list[dict[str, Any]]:
        """Kept responses, newest first: run, source, url, sha256, fetched_at, path (in home), bytes."""
        return list(
            self._database.query(
                "SELECT run, source, url, sha256, fetched_at, path, bytes FROM responses"
                " WHERE source = coalesce(?, source) ORDER BY id DESC LIMIT ?",
                [source, limit],
            )
        )

    def starter_sources(self) -> tuple[str, ...]:
        """Sources of which there is only the starter list."""
        return tuple(
            row[0]
            for row in self._database.execute(
                "SELECT source FROM notices GROUP BY source HAVING min(starter) = 1 ORDER BY source"
            )
        )

    def status(self) -> dict[str, Any]:
        """How the data stands: {"refreshing": bool, "sources": {id: {...}}}, per source:

        rows, withdrawn, starter (only the starter list), as_of (newest notice's date), refreshed_at (end of the
        last run that succeeded), state (starter, running, done, failed, interrupted), started, rows_so_far and
        bytes_so_far (while running), origin, error (of the last run), quarantine (open records).
        """
        database = self._database
        sources = {
            row.pop("source"): row | _NO_RUN | {"starter": bool(row["starter"])}
            for row in database.query(
                "SELECT source, sum(withdrawn IS NULL) AS rows, sum(withdrawn IS NOT NULL) AS withdrawn,"
                " min(starter) AS starter, min(date('now'), max(CASE WHEN withdrawn IS NULL THEN date END)) AS as_of"
                " FROM notices GROUP BY source ORDER BY source"
            )
        }
        alive = is_held(self.home / REFRESH_LOCK)
        for run in database.query(
            "SELECT source, state, started, rows, bytes, origin, error, (SELECT max(finished) FROM runs d"
            "  WHERE d.source = runs.source AND d.state = 'done') AS refreshed_at"
            " FROM runs WHERE id IN (SELECT max(id) FROM runs GROUP BY source)"
        ):
            entry = sources.setdefault(run.pop("source"), _NOTHING | _NO_RUN)
            if run["state"] == "running" and not alive:
                run |= {"state": "interrupted", "error": INTERRUPTED}
            running = run["state"] == "running"
            rows, size = run.pop("rows"), run.pop("bytes")
            entry |= run | {
                "rows_so_far": rows if running else None,
                "bytes_so_far": size if running else None,
            }
        for source, count in database.execute(
            "SELECT source, count(*) FROM quarantine WHERE resolved IS NULL GROUP BY source"
        ):
            sources.setdefault(source, _NOTHING | _NO_RUN)["quarantine"] = count
        return {"refreshing": alive, "sources": sources}

    def _links(self) -> dict[str, tuple[str, ...]]:
        links: dict[str, tuple[str, ...]] = {}
        for id, other in self._database.execute(
            "SELECT l.notice, l.other FROM links l JOIN notices n ON n.id = l.other"
            " WHERE n.withdrawn IS NULL ORDER BY n.date, n.id"
        ):
            links[id] = (*links.get(id, ()), other)
        return links

    def _records(self, sql: str, facts: Mapping[str, Any]) -> list[Record]:
        links = self._links()
        return [
            Record(_linked(_decode(body), links), first, last, withdrawn, bool(starter))
            for body, first, last, withdrawn, starter in self._database.execute(sql, dict(facts))
        ]


INTERRUPTED = "the process ended before it was finished; refresh again"
_NOTHING = {"rows": 0, "withdrawn": 0, "starter": False, "as_of": None}
_NO_RUN = {
    "state": "starter",
    "started": None,
    "rows_so_far": None,
    "bytes_so_far": None,
    "origin": None,
    "refreshed_at": None,
    "error": None,
    "quarantine": 0,
}

_decode = msgspec.json.Decoder(Notice).decode


def _linked(notice: Notice, links: Mapping[str, tuple[str, ...]]) -> Notice:
    others = links.get(notice.id)
    if not others:
        return notice
    return msgspec.structs.replace(notice, linked=tuple(dict.fromkeys((*notice.linked, *others))))
