"""An evidence file: its content in plain JSON types, and the id that names this content and no other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import orjson

from importsafety import __version__
from importsafety.assessment import DISCLAIMER, Verdict
from importsafety.sources import SOURCES
from importsafety.store import Snapshot
from importsafety.store.evidence import Kept

FORMAT = 1
# Hexadecimal digits of the SHA-256 of the content: 80 bits.
ID_LENGTH = 20
STATEMENT = (
    f"{DISCLAIMER} This file says what was compared on the day named in it; notices published or changed after the "
    "dates of the data named in it are not in it."
)


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """`content`, in plain JSON types: format, program, title, asked, kept (UTC), data {snapshot, created, sources
    [{id, title, home, to, from_file (day of the oldest notice where a file gave the list, else null), age_days}],
    starter}, statement, and `items`: [{name, asked, checked (UTC), snapshot, answer (Assessment.as_dict)}]. `body`
    is its one spelling in bytes; who has the bytes can hash them anew."""

    content: Mapping[str, Any]
    body: bytes
    sha256: str

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        body = orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)
        return cls(content, body, hashlib.sha256(body).hexdigest())

    @classmethod
    def read(cls, body: bytes) -> Self:
        """From the bytes that were kept."""
        return cls(orjson.loads(body), body, hashlib.sha256(body).hexdigest())

    @property
    def id(self) -> str:
        return self.sha256[:ID_LENGTH]

    @property
    def items(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.content["items"]
        return found

    @property
    def kept(self) -> Kept:
        """Its line in the list of files."""
        strongest = min((Verdict(item["answer"]["verdict"]) for item in self.items), key=lambda v: v.rank)
        return Kept(self.id, self.content["title"], strongest.value, len(self.items), self.content["kept"])


def of_answers(
    title: str,
    items: Iterable[Mapping[str, Any]],
    snapshot: Snapshot | None,
    kept: str,
    asked: str = "",
) -> EvidenceFile:
    """A file of one or more answers: {"name", "asked", "checked", "snapshot", "answer"} each. `kept` is the moment
    (UTC). `snapshot` answers now; the age of each source is counted to the day of `kept`."""
    rows = [dict(item) for item in items]
    as_of: dict[str, str] = {}
    from_files: dict[str, str] = {}
    for row in rows:
        for source, day in row["answer"]["as_of"].items():
            as_of[source] = max(day, as_of.get(source, ""))
        for source, day in row["answer"].get("from_files", {}).items():
            from_files[source] = min(day, from_files.get(source, day))
    ids = {row["snapshot"] for row in rows}
    # A batch may have been checked over several days; then no one snapshot answered it, and each item tells its own.
    one = snapshot if snapshot and ids == {snapshot.id} else None
    return EvidenceFile.of(
        {
            "format": FORMAT,
            "program": f"Import Safety {__version__}",
            "title": title,
            "asked": asked,
            "kept": kept,
            "data": {
                "snapshots": sorted(filter(None, ids)),
                "created": one.created if one else None,
                "notices": len(one.notices) if one else None,
                "starter": any(row["answer"]["starter"] for row in rows),
                "sources": [_source(id, day, kept, from_files.get(id)) for id, day in sorted(as_of.items())],
            },
            "statement": STATEMENT,
            "items": rows,
        }
    )


def _source(id: str, day: str, kept: str, from_file: str | None) -> dict[str, Any]:
    source = SOURCES.get(id)
    return {
        "id": id,
        "title": source.title if source else id,
        "home": source.home if source else "",
        "to": day,
        "from_file": from_file,
        "age_days": max(0, (date.fromisoformat(kept[:10]) - date.fromisoformat(day[:10])).days),
    }
