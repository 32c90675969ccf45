"""Files as agencies give them: a JSON array, JSON lines or a CSV, told apart by their content."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import orjson

from importsafety.sources.source import Rejected, SourceError

Row = tuple[str, Mapping[str, Any]]
_RECORD_LIMIT = 20_000
_CELL_LIMIT = 1_000_000


def rows(path: Path, columns: Collection[str]) -> Iterator[Row | Rejected]:
    """The records of a file as (key for messages, mapping), in order; one that cannot be read is a Rejected.

    `columns` are the headings that make a CSV one of ours. Raises SourceError where the file as a whole is
    in none of the three shapes, is empty, is a web page, or is an array that does not end.
    """
    data = _utf8(path)
    head = data[:200].lstrip()
    if not head:
        raise SourceError(f"{path.name} is empty. Download it again.")
    if head.startswith(b"["):
        return _array(path, data)
    if head.startswith(b"{"):
        return _lines(path, data)
    if head.startswith(b"<"):
        raise SourceError(
            f"{path.name} is a web page, not data: the agency answered with a page. Try again later."
        )
    return _table(path, data, columns)


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


def _lines(path: Path, data: bytes) -> Iterator[Row | Rejected]:
    try:
        whole = orjson.loads(data)
    except orjson.JSONDecodeError:
        return (
            _record(f"line {number}", _valid(line))
            for number, line in enumerate(data.split(b"\n"), 1)
            if line.strip()
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


def _cells(reader: Iterator[list[str]], header: list[str]) -> Iterator[Row | Rejected]:
    number = 1
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
