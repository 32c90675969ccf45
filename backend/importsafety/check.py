"""The verb: check(listing) -> Assessment. API, web page, command line and bulk screening all call it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from importsafety.assessment import Assessment, Verdict
from importsafety.learning.looking import Looking
from importsafety.listing import NOTHING, Listing
from importsafety.matching import Matcher
from importsafety.pages import collect, read
from importsafety.pages.fetch import Fetcher, FetchError
from importsafety.review.decisions import Decisions
from importsafety.standards import Catalogue, summary
from importsafety.store import Snapshot, Snapshots

NO_DATA = "No recall data is loaded yet. Run `importsafety refresh`, then check again."


class Checker:
    """Checks listings against the newest snapshot in a data folder. Safe to share between threads.

    `looking` adds what lies beyond a listing's text: its photo, and what this machine remembers. `check` is without,
    so that a catalogue's answers hang on the catalogue and the data alone. Every answer follows what maintainers
    decided (`decisions`)."""

    def __init__(self, home: Path, looking: Looking | None = None, fetcher: Fetcher | None = None):
        self._looking = looking or Looking()
        self._fetcher = fetcher or Fetcher()
        self.decisions = Decisions(home)
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
    def problem(self) -> str | None:
        """Why an older snapshot answers though a newer one is there; None where all is well."""
        return self._snapshots.problem

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
        if listing.is_empty:
            return Assessment(Verdict.UNCHECKED, listing, as_of=snapshot.as_of, reason=NOTHING)
        matches = matcher.match(listing)
        compared = Assessment(
            verdict=matches[0].tier if matches else Verdict.NO_MATCH,
            listing=listing,
            matches=matches,
            requirements=requirements,
            plan=plan,
            as_of=snapshot.as_of,
            starter=len(snapshot.notices) if snapshot.starter else 0,
            from_files=snapshot.from_files,
        )
        return self.decisions.apply(compared, snapshot.notices)

    def check_listing(
        self, listing: Listing, on: date | None = None, answers: Mapping[str, str] | None = None
    ) -> Assessment:
        """As `check`, for a listing that someone looks at: what was matched is remembered, and known again."""
        return self._beyond(self.check(listing, on, answers), fetch=False)

    def check_page(
        self, facts: Mapping[str, Any], on: date | None = None, answers: Mapping[str, str] | None = None
    ) -> Assessment:
        """Check what was collected from a page. Raises BadFacts when it is not that.

        A page that could not be read is `unchecked`; what its address alone told is in `listing`.
        """
        return self._read(facts, on, answers, fetch=self._looking.pages)

    def check_url(
        self, url: str, on: date | None = None, answers: Mapping[str, str] | None = None
    ) -> Assessment:
        """Download a product page and check it; a page that cannot be had is `unchecked`, with the reason."""
        try:
            page = self._fetcher.fetch(url)
        except FetchError as error:
            listing = read(collect("", url)).listing
            return self._unchecked(replace(listing, url=url), str(error))
        return self._read(collect(page.html, page.url), on, answers, fetch=self._looking.links)

    @property
    def memory_state(self) -> object:
        """Changes whenever an answer could be another one by what was remembered, forgotten or decided."""
        return self._looking.state, self.decisions.state

    def _read(
        self, facts: Mapping[str, Any], on: date | None, answers: Mapping[str, str] | None, fetch: bool
    ) -> Assessment:
        """`fetch`: whether the listing's photo may be downloaded."""
        reading = read(facts)
        if reading.problem:
            return self._unchecked(reading.listing, reading.message)
        return self._beyond(self.check(reading.listing, on, answers), fetch)

    def _beyond(self, assessment: Assessment, fetch: bool) -> Assessment:
        current = self._current()
        if current is None:
            return assessment
        snapshot, matcher = current
        after = self._looking.beyond(assessment, matcher, fetch)
        if after.matches is assessment.matches:
            return after
        return self.decisions.apply(replace(after, decisions=()), snapshot.notices)  # it was compared anew

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
