"""Measures meet across units."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.matching.measures import measures, read, step, values


def near(a: str, b: str) -> bool:
    return any(d == e and abs(s - t) <= 1 for d, s in measures(a) for e, t in measures(b))


@pytest.mark.parametrize(
    ("listing", "notice"),
    [
        ("30 cm", "12 inches high"),
        ("58.5*43*11cm", "about 17 inches wide by 23 inches"),
        ("10 quart", "9.5 L"),
        ("8 oz", "226g"),
        ("1.5kW", "1500 watts"),
        ("216pcs", "216 pieces"),
        ("four burners", "4-burner"),
        ("36V10.4Ah", "10,400 mAh"),
        ("长度60厘米", "23.5 in"),
    ],
)
def test_the_same_size_in_other_units_agrees(listing: str, notice: str) -> None:
    assert near(listing, notice)


@pytest.mark.parametrize(
    ("a", "b"), [("30 cm", "30 inches"), ("1500W", "1500 mAh"), ("5 mm", "6 mm"), ("2 pcs", "3 pcs")]
)
def test_other_sizes_do_not_agree(a: str, b: str) -> None:
    assert not near(a, b)


def test_every_number_before_a_unit_counts() -> None:
    assert [round(v) for _, v in values("11.8 inches long by 37.4 inches wide by 52.2 inches tall")] == [
        300,
        950,
        1326,
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("58*43 cm", ["58 cm", "43 cm"]),
        ("10,400 mAh and a four-burner top", ["10,400 mAh", "four-burner"]),
        ('12" wide, 8 oz', ['12"', "8 oz", "8 oz"]),
        ("36V10.4Ah", ["36V", "10.4Ah"]),
    ],
)
def test_a_measure_is_known_as_it_was_written(text: str, written: list[str]) -> None:
    assert [measure.written for measure in read(text)] == written


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert all(math.isfinite(value) and value > 0 for _, value in values(text))


@given(st.floats(0.01, 1e6), st.floats(-0.01, 0.01))
def test_values_within_one_percent_are_at_most_one_step_apart(value: float, off: float) -> None:
    assert abs(step(value) - step(value * (1 + off))) <= 1
