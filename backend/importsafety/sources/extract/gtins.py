"""GTINs: check digits, the shapes in which agencies print them, and those told in prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from importsafety.notice import Identifier

_LENGTHS = (8, 12, 13, 14)
# A UPC is also printed with spaces or dashes between its parts: "0 12345 67890 5".
_DIGITS = re.compile(r"(?<![\w.$-])\d(?:[ -]?\d){6,16}(?![\w-])")
_LABEL = re.compile(r"\b(?:UPC|U\.P\.C\.|GTIN|EAN|bar ?code)s?\b", re.I)
_ALIEN = re.compile(r"[^0-9A-Z]")


def check_digit(body: str) -> str:
    """The mod-10 check digit (GS1 General Specifications 7.9) for the digits before it."""
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(body)))
    return str(-total % 10)


def is_valid(code: str) -> bool:
    """True for 8, 12, 13 or 14 ASCII digits, not all zero, whose last is the check digit."""
    return (
        len(code) in _LENGTHS
        and code.isascii()
        and code.isdigit()
        and check_digit(code[:-1]) == code[-1]
        and bool(code.strip("0"))
    )


def normalise(code: str) -> str | None:
    """14 digits for a valid GTIN of any length, spaces and dashes apart; else None."""
    digits = re.sub(r"[\s-]", "", code)
    return digits.zfill(14) if is_valid(digits) else None


def read(values: Iterable[str], lines: Sequence[str]) -> tuple[Identifier, ...]:
    """Identifiers of a notice's UPC field and of the UPCs its sentences tell.

    A code that is no GTIN (an item number, a typing error) is kept as a sku, never as a gtin.
    """
    codes = [code for value in values for code in split(value[:500])]
    found = [_field(code, codes) for code in codes]
    labelled = False
    for line in lines:
        # A table's heading can be a sentence of its own; the codes stand in the next.
        before, labelled = labelled, bool(_LABEL.search(line))
        if not (before or labelled):
            continue
        for match in _DIGITS.finditer(line):
            if (
                (code := normalise(match[0]))
                and (labelled or len(code.lstrip("0")) < 14)
                and not _is_short(match[0])
            ):
                found.append(Identifier("gtin", code, match[0], line))
    unique: dict[tuple[str, str], Identifier] = {}
    for identifier in found:
        if identifier is not None:
            key = (identifier.kind, identifier.value)
            if key not in unique or not unique[key].sentence:
                unique[key] = identifier
    return tuple(unique.values())


def _is_short(code: str) -> bool:
    """True for eight digits: in prose they are rather a date or a lot than an EAN-8."""
    return sum(char.isdigit() for char in code) == 8


def split(value: str) -> tuple[str, ...]:
    """The codes in one value: "10005650, 10006051", "UPC 123456789012 / 123456789029"."""
    parts = re.split(r"[,;/|&\n]|\band\b|\bor\b", value)
    return tuple(
        filter(
            None, (re.sub(r"(?i)\b(?:upc|ean|gtin|code|no|number)s?\b[.:#]?", "", p).strip() for p in parts)
        )
    )


def _field(code: str, codes: Sequence[str]) -> Identifier | None:
    digits = re.sub(r"[ -]", "", code)
    if not (digits.isascii() and digits.isdigit()):
        value = _ALIEN.sub("", code.upper())
        return Identifier("sku", value, code) if len(value) >= 3 else None
    if not digits.strip("0"):
        return None
    same_length = [other for other in (re.sub(r"[ -]", "", c) for c in codes) if len(other) == len(digits)]
    gtin = _complete(digits, [other for other in same_length if other.isascii() and other.isdigit()])
    if gtin:
        return Identifier("gtin", gtin, code)
    return Identifier("sku", digits, code) if len(digits) >= 4 else None


def _complete(digits: str, siblings: Sequence[str]) -> str | None:
    """14 digits, or None where `digits` is no GTIN.

    Spreadsheets lose leading zeros, and some firms print a UPC-A without its check digit, or its inner ten
    digits only. Which of these it is shows in the codes of the same length in the same notice: where all of
    them pass the check as they stand, zeros were lost; else the check digit is missing.
    """
    length = len(digits)
    if length in (12, 13, 14):
        return normalise(digits)
    if length == 8:
        return digits.zfill(14) if all(map(is_valid, siblings)) else None
    if length in (10, 11):
        if all(is_valid(sibling.zfill(12)) for sibling in siblings):
            return digits.zfill(14)
        body = digits.zfill(11)
        return (body + check_digit(body)).zfill(14)
    return None
