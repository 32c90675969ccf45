"""Model numbers are compared as whole tokens, whatever their punctuation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.matching import codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Baby walker HC-030 pink", "HC030"),
        ("Baby walker HC 030 pink", "HC030"),
        ("Baby walker hc030", "HC030"),
        ("SKU MY-HC030-BLK", "HC030"),
        ("SKU MY-HC030-BLK", "HC030BLK"),
        ("Model CY125ATV-1", "CY125ATV1"),
        ("quad CY125-ATV1", "CY125ATV1"),
    ],
)
def test_a_code_is_found_in_every_format(text: str, code: str) -> None:
    assert code in set(codes.codes_in(text))


@pytest.mark.parametrize(
    "quantity", ["1500W", "2024", "12V", "5MM", "3IN1", "10PCS", "4K", "CR2032", "SS304", "USB2"]
)
def test_a_quantity_or_a_year_is_no_code(quantity: str) -> None:
    assert codes.strength(quantity) == codes.NONE


@pytest.mark.parametrize(
    ("code", "strength"),
    [
        ("YD001", codes.STRONG),
        ("4843351A", codes.STRONG),
        ("MK04", codes.WEAK),
        ("1234", codes.WEAK),
        ("SHUNA", codes.NONE),
    ],
)
def test_longer_codes_identify_more(code: str, strength: int) -> None:
    assert codes.strength(code) == strength


def test_a_stated_list_of_models_is_taken_apart() -> None:
    assert codes.said_codes("4843351A / 4843351B, HC-030 and X1") == {"4843351A", "4843351B", "HC030", "X1"}


@pytest.mark.parametrize(
    "sizes", ["Size: 7 X 7 X 20 cm", "7x7x20cm", "40 x 30 mm", "18 in. x 24 in.", "1.5×2×3 m", "60*90"]
)
def test_sizes_hold_no_codes(sizes: str) -> None:
    assert list(codes.codes_in(f"bottle, {sizes}, pink")) == []


@pytest.mark.parametrize(("text", "code"), [("Card RX 480 8GB", "RX480"), ("GT-2000 x 3", "GT2000")])
def test_a_code_beside_an_x_stays(text: str, code: str) -> None:
    assert code in set(codes.codes_in(text))


def test_art_inside_smart_is_no_code() -> None:
    assert "ART" not in set(codes.codes_in("smart ART1 toy"))


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    for code in codes.codes_in(text):
        assert code == codes.normalise(code)
    codes.said_codes(text)


@given(st.from_regex(r"[A-Z]{2,4}[0-9]{2,5}", fullmatch=True), st.sampled_from(["-", " ", "_", "."]))
def test_punctuation_between_letters_and_digits_does_not_matter(code: str, mark: str) -> None:
    at = next(i for i, c in enumerate(code) if c.isdigit())
    assert code in set(codes.codes_in(f"big {code[:at]}{mark}{code[at:]} thing"))


@pytest.mark.parametrize(
    ("code", "trunks"),
    [
        ("HC030BK", {"HC030B", "HC030"}),
        ("HC030", set()),
        ("HC030BLUE", {"HC030BLU", "HC030BL", "HC030B"}),
        ("AB12C", set()),
        ("SHUNABC", set()),
    ],
)
def test_a_variant_has_up_to_three_letters_more(code: str, trunks: set[str]) -> None:
    assert set(codes.trunks(code)) == trunks
