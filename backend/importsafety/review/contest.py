"""To contest an answer: what is asked for, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from importsafety.listing import FIELDS, Listing
from importsafety.review.labels import CLAIMS, DAYS_TO_DECIDE
from importsafety.store import Store
from importsafety.store.contests import Contest

if TYPE_CHECKING:
    from importsafety.check import Checker

SHORTEST, LONGEST = 10, 2_000
# An agency's own numbers and ids are shorter.
LONGEST_NOTICE = 200
MOST_OPEN = 2_000


class BadContest(ValueError):
    """It cannot be taken in. `field` names what to mend; the message says how."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field = field


def raise_contest(store: Store, checker: Checker, given: Mapping[str, Any], team: str, who: str) -> Contest:
    """Contest the answer to a listing: {"listing", "claim", "reason", "notice_id" or None, "corrected" fields}.

    The answer as it is now is kept beside it. Raises BadContest or BadListing."""
    claim = given.get("claim")
    if claim not in CLAIMS:
        raise BadContest("claim", f"`claim` must be one of {', '.join(CLAIMS)}.")
    reason = read_reason(given.get("reason"))
    listing = Listing.of(given.get("listing"))
    if listing.is_empty:
        raise BadContest("listing", "The listing has nothing to compare: send the one that was answered.")
    notice = read_notice(store, given.get("notice_id"))
    if claim == "wrong_match" and notice is None:
        raise BadContest("notice_id", "Name the notice that does not concern the item.")
    corrected = given.get("corrected") or {}
    if not isinstance(corrected, Mapping):
        raise BadContest("corrected", "`corrected` must be an object of a listing's fields.")
    if sum(store.contest_counts().get(state, 0) for state in ("received", "under_review")) >= MOST_OPEN:
        raise BadContest("claim", "The queue is full: wait until some contests are decided.")
    answer = checker.check(listing).as_dict()
    snapshot = checker.snapshot
    return store.add_contest(
        who,
        DAYS_TO_DECIDE,
        team=team,
        claim=claim,
        notice=notice,
        listing=listing.as_dict(),
        answer=answer | {"snapshot": snapshot.id if snapshot else None},
        reason=reason,
        corrected=Listing.of({name: corrected[name] for name in FIELDS if name in corrected}).as_dict(),
    )


def read_reason(value: Any) -> str:
    """A reason that says something. Raises BadContest."""
    text = value.replace("\x00", " ").strip() if isinstance(value, str) else ""
    if not SHORTEST <= len(text) <= LONGEST:
        raise BadContest("reason", f"Say why, in {SHORTEST} to {LONGEST:,} characters.")
    return text


def read_notice(store: Store, value: Any) -> str | None:
    """The id of a notice that is there, of an id or a recall's number (24-260); None where none is named.

    Raises BadContest."""
    if value in (None, ""):
        return None
    if isinstance(value, str) and len(value) <= LONGEST_NOTICE:
        id = value.strip()
        for candidate in (id, f"cpsc:{id.replace('-', '')}"):
            if notice := store.notice(candidate):
                return notice.id
    raise BadContest(
        "notice_id",
        "There is no such notice here. Give its id as its page's address ends, such as cpsc:24260.",
    )
