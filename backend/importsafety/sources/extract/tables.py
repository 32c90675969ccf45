"""Tables that lost their lines when a page became text: "Model Number UPC Code Blue AB-1 1234 Pink AB-2 5678"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from importsafety.notice import Identifier
from importsafety.sources.extract.codes import is_code, normalise, same_shape
from importsafety.sources.extract.labels import Label
from importsafety.sources.extract.measures import is_measure

# More shapes than this are words and measures, not columns.
_MOST_SHAPES = 12
_TABLE_CODE = re.compile(r"(?=.*\d)(?!.*[A-Za-z]{7})[A-Z0-9][A-Z0-9a-z./-]{3,15}")


def is_heading(rest: str) -> bool:
    """True where a label's words are followed by more headings, not by a code: "Model Number Accent Color ..."."""
    first = rest.split(maxsplit=2)[:2]
    return len(first) == 2 and all(
        word[:1].isupper() and word.isalpha() and not word.isupper() for word in first
    )


def read(columns: Sequence[Label], text: str, line: str) -> Iterator[Identifier]:
    """The codes of a table that lost its lines. Its columns show only in the codes' shapes: the first shape
    belongs to the first column of codes, the second to the second. Serial numbers and dates are left out."""
    kinds = [
        label.kind
        for label in columns
        if label.kind in ("model", "sku", "serial", "lot", "date_code", "date")
    ]
    groups: list[list[str]] = []
    for raw in text[:6000].replace(",", " ").split():
        token = raw.strip('.;:()"/')
        if (
            not _TABLE_CODE.fullmatch(token)
            or is_measure(token)
            or (token.isdigit() and not 4 <= len(token) <= 9)
        ):
            continue
        group = next((group for group in groups if same_shape(token, group[0])), None)
        if group is not None:
            group.append(token)
        elif len(groups) < _MOST_SHAPES:
            groups.append([token])
    mixed = any(kind not in ("model", "sku") for kind in kinds)
    for kind, group in zip(kinds, groups, strict=False):
        if kind not in ("model", "sku"):
            return
        if len(group) > 1 or (not mixed and is_code(group[0])):
            for token in group:
                yield Identifier(kind, normalise(token), token, line)
