"""Teams, the people in them, and the invitations by which people come in: in a file of their own.

What the agencies published can be loaded anew; who may sign in cannot, so it is kept apart from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlite_utils import Database, Migrations

from importsafety.store import database as db
from importsafety.store.keys import Keys
from importsafety.store.part import plain
from importsafety.store.traces import Traces

FILE = "accounts.sqlite3"
migrations = Migrations("importsafety-accounts")


@migrations()
def teams_and_who_is_in_them(database: Database) -> None:
    database.executescript(
        """
        CREATE TABLE teams (
            id TEXT PRIMARY KEY,
            created TEXT NOT NULL
        ) WITHOUT ROWID;

        -- Who left keeps the row, so that the log can name them; the name is then free again.
        CREATE TABLE people (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL COLLATE NOCASE,
            team TEXT NOT NULL REFERENCES teams (id),
            role TEXT NOT NULL,
            password TEXT NOT NULL,
            created TEXT NOT NULL,
            seen TEXT,
            gone TEXT
        );
        CREATE UNIQUE INDEX people_by_name ON people (name) WHERE gone IS NULL;
        CREATE INDEX people_by_team ON people (team);

        -- `key` is the hash of the link's secret. With `person` it is a link to choose a new password.
        CREATE TABLE invitations (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            team TEXT NOT NULL REFERENCES teams (id),
            role TEXT NOT NULL,
            person INTEGER REFERENCES people (id),
            made_by TEXT NOT NULL,
            created TEXT NOT NULL,
            expires TEXT NOT NULL,
            used TEXT
        );

        -- `key` is the hash of what the browser's cookie holds.
        CREATE TABLE sessions (
            key TEXT PRIMARY KEY,
            person INTEGER NOT NULL REFERENCES people (id),
            created TEXT NOT NULL,
            seen TEXT NOT NULL,
            address TEXT NOT NULL,
            browser TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX sessions_by_person ON sessions (person);

        CREATE TABLE tokens (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            person INTEGER NOT NULL REFERENCES people (id),
            name TEXT NOT NULL,
            scopes TEXT NOT NULL,
            created TEXT NOT NULL,
            seen TEXT
        );

        -- `what` was done: a word of accounts/door.py or an endpoint; `about` whom or what it was done to.
        CREATE TABLE log (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            team TEXT NOT NULL,
            who TEXT NOT NULL,
            what TEXT NOT NULL,
            about TEXT NOT NULL,
            address TEXT NOT NULL
        );
        CREATE INDEX log_by_team ON log (team, id);

        -- What is left of each allowance: see accounts/limits.py. `at` is in seconds since 1970.
        CREATE TABLE allowances (
            key TEXT PRIMARY KEY,
            remains REAL NOT NULL,
            at REAL NOT NULL
        ) WITHOUT ROWID;
        """
    )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in. `password` is a hash; times are UTC, `gone` is when they left."""

    id: int
    name: str
    team: str
    role: str
    password: str
    created: str
    seen: str | None
    gone: str | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that was given out. `person`: of whom it renews the password; None where it brings somebody new."""

    id: int
    team: str
    role: str
    person: int | None
    made_by: str
    created: str
    expires: str


# A team is never left without a maintainer by somebody's hand, be it their own.
_MAY_CHANGE = (
    "id = :person AND team = :team AND gone IS NULL AND (:stays OR role != 'maintainer' OR EXISTS (SELECT 1 FROM"
    " people o WHERE o.team = :team AND o.role = 'maintainer' AND o.gone IS NULL AND o.id != :person))"
)
_INVITATION = "SELECT id, team, role, person, made_by, created, expires FROM invitations"


class Accounts(Keys, Traces):
    """The accounts of one home folder."""

    file = FILE
    steps = migrations

    def add_team(self, id: str) -> bool:
        """Begin a team; False where there is one of that name."""
        added = self._database.execute("INSERT OR IGNORE INTO teams VALUES (?, ?)", [id, db.now()])
        return bool(added.rowcount)

    def teams(self) -> list[dict[str, Any]]:
        """Each team: id, created, people (how many), maintainers."""
        return list(
            self._database.query(
                "SELECT t.id, t.created, count(p.id) AS people, count(p.id) FILTER (WHERE p.role = 'maintainer')"
                " AS maintainers FROM teams t LEFT JOIN people p ON p.team = t.id AND p.gone IS NULL"
                " GROUP BY t.id ORDER BY t.id"
            )
        )

    def has_team(self, id: str) -> bool:
        return bool(self._database.execute("SELECT 1 FROM teams WHERE id = ?", [id]).fetchone())

    def people(self, team: str) -> list[Person]:
        """Who is in a team now, by name."""
        return self._people("team = ? AND gone IS NULL ORDER BY name", [team])

    def person(self, id: int) -> Person | None:
        return next(iter(self._people("id = ? AND gone IS NULL", [id])), None)

    def named(self, name: str) -> Person | None:
        """Who has this name now; upper and lower case are the same."""
        return next(iter(self._people("name = ? AND gone IS NULL", [name])), None)

    def _people(self, where: str, facts: list[Any]) -> list[Person]:
        rows = self._database.query(
            f"SELECT id, name, team, role, password, created, seen, gone FROM people WHERE {where}",  # noqa: S608
            facts,
        )
        return [Person(**row) for row in rows]

    def invite(
        self, key: str, team: str, role: str, made_by: str, expires: str, person: int | None = None
    ) -> int:
        """Keep the hash of a link that was given out; its number."""
        made: dict[str, Any] = {
            "key": key,
            "team": team,
            "role": role,
            "person": person,
            "made_by": plain(made_by),
            "created": db.now(),
            "expires": expires,
        }
        return cast(int, self._database.table("invitations").insert(made, pk="id").last_pk)

    def invitations(self, team: str) -> list[Invitation]:
        """What was given out for a team and can still be used, the last first."""
        return self._invitations(
            "team = ? AND used IS NULL AND expires > ? ORDER BY id DESC", [team, db.now()]
        )

    def invitation(self, key: str) -> Invitation | None:
        """The link with this hash, while it can be used."""
        found = self._invitations("key = ? AND used IS NULL AND expires > ?", [key, db.now()])
        return next(iter(found), None)

    def withdraw(self, team: str, id: int) -> bool:
        """Let a link no longer be used; False where the team has no such link."""
        done = self._database.execute(
            "UPDATE invitations SET used = ? WHERE team = ? AND id = ? AND used IS NULL", [db.now(), team, id]
        )
        return bool(done.rowcount)

    def _invitations(self, where: str, facts: list[Any]) -> list[Invitation]:
        return [Invitation(**row) for row in self._database.query(f"{_INVITATION} WHERE {where}", facts)]

    def join(self, key: str, name: str, password: str) -> Person | None:
        """Use the link with this hash: somebody new comes in, or a password is renewed and all their sessions end.

        None where the link was used meanwhile, is over, or the name is taken; nothing is then changed."""
        database, moment = self._database, db.now()
        with database.atomic():
            rows = database.execute(
                "UPDATE invitations SET used = ? WHERE key = ? AND used IS NULL AND expires > ?"
                " AND (person IS NOT NULL OR NOT EXISTS (SELECT 1 FROM people WHERE name = ? AND gone IS NULL))"
                " RETURNING team, role, person",
                [moment, key, moment, name],
            ).fetchall()
            if not rows:
                return None
            team, role, id = rows[0]
            if id is None:
                added = database.execute(
                    "INSERT INTO people (name, team, role, password, created) VALUES (?, ?, ?, ?, ?)",
                    [name, team, role, password, moment],
                )
                id = added.lastrowid
            else:
                database.execute("UPDATE people SET password = ? WHERE id = ?", [password, id])
                database.execute("DELETE FROM sessions WHERE person = ?", [id])
        return self.person(id)

    def renew_password(self, person: int, password: str) -> None:
        self._database.execute("UPDATE people SET password = ? WHERE id = ?", [password, person])

    def set_role(self, team: str, person: int, role: str) -> bool:
        """Give somebody of a team another role; False where there is no such person, or nobody would be left to
        maintain the team."""
        changed = self._database.execute(
            f"UPDATE people SET role = :role WHERE {_MAY_CHANGE}",  # noqa: S608
            {"role": role, "team": team, "person": person, "stays": role == "maintainer"},
        )
        return bool(changed.rowcount)

    def let_go(self, team: str, person: int) -> bool:
        """Somebody is no longer of a team: their sessions and tokens end, what they made stays. False as above."""
        database = self._database
        with database.atomic():
            gone = database.execute(
                f"UPDATE people SET gone = :now WHERE {_MAY_CHANGE}",  # noqa: S608
                {"now": db.now(), "team": team, "person": person, "stays": False},
            )
            if not gone.rowcount:
                return False
            for table in ("sessions", "tokens"):
                database.execute(f"DELETE FROM {table} WHERE person = ?", [person])  # noqa: S608
            database.execute(
                "UPDATE invitations SET used = ? WHERE person = ? AND used IS NULL", [db.now(), person]
            )
        return True
