"""Codes as strings: what can be one, when two are of one series, and their form for comparison."""

from __future__ import annotations

import re

from importsafety.sources.extract.measures import is_measure

_CODE = re.compile(
    r"(?=.*\d)(?=.*[A-Za-z])(?:[A-Z0-9][A-Za-z0-9./\-_+&#]{2,23}|[a-z]{1,3}-?\d{3,}[A-Za-z0-9-]{0,12})"
)
_LOWER_RUN = re.compile(r"[a-z]{4,}")


def normalise(code: str) -> str:
    """A code for comparison: upper case letters and digits only."""
    return re.sub(r"[^0-9A-Z]", "", code.upper())


def is_code(token: str) -> bool:
    """Letters and digits, not a word in lower case, and no measure, year or kind of battery."""
    return bool(_CODE.fullmatch(token)) and not is_measure(token) and not _LOWER_RUN.search(token)


def same_shape(token: str, other: str) -> bool:
    """True where two codes look to be of one series: the same pattern of letters and digits, or one stem."""
    if not token or not any(char.isdigit() for char in token):
        return False
    if _shape(token) == _shape(other):
        return True
    return len(token) >= 4 and token[:3] == other[:3] and not token.isdigit()


def _shape(token: str) -> str:
    return re.sub(r"[A-Za-z]+", "A", re.sub(r"\d", "9", token)) if not token.isdigit() else "9" * len(token)
