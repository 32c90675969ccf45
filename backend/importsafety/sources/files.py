"""Files as agencies give them: JSON array, JSON lines, CSV or Excel sheet, told apart by their content."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import orjson

from importsafety.sources.source import Rejected, SourceError

Row = tuple[str, Mapping[str, Any]]
_RECORD_LIMIT = 20_000
_CELL_LIMIT = 1_000_000
_UNPACKED_LIMIT = 500_000_000
# Agencies put a title and explanations above the headings.
_HEAD_ROWS = 30


def rows(path: Path, columns: Collection[str], inside: str = "") -> Iterator[Row | Rejected]:
    """The records of a file as (key for messages, mapping), in order; one that cannot be read is a Rejected.

    `columns` are the headings that make a table one of ours; `inside` is the key under which an object holds
    the list of records. Raises SourceError where the file as a whole is in none of the shapes, is empty, is a
    web page, or is an array that does not end.
    """
    data = _utf8(path)
    if data.startswith(b"PK"):
        return _below_heading(path, _lines_of_sheet(path), columns)
    head = data[:200].lstrip()
    if not head:
        raise SourceError(f"{path.name} is empty. Download it again.")
    if head.startswith(b"["):
        return _array(path, data)
    if head.startswith(b"{"):
        return _lines(path, data, inside)
    if head.startswith(b"<"):
        raise SourceError(
            f"{path.name} is a web page, not data: the agency answered with a page. Try again later."
        )
    return _table(path, data, columns)


def first_lines(path: Path) -> list[list[str]]:
    """The cells of the first lines of a table, to find its headings in; none where it is no table."""
    if path.read_bytes()[:2] == b"PK":
        return _lines_of_sheet(path)[:_HEAD_ROWS]
    csv.field_size_limit(max(csv.field_size_limit(), _CELL_LIMIT))
    try:
        return list(islice(csv.reader(io.StringIO(_decoded(_utf8(path)), newline="")), _HEAD_ROWS))
    except csv.Error:
        return []


def rejected(key: str, reason: str, record: object) -> Rejected:
    """A Rejected that keeps `record` as received, cut to 20 kB."""
    text = record if isinstance(record, str) else _text(record)
    return Rejected(key, reason, text[:_RECORD_LIMIT])


def _utf8(path: Path) -> bytes:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode()
    return data.removeprefix(b"\xef\xbb\xbf")


def _array(path: Path, data: bytes) -> Iterator[Row | Rejected]:
    try:
        items = msgspec.json.decode(_valid(data), type=list[msgspec.Raw])
    except msgspec.DecodeError as error:
        raise SourceError(
            f"{path.name} is not a complete JSON array ({error}). Download it again."
        ) from error
    return (_record(f"record {number}", bytes(item)) for number, item in enumerate(items, 1))


def _lines(path: Path, data: bytes, inside: str) -> Iterator[Row | Rejected]:
    try:
        whole = orjson.loads(data)
    except orjson.JSONDecodeError:
        return (
            _record(f"line {number}", _valid(line))
            for number, line in enumerate(data.split(b"\n"), 1)
            if line.strip()
        )
    if isinstance(whole.get(inside), list):
        return (
            (f"record {number}", item)
            if isinstance(item, dict)
            else rejected(
                f"record {number}", f"A record must be a JSON object, not {type(item).__name__}.", item
            )
            for number, item in enumerate(whole[inside], 1)
        )
    message = next((whole[key] for key in ("Message", "message", "error", "Error") if key in whole), None)
    if message is not None:
        raise SourceError(f"{path.name} is an error message, not data: {_text(message)[:300]}")
    return iter([("record 1", whole)])


def _table(path: Path, data: bytes, columns: Collection[str]) -> Iterator[Row | Rejected]:
    # newline="": a cell may hold line breaks. Strict off: a stray quote spoils its row, not the file.
    csv.field_size_limit(max(csv.field_size_limit(), _CELL_LIMIT))
    reader = csv.reader(io.StringIO(_decoded(data), newline=""))
    try:
        header = [name.strip() for name in next(reader)]
    except (csv.Error, StopIteration) as error:
        raise SourceError(f"{path.name} is no CSV that can be read ({error}).") from error
    missing = sorted(set(columns) - set(header))
    if missing:
        raise SourceError(
            f"{path.name} is not the agency's list: no JSON, and no CSV with {', '.join(missing)} columns."
        )
    return _cells(reader, header)


def _lines_of_sheet(path: Path) -> list[list[str]]:
    """All cells of an Excel file's first sheet. Raises SourceError where it is none, or unpacks to too much."""
    import openpyxl  # noqa: PLC0415  (large, and seldom wanted)

    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(member.file_size for member in packed.infolist())
        if size > _UNPACKED_LIMIT:
            raise SourceError(f"{path.name} unpacks to {size:,} bytes, more than a list of notices has.")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise SourceError(
            f"{path.name} is no Excel file that can be read ({error}). Download it again."
        ) from error
    lines = [[_cell(value) for value in line] for line in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    return lines


def _below_heading(path: Path, lines: list[list[str]], columns: Collection[str]) -> Iterator[Row | Rejected]:
    """The rows below the heading; what stands above it is left out."""
    for number, line in enumerate(lines[:_HEAD_ROWS]):
        if set(columns) <= set(line):
            width = len(line)
            return _cells(iter([cells[:width] for cells in lines[number + 1 :]]), line, number + 1)
    raise SourceError(
        f"{path.name} is not the agency's list: no row among the first {_HEAD_ROWS} has the headings "
        f"{', '.join(sorted(columns))}."
    )


def _cell(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return "" if value is None else str(value).strip()


def _cells(reader: Iterator[list[str]], header: list[str], number: int = 1) -> Iterator[Row | Rejected]:
    while True:
        number += 1
        key = f"row {number}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield rejected(key, f"The row cannot be read: {error}.", "")
            continue
        if not any(cells):
            continue
        if len(cells) != len(header):
            yield rejected(
                key, f"The row has {len(cells)} cells, the heading {len(header)}.", ",".join(cells)
            )
            continue
        yield key, dict(zip(header, cells, strict=True))


def _record(key: str, data: bytes) -> Row | Rejected:
    try:
        record = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return rejected(key, f"Not JSON: {error}.", _decoded(data))
    if not isinstance(record, dict):
        return rejected(key, f"A record must be a JSON object, not {type(record).__name__}.", _decoded(data))
    return key, record


def _valid(data: bytes) -> bytes:
    """`data` as valid UTF-8; a file in another encoding is read as Windows-1252, which the agency has used."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data).encode()
    return data


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _text(value: object) -> str:
    try:
        return orjson.dumps(value, default=str).decode()
    except TypeError:
        return str(value)
