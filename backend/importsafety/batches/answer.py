"""A row's answer as it is kept, made in this process or in a working one."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from importsafety import workers
from importsafety.assessment import Assessment, Verdict
from importsafety.batches.item import item_key, title_key
from importsafety.check import Checker
from importsafety.listing import Listing
from importsafety.store.batches import Answered, Given
from importsafety.store.batchrows import packed
from importsafety.vocabulary import main_kinds

# (row number, its revision when it was asked, the answer)
Numbered = tuple[int, int, Answered]

log = logging.getLogger(__name__)


def check_here(checker: Checker, rows: Iterable[Given]) -> list[Numbered]:
    """Check rows that hold a listing. Nothing raises for a row."""
    return [(row.n, row.revision, _check(checker, row)) for row in rows]


def check_there(rows: list[Given]) -> list[Numbered]:
    """As `check_here`, by the checker of this working process."""
    return check_here(workers.checker(), rows)


def check_link(checker: Checker, row: Given) -> Numbered:
    """Download a row's page and check it; a page that could not be read is `blocked`."""
    try:
        answer = checker.check_url(row.listing["url"])
        state = "blocked" if answer.verdict is Verdict.UNCHECKED else "done"
        kept = answered(answer, state, _snapshot(checker), row.item)
    except Exception as error:  # the other rows must still get their answer
        kept = _failed(row, error)
    return row.n, row.revision, kept


def _check(checker: Checker, row: Given) -> Answered:
    try:
        return answered(checker.check(Listing.of(row.listing)), "done", _snapshot(checker), row.item)
    except Exception as error:
        return _failed(row, error)


def answered(answer: Assessment, state: str, snapshot: str | None, item: str | None = None) -> Answered:
    """What is kept of an answer; `item` is the row's own key, which stays where its address led elsewhere."""
    listing = answer.listing
    first = answer.matches[0] if answer.matches else None
    kinds = main_kinds(listing.title, listing.category, listing.attributes)
    cited = dict.fromkeys(one.citation for one in answer.requirements if one.applies == "yes")
    return Answered(
        state=state,
        title=listing.title or listing.gtin or listing.model or listing.url or "",
        body=packed(answer.as_dict()),
        reason=answer.reason,
        verdict=answer.verdict.value,
        rank=answer.verdict.rank,
        probability=first.probability if first else None,
        kind=kinds[0] if kinds else None,
        supplier=listing.seller,
        platform=listing.platform,
        notice=first.notice.id if first else None,
        notice_title=first.notice.title if first else None,
        requirements=f"|{'|'.join(cited)}|" if cited else None,
        item=item or item_key(listing.url),
        title_key=title_key(listing.title),
        snapshot=snapshot,
    )


def _failed(row: Given, error: Exception) -> Answered:
    log.exception("row %d failed", row.n, exc_info=error)
    reason = f"The checker failed on this row ({type(error).__name__}: {error})."
    empty = Assessment(Verdict.UNCHECKED, Listing.of(row.listing), reason=reason)
    return answered(empty, "error", None, row.item)


def _snapshot(checker: Checker) -> str | None:
    snapshot = checker.snapshot
    return snapshot.id if snapshot else None
