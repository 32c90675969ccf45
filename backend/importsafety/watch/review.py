"""After a refresh: every watch against what changed since it was last compared, and the alerts that come of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from importsafety.assessment import Match, Verdict
from importsafety.check import Checker
from importsafety.differences import differences
from importsafety.matching import Matcher
from importsafety.store import News, Snapshots, Store, Watch
from importsafety.watch.items import found, listings
from importsafety.watch.saved import renew
from importsafety.watch.send import deliver

# The tiers that are news for a watched listing: that its kind of product has notices is none.
_TIERS = (Verdict.RECALLED, Verdict.POSSIBLE)
_NEWS = {
    "new": "A new notice",
    "revised": "A notice that was changed",
    "withdrawn": "A notice that the agency's list no longer has",
}


def review(store: Store) -> str:
    """Compare, keep the alerts and send what is due; what was done, in words.

    A watch and its mark are written together, so a review that is cut short goes on with the next watch and
    tells nothing twice."""
    watches = store.watches()
    if watches:
        newest = store.newest()
        matcher: Matcher | None = None
        total = 0
        for watch in watches:
            if (watch.since, watch.absent_since) == newest:
                continue
            news = store.news(watch.since, watch.absent_since)
            if matcher is None and news and watch.kind != "search":
                matcher = _matcher(store)
            total += store.add_alerts(watch, list(_alerts(watch, news, matcher)), *newest)
        if saved := store.saved():
            renew(store, Checker(store.home), saved)
        told = deliver(store)
        return f"{len(watches)} compared, {total} new alerts{told}"
    return "none"


def _matcher(store: Store) -> Matcher | None:
    snapshot = Snapshots(store.home).current()
    return Matcher.load(snapshot.directory, snapshot.notices) if snapshot else None


def _alerts(watch: Watch, news: Sequence[News], matcher: Matcher | None) -> Iterator[dict[str, Any]]:
    if watch.kind == "search":
        for item in news:
            before = item.before is not None and found(watch.body, item.before)
            if found(watch.body, item.notice) or before:
                yield _alert(watch.name, item, f"matches the search {_search_words(watch.body)}")
        return
    changed = {item.notice.id: item for item in news if item.what != "withdrawn"}
    if matcher is None or not changed:
        return
    for name, listing in listings(watch.kind, watch.body):
        for match in matcher.match(listing):
            if match.notice.id in changed and match.tier in _TIERS:
                yield _alert(name, changed[match.notice.id], _reason(match), match)


def _alert(name: str, item: News, why: str, match: Match | None = None) -> dict[str, Any]:
    notice = item.notice
    return {
        "item": name,
        "notice": notice.id,
        "news": f"{item.what} {item.mark}",
        "body": {
            "what": item.what,
            "headline": f"{_NEWS[item.what]}: {notice.title}",
            "why": why,
            "tier": match.tier.value if match else None,
            "probability": round(match.probability, 3) if match else None,
            "changed": [change.name for change in differences(item.before, notice)] if item.before else [],
            "title": notice.title,
            "date": notice.date,
            "kind": notice.kind.value,
            "source": notice.source,
            "url": notice.url,
        },
    }


def _reason(match: Match) -> str:
    """The strongest points for the match, in the words of the evidence."""
    told = [item.text for item in match.evidence if item.speaks == "for"][:3]
    return "; ".join(told) or "same words"


def _search_words(body: dict[str, str]) -> str:
    return ", ".join(text if name == "words" else f"{name} {text}" for name, text in body.items())
