"""The condition of the data: where it comes from, how old it is, and what is under way. All doors tell it."""

from __future__ import annotations

from statistics import median
from typing import Any

from importsafety import __version__
from importsafety.check import Checker
from importsafety.schedule import planned
from importsafety.sources import SOURCES
from importsafety.store import Store
from importsafety.store.snapshot import held_id


def condition(checker: Checker, store: Store, team: str | None = None) -> dict[str, Any]:
    """Everything known about the data's age and state, in plain JSON types; the alerts of a team, or of all."""
    snapshot = checker.snapshot
    stored = store.status()
    sources = {
        source_id: {
            "title": SOURCES[source_id].title if source_id in SOURCES else source_id,
            "home": SOURCES[source_id].home if source_id in SOURCES else "",
            **state,
        }
        for source_id, state in stored["sources"].items()
    }
    return {
        "version": __version__,
        "refreshing": stored["refreshing"],
        "snapshot": snapshot
        and {
            "id": snapshot.id,
            "created": snapshot.created,
            "notices": len(snapshot.notices),
            "starter": snapshot.starter,
            "as_of": dict(snapshot.as_of),
            "starter_sources": list(snapshot.starter_sources),
            "held": held_id(store.home) == snapshot.id,
        },
        "problem": checker.problem,
        "schedule": planned(store.home),
        "delay": delay(store),
        "alerts": store.alert_counts(team),
        "unread": [one.as_dict() for one in store.unread_pages()],
        "sources": sources,
        "requirements": len(checker.catalogue),
    }


def delay(store: Store) -> dict[str, Any]:
    """Hours from the beginning of a notice's day to the first answer that knew it, over the last half year."""
    hours = sorted(row["hours"] for row in store.delays())
    return {
        "notices": len(hours),
        "median": round(median(hours), 1) if hours else None,
        "most": hours[int(len(hours) * 0.9)] if hours else None,
    }
