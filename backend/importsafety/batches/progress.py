"""How far a batch is, and how long it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from importsafety.store.batches import Batch

OPEN = ("waiting", "link")


@dataclass(frozen=True, slots=True)
class Progress:
    """`rows` that are there, of which `done` have their answer or are told to need a person, and `open` have not.
    `share`: 0..1 of all that is known of. `seconds` that are left at the present rate; None where nobody knows."""

    rows: int
    done: int
    open: int
    blocked: int
    errors: int
    share: float
    rate: float
    seconds: float | None
    busy: bool
    reading: bool


def kept_until(batch: Batch, days: int) -> str | None:
    """The last day (ISO) that a batch is kept if nobody opens it again; None where it is kept for good."""
    return (date.fromisoformat(batch.opened) + timedelta(days=days)).isoformat() if days else None


def progress(batch: Batch, counts: Mapping[str, int]) -> Progress:
    """`counts`: rows by state."""
    rows = sum(counts.values())
    open_rows = sum(counts.get(state, 0) for state in OPEN)
    busy = batch.state == "running"
    known = busy and batch.complete and batch.rate > 0 and open_rows
    return Progress(
        rows=rows,
        done=rows - open_rows,
        open=open_rows,
        blocked=counts.get("blocked", 0),
        errors=counts.get("error", 0),
        share=(rows - open_rows) / rows if rows else 0.0,
        rate=batch.rate,
        seconds=open_rows / batch.rate if known else None,
        busy=busy,
        reading=busy and not batch.complete,
    )
