"""My list: watched listings with a person's notes, the stage of the order, and the answer they saw last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlite_utils import Database

from importsafety.store import database as db
from importsafety.store.errors import StoreError
from importsafety.store.part import plain
from importsafety.store.watching import Watch, Watching

# The course of an order, from an idea to goods on sale.
STAGES = ("considering", "sample", "ordered", "shipped", "arrived", "selling", "dropped")
LONGEST_NOTES = 4_000
MOST_ITEMS = 2_000


@db.migrations()
def watched_listings_as_a_list_of_ones_own(database: Database) -> None:
    database.executescript(
        """
        -- A watch is its team's; item tells a listing from others; stage and notes are what people wrote. answer is
        -- the JSON of the latest answer, seen of the one that a person has seen, '' where there is none.
        ALTER TABLE watches ADD COLUMN team TEXT NOT NULL DEFAULT 'local';
        ALTER TABLE watches ADD COLUMN item TEXT NOT NULL DEFAULT '';
        ALTER TABLE watches ADD COLUMN stage TEXT NOT NULL DEFAULT 'considering';
        ALTER TABLE watches ADD COLUMN notes TEXT NOT NULL DEFAULT '';
        ALTER TABLE watches ADD COLUMN answer TEXT NOT NULL DEFAULT '';
        ALTER TABLE watches ADD COLUMN seen TEXT NOT NULL DEFAULT '';
        CREATE UNIQUE INDEX watches_of_a_listing ON watches (team, item) WHERE item <> '';
        """
    )


@dataclass(frozen=True, slots=True)
class Saved:
    """A listing on a team's list. `answer` and `seen` are as `watch.saved.answer_of` makes them, None where nothing
    was answered yet; `unread` counts the alerts about it that nobody has read."""

    id: int
    team: str
    name: str
    body: dict[str, Any]
    stage: str
    notes: str
    answer: dict[str, Any] | None
    seen: dict[str, Any] | None
    created: str
    unread: int


_SELECT = """SELECT w.id, w.team, w.name, w.body, w.stage, w.notes, w.answer, w.seen, w.created,
    (SELECT count(*) FROM alerts a WHERE a.watch = w.id AND a.seen IS NULL) AS unread
    FROM watches w WHERE w.kind = 'listing'"""


class SavedItems(Watching):
    """The part of the store that keeps the lists."""

    def save_listing(
        self, name: str, body: dict[str, Any], team: str, email: str = "", webhook: str = ""
    ) -> Watch:
        """Put a listing on a team's list, and watch it. One that is there already stays as it is.

        Raises StoreError where the list is full."""
        item = plain(str(body.get("url") or orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()))
        database = self._database
        with database.atomic():
            known = database.execute(
                "SELECT id FROM watches WHERE team = ? AND item = ?", [team, item]
            ).fetchone()
            if known:
                return self._watches("WHERE id = ?", [known[0]])[0]
            count = database.execute("SELECT count(*) FROM watches WHERE team = ?", [team]).fetchone()[0]
            if count >= MOST_ITEMS:
                raise StoreError(f"The list holds {MOST_ITEMS:,} items; remove some first.")
            watch = self.add_watch(name, "listing", body, email, webhook, team)
            database.execute("UPDATE watches SET item = ? WHERE id = ?", [item, watch.id])
        return watch

    def saved(self, team: str | None = None) -> list[Saved]:
        """A team's list, or all lists, the latest first."""
        return self._saved("AND w.team = coalesce(?, w.team) ORDER BY w.id DESC", [team])

    def saved_item(self, id: int, team: str) -> Saved | None:
        return next(iter(self._saved("AND w.id = ? AND w.team = ?", [id, team])), None)

    def annotate(self, id: int, team: str, stage: str, notes: str) -> bool:
        """Keep the stage of an order and a person's notes; False where the team has no such item."""
        changed = self._database.execute(
            "UPDATE watches SET stage = ?, notes = ? WHERE id = ? AND team = ? AND kind = 'listing'",
            [stage, plain(notes), id, team],
        )
        return bool(changed.rowcount)

    def keep_answer(self, id: int, answer: dict[str, Any]) -> None:
        """Keep the latest answer for an item; the first one counts as seen."""
        body = orjson.dumps(answer).decode()
        self._database.execute(
            "UPDATE watches SET answer = ?1, seen = CASE WHEN seen = '' THEN ?1 ELSE seen END WHERE id = ?2",
            [body, id],
        )

    def mark_answers_seen(self, team: str, id: int | None = None) -> None:
        """A person has seen what changed of one item, or of all: it is no news any more."""
        database = self._database
        with database.atomic():
            database.execute(
                "UPDATE watches SET seen = answer WHERE team = ? AND id = coalesce(?, id)", [team, id]
            )
            database.execute(
                "UPDATE alerts SET seen = ? WHERE seen IS NULL AND watch IN"
                " (SELECT id FROM watches WHERE team = ? AND id = coalesce(?, id) AND kind = 'listing')",
                [db.now(), team, id],
            )

    def _saved(self, rest: str, facts: list[Any]) -> list[Saved]:
        return [
            Saved(
                **row
                | {"body": orjson.loads(row["body"])}
                | {name: orjson.loads(row[name]) if row[name] else None for name in ("answer", "seen")}
            )
            for row in self._database.query(f"{_SELECT} {rest}", facts)
        ]
