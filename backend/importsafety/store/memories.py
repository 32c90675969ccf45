"""Fingerprints of listings that were matched, kept on this machine: hashes and names, nothing of a page's text."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields

import msgspec
from sqlite_utils import Database

from importsafety.store import database as db
from importsafety.store.part import Part

# Beyond this the ones not seen for longest go.
MOST = 2_000


@db.migrations()
def memories_of_matched_listings(database: Database) -> None:
    database.executescript(
        """
        -- See Fingerprint and Remembered in store/memories.py.
        CREATE TABLE memories (
            id INTEGER PRIMARY KEY,
            page TEXT NOT NULL,
            title TEXT NOT NULL,
            seller TEXT NOT NULL,
            shop TEXT NOT NULL,
            shop_id TEXT NOT NULL,
            photo BLOB NOT NULL,
            photo_version INTEGER NOT NULL,
            attributes BLOB NOT NULL,
            verdict TEXT NOT NULL,
            notices TEXT NOT NULL,
            first_seen TEXT NOT NULL,
            last_seen TEXT NOT NULL,
            UNIQUE (page, title, seller)
        );
        CREATE INDEX memories_by_age ON memories (last_seen);
        """
    )


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """By what a listing is known again. `page` and `title` are hashes (hex) of its address and title; `seller` is its
    name, `shop` the platform, `shop_id` the seller's id in the page's address; `photo` packed hashes of
    its first picture by hashing version `photo_version`, `attributes` a sketch of their set. Empty where unknown."""

    page: str = ""
    title: str = ""
    seller: str = ""
    shop: str = ""
    shop_id: str = ""
    photo: bytes = b""
    photo_version: int = 0
    attributes: bytes = b""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A fingerprint with what its listing was matched with: the verdict, and the notices' ids. Times are UTC."""

    fingerprint: Fingerprint
    verdict: str
    notices: tuple[str, ...]
    first_seen: str
    last_seen: str


_COLUMNS = tuple(field.name for field in fields(Fingerprint))
_decode_ids = msgspec.json.Decoder(tuple[str, ...]).decode


class Memories(Part):
    """The part of the store that remembers matched listings."""

    def remember(self, fingerprint: Fingerprint, verdict: str, notices: tuple[str, ...]) -> None:
        """Keep a fingerprint, or renew what is known of it; the oldest beyond `MOST` go."""
        known = dict(zip(_COLUMNS, astuple(fingerprint), strict=True))
        moment = db.now()
        with self._database.atomic():
            self._database.execute(
                """
                INSERT INTO memories (page, title, seller, shop, shop_id, photo, photo_version, attributes,
                    verdict, notices, first_seen, last_seen)
                VALUES (:page, :title, :seller, :shop, :shop_id, :photo, :photo_version, :attributes,
                    :verdict, :notices, :now, :now)
                ON CONFLICT (page, title, seller) DO UPDATE SET
                    photo = CASE WHEN length(:photo) THEN :photo ELSE photo END,
                    photo_version = CASE WHEN length(:photo) THEN :photo_version ELSE photo_version END,
                    attributes = :attributes, verdict = :verdict, notices = :notices, last_seen = :now
                """,
                known | {"verdict": verdict, "notices": msgspec.json.encode(notices).decode(), "now": moment},
            )
            self._database.execute(
                "DELETE FROM memories WHERE id IN"
                " (SELECT id FROM memories ORDER BY last_seen DESC, id DESC LIMIT -1 OFFSET ?)",
                [MOST],
            )

    def memories(self) -> list[Remembered]:
        """All that is remembered, latest first."""
        rows = self._database.execute(
            f"SELECT {', '.join(_COLUMNS)}, verdict, notices, first_seen, last_seen FROM memories"  # noqa: S608
            " ORDER BY last_seen DESC, id DESC"
        )
        size = len(_COLUMNS)
        return [
            Remembered(Fingerprint(*row[:size]), row[size], _decode_ids(row[size + 1]), row[-2], row[-1])
            for row in rows
        ]

    def memory_state(self) -> tuple[int, int, str]:
        """Changes whenever something was remembered or forgotten: how many, the last one's number, the last time."""
        found: tuple[int, int, str] = self._database.execute(
            "SELECT count(*), coalesce(max(id), 0), coalesce(max(last_seen), '') FROM memories"
        ).fetchone()
        return found

    def forget_memories(self) -> int:
        """Forget all; how many there were."""
        with self._database.atomic():
            return int(self._database.execute("DELETE FROM memories").rowcount)
