"""Staging: one pull of one source, set aside in temporary tables until it is applied in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from importsafety.sources import Rejected
from importsafety.store.database import migrations, now
from importsafety.store.gate import LONGEST_RECORD, Fit, clean, read, url_key
from importsafety.store.search import searched


@migrations()
def what_was_said_and_what_was_read(database: Database) -> None:
    """`words` of a notice are the marks of the agency's rows that it was last read from. A version with `reread` is
    another reading of the words of the version before it."""
    database.executescript(
        """
        ALTER TABLE notices ADD COLUMN words TEXT NOT NULL DEFAULT '';
        ALTER TABLE versions ADD COLUMN reread INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE runs ADD COLUMN reread INTEGER NOT NULL DEFAULT 0;
        """
    )


class Staging:
    """The temporary tables of one connection; they begin empty."""

    def __init__(self, database: Database, source: str):
        self._database = database
        self._source = source
        database.executescript(_TABLES)

    def put(self, fits: Iterable[tuple[Fit, bool]]) -> None:
        """Stage notices of which the store must learn something, each with whether it is only read otherwise."""
        with self._database.conn as connection:
            connection.executemany(_INCOMING, (_row(fit, reread) for fit, reread in fits))

    def refuse(self, refused: Iterable[Rejected]) -> None:
        with self._database.conn as connection:
            connection.executemany(
                "INSERT INTO temp.refused VALUES (?, ?, ?)",
                ((clean(r.key), clean(r.reason), clean(r.record)[:LONGEST_RECORD]) for r in refused),
            )

    def staged(self, id: str, words: str) -> Fit:
        """The notice that was put under this id, with the marks that it had."""
        body = self._database.execute("SELECT body FROM temp.incoming WHERE id = ?", [id]).fetchone()[0]
        return read(body, words)

    def take_back(self, id: str) -> None:
        self._database.execute("DELETE FROM temp.incoming WHERE id = ?", [id])

    def rename(self, old: str, id: str) -> None:
        """What the store knows as `old` is from now on `id`."""
        self._database.execute("INSERT INTO temp.renumbered VALUES (?, ?)", [old, id])

    def refused(self) -> list[tuple[str, str, str]]:
        """Key, reason and record of what was refused."""
        return self._database.execute("SELECT key, reason, record FROM temp.refused").fetchall()

    def keep_refused(self, run: int) -> int:
        """Keep what was refused, once a record however often it comes; how many came."""
        rows = self.refused()
        moment = now()
        with self._database.conn as connection:
            connection.executemany(
                "INSERT INTO quarantine (source, key, reason, record, hash, first_seen, last_seen, run)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, hash) DO UPDATE SET"
                " reason = excluded.reason, last_seen = excluded.last_seen, run = excluded.run, resolved = NULL",
                (
                    (self._source, key, reason, record, _digest(key, record), moment, moment, run)
                    for key, reason, record in rows
                ),
            )
        return len(rows)

    def apply(self, seen: Mapping[str, str], gone: Iterable[str], run: int, complete: bool) -> None:
        """Take in what was staged. `seen` are the ids of the pull with their marks; `gone` are those that a
        `complete` pull lacked."""
        with self._database.conn as connection:
            connection.executemany("INSERT INTO temp.gone VALUES (?)", ((id,) for id in gone))
        self._apply(_COMPLETE_STEPS + _STEPS if complete else _STEPS, seen, run, starter=False)

    def seed(self, seen: Mapping[str, str]) -> None:
        """Take in what was staged as the starter list's, unless there is a real list by now."""
        self._apply(_SEED_STEPS + _STEPS, seen, None, starter=True)

    def _apply(self, steps: Iterable[str], seen: Mapping[str, str], run: int | None, starter: bool) -> None:
        database = self._database
        with database.conn as connection:
            connection.executemany("INSERT INTO temp.seen VALUES (?, ?)", seen.items())
        facts: dict[str, Any] = {"source": self._source, "run": run, "starter": starter, "now": now()}
        database.execute("BEGIN IMMEDIATE")
        try:
            for step in steps:
                database.conn.execute(step, facts)
        except BaseException:
            database.rollback()
            raise
        database.commit()


def _row(fit: Fit, reread: bool) -> tuple[Any, ...]:
    """A row of temp.incoming."""
    notice = fit.notice
    return (
        notice.id,
        str(notice.kind),
        notice.date,
        notice.number,
        notice.title,
        notice.url,
        url_key(notice.url),
        fit.hash,
        fit.body,
        reread,
        *searched(notice),
    )


def _digest(key: str, record: str) -> str:
    return hashlib.sha256(f"{key}\n{record}".encode()).hexdigest()


