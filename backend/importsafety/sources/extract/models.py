"""Model, item, serial, lot and date codes told in prose, each with the sentence it stands in.

A label ("model number", "SKU", "date codes") opens a list; its codes are read until the list ends. What a
code must look like depends on its label. Precision before yield: a wrong model makes a false `recalled`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from importsafety.notice import Identifier
from importsafety.sources.extract import lists, tables
from importsafety.sources.extract.codes import is_code, normalise
from importsafety.sources.extract.labels import Said, labels_in

_KEPT = frozenset(("model", "sku", "asin", "serial", "lot", "date_code"))
_STANDARDS = frozenset(("UL", "ASTM", "ISO", "CFR", "EN", "IEC", "ANSI", "PART", "F"))

_ASIN = re.compile(r"\bB0(?=[0-9A-Z]{0,7}\d)(?=[0-9A-Z]{0,7}[A-Z])[0-9A-Z]{8}\b")
# Amazon's own label for a seller's stock, printed beside the bar code.
_FNSKU = re.compile(r"\bX00[0-9A-Z]{7}\b")

_NOT_INCLUDED = re.compile(
    r"\b(?:not|no other|never) (?:\w+ ){0,3}(?:includ|affect|part of|involv|subject to|recalled|impact)|"
    r"\bare excluded\b",
    re.I,
)
_EXCEPT = re.compile(
    r"\b(?:except|excluding|other than|does not (?:include|involve|affect)|do not (?:include|have)|unlike|"
    r"replaced (?:by|with)|similar to|instead of)\b",
    re.I,
)
_FITS = re.compile(
    r"\b(?:compatible with|for use (?:with|on|in)|fits?|designed for|used (?:with|on|in)|intended for|"
    r"works? with|replacements? for)\b[^.;]{0,60}$",
    re.I,
)
# What may stand between two labels that announce one list or head one table.
_BETWEEN_LABELS = re.compile(r"[\s,/&()]*(?:(?:and|or|and/or|From|To|Start|End|Range)[\s,/&()]*)*")
_SAYS = re.compile(r"\s*(?:[:\"]|is\b|are\b)")


def read(
    names: Iterable[str], lines: Iterable[str], captions: Iterable[str], fields: Iterable[str]
) -> tuple[Identifier, ...]:
    """The codes of a notice: of its title and product `names`, its sentences, its images' captions and its
    model fields, each once, the sentences' first."""
    found: dict[tuple[str, str, str | None], Identifier] = {}
    for line in (*(f"Model: {field}" for field in fields), *lines, *captions):
        for code in in_sentence(line):
            found.setdefault((code.kind, code.value, code.until), code)
    for name in names:
        for code in (*in_sentence(name), *in_name(name)):
            found.setdefault((code.kind, code.value, code.until), code)
    return tuple(found.values())


def in_sentence(line: str) -> Iterator[Identifier]:
    """The codes that one sentence tells; none where it tells what is not recalled or what the item fits."""
    for pattern, kind in ((_ASIN, "asin"), (_FNSKU, "sku")):
        for match in pattern.finditer(line):
            yield Identifier(kind, match[0], match[0], line)
    if _NOT_INCLUDED.search(line):
        return
    excluded = _EXCEPT.search(line)
    end = excluded.start() if excluded else len(line)
    heading: list[Said] = []
    said = labels_in(line, end)
    for index, one in enumerate(said):
        stop = said[index + 1].start if index + 1 < len(said) else end
        rest = line[one.end : stop]
        heading.append(one)
        if stop < end and _BETWEEN_LABELS.fullmatch(rest):
            continue
        columns, heading = heading, []
        if _FITS.search(line, 0, one.start):
            continue
        if one.text[0].isupper() and (
            tables.is_heading(rest) or (len(columns) > 1 and not _SAYS.match(rest))
        ):
            yield from tables.read([column.label for column in columns], line[one.end : end], line)
        elif one.label.kind in _KEPT:
            yield from lists.read(one.label, rest, line)


def in_name(name: str) -> Iterator[Identifier]:
    """Codes in a title or product name without a label: "Honeywell V5130 gas valves"."""
    if _EXCEPT.search(name):
        return
    fits = _FITS.search(f"{name[:60]} ")
    before = ""
    for token in re.findall(r"[^\s,;()\"]+", name[: fits.start()] if fits else name):
        digits = sum(char.isdigit() for char in token)
        if digits >= 2 and len(token) >= 4 and is_code(token) and before.upper() not in _STANDARDS:
            yield Identifier("model", normalise(token), token, name)
        before = token
