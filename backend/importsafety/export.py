"""Open data out: all notices as JSON lines, Parquet or SQLite. docs/open-data.md describes the fields."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import orjson

from importsafety.sources import SOURCES
from importsafety.store import Record, Store, opendata

if TYPE_CHECKING:
    import pyarrow

FORMATS = ("jsonl", "parquet", "sqlite")
_BATCH = 1_000


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
    import pyarrow.parquet  # noqa: PLC0415  (large, and seldom wanted)

    ages = {id: state["as_of"] or "" for id, state in store.status()["sources"].items()}
    schema = _schema().with_metadata({"as_of": orjson.dumps(ages)})
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        batch: list[dict[str, Any]] = []
        for row in notices:
            batch.append(row)
            if len(batch) == _BATCH:
                writer.write_table(pyarrow.Table.from_pylist(batch, schema))
                batch = []
        writer.write_table(pyarrow.Table.from_pylist(batch, schema))


def _schema() -> pyarrow.Schema:
    import pyarrow  # noqa: PLC0415

    text, texts = pyarrow.string(), pyarrow.list_(pyarrow.string())

    def parts(*names: str) -> pyarrow.DataType:
        return pyarrow.list_(pyarrow.struct([(name, text) for name in names]))

    return pyarrow.schema(
        [
            *((name, text) for name in ("id", "source", "kind", "number", "date", "title", "url")),
            ("products", parts("name", "model", "type")),
            *(
                (name, texts)
                for name in ("brands", "hazards", "hazard_classes", "standards", "countries", "linked")
            ),
            ("identifiers", parts("kind", "value", "raw", "until")),
            ("firms", parts("name", "role", "country")),
            ("units", pyarrow.int64()),
            *((name, text) for name in ("description", "remedy", "incidents", "sold_at")),
            *((name, text) for name in ("first_seen", "last_seen", "withdrawn")),
        ]
    )


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
