"""Rows and answers as Arrow record batches: what screening works on, here in processes, elsewhere in an engine
that spreads batches over machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
import pyarrow

from importsafety.rows import Row, batch_rows

# Rows of any file, packed: `id` and `listing` as JSON, `error` where the row could not be read.
ROWS = pyarrow.schema(
    [("id", pyarrow.binary()), ("listing", pyarrow.binary()), ("error", pyarrow.string())],
)
# `line` is the whole answer as JSON; `error` is null where the row was checked.
ANSWERS = pyarrow.schema(
    [
        ("id", pyarrow.binary()),
        ("verdict", pyarrow.string()),
        ("error", pyarrow.string()),
        ("line", pyarrow.binary()),
    ]
)


def pack(rows: Iterable[Row]) -> pyarrow.RecordBatch:
    """Rows as a batch of the schema `ROWS`. A row that JSON cannot hold gets an error; nothing raises."""
    return _batch(map(_packed, rows), ROWS)


def unpack(batch: pyarrow.RecordBatch) -> Iterator[Row]:
    """The rows of a batch: packed ones, or those of any batch whose columns are headed as a catalogue's are."""
    if not batch.schema.equals(ROWS):
        yield from batch_rows(batch)
        return
    for id, listing, error in zip(*(column.to_pylist() for column in batch.columns), strict=True):
        yield Row(orjson.loads(id), orjson.loads(listing), error)


def answers(found: Iterable[dict[str, Any]]) -> pyarrow.RecordBatch:
    """Answers as a batch of the schema `ANSWERS`."""
    rows = (
        (orjson.dumps(answer["id"]), answer["verdict"], answer.get("error"), orjson.dumps(answer))
        for answer in found
    )
    return _batch(rows, ANSWERS)


def _batch(rows: Iterable[tuple[Any, ...]], schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in schema]
    return pyarrow.record_batch(columns, schema=schema)


def _packed(row: Row) -> tuple[bytes, bytes, str | None]:
    try:
        return orjson.dumps(row.id), orjson.dumps(row.data, default=str), row.error
    except orjson.JSONEncodeError as error:
        return b"null", b"null", f"The row holds a value that cannot be read: {error}."
