"""The SQLite file: its tables, its migrations and how it is opened."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar

from sqlite_utils import Database, Migrations

from importsafety.store.errors import REFRESHED, RESTORED, Damaged, StoreError, unwritable
from importsafety.store.lock import held

FILE = "importsafety.sqlite3"
BUSY_SECONDS = 15.0

_T = TypeVar("_T")
_P = ParamSpec("_P")
_R = TypeVar("_R")

migrations = Migrations("importsafety")


def now() -> str:
    """This moment, UTC, as stored: 2026-09-24T10:11:12+00:00."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def connect(home: Path, file: str = FILE, steps: Migrations = migrations) -> Database:
    """Open the database `file` of `home`, made or brought up to date by its `steps` where needed.

    Raises StoreError where the folder cannot be written or the file is of a newer version, Damaged where it
    is no database.
    """
    path = home / file
    try:
        home.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    except (OSError, sqlite3.OperationalError) as error:
        raise unwritable(home, error) from error
    try:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=NORMAL")
        database = Database(connection, execute_plugins=False)
        _bring_up_to_date(database, path, steps)
    except sqlite3.OperationalError as error:
        connection.close()
        raise StoreError(f"Cannot use {path}: {error}.") from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise Damaged(f"{path}: {error}", REFRESHED if file == FILE else RESTORED) from error
    except BaseException:
        connection.close()
        raise
    return database


def is_sound(home: Path) -> bool:
    """False where the file is there but SQLite finds it damaged; reads the whole file."""
    try:
        with connect(home) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except (Damaged, sqlite3.DatabaseError):
        return False


