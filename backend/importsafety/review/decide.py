"""A maintainer's decision of a contest: what the listing is, by what it is known, why, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from importsafety.listing import Listing
from importsafety.review.contest import BadContest, read_notice, read_reason
from importsafety.review.keys import keys
from importsafety.review.labels import CLAIMS, LABELS, outcome
from importsafety.store import Store
from importsafety.store.contests import DECIDED, Contest, Override

DAYS, MOST_DAYS = 365, 1_825


def decide(store: Store, contest: Contest, given: Mapping[str, Any], who: str) -> Contest:
    """Decide: {"label" of LABELS, "notice" (default: the contest's), "key" (kind; default: the narrowest), "reason",
    "days"} for a claim about a notice, {"state": upheld or corrected, "reason"} for another.

    Where the claim was right, answers follow at once. Raises BadContest."""
    if not contest.is_open:
        raise BadContest("state", "It is decided already.")
    reason = read_reason(given.get("reason"))
    label: str | None = None
    override: Override | None = None
    if CLAIMS[contest.claim]:
        label = str(given.get("label"))
        if label not in LABELS:
            raise BadContest("label", f"Say what the listing is: one of {', '.join(LABELS)}.")
        state = outcome(contest.claim, LABELS[label])
        if state == "corrected":
            override = _override(store, contest, given, label, reason)
    else:
        state = str(given.get("state"))
        if state not in DECIDED:
            raise BadContest("state", "Say whether the answer stands: upheld or corrected.")
    if not store.decide(contest.id, who, state, label, reason, override):
        raise BadContest("state", "Someone else has decided it meanwhile.")
    decided = store.contest(contest.id)
    assert decided is not None
    return decided


def _override(store: Store, contest: Contest, given: Mapping[str, Any], label: str, reason: str) -> Override:
    notice = read_notice(store, given.get("notice")) or contest.notice
    if notice is None:
        raise BadContest("notice", "Name the notice that concerns the item.")
    known = keys(Listing.of(contest.listing))
    kind = given.get("key") or next(iter(known), "")
    if kind not in known:
        raise BadContest(
            "key", f"This listing can be known again by: {', '.join(known) or 'nothing; it has no title'}."
        )
    return Override(
        contest.id,
        kind,
        known[kind],
        notice,
        label,
        reason,
        datetime.now(UTC).isoformat(timespec="seconds"),
        (date.today() + timedelta(days=_days(given.get("days")))).isoformat(),
    )


def _days(value: Any) -> int:
    text = str(value or DAYS)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= MOST_DAYS):
        raise BadContest("days", f"Give the days it is to count, 1 to {MOST_DAYS:,}.")
    return int(text)
