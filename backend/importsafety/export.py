"""Open data out: all notices as JSON lines, Parquet or SQLite. docs/open-data.md describes the fields."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pyarrow
import pyarrow.parquet

from importsafety.sources import SOURCES
from importsafety.store import Record, Store, opendata

FORMATS = ("jsonl", "parquet", "sqlite")
_BATCH = 1_000
_TEXTS = pyarrow.list_(pyarrow.string())
_SCHEMA = pyarrow.schema(
    [
        *((name, pyarrow.string()) for name in ("id", "source", "kind", "number", "date", "title", "url")),
        (
            "products",
            pyarrow.list_(pyarrow.struct([(n, pyarrow.string()) for n in ("name", "model", "type")])),
        ),
        *(
            (name, _TEXTS)
            for name in ("brands", "hazards", "hazard_classes", "standards", "countries", "linked")
        ),
        (
            "identifiers",
            pyarrow.list_(pyarrow.struct([(n, pyarrow.string()) for n in ("kind", "value", "raw", "until")])),
        ),
        (
            "firms",
            pyarrow.list_(pyarrow.struct([(n, pyarrow.string()) for n in ("name", "role", "country")])),
        ),
        ("units", pyarrow.int64()),
        *((name, pyarrow.string()) for name in ("description", "remedy", "incidents", "sold_at")),
        *((name, pyarrow.string()) for name in ("first_seen", "last_seen", "withdrawn")),
    ]
)


def rows(store: Store) -> Iterator[dict[str, Any]]:
    """Every notice in plain types, newest first, with when it was seen and whether it was withdrawn."""
    return map(_row, store.records())


def _row(record: Record) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(record.notice)
    seen = {"first_seen": record.first_seen, "last_seen": record.last_seen, "withdrawn": record.withdrawn}
    return plain | seen


def lines(store: Store) -> Iterator[bytes]:
    """The notices as JSON lines."""
    return (orjson.dumps(row) + b"\n" for row in rows(store))


def export(store: Store, path: Path, form: str) -> int:
    """Write all notices to `path`, complete or not at all; how many. Raises OSError where it cannot be written."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    count = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal count
        for row in rows(store):
            count += 1
            yield row

    try:
        _WRITERS[form](store, part, counted())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def _jsonl(_: Store, path: Path, notices: Iterator[dict[str, Any]]) -> None:
    with path.open("wb") as file:
        file.writelines(orjson.dumps(row) + b"\n" for row in notices)


def _parquet(store: Store, path: Path, notices: Iterator[dict[str, Any]]) -> None:
    ages = {id: state["as_of"] or "" for id, state in store.status()["sources"].items()}
    schema = _SCHEMA.with_metadata({"as_of": orjson.dumps(ages)})
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        batch: list[dict[str, Any]] = []
        for row in notices:
            batch.append(row)
            if len(batch) == _BATCH:
                writer.write_table(pyarrow.Table.from_pylist(batch, schema))
                batch = []
        writer.write_table(pyarrow.Table.from_pylist(batch, schema))


def _sqlite(store: Store, path: Path, notices: Iterator[dict[str, Any]]) -> None:
    sources = (
        (
            id,
            SOURCES[id].title if id in SOURCES else id,
            SOURCES[id].home if id in SOURCES else "",
            state["as_of"],
        )
        for id, state in store.status()["sources"].items()
    )
    opendata.write(path, notices, sources)


_WRITERS = {"jsonl": _jsonl, "parquet": _parquet, "sqlite": _sqlite}
