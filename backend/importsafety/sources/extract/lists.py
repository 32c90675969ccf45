"""Lists of codes after a label: "models A1 (red), A2 and A3", "serial numbers 100 through 200"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from importsafety.notice import Identifier
from importsafety.sources.extract.codes import is_code, normalise, same_shape
from importsafety.sources.extract.labels import Label
from importsafety.sources.extract.measures import is_measure, is_unit

_LONGEST = 3_000
# Other words that may stand between two codes of a list ("A1 in red, A2 in blue").
_GAP = 4

_TOKEN = re.compile(r"[A-Za-z0-9#*][A-Za-z0-9#*./\-_+&']*|[,;:()\"|–—]|\$|\S")
_OPENING = frozenset(
    """
    is are was were be being of the a an following either one these this recalled include includes included including
    involved affected in recall s number numbers no nos code codes begin begins with that which reads read as and or
    marked has have both to : " ' | ( , # . - – sold under listed can may identified by name between from ranging
    """.split()
)
_JOINING = frozenset(("and", "or", "and/or", "&", ",", ";", '"', "|", "/", "(", ")", ":", "–", "—", "-"))
_RANGE = frozenset(("through", "to", "thru", "–", "—", "-"))
# "Serial numbers beginning with ...": not a code but a part of many.
_PART_OF_CODE = re.compile(r"(?:begin|start|end|prefix|first|last|contain)", re.I)
# A name's last part: "C5 Pro 2.0", "X3 Max". Joined to the code before it.
_SUFFIX = frozenset("Pro Max Plus Mini Lite Ultra PRO MAX PLUS MINI LITE ULTRA II III IV SE XL".split())
_NO_CODE_AFTER = frozenset(
    (
        "UL",
        "ASTM",
        "ISO",
        "CFR",
        "EN",
        "IEC",
        "ANSI",
        "CPSC",
        "PART",
        "TITLE",
        "F",
        "$",
        "ABOUT",
        "APPROXIMATELY",
    )
)
_CAPS_WORDS = frozenset(
    """
    ALL AND ARE THE FOR WITH FROM NOT ONLY USA UPC SKU ASIN MODEL SERIAL NUMBER STYLE ITEM LOT BATCH DATE CODE LED
    USB CPSC MADE CHINA INC LLC LTD BLACK WHITE BLUE RED GREEN PINK GREY GRAY NONE SMALL LARGE MEDIUM SIZE COLOR NAME
    BRAND PRO MAX PLUS MINI HD UHD HDMI GFCI NRTL ETL UTV ATV ROV EPA DOT VIN BMX MTB RTV XXL PVC DVD LCD OLED TYPE
    GEN SERIES
    """.split()
)
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_DIGIT_GROUPS = re.compile(r"\d+(?:[-./]\d+)+")
_LETTERS = re.compile(r"[A-Z]{1,6}")
_LOWER_RUN = re.compile(r"[a-z]{4,}")


def read(label: Label, text: str, line: str) -> Iterator[Identifier]:
    """The codes of the list with which `text` begins; `line` is the sentence kept as their evidence."""
    model = label.kind in ("model", "sku")
    for code in _List(label, text).codes:
        plain = normalise(code.value)
        if len(plain) < (3 if model or not plain.isdigit() else 4) or "*" in code.value:
            continue
        raw = f"{code.value} - {code.until}" if code.until else code.value
        yield Identifier(label.kind, plain, raw, line, normalise(code.until) if code.until else None)


class _Code:
    __slots__ = ("until", "value")

    def __init__(self, value: str, until: str | None = None):
        self.value = value
        self.until = until


class _List:
    """Reads tokens one by one until what follows is no longer the list; `codes` is what it held."""

    def __init__(self, label: Label, text: str):
        self.label = label
        self.model = label.kind == "model"
        self.codes: list[_Code] = []
        self._tokens = _TOKEN.findall(text[:_LONGEST])
        self._at = self._gap = self._depth = 0
        self._between = False
        while self._at < len(self._tokens) and self._take():
            self._at += 1

    def _take(self) -> bool:
        """Take the token at hand; False where the list is over."""
        raw = self._tokens[self._at]
        token = raw.rstrip(".-/&'+_")
        if raw in ("(", ")"):
            self._depth = max(0, self._depth + (1 if raw == "(" else -1))
            return True
        if not self.codes and _PART_OF_CODE.match(token):
            return False
        if self.codes and self._depth and not same_shape(token, self.codes[-1].value):
            return True  # "(pink)", "(size small)" after a code
        if self._ends_range(raw):
            return True
        if raw.lower() in _JOINING:
            return True
        if self._is_code(token):
            self._add(token)
            return True
        if not self.codes and raw.lower() in _OPENING:
            self._between = self._between or raw.lower() == "between"
            return True
        self._gap += 1
        return self._gap <= (_GAP if self.label.kind in ("model", "sku") or not self.codes else 0)

    def _next(self, ahead: int = 1) -> str:
        at = self._at + ahead
        return self._tokens[at] if 0 <= at < len(self._tokens) else ""

    def _ends_range(self, raw: str) -> bool:
        """Take "through B" after A, and "and B" where the list began "between A"."""
        other = self._next().rstrip(".,")
        joins = raw.lower() in _RANGE or (self._between and raw == "and")
        if not (
            joins and self.codes and self.label.kind != "asin" and same_shape(other, self.codes[-1].value)
        ):
            return False
        if self.codes[-1].until is not None:
            return False
        if is_unit(self._next(2)):
            self.codes.pop()  # "between 110 and 160 cm"
        else:
            self.codes[-1].until = other
        self._at += 1
        self._gap = 0
        return True

    def _is_code(self, token: str) -> bool:
        before, following = self._next(-1), self._next()
        if (
            len(token) > 24
            or not any(char.isalnum() for char in token)
            or ".com" in token
            or "'" in token
            or following == "%"
            or before.upper() in _NO_CODE_AFTER
        ):
            return False
        if self._has_prefix(token) and re.fullmatch(r"\d{3,}[\dA-Z.-]*", token) and not is_unit(following):
            return True
        if is_measure(token) and (
            self.label.kind in ("model", "sku", "asin") or not token.isdigit() or _YEAR.fullmatch(token)
        ):
            return False
        digits = any(char.isdigit() for char in token)
        if self.codes and self._gap:
            return digits and same_shape(token, self.codes[-1].value) and not is_unit(following)
        if token.isdigit():
            promised = self.label.strict or (self.codes and self.codes[-1].value.isdigit())
            return (bool(promised) or len(token) >= 3) and not is_unit(following.rstrip("."))
        return self._has_form(token, following) if digits else self._is_word_code(token, following)

    def _has_prefix(self, token: str) -> bool:
        """True for the "9110.3" of "models NZ 9110.3"."""
        before = self._next(-1)
        return (
            self.model
            and token[0].isdigit()
            and before not in _CAPS_WORDS
            and bool(_LETTERS.fullmatch(before))
        )

    def _has_form(self, token: str, following: str) -> bool:
        if self.model and following in _SUFFIX and re.fullmatch(r"[A-Z]\d", token):
            return True
        if self.label.strict and _DIGIT_GROUPS.fullmatch(token):
            return len(normalise(token)) >= 5
        return is_code(token) or (not self.model and not _LOWER_RUN.search(token))

    def _is_word_code(self, token: str, following: str) -> bool:
        """True for "LP-BRMDYR" after "model numbers"; not for a word in capitals among others."""
        return (
            self.label.strict
            and self.label.kind in ("model", "sku")
            and len(token) >= 4
            and token.isupper()
            and token not in _CAPS_WORDS
            and not self._gap
            and not following.isupper()
        )

    def _add(self, token: str) -> None:
        """Keep a code, with the parts that a space cut from it, or the two that a dash or slash joins."""
        self._gap = 0
        ends = token.split("-")
        if (
            not self.model
            and self.label.kind != "sku"
            and len(ends) == 2
            and len(ends[0]) >= 3
            and same_shape(*ends)
        ):
            self.codes.append(_Code(*ends))  # "31706-35058" is a range of serial numbers, "HC-030" one model
            return
        parts = token.split("/")
        if self.model and len(parts) > 1 and all(len(part) >= 4 and is_code(part) for part in parts):
            self.codes.extend(map(_Code, parts))
            return
        if self.model:
            if self._has_prefix(token):
                token = f"{self._next(-1)} {token}"
            joined = 0
            while (part := self._next().rstrip(".")) in _SUFFIX or (
                joined and re.fullmatch(r"\d(?:\.\d)?", part)
            ):
                token = f"{token} {part}"
                joined += 1
                self._at += 1
        self.codes.append(_Code(token))
