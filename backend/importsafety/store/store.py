"""The store: what the agencies published, as we have it, with its past."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from importsafety import __version__
from importsafety.notice import Notice
from importsafety.sources.source import Raw, Rejected
from importsafety.store import database as db
from importsafety.store import intake, responses
from importsafety.store.contests import Contests
from importsafety.store.evidence import EvidenceFiles
from importsafety.store.figures import Figures
from importsafety.store.intake import Changes
from importsafety.store.lock import is_held
from importsafety.store.memories import Memories
from importsafety.store.past import Past
from importsafety.store.photos import Photos
from importsafety.store.saved import SavedItems
from importsafety.store.search import Searching
from importsafety.store.sync import Sync
from importsafety.store.unread import UnreadPages

REFRESH_LOCK = Path("locks") / "refresh"


class Store(
    Searching, Past, Sync, Figures, SavedItems, Photos, Memories, Contests, EvidenceFiles, UnreadPages
):
    """The database of one home folder. Safe to share between threads: each has its own connection.

    Any method raises StoreError where the folder or file cannot be used; the message says what to do.
    """

    def __init__(self, home: Path):
        super().__init__(home)
        self._database.execute("SELECT 1")

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

    def file_sources(self) -> tuple[str, ...]:
        """Sources whose full list was last read from a file that a person gave, not asked of the agency."""
        return tuple(
            row[0]
            for row in self._database.execute(
                "SELECT source FROM runs WHERE origin <> 'agency' AND id IN (SELECT max(id) FROM runs"
                " WHERE mode = 'full' AND state = 'done' GROUP BY source) ORDER BY source"
            )
        )

    def status(self) -> dict[str, Any]:
        """How the data stands: {"refreshing": bool, "sources": {id: {...}}}, per source:

        rows, withdrawn, starter (only the starter list), from_file (as `file_sources`), since and as_of (oldest and
        newest notice's date), refreshed_at (end of the
        last run that succeeded), state (starter, running, done, failed, interrupted), started, rows_so_far and
        bytes_so_far (while running), origin, error (of the last run), quarantine (open records).
        """
        database = self._database
        sources = {
            row.pop("source"): row | _NO_RUN | {"starter": bool(row["starter"]), "from_file": False}
            for row in database.query(
                "SELECT source, sum(withdrawn IS NULL) AS rows, sum(withdrawn IS NOT NULL) AS withdrawn,"
                " min(starter) AS starter, min(CASE WHEN withdrawn IS NULL THEN date END) AS since,"
                " min(date('now'), max(CASE WHEN withdrawn IS NULL THEN date END)) AS as_of"
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
        for source in self.file_sources():
            sources[source]["from_file"] = True
        for source, count in database.execute(
            "SELECT source, count(*) FROM quarantine WHERE resolved IS NULL GROUP BY source"
        ):
            sources.setdefault(source, _NOTHING | _NO_RUN)["quarantine"] = count
        return {"refreshing": alive, "sources": sources}


INTERRUPTED = "the process ended before it was finished; refresh again"
_NOTHING = {"rows": 0, "withdrawn": 0, "starter": False, "from_file": False, "since": None, "as_of": None}
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
