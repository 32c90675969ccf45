"""Files that a batch gives: its answers as a table or as JSON lines, and the template of what it takes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, Any

import orjson

from importsafety.assessment import Assessment, Verdict
from importsafety.batches.stored import assessment_of
from importsafety.listing import Listing
from importsafety.rows import Row
from importsafety.tables import COLUMNS, csv_stream, safe, table_row, write_book

# Headings that are recognised, and two rows as examples.
HEADINGS = ("id", "title", "brand", "model", "gtin", "seller", "url")
EXAMPLES = (
    ("A-1", "216 pcs magnetic balls, 5 mm", "", "", "", "Example Trading Co.", ""),
    ("A-2", "", "", "", "036000291452", "", ""),
)
_IN_JSON = ("n", "name", "state", "reason", "given", "assessment", "checked", "snapshot")


def template(form: str) -> Iterator[bytes]:
    """A catalogue to fill in; `form` is csv or xlsx."""
    return _written(map(list, EXAMPLES), HEADINGS, form)


def table(rows: Iterable[dict[str, Any]], form: str) -> Iterator[bytes]:
    """Rows of a batch, as `Batches.whole_rows` gives them, each with its answer; `form` is csv or xlsx."""
    return _written(map(_cells, rows), COLUMNS, form)


def json_lines(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Rows of a batch with all of their answers, one object a line."""
    return (orjson.dumps({name: row[name] for name in _IN_JSON}) + b"\n" for row in rows)


def _cells(row: dict[str, Any]) -> list[Any]:
    kept = row["assessment"]
    unread = Listing(title=row["title"])
    answer = assessment_of(kept) if kept else Assessment(Verdict.UNCHECKED, unread, reason=row["reason"])
    flat = table_row(answer, Row(row["name"] or row["n"], None))
    return [safe(flat[name]) for name in COLUMNS]


def _written(rows: Iterable[list[Any]], headings: tuple[str, ...], form: str) -> Iterator[bytes]:
    if form == "csv":
        yield from csv_stream(chain([headings], rows))
        return
    with tempfile.TemporaryFile() as file:
        write_book(rows, file, headings)
        file.seek(0)
        yield from _blocks(file)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(1 << 16), b"")
