"""The answer to what a person typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from importsafety.assessment import Assessment
from importsafety.check import Checker
from importsafety.listing import Listing
from importsafety.typed import as_listing


def check_typed(
    checker: Checker, text: str, on: date | None = None, answers: Mapping[str, str] | None = None
) -> Assessment:
    """The answer to one typed line; a link is downloaded. `on`: the day for the rules (today); `answers`: question
    id -> yes or no."""
    given = as_listing(text)
    if "url" in given:
        return checker.check_url(given["url"], on, answers)
    return checker.check(Listing.of(given), on, answers)
