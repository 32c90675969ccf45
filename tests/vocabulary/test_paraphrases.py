"""A supplier's other words for a product give the kind that a notice about it has."""

from pathlib import Path

import pytest
import yaml

from importsafety.vocabulary import KINDS, main_kinds, related

# How many rows must give their kind first, and how many at least a kind related to it.
TABLES = {"paraphrases": (95, 100), "other_words": (164, 166)}


def _rows(table):
    return yaml.safe_load((Path(__file__).parent / f"{table}.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("table", TABLES)
def test_every_row_names_a_kind(table):
    rows = _rows(table)
    assert len(rows) >= 120
    assert {kind for _, kind in rows} <= set(KINDS)


@pytest.mark.parametrize("table", TABLES)
def test_other_words_for_a_product_give_its_kind(table):
    rows, (first, near) = _rows(table), TABLES[table]
    missed = [(title, kind, found) for title, kind in rows if kind not in (found := main_kinds(title))[:1]]
    assert len(rows) - len(missed) >= first, missed
    close = [kind for _, kind, found in missed if found and related(found[0], kind)]
    assert len(rows) - len(missed) + len(close) >= near, missed
