"""How many units were sold in the United States, from prose ("About 1.2 million (In addition, ...)")."""

from __future__ import annotations

import re

# Counts of other countries and of earlier recalls are told in brackets or after these words.
_ASIDE = re.compile(
    r"\([^()]*\)|\b(?:in addition|additionally|an additional \S+ were sold in canada)\b.*", re.I
)
_ABROAD = re.compile(
    r"(?:,|;|\band\b)?\s*(?:about|approximately|another)?\s*[\d,.]+(?: million| thousand)?[^.,;\d]{0,40}"
    r"\b(?:in|to) (?:Canada|Mexico|Europe|other countries)\b|\bpreviously recalled\b.*",
    re.I,
)
_NUMBER = re.compile(
    r"(?<![\w./-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:\s*(million|thousand))?\b(?![-\"'/])", re.I
)
_SCALE = {"million": 1_000_000, "thousand": 1_000}
# "10-drawer" and "12 inch" count something else; a bare year does too.
_MOST = 10_000_000_000


def read(text: str) -> int | None:
    """The U.S. count as a number; None where the text gives none. Counts of several products are summed."""
    plain = _ABROAD.sub(" ", _ASIDE.sub(" ", text))
    total, found = 0.0, False
    for match in _NUMBER.finditer(plain):
        whole, fraction, scale = match.groups()
        number = float(whole.replace(",", "") + (fraction or "")) * _SCALE.get((scale or "").lower(), 1)
        if found and not re.search(
            r"(?:\band|,|;|plus|/|\+)\s*(?:about\s+|approximately\s+)?$", plain[: match.start()], re.I
        ):
            break
        total, found = total + number, True
    return round(total) if found and 0 < total < _MOST else None
