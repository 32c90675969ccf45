"""Dates as agencies write them."""

from __future__ import annotations

import datetime
import re
from typing import Any

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_WORDS = re.compile(r"(?:[A-Za-z]+, )?([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?")


def iso(value: Any) -> str | None:
    """ "2026-09-24T00:00:00", "March 26, 2026" or "03/26/2026" as "YYYY-MM-DD"; None where it is no date."""
    text = str(value or "").strip()
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _WORDS.fullmatch(text):
        year, month, day = int(match[3]), MONTHS.get(match[1].lower(), 0), int(match[2])
    elif match := _SLASHES.fullmatch(text):
        month, day, year = map(int, match.groups())
    else:
        return None
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
