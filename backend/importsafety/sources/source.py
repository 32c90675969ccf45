"""What every agency module offers: fetch (agency -> raw files) and parse (raw file -> notices), nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import requests

from importsafety.notice import Notice


class SourceError(Exception):
    """The agency's answer, or the given file, cannot be used as a whole. The message says what to do."""


class Unchanged(Exception):
    """The server says that what it has is what was fetched before."""


@dataclass(frozen=True, slots=True)
class Validators:
    """By what a server tells whether its answer changed: its ETag and Last-Modified headers, as sent.

    Of an answer that was kept, `copy` is the compressed copy and `next` the address of the page after it.
    """

    etag: str = ""
    modified: str = ""
    copy: Path | None = None
    next: str = ""


@dataclass(frozen=True, slots=True)
class Raw:
    """One response or file as received, on disk. `url` is where it came from (a file: URL for a given file).

    `next` is the address of the next page that the response names. `unchanged`: the server said so, and `path` is
    the copy that was kept.
    """

    path: Path
    url: str
    sha256: str
    fetched_at: str
    validators: Validators = Validators()
    next: str = ""
    unchanged: bool = False


class Told(Notice, frozen=True):
    """A notice as we read it, with `words`: a mark that two rows of the agency share where they say the same.

    What is read out of a row may become better; only other words are news.
    """

    words: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that is not a notice. `record` is its text as received (cut to 20 kB), kept for review."""

    key: str
    reason: str
    record: str


class Source(Protocol):
    """`id` prefixes notice ids and names the source on the command line; `home` is its page for people.

    A source may also have `fetch_since(session, folder, progress, since)`, which downloads only what was published
    since a date, and `keys(path)`, the names of the fields in a file, by which a changed shape is noticed.
    """

    id: str
    title: str
    home: str

    def fetch(
        self, session: requests.Session, folder: Path, progress: Callable[[int], None]
    ) -> Iterator[Raw]:
        """Download everything the agency publishes into `folder`, streamed; `progress` gets bytes so far.

        Raises SourceError when the answer cannot be the full list (error page with status 200, cut body,
        a filter that was ignored).
        """
        ...

    def parse(self, path: Path) -> Iterator[Notice | Rejected]:
        """The notices of one raw file, record by record; a bad record is a Rejected, never an exception.

        Raises SourceError when the file as a whole is in none of the known shapes.
        """
        ...


@runtime_checkable
class Incremental(Protocol):
    def fetch_since(
        self,
        session: requests.Session,
        folder: Path,
        progress: Callable[[int], None],
        since: datetime.date,
    ) -> Iterator[Raw]: ...


@runtime_checkable
class Shaped(Protocol):
    def keys(self, path: Path) -> frozenset[str]: ...