def set_aside(home: Path) -> Path:
    """Rename a damaged file (with its journal) so that a new one can begin; nothing is deleted."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    kept = home / f"{FILE}.damaged-{stamp}"
    for suffix in ("-wal", "-shm", ""):
        part = home / f"{FILE}{suffix}"
        if part.exists():
            part.rename(kept.with_name(f"{kept.name}{suffix}"))
    return kept


def _bring_up_to_date(database: Database, path: Path, steps: Migrations) -> None:
    if {step.name for step in steps.applied(database)} - _ours(steps):
        raise StoreError(
            f"{path} is of a newer version of Import Safety: install that version here too, or name another "
            "folder in IMPORTSAFETY_HOME."
        )
    if steps.pending(database) or database.journal_mode != "wal":
        # Several workers may start at once on a new home: one makes the tables, the others wait.
        with held(path.parent / "locks" / "migrate", "Preparing the database", wait=60):
            database.enable_wal()
            steps.apply(database)


@cache
def _ours(steps: Migrations) -> frozenset[str]:
    with Database(memory=True) as empty:
        return frozenset(step.name for step in steps.pending(empty))


@migrations()
def notices_and_their_past(database: Database) -> None:
    """`notices` holds what is listed and searched; the notice itself is the JSON in its current version."""
    database.executescript(
        """
        CREATE TABLE notices (
            row INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            source TEXT NOT NULL,
            kind TEXT NOT NULL,
            date TEXT NOT NULL,
            number TEXT,
            title TEXT NOT NULL,
            url TEXT NOT NULL,
            url_key TEXT NOT NULL,
            version INTEGER,
            first_seen TEXT NOT NULL,
            last_seen TEXT NOT NULL,
            run INTEGER,
            withdrawn TEXT,
            starter INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX notices_by_source ON notices (source, date);
        CREATE INDEX notices_by_date ON notices (date);

        -- A notice's ids before the agency gave it a number.
        CREATE TABLE former_ids (
            id TEXT PRIMARY KEY,
            notice INTEGER NOT NULL REFERENCES notices (row) ON DELETE CASCADE
        );

        -- last_seen and last_run are set when a version is superseded; the current one shares the notice's.
        CREATE TABLE versions (
            id INTEGER PRIMARY KEY,
            notice INTEGER NOT NULL REFERENCES notices (row) ON DELETE CASCADE,
            hash TEXT NOT NULL,
            body TEXT NOT NULL,
            first_seen TEXT NOT NULL,
            first_run INTEGER,
            last_seen TEXT,
            last_run INTEGER
        );
        CREATE INDEX versions_by_notice ON versions (notice);

        CREATE TABLE identifiers (
            notice INTEGER NOT NULL REFERENCES notices (row) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            value TEXT NOT NULL,
            raw TEXT NOT NULL,
            sentence TEXT,
            until TEXT
        );
        CREATE INDEX identifiers_by_value ON identifiers (value);
        CREATE INDEX identifiers_by_notice ON identifiers (notice);

        CREATE VIEW ids AS
            SELECT id, row AS notice FROM notices UNION ALL SELECT id, notice FROM former_ids;
        CREATE VIEW records AS
            SELECT n.*, v.hash, v.body FROM notices n JOIN versions v ON v.id = n.version;

        CREATE TABLE links (
            notice TEXT NOT NULL,
            other TEXT NOT NULL,
            PRIMARY KEY (notice, other)
        ) WITHOUT ROWID;

        CREATE VIRTUAL TABLE notices_fts USING fts5 (
            title, names, codes, firms, rest, tokenize = 'porter unicode61 remove_diacritics 2'
        );
        CREATE TRIGGER notices_deleted AFTER DELETE ON notices BEGIN
            DELETE FROM notices_fts WHERE rowid = old.row;
        END;
        """
    )


@migrations()
def runs_and_what_they_brought(database: Database) -> None:
    database.executescript(
        """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            origin TEXT NOT NULL,
            state TEXT NOT NULL,
            started TEXT NOT NULL,
            finished TEXT,
            bytes INTEGER NOT NULL DEFAULT 0,
            rows INTEGER NOT NULL DEFAULT 0,
            new INTEGER NOT NULL DEFAULT 0,
            changed INTEGER NOT NULL DEFAULT 0,
            unchanged INTEGER NOT NULL DEFAULT 0,
            withdrawn INTEGER NOT NULL DEFAULT 0,
            returned INTEGER NOT NULL DEFAULT 0,
            renumbered INTEGER NOT NULL DEFAULT 0,
            repeated INTEGER NOT NULL DEFAULT 0,
            quarantined INTEGER NOT NULL DEFAULT 0,
            error TEXT
        );
        CREATE INDEX runs_by_source ON runs (source, id);

        -- `resolved` is when a complete pull no longer held the bad record.
        CREATE TABLE quarantine (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            key TEXT NOT NULL,
            reason TEXT NOT NULL,
            record TEXT NOT NULL,
            hash TEXT NOT NULL,
            first_seen TEXT NOT NULL,
            last_seen TEXT NOT NULL,
            run INTEGER NOT NULL,
            resolved TEXT,
            UNIQUE (source, hash)
        );

        CREATE TABLE responses (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL,
            source TEXT NOT NULL,
            url TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            fetched_at TEXT NOT NULL,
            path TEXT NOT NULL,
            bytes INTEGER NOT NULL
        );
        CREATE INDEX responses_by_source ON responses (source, run);
        """
    )


@migrations()
def how_a_run_went_and_what_was_absent(database: Database) -> None:
    database.executescript(
        """
        -- mode: full or increment; version: of the program; served: when a snapshot with its data began to serve.
        ALTER TABLE runs ADD COLUMN mode TEXT NOT NULL DEFAULT 'full';
        ALTER TABLE runs ADD COLUMN version TEXT NOT NULL DEFAULT '';
        ALTER TABLE runs ADD COLUMN served TEXT;
        ALTER TABLE responses ADD COLUMN etag TEXT NOT NULL DEFAULT '';
        ALTER TABLE responses ADD COLUMN modified TEXT NOT NULL DEFAULT '';

        -- When a notice was missing from the agency's full list; until is NULL while it is.
        CREATE TABLE absences (
            notice INTEGER NOT NULL REFERENCES notices (row) ON DELETE CASCADE,
            since TEXT NOT NULL,
            since_run INTEGER NOT NULL,
            until TEXT,
            until_run INTEGER
        );
        CREATE INDEX absences_by_notice ON absences (notice);
        -- What was withdrawn was last seen by one run, and missed by the next that succeeded.
        INSERT INTO absences (notice, since, since_run)
            SELECT row, withdrawn, coalesce((SELECT min(r.id) FROM runs r WHERE r.source = n.source
                AND r.id > n.run AND r.state = 'done'), run, 0) FROM notices n WHERE withdrawn IS NOT NULL;
        CREATE INDEX versions_by_first_run ON versions (first_run);

        -- The names of the fields that an agency's own answers had, by which a changed shape shows.
        CREATE TABLE fields (
            source TEXT NOT NULL,
            name TEXT NOT NULL,
            first_run INTEGER NOT NULL,
            last_run INTEGER NOT NULL,
            gone_run INTEGER,
            PRIMARY KEY (source, name)
        ) WITHOUT ROWID;
        """
    )


@migrations()
def what_is_watched_and_what_it_told(database: Database) -> None:
    database.executescript(
        """
        -- kind: listing, catalogue or search; body: the JSON of what is watched; since: the last version of a
        -- notice that it was compared with; secret: signs webhooks and opens the feed.
        CREATE TABLE watches (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            email TEXT NOT NULL DEFAULT '',
            webhook TEXT NOT NULL DEFAULT '',
            secret TEXT NOT NULL,
            since INTEGER NOT NULL,
            absent_since INTEGER NOT NULL,
            created TEXT NOT NULL
        );

        -- One piece of news for one watched item, once: news is what happened (new, revised, withdrawn,
        -- returned) with the content's hash or the absence's number.
        CREATE TABLE alerts (
            id INTEGER PRIMARY KEY,
            watch INTEGER NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
            item TEXT NOT NULL,
            notice TEXT NOT NULL,
            news TEXT NOT NULL,
            body TEXT NOT NULL,
            created TEXT NOT NULL,
            seen TEXT,
            UNIQUE (watch, item, notice, news)
        );

        -- Each alert goes out once by each way; error is why it has not yet.
        CREATE TABLE deliveries (
            alert INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
            way TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            done TEXT,
            error TEXT,
            PRIMARY KEY (alert, way)
        ) WITHOUT ROWID;
        """
    )


@migrations()
def which_page_followed_a_response(database: Database) -> None:
    database.execute("ALTER TABLE responses ADD COLUMN next TEXT NOT NULL DEFAULT ''")
