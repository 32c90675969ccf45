"""Photos of notices: of each only its hashes and when it was asked for, never the picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from importsafety.notice import Notice
from importsafety.store import database as db
from importsafety.store.part import Part

# A photo that could not be had is asked for again after so many days, doubled each time; after so many times no more.
RETRY_DAYS = 1
TRIES = 6
# A hashed photo is asked for again, in case it was replaced, after so many days.
AGAIN_DAYS = 180


@db.migrations()
def photos_by_their_hashes(database: Database) -> None:
    database.executescript(
        """
        -- hashes: as the matcher's images room packs them, by its version `version`; etag and modified as the
        -- server gave them; due: when to ask (again); error: why there are none.
        CREATE TABLE photos (
            url TEXT PRIMARY KEY,
            hashes BLOB,
            version INTEGER,
            etag TEXT NOT NULL DEFAULT '',
            modified TEXT NOT NULL DEFAULT '',
            asked TEXT,
            due TEXT,
            tries INTEGER NOT NULL DEFAULT 0,
            error TEXT
        ) WITHOUT ROWID;
        """
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A photo to ask for. `etag` and `modified` are of the one that was hashed, empty where there is none."""

    url: str
    etag: str = ""
    modified: str = ""


class Photos(Part):
    """The part of the store that keeps photo hashes."""

    def photos_due(self, most: int, version: int) -> list[Due]:
        """Photos of listed notices that were never asked for, those of the newest notices first, then those due
        again; those hashed by another version than this count as never asked for."""
        rows = self._database.execute(
            """
            SELECT w.url, coalesce(p.etag, ''), coalesce(p.modified, ''), p.version FROM (
                SELECT json_extract(i.value, '$.url') AS url, max(n.date) AS date
                FROM records n, json_each(n.body, '$.images') i WHERE n.withdrawn IS NULL GROUP BY url
            ) w LEFT JOIN photos p ON p.url = w.url
            WHERE w.url LIKE 'http%' AND (
                p.url IS NULL OR p.due <= :now OR (p.hashes IS NOT NULL AND p.version != :version))
            ORDER BY p.asked IS NOT NULL, w.date DESC, w.url LIMIT :most
            """,
            {"now": db.now(), "version": version, "most": most},
        )
        return [
            Due(url, etag, modified) if hashed_by == version else Due(url)
            for url, etag, modified, hashed_by in rows
        ]

    def photo_hashed(self, url: str, hashes: bytes, version: int, etag: str = "", modified: str = "") -> None:
        """Keep a photo's packed hashes, with what its server called this state of it."""
        self._set(
            url,
            hashes=hashes,
            version=version,
            etag=etag,
            modified=modified,
            due=_in(AGAIN_DAYS),
            tries=0,
            error=None,
        )

    def photo_unchanged(self, url: str) -> None:
        """Note that the server has still the photo that was hashed."""
        self._set(url, due=_in(AGAIN_DAYS), tries=0, error=None)

    def photo_failed(self, url: str, error: str, final: bool = False) -> None:
        """Note why a photo was not hashed; `final` where asking again would change nothing. Older hashes stay."""
        row = self._database.execute("SELECT tries FROM photos WHERE url = ?", [url]).fetchone()
        tries = (row[0] if row else 0) + 1
        again = None if final or tries >= TRIES else _in(RETRY_DAYS * 2 ** (tries - 1))
        self._set(url, due=again, tries=tries, error=error[:300])

    def photo_hashes(self, notices: Sequence[Notice], version: int) -> Iterator[tuple[int, bytes]]:
        """(place of the notice, packed hashes) for each of these notices' photos that this version hashed."""
        known = dict(
            self._database.execute(
                "SELECT url, hashes FROM photos WHERE hashes IS NOT NULL AND version = ?", [version]
            )
        )
        for place, notice in enumerate(notices):
            for url in dict.fromkeys(image.url for image in notice.images):
                if url in known:
                    yield place, known[url]

    def photo_counts(self) -> dict[str, int]:
        """How many photos listed notices have (all), and of these: hashed, failed, waiting (never asked for)."""
        row = self._database.execute(
            """
            SELECT count(*), sum(p.hashes IS NOT NULL), sum(p.hashes IS NULL AND p.error IS NOT NULL),
                sum(p.url IS NULL) FROM (
                SELECT DISTINCT json_extract(i.value, '$.url') AS url FROM records n, json_each(n.body, '$.images') i
                WHERE n.withdrawn IS NULL
            ) w LEFT JOIN photos p ON p.url = w.url
            """
        ).fetchone()
        return dict(zip(("all", "hashed", "failed", "waiting"), (count or 0 for count in row), strict=True))

    def photo_failures(self, most: int = 20) -> list[Mapping[str, object]]:
        """The last failures: url, error, tries, asked, due (None: not asked for again)."""
        return list(
            self._database.query(
                "SELECT url, error, tries, asked, due FROM photos WHERE error IS NOT NULL"
                " ORDER BY asked DESC, url LIMIT ?",
                [most],
            )
        )

    def _set(self, url: str, **columns: object) -> None:
        self._database.table("photos").upsert({"url": url, "asked": db.now(), **columns}, pk="url")


def _in(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds")
