"""The answers for what people saved: kept after each refresh, and what differs from the one a person saw last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from importsafety.assessment import Assessment, Verdict
from importsafety.check import Checker
from importsafety.listing import Listing
from importsafety.store import Saved, Store

# Notices that name the item or may; those of its kind come and go by the hundred.
_NAMED = (Verdict.RECALLED, Verdict.POSSIBLE)


@dataclass(frozen=True, slots=True)
class Differs:
    """One thing that is otherwise than when a person last looked. `what`: verdict, notice, rule; `before` and `now` are
    verdicts, tiers or citations, "" where there was or is none; `id` is the notice's."""

    what: str
    before: str
    now: str
    id: str = ""


def answer_of(assessment: Assessment, data: str) -> dict[str, Any]:
    """What is kept of an answer: {"verdict", "notices" (id -> tier), "rules" (citations that apply), "bans", "day",
    "data" (the snapshot's id)}."""
    must = [result for result in assessment.requirements if result.applies == "yes"]
    return {
        "verdict": assessment.verdict.value,
        "notices": {
            match.notice.id: match.tier.value for match in assessment.matches if match.tier in _NAMED
        },
        "rules": sorted({result.citation for result in must}),
        "bans": sorted({result.citation for result in must if result.banned}),
        "day": date.today().isoformat(),
        "data": data,
    }


def differs(item: Saved) -> tuple[Differs, ...]:
    """What a person has not seen yet of an item's answer."""
    before, now = item.seen, item.answer
    if not before or not now or before == now:
        return ()
    found = []
    if before["verdict"] != now["verdict"]:
        found.append(Differs("verdict", before["verdict"], now["verdict"]))
    old, new = before["notices"], now["notices"]
    found += [
        Differs("notice", old.get(id, ""), new.get(id, ""), id)
        for id in (*new, *(id for id in old if id not in new))
        if old.get(id) != new.get(id)
    ]
    gone, come = set(before["rules"]) - set(now["rules"]), set(now["rules"]) - set(before["rules"])
    found += [Differs("rule", "", citation) for citation in sorted(come)]
    found += [Differs("rule", citation, "") for citation in sorted(gone)]
    return tuple(found)


def renew(store: Store, checker: Checker, items: Iterable[Saved]) -> int:
    """Check anew the items whose answer is of other data or another day; how many were."""
    snapshot = checker.snapshot
    data, today, count = snapshot.id if snapshot else "", date.today().isoformat(), 0
    for item in items:
        if item.answer and (item.answer["data"], item.answer["day"]) == (data, today):
            continue
        store.keep_answer(item.id, answer_of(checker.check(Listing.of(item.body)), data))
        count += 1
    return count