_TABLES = """
    DROP VIEW IF EXISTS temp.coming;
    DROP TABLE IF EXISTS temp.incoming;
    DROP TABLE IF EXISTS temp.refused;
    DROP TABLE IF EXISTS temp.renumbered;
    DROP TABLE IF EXISTS temp.seen;
    DROP TABLE IF EXISTS temp.gone;
    CREATE TEMP TABLE incoming (
        id TEXT PRIMARY KEY, kind TEXT, date TEXT, number TEXT, title TEXT, url TEXT, url_key TEXT, hash TEXT,
        body TEXT, reread INTEGER,
        search_title TEXT, search_names TEXT, search_codes TEXT, search_firms TEXT, search_rest TEXT
    );
    CREATE TEMP VIEW coming AS SELECT n.row FROM main.notices n JOIN temp.incoming i ON i.id = n.id;
    CREATE TEMP TABLE refused (key TEXT, reason TEXT, record TEXT);
    CREATE TEMP TABLE renumbered (old TEXT PRIMARY KEY, id TEXT);
    CREATE TEMP TABLE seen (id TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID;
    CREATE TEMP TABLE gone (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""

_INCOMING = f"INSERT INTO temp.incoming VALUES ({','.join('?' * 15)})"  # noqa: S608 - fifteen marks

# Only a complete pull says that something is no longer there.
_COMPLETE_STEPS = (
    "DELETE FROM notices WHERE source = :source AND starter",
    "INSERT INTO absences (notice, since, since_run)"
    " SELECT row, :now, :run FROM notices WHERE id IN (SELECT id FROM temp.gone)",
    "UPDATE notices SET withdrawn = :now WHERE id IN (SELECT id FROM temp.gone)",
    "UPDATE quarantine SET resolved = :now WHERE source = :source AND run <> :run AND resolved IS NULL",
)

# Another process may have loaded the real list since the staging began.
_SEED_STEPS = (
    "DELETE FROM notices WHERE source = :source AND starter",
    "DELETE FROM temp.incoming WHERE EXISTS (SELECT 1 FROM notices WHERE source = :source)",
    "DELETE FROM temp.seen WHERE id NOT IN (SELECT id FROM temp.incoming)",
)

_STEPS = (
    "DELETE FROM notices WHERE starter AND id IN (SELECT id FROM temp.incoming)",
    "UPDATE notices SET id = (SELECT id FROM temp.renumbered WHERE old = notices.id)"
    " WHERE id IN (SELECT old FROM temp.renumbered)",
    "INSERT OR REPLACE INTO former_ids (id, notice)"
    " SELECT r.old, n.row FROM temp.renumbered r JOIN notices n ON n.id = r.id",
    "UPDATE versions SET (last_seen, last_run) ="
    " (SELECT n.last_seen, n.run FROM notices n WHERE n.row = versions.notice)"
    " WHERE id IN (SELECT version FROM notices WHERE row IN (SELECT row FROM temp.coming))",
    "INSERT INTO notices (id, source, kind, date, number, title, url, url_key, first_seen, last_seen, run, starter)"
    " SELECT id, :source, kind, date, number, title, url, url_key, :now, :now, :run, :starter"
    " FROM temp.incoming WHERE true"
    " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, date = excluded.date, number = excluded.number,"
    " title = excluded.title, url = excluded.url, url_key = excluded.url_key",
    "INSERT INTO versions (notice, hash, body, reread, first_seen, first_run)"
    " SELECT n.row, i.hash, i.body, i.reread, :now, :run FROM temp.incoming i JOIN notices n ON n.id = i.id",
    "UPDATE notices SET version = (SELECT max(v.id) FROM versions v WHERE v.notice = notices.row)"
    " WHERE row IN (SELECT row FROM temp.coming)",
    "UPDATE absences SET until = :now, until_run = :run WHERE until IS NULL AND notice IN"
    " (SELECT row FROM notices WHERE withdrawn IS NOT NULL AND id IN (SELECT id FROM temp.seen))",
    "UPDATE notices SET last_seen = :now, run = :run, withdrawn = NULL,"
    " words = (SELECT words FROM temp.seen WHERE id = notices.id) WHERE id IN (SELECT id FROM temp.seen)",
    "DELETE FROM identifiers WHERE notice IN (SELECT row FROM temp.coming)",
    "INSERT INTO identifiers (notice, kind, value, raw, sentence, until)"
    " SELECT n.row, json_extract(j.value, '$.kind'), json_extract(j.value, '$.value'),"
    " json_extract(j.value, '$.raw'), json_extract(j.value, '$.sentence'), json_extract(j.value, '$.until')"
    " FROM temp.incoming i JOIN notices n ON n.id = i.id, json_each(i.body, '$.identifiers') j",
    "DELETE FROM notices_fts WHERE rowid IN (SELECT row FROM temp.coming)",
    "INSERT INTO notices_fts (rowid, title, names, codes, firms, rest)"
    " SELECT n.row, i.search_title, i.search_names, i.search_codes, i.search_firms, i.search_rest"
    " FROM temp.incoming i JOIN notices n ON n.id = i.id",
)
