"""Answers that someone contested, what was decided of them, and the decisions that answers follow."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlite_utils import Database

from importsafety.store import database as db
from importsafety.store.part import Part, plain

OPEN = ("received", "under_review")
DECIDED = ("upheld", "corrected")


@db.migrations()
def contests_and_their_decisions(database: Database) -> None:
    database.executescript(
        """
        -- See Contest. listing, answer and corrected are JSON.
        CREATE TABLE contests (
            row INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            team TEXT NOT NULL,
            state TEXT NOT NULL,
            claim TEXT NOT NULL,
            notice TEXT,
            listing TEXT NOT NULL,
            answer TEXT NOT NULL,
            reason TEXT NOT NULL,
            corrected TEXT NOT NULL,
            created TEXT NOT NULL,
            due TEXT NOT NULL,
            label TEXT,
            decision TEXT,
            decided TEXT
        );
        CREATE INDEX contests_by_state ON contests (state, due);
        CREATE INDEX contests_by_team ON contests (team, row);

        -- Who did what, for maintainers; never shown in public.
        CREATE TABLE contest_events (
            contest TEXT NOT NULL REFERENCES contests (id) ON DELETE CASCADE,
            at TEXT NOT NULL,
            who TEXT NOT NULL,
            what TEXT NOT NULL,
            text TEXT NOT NULL
        );
        CREATE INDEX contest_events_by_contest ON contest_events (contest);

        -- See Override.
        CREATE TABLE overrides (
            contest TEXT PRIMARY KEY REFERENCES contests (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            notice TEXT NOT NULL,
            label TEXT NOT NULL,
            reason TEXT NOT NULL,
            decided TEXT NOT NULL,
            until TEXT NOT NULL,
            withdrawn TEXT
        ) WITHOUT ROWID;
        """
    )


@dataclass(frozen=True, slots=True)
class Contest:
    """An answer that a team contests. `state`: received, under_review, upheld (the answer stands), corrected.

    `claim`: see review/labels.py. `notice`: the id of the notice it is about, None where none is named; `listing` and
    `answer` are the listing and the Assessment, as plain JSON, when it was contested; `corrected` are fields of the
    listing as the person says they are. `label`, `decision` (the public reason) and `decided` are the maintainer's.
    Times are UTC."""

    id: str
    team: str
    state: str
    claim: str
    notice: str | None
    listing: dict[str, Any]
    answer: dict[str, Any]
    reason: str
    corrected: dict[str, Any]
    created: str
    due: str
    label: str | None = None
    decision: str | None = None
    decided: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def overdue(self) -> bool:
        return self.is_open and self.due < db.now()


@dataclass(frozen=True, slots=True)
class Override:
    """A decision that answers follow: listings known by `key` (of `kind` page, model or title) x `notice` are what
    `label` says. It counts from `decided` up to the day before `until` (ISO date), unless `withdrawn`."""

    contest: str
    kind: str
    key: str
    notice: str
    label: str
    reason: str
    decided: str
    until: str
    withdrawn: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something done with a contest, by whom, and what they said."""

    at: str
    who: str
    what: str
    text: str


_JSON = ("listing", "answer", "corrected")
_CONTEST = ", ".join(field.name for field in fields(Contest))
_OVERRIDE = ", ".join(field.name for field in fields(Override))


class Contests(Part):
    """The part of the store that keeps contests and decisions."""

    def add_contest(self, who: str, days: int, **given: Any) -> Contest:
        """Take in a contest (the fields of Contest that a person gives), to be decided within `days`. What the same
        team contests already, and is not decided yet, is not taken in twice."""
        moment = datetime.now(UTC)
        row = given | {name: orjson.dumps(given[name]).decode() for name in _JSON}
        row["reason"] = plain(given["reason"])
        with self._database.atomic():
            known = self._contests(
                "WHERE team = :team AND claim = :claim AND notice IS :notice AND listing = :listing"
                " AND state IN ('received', 'under_review')",
                {name: row[name] for name in ("team", "claim", "notice", "listing")},
            )
            if known:
                return known[0]
            row |= {
                "id": secrets.token_hex(5),
                "state": "received",
                "created": moment.isoformat(timespec="seconds"),
                "due": (moment + timedelta(days=days)).isoformat(timespec="seconds"),
            }
            self._database.table("contests").insert(row)
            self._note(row["id"], who, "received", "")
        return self._contests("WHERE id = ?", [row["id"]])[0]

    def contest(self, id: str) -> Contest | None:
        return next(iter(self._contests("WHERE id = ?", [id])), None)

    def contests(
        self, team: str | None = None, states: Iterable[str] = (*OPEN, *DECIDED), limit: int = 200
    ) -> list[Contest]:
        """Contests of a team, or all: open ones by when they are due, then the decided, latest first."""
        return self._contests(
            "WHERE team = coalesce(:team, team) AND state IN (SELECT value FROM json_each(:states))"
            " ORDER BY decided IS NOT NULL, CASE WHEN decided IS NULL THEN due END, decided DESC, row DESC"
            " LIMIT :limit",
            {"team": team, "states": orjson.dumps(list(states)).decode(), "limit": limit},
        )

    def contest_counts(self) -> dict[str, int]:
        """State -> how many."""
        return dict(self._database.execute("SELECT state, count(*) FROM contests GROUP BY state").fetchall())

    def take_up(self, id: str, who: str) -> bool:
        """Note that a maintainer looks at it; False where it was no longer just received."""
        with self._database.atomic():
            done = self._database.execute(
                "UPDATE contests SET state = 'under_review' WHERE id = ? AND state = 'received'", [id]
            ).rowcount
            if done:
                self._note(id, who, "under_review", "")
        return bool(done)

    def decide(
        self, id: str, who: str, state: str, label: str | None, reason: str, override: Override | None
    ) -> bool:
        """Keep a decision, and what answers are to follow; False where it was decided meanwhile."""
        with self._database.atomic():
            done = self._database.execute(
                "UPDATE contests SET state = ?, label = ?, decision = ?, decided = ?"
                " WHERE id = ? AND state IN ('received', 'under_review')",
                [state, label, plain(reason), db.now(), id],
            ).rowcount
            if done:
                self._note(id, who, state, reason)
                if override:
                    row = {field.name: getattr(override, field.name) for field in fields(Override)}
                    self._database.table("overrides").insert(row)
        return bool(done)

    def withdraw(self, id: str, who: str, reason: str) -> bool:
        """Have answers follow a decision no longer; False where none was followed."""
        with self._database.atomic():
            done = self._database.execute(
                "UPDATE overrides SET withdrawn = ? WHERE contest = ? AND withdrawn IS NULL", [db.now(), id]
            ).rowcount
            if done:
                self._note(id, who, "withdrawn", reason)
        return bool(done)

    def contest_events(self, id: str) -> list[Event]:
        """What was done with a contest, oldest first."""
        rows = self._database.execute(
            "SELECT at, who, what, text FROM contest_events WHERE contest = ? ORDER BY rowid", [id]
        )
        return [Event(*row) for row in rows]

    def overrides(self) -> list[Override]:
        """All decisions that answers follow or once followed, the latest first."""
        rows = self._database.query(f"SELECT {_OVERRIDE} FROM overrides ORDER BY decided DESC, contest")  # noqa: S608
        return [Override(**row) for row in rows]

    def override(self, contest: str) -> Override | None:
        """What answers follow, or once followed, by the decision of a contest."""
        rows = self._database.query(f"SELECT {_OVERRIDE} FROM overrides WHERE contest = ?", [contest])  # noqa: S608
        return next((Override(**row) for row in rows), None)

    def overrides_state(self) -> tuple[int, int]:
        """Changes whenever a decision came or was withdrawn."""
        found: tuple[int, int] = self._database.execute(
            "SELECT count(*), count(withdrawn) FROM overrides"
        ).fetchone()
        return found

    def _contests(self, rest: str, facts: Any) -> list[Contest]:
        return [
            Contest(**row | {name: orjson.loads(row[name]) for name in _JSON})
            for row in self._database.query(f"SELECT {_CONTEST} FROM contests {rest}", facts)  # noqa: S608
        ]

    def _note(self, id: str, who: str, what: str, text: str) -> None:
        self._database.table("contest_events").insert(
            {"contest": id, "at": db.now(), "who": plain(who), "what": what, "text": plain(text)}
        )
