"""How much of the real recalls and listings the vocabulary names. Floors stand a little under the measure."""

import json
import re

import pytest

from importsafety.vocabulary import main_kinds

_REASON = re.compile(r"\b(?:due to|because of|for violat|following)", re.IGNORECASE)

pytestmark = pytest.mark.shared


def _lines(path):
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def test_recalls_have_a_kind(shared):
    named = {since: [0, 0] for since in (1973, 2005, 2020)}
    for recall in _lines(shared / "data/cpsc/recalls.jsonl"):
        names = [product["Name"] for product in recall["Products"] if product["Name"]]
        found = any(map(main_kinds, [*names, _REASON.split(recall["Title"])[0]]))
        for since, count in named.items():
            if int(recall["RecallDate"][:4]) >= since:
                count[0] += found
                count[1] += 1
    share = {since: found / total for since, (found, total) in named.items()}
    assert share[1973] >= 0.95, share
    assert share[2005] >= 0.95, share
    assert share[2020] >= 0.96, share


def test_most_listings_have_a_kind(shared):
    rows = [
        row
        for number, row in enumerate(_lines(shared / "data/listings/real_listings.jsonl"))
        if number % 5 == 0
    ]
    found = sum(
        bool(main_kinds(row["title"], [part for part in [row.get("category")] if part])) for row in rows
    )
    assert found / len(rows) >= 0.8
