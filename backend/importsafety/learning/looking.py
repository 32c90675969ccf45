"""Looking beyond a listing's text: at its photo, and at what this machine remembers of listings matched before."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Self

from importsafety.assessment import Assessment, Match, SeenBefore, Verdict
from importsafety.learning.fingerprint import FEWEST, fingerprint
from importsafety.learning.memory import Memory
from importsafety.listing import Listing
from importsafety.matching import Matcher
from importsafety.matching.compare.pair import Finding
from importsafety.matching.images import asking_hashes, kept_hashes
from importsafety.matching.images.picture import Grey
from importsafety.pages.fetch import Fetcher
from importsafety.photos import listing_photo
from importsafety.settings import Settings
from importsafety.store import StoreError

# A check does not wait longer for a photo; it then answers without.
PHOTO_SECONDS = 1.5
PHOTOS_AT_ONCE = 4

_log = logging.getLogger(__name__)
_remembers = ContextVar("remembers", default=True)


@contextmanager
def unremembered(wanted: bool = True) -> Iterator[None]:
    """What is checked within leaves nothing in the memory, if `wanted`; what was remembered before is still known."""
    token = _remembers.set(_remembers.get() and not wanted)
    try:
        yield
    finally:
        _remembers.reset(token)


@dataclass(frozen=True)
class Looking:
    """`memory`: None where nothing is to be remembered. `links`: fetch the photo of a page that is downloaded anyway;
    `pages`: also of one that the extension read."""

    memory: Memory | None = None
    links: bool = False
    pages: bool = False
    fetcher: Fetcher = field(default_factory=lambda: Fetcher(seconds=PHOTO_SECONDS))
    pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(PHOTOS_AT_ONCE, thread_name_prefix="photos")
    )

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the settings want it."""
        return cls(
            Memory(settings.home) if settings.memory else None,
            links=settings.listing_photos != "off",
            pages=settings.listing_photos == "on",
        )

    def beyond(self, assessment: Assessment, matcher: Matcher, fetch: bool) -> Assessment:
        """The assessment of a listing's text, with what its photo (if it may be fetched) and the memory add; what was
        matched is remembered. A memory that cannot be read or written is done without, and logged."""
        try:
            return self._beyond(assessment, matcher, fetch)
        except StoreError as error:
            _log.warning("the memory of matched listings cannot be used: %s", error)
            return assessment

    def _beyond(self, assessment: Assessment, matcher: Matcher, fetch: bool) -> Assessment:
        listing = assessment.listing
        photo = self._photo(listing) if fetch and self._would_tell(assessment, matcher) else None
        asking = None if photo is None else asking_hashes(photo)
        if asking is not None:
            assessment = _with(assessment, matcher.match(listing, [asking]))
        if self.memory is None or (photo is None and len(listing.attributes) < FEWEST):
            return assessment  # there is nothing to know it by
        mark = fingerprint(listing, None if photo is None else kept_hashes(photo))
        seen = self.memory.recall(mark, asking)
        # Before what the memory adds: what it alone raised must not strengthen it.
        if _remembers.get():
            self.memory.remember(mark, assessment.verdict, assessment.matches)
        if not seen:
            return assessment
        matches = matcher.match(listing, [asking] if asking else [], _findings(seen))
        return replace(_with(assessment, matches), seen_before=seen)

    @property
    def state(self) -> object:
        """The memory's state; None without, or where it cannot be read."""
        try:
            return self.memory.state if self.memory else None
        except StoreError:
            return None

    def _would_tell(self, assessment: Assessment, matcher: Matcher) -> bool:
        """Whether there is anything to compare a photo with, or a match to remember it by."""
        if len(matcher.photos):
            return True
        if self.memory is None:
            return False
        return assessment.verdict.rank <= Verdict.POSSIBLE.rank or self.memory.has_photos

    def _photo(self, listing: Listing) -> Grey | None:
        if not listing.images:
            return None
        # Also names are looked up in the pool: a resolver may be slower than any time set for the download.
        coming: Future[Grey | None] = self.pool.submit(listing_photo, listing.images, self.fetcher)
        try:
            return coming.result(PHOTO_SECONDS)
        except TooLate:
            coming.cancel()
            return None


def _with(assessment: Assessment, matches: tuple[Match, ...]) -> Assessment:
    return replace(assessment, matches=matches, verdict=matches[0].tier if matches else Verdict.NO_MATCH)


def _findings(seen: tuple[SeenBefore, ...]) -> dict[str, Finding]:
    """Notice id -> the strongest thing that is remembered for it."""
    return {
        id: Finding(one.by, one.under, f"first matched {one.when}")
        for one in reversed(seen)
        for id in one.notices
    }
