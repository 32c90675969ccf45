"""Ages as sellers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.standards.ages import ages_in
from importsafety.vocabulary.text import normalise

CHILD_FROM_3 = {"child", "age-from-3", "age-3-6"}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Age 3+", CHILD_FROM_3),
        ("for ages 3 and up", CHILD_FROM_3),
        ("3-6 years", CHILD_FROM_3),
        ("3岁以上", CHILD_FROM_3),
        ("适合年龄: 3-6岁", CHILD_FROM_3),
        ("A partir de 3 años", CHILD_FROM_3),
        ("de 3 a 6 años", CHILD_FROM_3),
        ("Toddler 3-8", CHILD_FROM_3),
        ("boys 4-12", CHILD_FROM_3),
        ("8+", {"child", "age-from-3"}),
        ("8-12 Years", {"child", "age-from-3"}),
        ("0-6 months", {"child", "under-3", "infant"}),
        ("0-12个月", {"child", "under-3", "infant"}),
        ("0-6 meses", {"child", "under-3", "infant"}),
        ("0-36 months", {"child", "under-3"}),
        ("12 months+", {"child", "under-3", "age-3-6"}),
        ("Age 2", {"child", "under-3", "age-3-6"}),
        ("2 year old", {"child", "under-3", "age-3-6"}),
        ("Ages 12+", {"age-12-up", "age-from-3"}),
        ("14+", {"adult", "age-from-3"}),
        ("18 years and older", {"adult", "age-from-3"}),
        ("2 years warranty", set()),
        ("24 months shelf life", set()),
        ("6-12 months warranty", set()),
        ("10 years old factory", set()),
        ("36V 10Ah, 10-15 days", set()),
        ("50+ colors", set()),
        ("6-3 years", set()),
    ],
)
def test_the_ages_a_listing_names(text: str, facts: set[str]) -> None:
    assert set(ages_in(normalise(text))) == facts


def test_the_words_are_kept_as_the_reason() -> None:
    assert ages_in("plush bear, age 3+ , soft") == dict.fromkeys(["child", "age-from-3", "age-3-6"], "age 3+")


@given(st.text(alphabet="0123456789+-~ moyears岁月kid .,", max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert all(words in text for words in ages_in(text).values())
