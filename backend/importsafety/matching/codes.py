"""Codes: model numbers and other identifiers, compared as whole tokens whatever their punctuation.

HC030, HC-030, "HC 030" and the piece inside MY-HC030-BLK are one code; a year, a wattage or a size is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_CHUNK = re.compile(r"[A-Za-z0-9]+(?:[-_/.·][A-Za-z0-9]+)*")
_PIECE = re.compile(r"[A-Za-z0-9]+")
_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"[^A-Z0-9]+")
# "7 x 7 x 20" holds no code X20, as "RX 480" does.
_SIZE = r"\d+(?:\.\d+)?(?:\s?(?:mm|cm|in|inch|inches|ft|m|[\"'])(?![A-Za-z0-9])\.?)?"
_SIZES = re.compile(rf"(?<![A-Za-z0-9.-]){_SIZE}(?:\s*[xX×*]\s*{_SIZE})+")
_QUANTITY = re.compile(
    r"(?:\d{1,4}(?:X\d+)*(?:MM|CM|M|IN|INCH|FT|KG|G|LB|LBS|OZ|ML|L|QT|W|KW|V|VAC|VDC|HZ|KHZ|GHZ|MAH|AH|WH|CC|PCS|PC|PK|PACK|"
    r"CT|PCT|LED|LEDS|HP|K|MP|P|GB|TB|MB|BTU|PSI|LM|RPM|H|HR|HRS|MIN|S|YR|YRS|Y|D|DB|C|F|A|MA|TPI|DPI|INCHES|PIECE|"
    r"PIECES|SQFT|T|TC|X|ST|ND|RD|TH|IN1|S2)|\d{5,6}(?:MAH|BTU|LM|RPM|PCS|GPM)|\d{1,4}GPM|(?:19|20)\d\d|\d{1,2}IN1|USB\d?|MP[34]|IP\d\d|SS?\d{3}|AA+|UL\d+|EN\d+|"
    r"ASTM\w*|ISO\d+|[23]D|[45]G|4K|H?D?1080P?|T[58]|E27|B22|A4|PM25|CR20\d\d|R?LR\d{2}|18650|21700|304|316L?|430|6061|"
    r"600D|420D|210D|\d{2,4}[DT]|RGB\w?)"
)

# How much a code can identify: letters with digits and five characters, or six digits, stand for themselves.
STRONG, WEAK, SHORT, NONE = 3, 2, 1, 0


def normalise(raw: str) -> str:
    """Upper case letters and digits only."""
    return _MARK.sub("", raw.upper())


@lru_cache(maxsize=20_000)
def strength(code: str) -> int:
    """How far a code identifies a product by itself: STRONG, WEAK (needs the brand), SHORT or NONE."""
    digits = sum(map(str.isdigit, code))
    if not digits or _QUANTITY.fullmatch(code):
        return NONE
    if digits == len(code):
        return STRONG if digits >= 6 else WEAK if digits >= 4 else NONE
    return STRONG if len(code) >= 5 else WEAK if len(code) >= 3 else SHORT


def is_telling(code: str) -> bool:
    """A code of letters and digits, not a size or a quantity."""
    return len(code) >= 4 and not code.isdigit() and strength(code) >= WEAK


@lru_cache(maxsize=5_000)
def trunks(code: str) -> tuple[str, ...]:
    """The codes that this one varies: without its last one to three letters (HC030BK -> HC030B, HC030)."""
    found = []
    for end in range(len(code) - 1, max(len(code) - 4, 4), -1):
        if not code[end].isalpha():
            break
        if strength(code[:end]) == STRONG:
            found.append(code[:end])
    return tuple(found)


def codes_in(text: str) -> Iterator[str]:
    """Every string in the text that could be a code: single chunks, their pieces, and neighbours joined."""
    chunks = _CHUNK.findall(_SIZES.sub(" ; ", text)) if _has_digit(text) else []
    for at, chunk in enumerate(chunks):
        if not _has_digit(chunk):
            continue
        pieces = _PIECE.findall(chunk)
        for start in range(len(pieces)):
            joined = ""
            for piece in pieces[start : start + 4]:
                joined += piece
                if _has_digit(joined):
                    yield joined.upper()
        whole = "".join(pieces).upper()
        before = chunks[at - 1] if at else ""
        after = chunks[at + 1] if at + 1 < len(chunks) else ""
        if before and len(before) <= 8:
            yield normalise(before) + whole
        if after and len(after) <= 8:
            yield whole + normalise(after)


def said_codes(text: str) -> frozenset[str]:
    """The codes of a field that states models ("HC030 / HC031", "NO.5 MY-HC030-BLK"): whole entries only."""
    entries = re.split(r"[,;、，；|]|\s/\s|\s{2,}|\band\b|\bor\b", text)
    found = {normalise(entry) for entry in entries}
    return frozenset(code for code in found if code and len(code) <= 30)


def in_range(code: str, first: str, last: str) -> bool:
    """Whether a code lies in a range such as FB100-FB199 (same letters around, same length)."""
    return len(code) == len(first) == len(last) and first <= code <= last


def _has_digit(text: str) -> bool:
    return _DIGIT.search(text) is not None
