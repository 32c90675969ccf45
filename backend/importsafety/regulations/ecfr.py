"""The eCFR's API: which issue is current, what changed in a part since a day, and its text on a day.

Shapes as in its documentation (/developers/documentation/api/v1) and as answered in June 2026.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
import requests

from importsafety.sources.http import Limits, NotFound, download
from importsafety.sources.source import SourceError

T = TypeVar("T")
HOME = "https://www.ecfr.gov"
API = "/api/versioner/v1"
# The server stands about eight requests a second.
LIMITS = Limits(size=80_000_000, seconds=120, read=60, attempts=5, apart=0.15)
# An issue can be announced a day or more before its text can be asked for.
DAYS_BACK = 4
MAX_PAGES = 50


class ImportInProgress(SourceError):
    """The eCFR is taking in a new issue; what it answers meanwhile may be half of it."""


class Title(msgspec.Struct, frozen=True):
    """`up_to_date_as_of`: the day to ask for (ISO); None for a title that is reserved."""

    number: int
    up_to_date_as_of: str | None = None
    processing_in_progress: bool = False


class TitlesMeta(msgspec.Struct, frozen=True):
    import_in_progress: bool = False


class Titles(msgspec.Struct, frozen=True):
    titles: tuple[Title, ...]
    meta: TitlesMeta


class Node(msgspec.Struct, frozen=True):
    """A part of a title's structure: chapter, subchapter, part, section."""

    type: str
    identifier: str = ""
    label: str = ""
    reserved: bool = False
    children: tuple[Node, ...] = ()

    def parts(self, chapter: str = "") -> Iterator[Node]:
        """The parts below, of one chapter where it is named."""
        if self.type == "part":
            yield self
        elif not (chapter and self.type == "chapter" and self.identifier != chapter):
            for child in self.children:
                yield from child.parts(chapter)


class Version(msgspec.Struct, frozen=True):
    """A section as it was amended. `substantive` is false for an editorial change."""

    identifier: str
    amendment_date: str
    issue_date: str
    name: str = ""
    substantive: bool = True
    removed: bool = False


class VersionsMeta(msgspec.Struct, frozen=True):
    total_pages: str | int = 1


class Versions(msgspec.Struct, frozen=True):
    content_versions: tuple[Version, ...]
    meta: VersionsMeta


class Ecfr:
    """A client. Raises SourceError where the server cannot be reached, or its answer is cut or of another shape."""

    def __init__(self, session: requests.Session, base: str = HOME, limits: Limits | None = None):
        self._session, self._base = session, base.rstrip("/")
        # A mirror of one's own needs no sparing.
        self._limits = limits or (LIMITS if base == HOME else replace(LIMITS, apart=0))
        self._days: dict[int, date] = {}

    def day(self, title: int) -> date:
        """The newest day for which the title can be asked. Raises ImportInProgress while that is not settled."""
        if not self._days:
            answer = self._json("/titles.json", Titles)
            if answer.meta.import_in_progress or any(row.processing_in_progress for row in answer.titles):
                raise ImportInProgress(
                    "The eCFR is taking in a new issue, so its answers may be half old and half new. Nothing was "
                    "compared; run it again in an hour."
                )
            self._days = {
                row.number: date.fromisoformat(row.up_to_date_as_of)
                for row in answer.titles
                if row.up_to_date_as_of
            }
        if title not in self._days:
            raise SourceError(f"The eCFR names no current day for title {title}.")
        return self._days[title]

    def parts(self, title: int, chapter: str, day: date) -> dict[str, Node]:
        """The parts of a chapter on a day (or the nearest before it that can be had), by number."""
        root = self._back(
            day, lambda when: self._json(f"/structure/{when.isoformat()}/title-{title}.json", Node)
        )
        return {node.identifier: node for node in root.parts(chapter)}

    def versions(self, title: int, part: str, since: date) -> list[Version]:
        """What was issued of a part since that day, oldest first."""
        found: list[Version] = []
        for page in range(1, MAX_PAGES + 1):
            answer = self._json(
                f"/versions/title-{title}.json",
                Versions,
                {"issue_date[gte]": since.isoformat(), "part": part, "page": str(page)},
            )
            found += answer.content_versions
            if page >= int(answer.meta.total_pages):
                break
        return sorted(found, key=lambda version: (version.issue_date, version.identifier))

    def text(self, title: int, part: str, day: date) -> bytes:
        """The XML of a part on a day. Raises NotFound where it is not there on it, nor shortly before."""
        return self._back(
            day,
            lambda when: self._get(f"/full/{when.isoformat()}/title-{title}.xml", {"part": part}),
        )

    def _back(self, day: date, ask: Callable[[date], T]) -> T:
        for back in range(DAYS_BACK):
            try:
                return ask(day - timedelta(days=back))
            except NotFound:
                continue
        return ask(day - timedelta(days=DAYS_BACK))

    def _json(self, path: str, kind: type[T], params: Mapping[str, str] | None = None) -> T:
        raw = self._get(path, params)
        try:
            return msgspec.json.decode(raw, type=kind, strict=False)
        except (msgspec.DecodeError, ValueError) as error:
            raise SourceError(
                f"{self._base}{API}{path} answered in another shape than documented, or cut off: {error}. Nothing "
                "was compared."
            ) from error

    def _get(self, path: str, params: Mapping[str, str] | None = None) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            raw = download(
                self._session,
                f"{self._base}{API}{path}",
                Path(folder) / "answer",
                lambda _: None,
                params or {},
                self._limits,
            )
            return raw.path.read_bytes()
