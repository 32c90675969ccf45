"""The decisions that answers follow, read from the store and put to an answer."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from importsafety.assessment import DECISION, Assessment, Decision, Evidence, Match, Verdict
from importsafety.listing import Listing
from importsafety.matching.scorecard import logit, probability
from importsafety.notice import Notice
from importsafety.review.keys import keys
from importsafety.review.labels import LABELS
from importsafety.store import Store, StoreError
from importsafety.store.contests import Override
from importsafety.store.database import FILE

# How long what was read is taken for current without asking the database; other processes decide too.
FRESH_SECONDS = 1.0
# Log-odds that a decision adds to what was compared: a thousand to one.
WEIGHT = math.log(1_000)


class Decisions:
    """The decisions of one home folder. Safe to share between threads. A store that cannot be read has none."""

    def __init__(self, home: Path):
        self._home = home
        self._loaded: tuple[object, dict[tuple[str, str], list[Override]]] = (None, {})
        self._asked = float("-inf")
        self._lock = threading.Lock()

    @cached_property
    def _store(self) -> Store:
        return Store(self._home)

    @property
    def state(self) -> object:
        """Changes whenever an answer could be another one by a decision, of other processes a second ago at most."""
        return self._current()[0]

    def renew(self) -> None:
        """Have the next answer follow what was decided just now."""
        self._asked = float("-inf")

    def apply(self, assessment: Assessment, notices: Iterable[Notice]) -> Assessment:
        """The assessment as the decisions of today have it; each that changes it is told in `decisions`, and beside
        its notice where that is still shown. `notices` are all that are loaded."""
        followed = self._about(assessment.listing)
        if not followed:
            return assessment
        matches = {match.notice.id: match for match in assessment.matches}
        told: list[Decision] = []
        for override in followed:
            label, match = LABELS[override.label], matches.get(override.notice)
            if match is None and not label.right:
                continue  # what is not shown needs no correction
            notice = match.notice if match else next((n for n in notices if n.id == override.notice), None)
            if notice is None:
                continue  # withdrawn by its agency since
            decision = Decision(
                notice.id,
                notice.title,
                notice.url,
                "this" if label.right else "not_this",
                override.decided[:10],
                override.until,
                override.reason,
                override.contest,
            )
            told.append(decision)
            if label.tier is None:
                del matches[notice.id]
            else:
                matches[notice.id] = _decided(match, notice, decision, label.tier)
        if not told:
            return assessment
        # What was decided to be the item stands first among its like; the rest keeps its order.
        named = {decision.notice for decision in told if decision.effect == "this"}
        order = sorted(matches.values(), key=lambda match: (match.tier.rank, match.notice.id not in named))
        return replace(
            assessment,
            matches=tuple(order),
            verdict=order[0].tier if order else Verdict.NO_MATCH,
            decisions=tuple(told),
        )

    def _about(self, listing: Listing) -> list[Override]:
        """What is followed today for a listing: of several decisions about one notice, the narrowest and latest."""
        known = self._current()[1]
        if not known:
            return []
        today = date.today().isoformat()
        found: dict[str, Override] = {}
        for key in keys(listing).items():
            for override in known.get(key, ()):
                if today < override.until:
                    found.setdefault(override.notice, override)
        return list(found.values())

    def _current(self) -> tuple[object, dict[tuple[str, str], list[Override]]]:
        if time.monotonic() - self._asked < FRESH_SECONDS:
            return self._loaded
        with self._lock:
            self._asked = time.monotonic()
            try:
                if not (self._home / FILE).exists():
                    return self._loaded
                state = self._store.overrides_state()
                if state != self._loaded[0]:
                    table: dict[tuple[str, str], list[Override]] = {}
                    for override in self._store.overrides():
                        if override.withdrawn is None:
                            table.setdefault((override.kind, override.key), []).append(override)
                    self._loaded = (state, table)
            except StoreError:
                pass  # the checker answers from its snapshot, whatever became of the database
            return self._loaded


def _decided(match: Match | None, notice: Notice, decision: Decision, tier: Verdict) -> Match:
    right = decision.effect == "this"
    weight = WEIGHT if right else -WEIGHT
    before = min(max(match.probability, 1e-6), 1 - 1e-6) if match else 0.5
    chance = probability(logit(before) + weight)
    speaks = "for" if right else "against"
    row = Evidence(DECISION, "contested here", f"decided {decision.on}", weight, decision.says, speaks)
    if match is None:
        return Match(notice, tier, chance, (row,), notice.id)
    # A decision that it is the item never weakens what was found by comparing.
    stronger = match.tier if right and match.tier.rank < tier.rank else tier
    return replace(
        match,
        tier=stronger,
        probability=chance,
        evidence=(row, *match.evidence),
    )
