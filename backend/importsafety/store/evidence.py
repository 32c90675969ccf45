"""Evidence files that people asked to keep: their content, never changed, until someone deletes it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from sqlite_utils import Database

from importsafety.store import database as db
from importsafety.store.part import Part, plain


@db.migrations()
def evidence_files_that_are_kept(database: Database) -> None:
    database.executescript(
        """
        -- See Kept; body is the content, deflated.
        CREATE TABLE evidence (
            row INTEGER PRIMARY KEY,
            team TEXT NOT NULL,
            id TEXT NOT NULL,
            title TEXT NOT NULL,
            verdict TEXT NOT NULL,
            items INTEGER NOT NULL,
            created TEXT NOT NULL,
            body BLOB NOT NULL,
            UNIQUE (team, id)
        );
        """
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """An evidence file in the list of a team's. `id` names its content; `verdict` is the strongest of its `items`."""

    id: str
    title: str
    verdict: str
    items: int
    created: str


class EvidenceFiles(Part):
    """The part of the store that keeps evidence files."""

    def keep_evidence(self, team: str, kept: Kept, content: bytes) -> None:
        """Keep a file. The same content again changes nothing."""
        with self._database.atomic():
            self._database.execute(
                "INSERT OR IGNORE INTO evidence (team, id, title, verdict, items, created, body)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    team,
                    kept.id,
                    plain(kept.title),
                    kept.verdict,
                    kept.items,
                    kept.created,
                    zlib.compress(content),
                ],
            )

    def evidence_content(self, team: str, id: str) -> bytes | None:
        """The content of a team's file; None where the team has none of that id."""
        row = self._database.execute(
            "SELECT body FROM evidence WHERE team = ? AND id = ?", [team, id]
        ).fetchone()
        return zlib.decompress(row[0]) if row else None

    def evidence_files(self, team: str, limit: int = 500) -> list[Kept]:
        """A team's files, latest first."""
        rows = self._database.execute(
            "SELECT id, title, verdict, items, created FROM evidence WHERE team = ? ORDER BY row DESC LIMIT ?",
            [team, limit],
        )
        return [Kept(*row) for row in rows]

    def remove_evidence(self, team: str, id: str) -> bool:
        """Delete a file; False where the team has none of that id."""
        with self._database.atomic():
            return bool(
                self._database.execute("DELETE FROM evidence WHERE team = ? AND id = ?", [team, id]).rowcount
            )
