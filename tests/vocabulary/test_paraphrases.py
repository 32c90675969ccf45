"""A supplier's other words for a product give the kind that a notice about it has."""

from pathlib import Path

import yaml

from importsafety.vocabulary import KINDS, main_kinds, related

ROWS = yaml.safe_load((Path(__file__).parent / "paraphrases.yaml").read_text(encoding="utf-8"))


def test_every_row_names_a_kind():
    assert len(ROWS) >= 120
    assert {kind for _, kind in ROWS} <= set(KINDS)


def test_other_words_for_a_product_give_its_kind():
    missed = [(title, kind, found) for title, kind in ROWS if kind not in (found := main_kinds(title))[:1]]
    assert len(ROWS) - len(missed) >= 95, missed
    near = [row for row in missed if row[2] and related(row[2][0], row[1])]
    assert len(ROWS) - len(missed) + len(near) >= 100, missed
