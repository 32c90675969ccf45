"""The past: what was known on a day, what a run changed, and how long news took to arrive."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import msgspec

from importsafety.notice import Notice
from importsafety.store.part import Part

_decode = msgspec.json.Decoder(Notice).decode


@dataclass(frozen=True, slots=True)
class Event:
    """What a run did to one notice. `what`: new, changed, withdrawn, returned; `before` only for a change."""

    what: str
    notice: Notice
    before: Notice | None = None


class Past(Part):
    """The part of the store that answers about earlier days."""

    def as_of(self, day: datetime.date) -> tuple[Notice, ...]:
        """The notices as they stood at the end of a day, newest first: published by then, not withdrawn then,
        each in the text that we had then. Of one that we first loaded later, the earliest text we have."""
        rows = self._database.execute(
            """
            SELECT v.body FROM notices n JOIN versions v ON v.id = coalesce(
                (SELECT max(id) FROM versions WHERE notice = n.row AND first_seen <= :end),
                (SELECT min(id) FROM versions WHERE notice = n.row))
            WHERE n.date <= :day AND NOT EXISTS (
                SELECT 1 FROM absences a WHERE a.notice = n.row AND a.since <= :end
                AND (a.until IS NULL OR a.until > :end))
            ORDER BY n.date DESC, n.id
            """,
            {"day": day.isoformat(), "end": f"{day.isoformat()}T23:59:59+00:00"},
        )
        return tuple(_decode(row[0]) for row in rows)

    def run(self, run: int) -> dict[str, Any] | None:
        """One run, with all columns of the table."""
        return next(iter(self._database.query("SELECT * FROM runs WHERE id = ?", [run])), None)

    def events(self, run: int, page: int = 1, size: int = 50) -> list[Event]:
        """What a run changed, notice by notice, newest notice first; a page at a time. What was only read otherwise is
        none of it."""
        rows = self._database.execute(
            """
            SELECT what, body, before FROM (
                SELECT CASE WHEN p.id IS NULL THEN 'new' ELSE 'changed' END AS what, v.body, p.body AS before,
                    n.date, n.id
                FROM versions v JOIN notices n ON n.row = v.notice LEFT JOIN versions p ON p.id =
                    (SELECT max(o.id) FROM versions o WHERE o.notice = v.notice AND o.id < v.id)
                WHERE v.first_run = :run AND NOT v.reread
                UNION ALL
                SELECT 'withdrawn', r.body, NULL, r.date, r.id
                FROM absences a JOIN records r ON r.row = a.notice WHERE a.since_run = :run
                UNION ALL
                SELECT 'returned', r.body, NULL, r.date, r.id
                FROM absences a JOIN records r ON r.row = a.notice WHERE a.until_run = :run
            ) ORDER BY date DESC, id LIMIT :size OFFSET :skip
            """,
            {"run": run, "size": size, "skip": (max(1, page) - 1) * size},
        )
        return [
            Event(what, _decode(body), _decode(before) if before else None) for what, body, before in rows
        ]

    def mark_served(self, moment: str) -> None:
        """Note that from now on a snapshot with the data of all runs that ended answers."""
        self._database.execute(
            "UPDATE runs SET served = ? WHERE state <> 'running' AND served IS NULL", [moment]
        )

    def unserved(self) -> bool:
        """Whether a run changed something that no snapshot holds yet, also one that died right after its change; or
        took from the agency what a file had given before, or the other way round."""
        return bool(
            self._database.execute(
                """
                SELECT 1 FROM runs r WHERE served IS NULL AND (
                    EXISTS (SELECT 1 FROM versions WHERE first_run = r.id)
                    OR EXISTS (SELECT 1 FROM absences WHERE since_run = r.id OR until_run = r.id)
                    OR r.mode = 'full' AND r.state = 'done' AND (r.origin = 'agency') <> (
                        SELECT b.origin = 'agency' FROM runs b WHERE b.id < r.id AND b.source = r.source
                            AND b.mode = 'full' AND b.state = 'done' ORDER BY b.id DESC LIMIT 1)) LIMIT 1
                """
            ).fetchone()
        )

    def delays(self, days: int = 180) -> list[dict[str, Any]]:
        """How long notices took from the agency's date (a day, taken from its beginning) to our first answer that
        knew them: source, notice, date, served, hours. Of each source only what came after its first load."""
        return list(
            self._database.query(
                """
                SELECT n.source, n.id AS notice, n.date, r.served,
                    round((julianday(r.served) - julianday(n.date)) * 24, 1) AS hours
                FROM notices n
                JOIN versions v ON v.id = (SELECT min(id) FROM versions WHERE notice = n.row)
                JOIN runs r ON r.id = v.first_run
                WHERE r.served IS NOT NULL AND n.date >= date('now', :back)
                    AND r.id > (SELECT min(f.id) FROM runs f
                                WHERE f.source = n.source AND f.state = 'done' AND f.new > 0)
                ORDER BY r.served DESC, n.id
                """,
                {"back": f"-{days} days"},
            )
        )
