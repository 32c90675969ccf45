"""Drift: which cited parts changed, went or came since the catalogue was reviewed, with the text that differs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
import requests

from importsafety.regulations import register
from importsafety.regulations.ecfr import Ecfr, ImportInProgress, Version
from importsafety.regulations.register import Document
from importsafety.regulations.text import difference, paragraphs
from importsafety.sources.http import NotFound
from importsafety.sources.source import SourceError
from importsafety.standards import Requirement

CPSC = (16, "II")
FILE = "drift.json"
_CITED = re.compile(r"(\d+) CFR (\d+)(?:/(\d+))?")

State = Literal["changed", "reissued", "removed", "added", "failed"]


class PartDrift(msgspec.Struct, frozen=True):
    """What became of one part. `ids` are the catalogue's rows that cite it, `since` the day of their review (ISO);
    `sections` pairs what was amended with the day; `diff` is the text that differs; `note` says why it failed."""

    part: str
    state: State
    ids: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    title: str = ""
    sections: tuple[tuple[str, str], ...] = ()
    diff: tuple[str, ...] = ()
    note: str = ""


class Drift(msgspec.Struct, frozen=True):
    """A review as a whole. `compared` counts the parts looked at; `failed` says what could not be had at all."""

    made: str
    compared: int
    parts: tuple[PartDrift, ...]
    documents: tuple[Document, ...]
    failed: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.failed and all(part.state != "failed" for part in self.parts)


def cited_parts(catalogue: Mapping[str, Requirement]) -> dict[tuple[int, str], list[Requirement]]:
    """(title, part) -> the rows that cite it; rows whose rule is gone or only proposed are left out."""
    found: dict[tuple[int, str], list[Requirement]] = defaultdict(list)
    for row in catalogue.values():
        if row.status in {"withdrawn", "proposed", "removed"}:
            continue
        match = _CITED.search(row.id)
        if match:
            for part in filter(None, match.groups()[1:]):
                found[int(match[1]), part].append(row)
    return dict(found)


def review(
    catalogue: Mapping[str, Requirement],
    session: requests.Session,
    today: date,
    ecfr: Ecfr | None = None,
    register_base: str = register.HOME,
    only: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Drift:
    """Compare the catalogue with what is published today; `only` one citation. One part that fails stops no other.

    Raises ImportInProgress, and SourceError where the eCFR cannot be reached at all.
    """
    ecfr = ecfr or Ecfr(session)
    parts = {
        key: rows
        for key, rows in cited_parts(catalogue).items()
        if only is None or any(row.id == only for row in rows)
    }
    ecfr.day(CPSC[0])  # whether it can be asked at all, before the many requests
    found: list[PartDrift] = []
    for done, ((title, part), rows) in enumerate(parts.items(), 1):
        drift = _part(ecfr, title, part, rows)
        if drift:
            found.append(drift)
        progress(done, len(parts))
    failed: list[str] = []
    documents: list[Document] = []
    if only is None:
        since = min((row.reviewed for row in catalogue.values()), default=today)
        try:
            found += _added(ecfr, parts, since)
        except SourceError as error:
            failed.append(f"Parts that came since: {error}")
        try:
            documents = register.documents(session, since, register_base)
        except SourceError as error:
            failed.append(f"Federal Register: {error}")
    return Drift(today.isoformat(), len(parts), tuple(found), tuple(documents), tuple(failed))


def _part(ecfr: Ecfr, title: int, part: str, rows: list[Requirement]) -> PartDrift | None:
    since = min(row.reviewed for row in rows)
    name = f"{title} CFR {part}"
    ids = tuple(row.id for row in rows)
    try:
        until = ecfr.day(title)
        versions = ecfr.versions(title, part, since)
        if not versions:
            return None
        drift = PartDrift(
            name, "changed", ids, since.isoformat(), until.isoformat(), rows[0].title, _sections(versions)
        )
        before = paragraphs(ecfr.text(title, part, since))
        try:
            after = paragraphs(ecfr.text(title, part, until))
        except NotFound:
            return msgspec.structs.replace(drift, state="removed")
        lines = difference(before, after, (f"{name}, {since}", f"{name}, {until}"))
        return msgspec.structs.replace(drift, state="changed" if lines else "reissued", diff=tuple(lines))
    except ImportInProgress:
        raise
    except SourceError as error:
        return PartDrift(name, "failed", ids, since.isoformat(), title=rows[0].title, note=str(error))


def _sections(versions: list[Version]) -> tuple[tuple[str, str], ...]:
    return tuple(
        dict.fromkeys(
            (
                " ".join(version.name.split()) + (" (removed)" if version.removed else ""),
                version.amendment_date,
            )
            for version in versions
        )
    )


def _added(ecfr: Ecfr, cited: Mapping[tuple[int, str], object], since: date) -> list[PartDrift]:
    """The parts of CPSC's chapter that were not there on that day, and that no row cites."""
    title, chapter = CPSC
    until = ecfr.day(title)
    before, after = ecfr.parts(title, chapter, since), ecfr.parts(title, chapter, until)
    return [
        PartDrift(
            f"{title} CFR {number}",
            "added",
            since=since.isoformat(),
            until=until.isoformat(),
            title=node.label,
        )
        for number, node in after.items()
        if not node.reserved
        and (title, number) not in cited
        and (number not in before or before[number].reserved)
    ]


def save(drift: Drift, folder: Path) -> Path:
    """Keep it for `standards review`; in place at once, or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.format(msgspec.json.encode(drift), indent=1))
    part.replace(path)
    return path


def load(folder: Path) -> Drift | None:
    """The last one that was kept; None where there is none, or it cannot be read."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Drift)
    except (OSError, msgspec.DecodeError):
        return None
