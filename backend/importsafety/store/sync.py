"""What a refresh must remember between runs: what was fetched, how it looked, and how it compares."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from importsafety import __version__
from importsafety.sources.source import Validators
from importsafety.store import database as db
from importsafety.store.intake import Changes
from importsafety.store.part import Part


class Sync(Part):
    """The part of the store that a refresh asks before it begins, and tells when it ends."""

    def validators(self, source: str) -> dict[str, Validators]:
        """By which the agency tells that nothing changed since its last full pull: address -> marks.

        None at all after a failure, after a list from a file (what is here is no longer the agency's), while records
        wait in quarantine (they are tried again), and after another version of the program, which may read them
        otherwise.
        """
        rows = self._database.execute(
            """
            SELECT url, etag, modified, path, next FROM responses WHERE run = (
                SELECT id FROM runs WHERE id = (
                    SELECT max(id) FROM runs
                    WHERE source = :source AND mode = 'full' AND state <> 'running')
                AND origin = 'agency' AND state = 'done' AND version = :version)
            AND (etag <> '' OR modified <> '')
            AND NOT EXISTS (SELECT 1 FROM quarantine WHERE source = :source AND resolved IS NULL)
            """,
            {"source": source, "version": __version__},
        ).fetchall()
        return {
            url: Validators(etag, modified, self.home / path, following)
            for url, etag, modified, path, following in rows
        }

    def carry_responses(self, source: str, run: int) -> None:
        """The agency said that nothing changed: the last full pull's responses are this run's too."""
        self._database.execute(
            "INSERT INTO responses (run, source, url, sha256, fetched_at, path, bytes, etag, modified, next)"
            " SELECT ?, source, url, sha256, fetched_at, path, bytes, etag, modified, next FROM responses WHERE run ="
            " (SELECT max(r.run) FROM responses r JOIN runs n ON n.id = r.run WHERE r.source = ?"
            "  AND n.origin = 'agency' AND n.mode = 'full' AND n.state = 'done' AND n.id < ?)",
            [run, source, run],
        )

    def covered_until(self, source: str, today: datetime.date) -> datetime.date | None:
        """The day on which the last pull from the agency that succeeded began; None before a full one.

        Never after today: a clock that was wrong must not leave a gap."""
        row = self._database.execute(
            "SELECT max(started) FROM runs WHERE source = ? AND origin = 'agency' AND state = 'done'"
            " AND EXISTS (SELECT 1 FROM runs f WHERE f.source = runs.source AND f.origin = 'agency'"
            "  AND f.mode = 'full' AND f.state = 'done')",
            [source],
        ).fetchone()
        return min(datetime.date.fromisoformat(row[0][:10]), today) if row[0] else None

    def last_runs(self) -> tuple[str | None, str | None]:
        """When the last full pull from an agency that succeeded began, and the last attempt at any."""
        row = self._database.execute(
            "SELECT max(CASE WHEN mode = 'full' AND state = 'done' THEN started END), max(started)"
            " FROM runs WHERE origin = 'agency'"
        ).fetchone()
        return row[0], row[1]

    def still_there(self, source: str, run: int) -> Changes:
        """Note that the agency's list is as it was, without reading it again."""
        with self._database.atomic():
            count = self._database.execute(
                "UPDATE notices SET last_seen = ?, run = ? WHERE source = ? AND withdrawn IS NULL AND NOT starter",
                [db.now(), run, source],
            ).rowcount
        return Changes(rows=count, unchanged=count)

    def note_fields(self, source: str, run: int, names: Iterable[str]) -> dict[str, list[str]]:
        """Compare the field names of a full pull with those of earlier ones: {"appeared": [...], "vanished": [...]}.

        The first pull of a source has nothing to compare with."""
        database = self._database
        before: dict[str, int] = dict(
            database.execute(
                "SELECT name, gone_run IS NOT NULL FROM fields WHERE source = ?", [source]
            ).fetchall()
        )
        now = set(names)
        appeared = sorted(name for name in now if before.get(name, True)) if before else []
        vanished = sorted(name for name, gone in before.items() if not gone and name not in now)
        with database.atomic():
            database.conn.executemany(
                "INSERT INTO fields (source, name, first_run, last_run) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET last_run = excluded.last_run, gone_run = NULL",
                ((source, name, run, run) for name in now),
            )
            database.conn.executemany(
                "UPDATE fields SET gone_run = ? WHERE source = ? AND name = ?",
                ((run, source, name) for name in vanished),
            )
        return {"appeared": appeared, "vanished": vanished}

    def drift(self) -> list[dict[str, Any]]:
        """Fields that appeared after a source's first full pull, or vanished since: source, name, what, run."""
        return list(
            self._database.query(
                """
                SELECT source, name, CASE WHEN gone_run IS NULL THEN 'appeared' ELSE 'vanished' END AS what,
                    coalesce(gone_run, first_run) AS run
                FROM fields f WHERE gone_run IS NOT NULL
                    OR first_run > (SELECT min(first_run) FROM fields WHERE source = f.source)
                ORDER BY run DESC, source, name LIMIT 200
                """
            )
        )
