"""One file: a source that publishes its whole list as a file at one address, a row a notice."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import requests

from importsafety.notice import Notice
from importsafety.sources import files, reading
from importsafety.sources.http import Limits, download
from importsafety.sources.record import Record
from importsafety.sources.source import Raw, Rejected


class OneFile(ABC):
    """A source is told by what stands below, and by how it reads a row. `address`, `full_list` and `limits` are
    settable for another server."""

    id: str
    title: str
    home: str
    file: str  # what the download is called
    columns: tuple[str, ...]  # the headings that make a table one of its
    rows: str  # what people call its rows
    address: str
    full_list: int  # the least number of rows a full list has
    limits = Limits()

    def __init__(self, address: str = "", full_list: int | None = None, limits: Limits | None = None):
        self.address = address or self.address
        self.full_list = self.full_list if full_list is None else full_list
        self.limits = limits or self.limits

    @abstractmethod
    def record(self, data: Mapping[str, Any]) -> Record | None:
        """A row in plain fields; None where it is not of this source. Raises ValueError where it is no notice."""

    def fetch(
        self, session: requests.Session, folder: Path, progress: Callable[[int], None]
    ) -> Iterator[Raw]:
        """The full list. Raises SourceError where the answer is not that."""
        raw = download(session, self.address, folder / self.file, progress, limits=self.limits)
        count = sum(1 for row in files.rows(raw.path, self.columns) if not isinstance(row, Rejected))
        reading.refuse_short(raw, count, self.full_list, self.rows)
        yield raw

    def parse(self, path: Path) -> Iterator[Notice | Rejected]:
        return reading.notices(files.rows(path, self.columns), self.record)

    def keys(self, path: Path) -> frozenset[str]:
        return reading.keys(path, files.rows(path, self.columns))
