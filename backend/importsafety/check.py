"""The verb: check(listing) -> Assessment. API, web page, command line and bulk screening all call it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from importsafety.assessment import Assessment, Verdict
from importsafety.listing import Listing
from importsafety.matching import Matcher
from importsafety.pages import collect, fetch, read
from importsafety.pages.fetch import FetchError
from importsafety.standards import Catalogue, summary
from importsafety.store import Snapshot, Snapshots

NO_DATA = "No recall data is loaded yet. Run `importsafety refresh`, then check again."


class Checker:
    """Checks listings against the newest snapshot in a data folder. Safe to share between threads."""

    def __init__(self, home: Path):
        self._snapshots = Snapshots(home)
        self._catalogue = Catalogue.load()
        self._loaded: tuple[Snapshot, Matcher] | None = None
        self._lock = threading.Lock()

    @property
    def snapshot(self) -> Snapshot | None:
        """The snapshot that the next check reads."""
        current = self._current()
        return current[0] if current else None

    @property
    def catalogue(self) -> Catalogue:
        return self._catalogue

    def check(
        self, listing: Listing, on: date | None = None, answers: Mapping[str, str] | None = None
    ) -> Assessment:
        """Compare one listing with every notice and requirement.

        `on`: the day for the rules (today). `answers`: question id -> yes, no or unknown.
        """
        current = self._current()
        requirements = self._catalogue.applicable(listing, on, answers or {})
        plan = summary(requirements)
        if current is None:
            return Assessment(
                Verdict.UNCHECKED, listing, requirements=requirements, plan=plan, reason=NO_DATA
            )
        snapshot, matcher = current
        matches = matcher.match(listing)
        return Assessment(
            verdict=matches[0].tier if matches else Verdict.NO_MATCH,
            listing=listing,
            matches=matches,
            requirements=requirements,
            plan=plan,
            as_of=snapshot.as_of,
        )

    def check_page(
        self, facts: Mapping[str, Any], on: date | None = None, answers: Mapping[str, str] | None = None
    ) -> Assessment:
        """Check what was collected from a page. Raises BadFacts when it is not that.

        A page that could not be read is `unchecked`; what its address alone told is in `listing`.
        """
        reading = read(facts)
        if reading.problem:
            return self._unchecked(reading.listing, reading.message)
        return self.check(reading.listing, on, answers)

    def check_url(
        self, url: str, on: date | None = None, answers: Mapping[str, str] | None = None
    ) -> Assessment:
        """Download a product page and check it; a page that cannot be had is `unchecked`, with the reason."""
        try:
            page = fetch(url)
        except FetchError as error:
            listing = read(collect("", url)).listing
            return self._unchecked(replace(listing, url=url), str(error))
        return self.check_page(collect(page.html, page.url), on, answers)

    def _unchecked(self, listing: Listing, reason: str | None) -> Assessment:
        snapshot = self.snapshot
        return Assessment(Verdict.UNCHECKED, listing, as_of=snapshot.as_of if snapshot else {}, reason=reason)

    def _current(self) -> tuple[Snapshot, Matcher] | None:
        snapshot = self._snapshots.current()
        if snapshot is None:
            return None
        loaded = self._loaded
        if loaded is None or loaded[0].id != snapshot.id:
            with self._lock:
                loaded = self._loaded
                if loaded is None or loaded[0].id != snapshot.id:
                    loaded = (snapshot, Matcher.load(snapshot.directory, snapshot.notices))
                    self._loaded = loaded
        return loaded
