"""Who did what, and how much of each allowance is left; kept in the database so that all workers count together."""

from __future__ import annotations

from typing import Any

from importsafety.store import database as db
from importsafety.store.part import Part, plain

# The log keeps the latest: two years of a busy team.
MOST = 100_000


_REMAINS = "min(:most, remains + max(0, :now - at) * :rate)"
# In one statement, so that two workers never take the same.
_SPEND = f"""
    INSERT INTO allowances VALUES (:key, :most - :amount, :now)
    ON CONFLICT (key) DO UPDATE SET remains = {_REMAINS} - :amount, at = :now WHERE {_REMAINS} >= :amount
    RETURNING remains
"""  # noqa: S608


class Traces(Part):
    """The part of the accounts that keeps the log and the allowances."""

    def note(self, team: str, who: str, what: str, about: str = "", address: str = "") -> None:
        """Add a line to the log; the oldest beyond `MOST` go."""
        database = self._database
        with database.atomic():
            added = database.execute(
                "INSERT INTO log (at, team, who, what, about, address) VALUES (?, ?, ?, ?, ?, ?)",
                [db.now(), team, plain(who), what, plain(about)[:500], plain(address)],
            )
            database.execute("DELETE FROM log WHERE id <= ?", [int(added.lastrowid or 0) - MOST])

    def log(
        self, team: str | None = None, before: int | None = None, limit: int = 100
    ) -> list[dict[str, Any]]:
        """Lines of the log, newest first: id, at, team, who, what, about, address. `before`: an id to go on from."""
        return list(
            self._database.query(
                "SELECT id, at, team, who, what, about, address FROM log WHERE team = coalesce(:team, team)"
                " AND id < coalesce(:before, id + 1) ORDER BY id DESC LIMIT :limit",
                {"team": team, "before": before, "limit": limit},
            )
        )

    def spend(self, key: str, amount: float, most: float, seconds: float, moment: float) -> float:
        """Take `amount` from an allowance that holds at most `most` and fills up again within `seconds`; more than
        `most` takes all.

        0.0 where there was enough; else nothing is taken, and it is the seconds until there will be. `moment` is
        in seconds since 1970."""
        facts: dict[str, Any] = {
            "key": key,
            "amount": min(amount, most),
            "most": most,
            "rate": most / seconds,
            "now": moment,
        }
        database = self._database
        with database.atomic():
            if database.execute(_SPEND, facts).fetchall():
                return 0.0
            (lacking,) = database.execute(
                f"SELECT :amount - {_REMAINS} FROM allowances WHERE key = :key",  # noqa: S608
                facts,
            ).fetchone()
        return max(0.0, float(lacking) * seconds / most)

    def give_back(self, key: str) -> None:
        """Let an allowance be full again."""
        self._database.execute("DELETE FROM allowances WHERE key = ?", [key])

    def forget_allowances(self, before: float) -> int:
        """Forget allowances not touched since `before`, when they are full again; how many there were."""
        return int(self._database.execute("DELETE FROM allowances WHERE at < ?", [before]).rowcount)
