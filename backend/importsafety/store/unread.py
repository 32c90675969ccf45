"""Pages of shops on which the recipe did not find what it looks for: counts by shop and day, no addresses."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlite_utils import Database

from importsafety.store import database as db
from importsafety.store.part import Part

# What happened longer ago tells nothing of today's recipes.
DAYS = 30


@db.migrations()
def counts_of_unread_pages(database: Database) -> None:
    database.executescript(
        """
        -- See Unread in store/unread.py.
        CREATE TABLE unread_pages (
            shop TEXT NOT NULL,
            missing TEXT NOT NULL,
            day TEXT NOT NULL,
            pages INTEGER NOT NULL,
            PRIMARY KEY (shop, missing, day)
        ) WITHOUT ROWID;
        """
    )


@dataclass(frozen=True, slots=True)
class Unread:
    """How many `pages` of a shop (a recipe's id) lacked a field (`missing`) in the last 30 days, and on which day the
    `last` one did (ISO date, UTC)."""

    shop: str
    missing: str
    pages: int
    last: str

    def as_dict(self) -> dict[str, str | int]:
        return asdict(self)


class UnreadPages(Part):
    """The part of the store that counts pages which recipes do not read."""

    def count_unread(self, shop: str, missing: str) -> None:
        """One more page; counts older than 30 days go."""
        with self._database.atomic():
            self._database.execute(
                "INSERT INTO unread_pages VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET pages = pages + 1",
                [shop, missing, db.now()[:10]],
            )
            self._database.execute("DELETE FROM unread_pages WHERE day < date('now', ?)", [f"-{DAYS} days"])

    def unread_pages(self) -> list[Unread]:
        """By shop, most pages first."""
        rows = self._database.execute(
            "SELECT shop, missing, sum(pages), max(day) FROM unread_pages WHERE day >= date('now', ?)"
            " GROUP BY shop, missing ORDER BY sum(pages) DESC, shop",
            [f"-{DAYS} days"],
        )
        return [Unread(*row) for row in rows]
