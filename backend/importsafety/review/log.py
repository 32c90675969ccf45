"""What was decided, for everyone: no names, no addresses, nothing of who contested or who sells."""

from __future__ import annotations

from typing import Any

from importsafety.review.labels import LABELS
from importsafety.store import Store
from importsafety.store.contests import DECIDED, Contest

PUBLIC_FIELDS = ("title", "brand", "model", "gtin")


def public_log(store: Store, limit: int = 200) -> list[dict[str, Any]]:
    """The decisions, latest first: id, decided, claim, state, label, reason, item (what names the product), notice
    ({"id", "title", "url"} or None), until and withdrawn of what answers follow by it (None where nothing)."""
    followed = {override.contest: override for override in store.overrides()}
    rows = []
    for contest in store.contests(states=DECIDED, limit=limit):
        override = followed.get(contest.id)
        id = override.notice if override else contest.notice
        notice = store.notice(id) if id else None
        rows.append(
            {
                "id": contest.id,
                "decided": contest.decided,
                "claim": contest.claim,
                "state": contest.state,
                "label": contest.label,
                "reason": contest.decision,
                "item": {name: contest.listing[name] for name in PUBLIC_FIELDS if name in contest.listing},
                "notice": notice and {"id": notice.id, "title": notice.title, "url": notice.url},
                "until": override.until if override else None,
                "withdrawn": override.withdrawn if override else None,
            }
        )
    return rows


def labelled(store: Store, contest: Contest) -> dict[str, Any] | None:
    """A decided contest as a row of the labelled sets that `scripts/evaluate` reads; None where its claim was about
    no notice. The listing goes without its seller, address and pictures."""
    label = LABELS.get(contest.label or "")
    if label is None:
        return None
    override = store.override(contest.id)
    id = override.notice if override else contest.notice
    notice = store.notice(id) if id else None
    url = notice.url if notice else None
    listing = {
        k: v for k, v in contest.listing.items() if k not in ("url", "seller", "images", "layers", "id")
    }
    return {
        "id": f"contest-{contest.id}",
        "kind": contest.label,
        "listing": listing,
        "notice": url if label.right else None,
        "related": None if label.right else url,
        "why": contest.decision,
        "review": f"{contest.claim}: {contest.state} {contest.decided}",
    }
