"""The notices as an SQLite file for others to use; docs/open-data.md describes its tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

import orjson

_TABLES = """
    CREATE TABLE sources (id TEXT PRIMARY KEY, title TEXT, home TEXT, as_of TEXT);
    CREATE TABLE notices (
        id TEXT PRIMARY KEY, source TEXT, kind TEXT, number TEXT, date TEXT, title TEXT, url TEXT, description TEXT,
        remedy TEXT, units INTEGER, first_seen TEXT, last_seen TEXT, withdrawn TEXT, body TEXT
    );
    CREATE TABLE brands (notice TEXT, brand TEXT);
    CREATE TABLE identifiers (notice TEXT, kind TEXT, value TEXT, raw TEXT, until TEXT);
    CREATE TABLE hazards (notice TEXT, class TEXT);
    CREATE TABLE countries (notice TEXT, country TEXT);
    CREATE INDEX identifiers_by_value ON identifiers (value);
    CREATE INDEX notices_by_date ON notices (date);
"""
_COLUMNS = (
    "id source kind number date title url description remedy units first_seen last_seen withdrawn".split()
)


def write(path: Path, rows: Iterable[Mapping[str, object]], sources: Iterable[tuple[str, ...]]) -> None:
    """Write `rows` (notices in plain types, with first_seen, last_seen, withdrawn) and `sources` (id, title, home,
    as_of) to a new file at `path`."""
    with sqlite3.connect(path) as database:
        database.executescript(_TABLES)
        database.executemany("INSERT INTO sources VALUES (?, ?, ?, ?)", sources)
        for row in rows:
            id = row["id"]
            body = {key: value for key, value in row.items() if key not in _COLUMNS[-3:]}
            database.execute(
                f"INSERT INTO notices VALUES ({','.join('?' * 14)})",  # noqa: S608 - fourteen marks
                [*(row.get(name) for name in _COLUMNS), orjson.dumps(body).decode()],
            )
            _insert(database, "brands", 2, ((id, brand) for brand in _list(row, "brands")))
            _insert(database, "hazards", 2, ((id, name) for name in _list(row, "hazard_classes")))
            _insert(database, "countries", 2, ((id, code) for code in _list(row, "countries")))
            _insert(
                database,
                "identifiers",
                5,
                (
                    (id, code["kind"], code["value"], code["raw"], code.get("until"))
                    for code in _list(row, "identifiers")
                ),
            )
    database.close()


def _list(row: Mapping[str, object], name: str) -> list[dict[str, str]]:
    value = row.get(name)
    return list(value) if isinstance(value, list | tuple) else []


def _insert(database: sqlite3.Connection, table: str, width: int, rows: Iterable[tuple[object, ...]]) -> None:
    database.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * width)})", rows)  # noqa: S608 - constants
