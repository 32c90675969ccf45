"""What the store answers with: a notice as it is held, a page of a search, a version."""

from __future__ import annotations

from dataclasses import dataclass

from importsafety.notice import Notice


@dataclass(frozen=True, slots=True)
class Record:
    """A notice as the store holds it. Times are UTC; `withdrawn` is when a complete list first lacked it."""

    notice: Notice
    first_seen: str
    last_seen: str
    withdrawn: str | None
    starter: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page (from 1) of a search; `total` counts all that was found."""

    records: tuple[Record, ...]
    total: int
    page: int
    size: int

    @property
    def notices(self) -> tuple[Notice, ...]:
        return tuple(record.notice for record in self.records)

    @property
    def pages(self) -> int:
        return -(-self.total // self.size)


@dataclass(frozen=True, slots=True)
class Version:
    """What a notice said from `first_seen` (by run `first_run`) to `last_seen`. `hash` is of its content."""

    notice: Notice
    hash: str
    first_seen: str
    first_run: int | None
    last_seen: str
    last_run: int | None
