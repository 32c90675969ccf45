"""The items of an evidence file: of one answer, or of the rows of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import orjson

from importsafety.assessment import Assessment, Verdict
from importsafety.listing import BadListing, Listing

# Ten kilobytes an item: a file of a hundred megabytes is no longer one that a person opens.
MOST_ITEMS = 10_000
_OPEN = "It was not checked yet when this file was kept."


class TooMany(ValueError):
    """A batch of more items than a file holds."""


def of_answer(answer: Assessment, asked: str, checked: str, snapshot: str | None) -> dict[str, Any]:
    """One answer. `asked`: what was typed; `checked` (UTC) and `snapshot` (id): when, and by which data."""
    return {
        "name": answer.listing.id or "1",
        "asked": asked,
        "checked": checked,
        "snapshot": snapshot,
        "answer": orjson.loads(orjson.dumps(answer.as_dict())),
    }


def of_rows(rows: Iterable[Mapping[str, Any]], kept: str) -> list[dict[str, Any]]:
    """The rows of a batch, as `BatchRows.whole_rows` gives them; a row without an answer says why. Raises TooMany."""
    items = list(islice(_items(rows, kept), MOST_ITEMS + 1))
    if len(items) > MOST_ITEMS:
        raise TooMany(
            f"An evidence file holds at most {MOST_ITEMS:,} items. Split the catalogue into smaller batches."
        )
    return items


def _items(rows: Iterable[Mapping[str, Any]], kept: str) -> Iterator[dict[str, Any]]:
    for row in rows:
        answer = row["assessment"] or _without(row)
        yield {
            "name": row["name"] or str(row["n"]),
            "asked": "",
            "checked": row["checked"] or kept,
            "snapshot": row["snapshot"],
            # An answer of an earlier version of the program may lack what came later.
            "answer": {"decisions": [], "starter": 0, **answer},
        }


def _without(row: Mapping[str, Any]) -> dict[str, Any]:
    try:
        listing = Listing.of(row["given"])
    except BadListing:
        listing = Listing(title=row["title"])
    empty = Assessment(Verdict.UNCHECKED, listing, reason=row["reason"] or _OPEN)
    return {**empty.as_dict(), "as_of": {}}
