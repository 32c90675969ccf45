"""Rows whose shop turned us away, filled by what the extension reads when a person opens the page."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import orjson

from importsafety.assessment import Assessment, Verdict
from importsafety.batches.answer import answered
from importsafety.batches.item import item_key
from importsafety.batches.stored import assessment_of
from importsafety.store import StoreError
from importsafety.store.batches import Batches

log = logging.getLogger(__name__)


def names_an_item(assessment: Assessment) -> bool:
    """Whether an answer tells of an item that a row could be known by again."""
    listing = assessment.listing
    named = listing.url or (listing.platform and listing.id)
    return bool(named) and assessment.verdict is not Verdict.UNCHECKED


def fill(store: Batches, team: str, answer: bytes, snapshot: str | None) -> int:
    """Give an answer that names an item (Assessment.as_dict as JSON) to the team's blocked rows of it; how many took
    it.

    One look at an index where no row is blocked. It is an extra: where the batches cannot be read, it is logged."""
    try:
        if not store.has_blocked(team):
            return 0
        kept = orjson.loads(answer)
        made = answered(assessment_of(kept), "done", snapshot)
        found = {row for item in _items(kept["listing"]) for row in store.blocked(team, item)}
        return sum(store.keep(batch, [(n, revision, made)]) for batch, n, revision in found)
    except StoreError as error:
        log.warning("blocked rows cannot be filled: %s", error)
        return 0


def _items(listing: Mapping[str, Any]) -> set[str]:
    """By its address, and by the id that its page gave it at its shop."""
    at_shop = (
        f"{listing['platform']}:{listing['id']}" if listing.get("platform") and listing.get("id") else None
    )
    return {item for item in (item_key(listing.get("url")), at_shop) if item}
