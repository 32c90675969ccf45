"""What the agency modules share: rows become notices one by one, and a whole list is told from a cut one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from importsafety.notice import Notice
from importsafety.sources import files, ids
from importsafety.sources.record import Record, notice_of
from importsafety.sources.source import Raw, Rejected, SourceError, Told


def notices(
    rows: Iterable[files.Row | Rejected],
    record_of: Callable[[Mapping[str, Any]], Record | None],
    restless: Collection[str] = (),
) -> Iterator[Notice | Rejected]:
    """Each row as `record_of` reads it. None leaves a row out that is not of this source; its ValueError
    makes the row a Rejected with that reason. `restless` fields move while the agency says nothing new."""
    seen = ids.Ids()
    for row in rows:
        if isinstance(row, Rejected):
            yield row
            continue
        key, data = row
        try:
            record = record_of(data)
            if record is not None:
                record.id = seen.unique(record)
                said = {name: value for name, value in data.items() if name not in restless}
                yield told(notice_of(record), said)
        except ValueError as error:
            yield files.rejected(key, str(error), data)


def told(notice: Notice, said: object) -> Told:
    """The notice with the mark of what the agency said: `said` in plain JSON types, before it was read."""
    text = json.dumps(said, sort_keys=True, default=str)
    words = hashlib.sha256(text.encode()).hexdigest()[:32]
    return Told(**msgspec.structs.asdict(notice), words=words)


def refuse_short(raw: Raw, count: int, least: int, what: str) -> None:
    """Raises SourceError where a list holds fewer than a full one ever did."""
    if count < least:
        raise SourceError(
            f"{raw.url} gave {count:,} {what}, fewer than the {least:,} of a full list. "
            "Nothing was changed; try again later."
        )


def required(title: str, date: str | None) -> tuple[str, str]:
    """A title and a date, or ValueError: without them a record is no notice."""
    if not title:
        raise ValueError("The record has no title.")
    if not date:
        raise ValueError("The record has no date that can be read.")
    return title, date


def string(data: Mapping[str, Any], name: str) -> str:
    """A field as text, "" where it is absent. Raises ValueError where it is a list or an object."""
    value = data.get(name)
    if value is not None and not isinstance(value, (str, int, float)):
        raise ValueError(f"`{name}` must be text, not {type(value).__name__}.")
    return "" if value is None else str(value)


def keys(path: Path, rows: Iterable[files.Row | Rejected]) -> frozenset[str]:
    """The names of the fields in a file, with those one level down as "Products.Name"."""
    found: set[str] = set()
    for row in rows:
        if isinstance(row, Rejected):
            continue
        for name, value in row[1].items():
            found.add(name)
            for part in value if isinstance(value, list) else ():
                if isinstance(part, Mapping):
                    found.update(f"{name}.{inner}" for inner in part)
    return frozenset(found)
