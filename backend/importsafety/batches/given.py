"""What was given, as rows: each a listing to compare, a link to download first, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from importsafety.batches.item import item_key
from importsafety.cells import BadFile, Line, csv_lines, xlsx_lines
from importsafety.listing import NOTHING, BadListing, Listing
from importsafety.rows import Plan, Row, filled, json_rows, parquet_rows
from importsafety.store.batches import Given
from importsafety.typed import as_listing, link

MOST = 100_000  # rows of a batch
LINES = ".lines"  # the ending of a pasted text, one item a line
TABLES = {".csv": csv_lines, ".tsv": csv_lines, ".txt": csv_lines, ".xlsx": xlsx_lines}
OTHERS = {".jsonl": json_rows, ".ndjson": json_rows, ".parquet": parquet_rows}
SHOWN = 6  # lines of a table that a person sees when saying what its columns are
LONGEST_LINE = 4_000

TOO_MANY = (
    f"Only the first {MOST:,} rows were taken, which is the most that a batch holds. Put the others into a file of "
    "their own."
)


class Preview(NamedTuple):
    """The first lines of a table, and the field of a listing that each column seems to hold ("" for none). `width`
    columns; `heading`: whether the first line seems to name them."""

    lines: list[list[str]]
    fields: list[str]
    heading: bool

    @property
    def width(self) -> int:
        return len(self.fields)


def file_of(folder: Path, id: int, ending: str) -> Path:
    """Where what a batch was given is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{id}{ending}"


def is_table(path: Path) -> bool:
    """Whether it has columns that a person may name."""
    return path.suffix.lower() in TABLES


def look(path: Path) -> None:
    """Raises BadFile where a file cannot be read, or holds no item."""
    if not is_table(path):
        next(filled(path, OTHERS[path.suffix.lower()](path)))
        return
    seen = preview(path)
    # A column may bear the name of a detail by chance, in a file whose first line is an item.
    if set(seen.fields) - {"", "attributes"}:
        next(filled(path, iter(seen.lines[1:])))


def preview(path: Path) -> Preview:
    """The first lines of a table. Raises BadFile, also where there are none."""
    lines = [line.cells for line in islice(TABLES[path.suffix.lower()](path), SHOWN)]
    if not any(lines):
        raise BadFile(f"{path.name} is empty: give a file with one item a row.")
    width = max(map(len, lines))
    places = Plan.of(lines[0]).places
    fields = [_field(place) for place in places] + [""] * (width - len(places))
    heading = any(fields) or _seems_a_heading(lines[0])
    return Preview([line + [""] * (width - len(line)) for line in lines], fields, heading)


def _seems_a_heading(cells: list[str]) -> bool:
    """A product's line has a number, an empty cell or a long text somewhere."""
    return len(cells) > 1 and all(0 < len(cell) < 40 and not re.search(r"\d", cell) for cell in cells)


def _field(place: tuple[str, str] | None) -> str:
    return place[0] if place else ""


def rows(path: Path, plan: Mapping[str, Any]) -> Iterator[Given]:
    """The rows of a file, numbered from 1. `plan` says how a table is read: {"fields": [...], "heading": bool}.

    Raises BadFile when the file, or the rest of it, cannot be read."""
    for n, row in enumerate(_rows(path, plan), 1):
        yield given(n, row)


def _rows(path: Path, plan: Mapping[str, Any]) -> Iterator[Row]:
    ending = path.suffix.lower()
    if ending == LINES:
        yield from _typed_rows(path)
    elif ending in TABLES:
        lines = TABLES[ending](path)
        heading = next(lines, Line(1, [])).cells if plan.get("heading") else []
        yield from table_plan(plan["fields"], heading).rows(lines)
    elif ending in OTHERS:
        yield from OTHERS[ending](path)
    else:
        raise BadFile(f"{path.name}: give a .csv, .tsv, .xlsx, .jsonl or .parquet file.")


def table_plan(fields: list[str], heading: list[str]) -> Plan:
    """How a person says that a table is read. An attribute goes by its column's heading."""
    names = heading + [""] * len(fields)
    return Plan(
        [
            None if not field else (field, names[n].strip() if field == "attributes" else "")
            for n, field in enumerate(fields)
        ]
    )


def _typed_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if text := line.strip()[:LONGEST_LINE]:
                yield Row(None, as_listing(text))


def given(n: int, row: Row) -> Given:
    """A row as it is kept: what is to be done with it, or what is wrong with it."""
    name = "" if row.id is None else str(row.id)
    if row.error:
        return Given(n, name, {"text": row.text[:LONGEST_LINE]}, "error", row.error)
    try:
        listing = Listing.of(row.data)
    except BadListing as error:
        said = orjson.dumps(row.data, default=str).decode()[:LONGEST_LINE]
        return Given(n, name, {"text": said}, "error", str(error))
    item = item_key(listing.url)
    if not listing.is_empty:
        return Given(n, name, listing.as_dict(), "waiting", None, item)
    if listing.url and (address := link(listing.url)):
        return Given(n, name, listing.as_dict() | {"url": address}, "link", None, item)
    return Given(n, name, listing.as_dict(), "error", NOTHING)
