"""Limits that a warning must repeat: only some models, sizes, lots, dates, serials, sellers or colors."""

from __future__ import annotations

import re
from collections.abc import Sequence

from importsafety.notice import Identifier, ScopeLimit

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_WHEN = rf"(?:{_MONTH} (?:\d{{1,2}}, )?\d{{4}}|{_MONTH}|\d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{2,4}})"
_PERIOD = (
    rf"(?:between|from|in|during|before|after|prior to|since|on or (?:before|after)|through)\s+{_WHEN}"
    rf"(?:\s*(?:through|to|and|until|[-–])\s*{_WHEN})?"
)

# Kind -> the words that limit; what matches is the text shown.
_TABLE: tuple[tuple[str, str], ...] = (
    (
        "date",
        rf"\b(?:manufactured|made|produced|built|imported|sold|purchased|distributed)\b[^.;]{{0,60}}?\b{_PERIOD}",
    ),
    (
        "date",
        r"\bmodel years? (?:\d{4})(?:(?:\s*(?:through|to|and|or|,|-|–)\s*)+\d{4})*|"
        r"\b\d{4}(?:\s*(?:-|–|through|to|and)\s*\d{4})? model years?",
    ),
    (
        "date",
        r"\b(?:date of manufacture|manufactur\w+ dates?|production dates?|date codes?)\b[^.;]{0,100}\d[^.;]{0,60}",
    ),
    (
        "lot",
        r"\b(?:lots?|batch(?:es)?)\b(?: or batch)?(?: (?:numbers?|codes?|"
        r"nos?\.?))?[^.;]{0,12}[:\s\"#]\w*\d[^.;]{0,120}",
    ),
    (
        "serial",
        r"\bserial (?:numbers?|nos?\.?)\b[^.;]{0,60}\d[^.;]{0,120}|\bserial (?:numbers?|"
        r"nos?\.?)\b[^.;]{0,30}\b(?:begin|start|end)\w*\b[^.;]{0,60}",
    ),
    (
        "size",
        r"\b(?:only )?(?:the )?(?:in )?sizes?\b (?:small|medium|large|extra|X|S|M|L|\d)[^.;]{0,80}|"
        r"\bonly (?:the )?(?:size )?[\w\" -]{1,30}\b(?:size|inch|ounce)\w*[^.;]{0,60}",
    ),
    (
        "color",
        r"\bonly (?:the |those )?(?:in )?(?:black|white|blue|red|green|pink|gr[ae]y|yellow|orange|"
        r"purple|brown|gold|silver|beige|teal)\b[^.;]{0,60}",
    ),
)
_ROWS = tuple((kind, re.compile(words, re.I)) for kind, words in _TABLE)
_SELLER = re.compile(
    r"\bSold (?:Exclusively |Only )?(?:Online )?(?:on|at|by|through|via)\b(?:(?! Due to\b|"
    r" Recalled\b| Because\b|;).){1,100}",
    re.I,
)
_ONLY_SOME = re.compile(
    r"\b(?:only|certain|some|select(?:ed)?|two|three|four|five|six|following)\b[^.;]{0,30}\bmodels?\b", re.I
)
_MOST = 12


def read(
    title: str, lines: Sequence[str], sold_at: str, identifiers: Sequence[Identifier]
) -> tuple[ScopeLimit, ...]:
    """The limits that a notice states, each with its sentence."""
    found: dict[tuple[str, str], ScopeLimit] = {}

    def add(kind: str, text: str, sentence: str) -> None:
        found.setdefault((kind, text.lower()), ScopeLimit(kind, text.strip(' ,:"'), sentence))

    models = [code for code in identifiers if code.kind == "model"]
    if models:
        listed = ", ".join(code.raw for code in models[:_MOST])
        more = f" and {len(models) - _MOST} more" if len(models) > _MOST else ""
        add("model", f"Models {listed}{more}" if len(models) > 1 else f"Model {listed}", models[0].sentence)
    for line in lines:
        if not models and (match := _ONLY_SOME.search(line)):
            add("model", match[0], line)
        for kind, pattern in _ROWS:
            if match := pattern.search(line):
                add(kind, match[0], line)
    for match in _SELLER.finditer(title):
        add("seller", match[0], title)
    if match := re.search(_PERIOD, sold_at, re.I):
        add("date", f"Sold {match[0]}", sold_at)
    return tuple(found.values())
