"""Text as it is compared: a normal form that is stable, words, and plurals that meet their singulars."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.vocabulary.text import fold, folded, normalise, spans_of, tokens, words_of


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("  Bébé\t CUNA ", "bebe cuna"),
        ("ＡＢＣ１２３（大号）", "abc123(大号)"),
        ("Children’s “E‑Bike” — new", 'children\'s "e-bike" - new'),
        ("Straße ﬁt", "strasse fit"),
        ("เสื้อ", "เสื้อ"),
        ("한국어", "한국어"),
        ("", ""),
    ],
)
def test_the_normal_form(text, normal):
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Children's E-Bike, 48V", ["childrens", "e", "bike", "48v"]),
        ("Levi's HC_030/HC-030", ["levis", "hc", "030", "hc", "030"]),
        ("磁力球5mm LED灯串", ["磁", "力", "球", "5mm", "led", "灯", "串"]),
        ("niño", ["nino"]),
    ],
)
def test_words(text, words):
    assert tokens(text) == words


@pytest.mark.parametrize(
    "alike",
    [
        "crib cribs", "battery batteries", "knife knives", "box boxes", "watch watches", "dress dresses",
        "child children childrens", "woman women womens", "hoodie hoodies hoody", "shoe shoes", "stove stoves",
        "tire tyre tyres", "mold mould moulds", "jewelry jewellery", "cuna cunas", "shelf shelves", "lens lenses",
        "glass glasses", "axe axes", "pajama pajamas pyjamas", "toy toys", "bus buses",
    ],
)  # fmt: skip
def test_one_form_for_singular_and_plural(alike):
    assert len(set(map(fold, alike.split()))) == 1


@pytest.mark.parametrize("apart", ["tube tub", "plane plan", "glass gas", "cane can", "princess prince"])
def test_other_words_stay_apart(apart):
    assert len(set(map(fold, apart.split()))) == 2


@given(st.text())
def test_the_normal_form_is_stable(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_words_lie_where_they_are_said_to(text):
    normal = normalise(text)
    for word, (start, end) in zip(words_of(normal), spans_of(normal), strict=True):
        assert normal[start:end].replace("'", "") == word
    assert folded(text) == tuple(map(fold, tokens(text)))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_folding_twice_a_plain_plural_is_the_same_word(word):
    assert fold(word + "s") == fold(word + "s")
    assert fold(word)


def test_traditional_chinese_reads_as_simplified():
    assert normalise("嬰兒車、電熱毯與LED燈") == normalise("婴儿车、电热毯与LED灯")
    assert len(normalise("檯燈")) == 2, "places in the text stay where they were"


def test_a_trade_mark_sign_is_no_part_of_the_word():
    assert tokens("Grabby Rattles™") == ["grabby", "rattles"] and tokens("LEGO®Duplo") == ["lego", "duplo"]
