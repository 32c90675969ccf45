"""What opens the door for somebody with an account: sessions of browsers, tokens of programs; as hashes only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from importsafety.store import database as db
from importsafety.store.part import Part, plain


@dataclass(frozen=True, slots=True)
class Known:
    """Whose key it is, as of now. `scopes`: of a token; empty for a session. Times are UTC."""

    person: int
    name: str
    team: str
    role: str
    created: str
    seen: str | None
    scopes: tuple[str, ...] = ()


class Keys(Part):
    """The part of the accounts that keeps sessions and tokens."""

    def begin_session(self, key: str, person: int, address: str, browser: str) -> None:
        moment = db.now()
        database = self._database
        with database.atomic():
            database.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)",
                [key, person, moment, moment, plain(address), plain(browser)[:200]],
            )
            database.execute("UPDATE people SET seen = ? WHERE id = ?", [moment, person])

    def session(self, key: str, begun_after: str, seen_after: str) -> Known | None:
        """Whose session it is, while it is young enough and was used lately enough."""
        row = next(
            iter(
                self._database.query(
                    "SELECT p.id AS person, p.name, p.team, p.role, s.created, s.seen FROM sessions s"
                    " JOIN people p ON p.id = s.person AND p.gone IS NULL"
                    " WHERE s.key = ? AND s.created > ? AND s.seen > ?",
                    [key, begun_after, seen_after],
                )
            ),
            None,
        )
        return Known(**row) if row else None

    def saw_session(self, key: str) -> None:
        self._database.execute("UPDATE sessions SET seen = ? WHERE key = ?", [db.now(), key])

    def end_session(self, key: str) -> None:
        self._database.execute("DELETE FROM sessions WHERE key = ?", [key])

    def end_sessions(self, person: int, but: str = "") -> int:
        """End the sessions of somebody, all or all but one; how many there were."""
        ended = self._database.execute("DELETE FROM sessions WHERE person = ? AND key != ?", [person, but])
        return int(ended.rowcount)

    def forget_sessions(self, begun_before: str, seen_before: str) -> int:
        """Forget sessions that are over; how many there were."""
        over = self._database.execute(
            "DELETE FROM sessions WHERE created <= ? OR seen <= ?", [begun_before, seen_before]
        )
        return int(over.rowcount)

    def sessions(self, person: int) -> list[dict[str, Any]]:
        """Where somebody is signed in, the last used first: key, created, seen, address, browser."""
        return list(
            self._database.query(
                "SELECT key, created, seen, address, browser FROM sessions WHERE person = ? ORDER BY seen DESC",
                [person],
            )
        )

    def add_token(self, key: str, person: int, name: str, scopes: tuple[str, ...]) -> int:
        row = {
            "key": key,
            "person": person,
            "name": plain(name),
            "scopes": " ".join(scopes),
            "created": db.now(),
        }
        return cast(int, self._database.table("tokens").insert(row, pk="id").last_pk)

    def token(self, key: str) -> Known | None:
        row = next(
            iter(
                self._database.query(
                    "SELECT p.id AS person, p.name, p.team, p.role, t.created, t.seen, t.scopes FROM tokens t"
                    " JOIN people p ON p.id = t.person AND p.gone IS NULL WHERE t.key = ?",
                    [key],
                )
            ),
            None,
        )
        return Known(**row | {"scopes": tuple(row["scopes"].split())}) if row else None

    def saw_token(self, key: str) -> None:
        self._database.execute("UPDATE tokens SET seen = ? WHERE key = ?", [db.now(), key])

    def tokens(self, team: str) -> list[dict[str, Any]]:
        """A team's tokens: id, person (id), owner (name), name, scopes, created, seen."""
        rows = self._database.query(
            "SELECT t.id, t.person, p.name AS owner, t.name, t.scopes, t.created, t.seen FROM tokens t"
            " JOIN people p ON p.id = t.person WHERE p.team = ? ORDER BY t.id DESC",
            [team],
        )
        return [row | {"scopes": row["scopes"].split()} for row in rows]

    def revoke_token(self, team: str, id: int, person: int | None = None) -> str | None:
        """Let a token open nothing any more; its name. None where the team, or the person where one is given, has
        no such token."""
        database = self._database
        with database.atomic():
            rows = database.execute(
                "DELETE FROM tokens WHERE id = :id AND person IN (SELECT id FROM people WHERE team = :team)"
                " AND person = coalesce(:person, person) RETURNING name",
                {"id": id, "team": team, "person": person},
            ).fetchall()
        return str(rows[0][0]) if rows else None
