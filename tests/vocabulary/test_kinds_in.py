"""Which kinds a text names, and in what role."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.vocabulary import KINDS, kinds_in
from importsafety.vocabulary.text import normalise


def roles(text):
    return [(hit.kind, hit.role) for hit in kinds_in(text)]


@pytest.mark.parametrize("spelt", ["e-bike", "E bikes", "ebike", "E-BIKES", "e‑bike", "é-bike"])
def test_a_word_is_found_however_it_is_spelt(spelt):
    assert [hit.kind for hit in kinds_in(f"New {spelt} 48V")] == ["e-bike"]


@pytest.mark.parametrize("apart", ["car pet hair remover", "a cat in the hat", "ladder of success story"])
def test_words_are_not_run_together_into_another(apart):
    assert not {"rug", "cookware"} & {hit.kind for hit in kinds_in(apart)}


def test_the_longest_words_win_over_those_within():
    assert roles("kids bicycle helmet") == [("bicycle-helmet", "head")]
    assert roles("drop side crib") == [("drop-side-crib", "head")]
    assert roles("电动滑板车") == [("e-scooter", "head")]


def test_of_two_that_share_a_word_the_noun_stays():
    assert roles("kids electric scooter helmet")[-1] == ("bicycle-helmet", "head")
    assert roles("casco de bicicleta para niños") == [("bicycle-helmet", "head")]


def test_a_phrase_that_means_something_else_takes_its_words_along():
    assert roles("baby bed sheet") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grill cover for Cuisinart gas grill", [("grill-accessory", "head"), ("gas-grill", "for")]),
        ("Phone holder for bike", [("phone-accessory", "head"), ("bicycle", "for")]),
        ("Battery compatible with Dyson vacuum cleaner, hair dryer", [
            ("battery", "head"), ("vacuum-cleaner", "for"), ("hair-dryer", "for")]),
        ("Bassinet with mattress", [("bassinet", "head"), ("mattress", "with")]),
        ("Hoverboard spare parts", [("hoverboard", "part")]),
        ("Hair dryer wall holder", [("hair-dryer", "part")]),
        ("Funda para parrilla de gas", [("gas-grill", "for")]),
        ("适用于婴儿推车", [("stroller", "for")]),
        ("True Fit safety gate", [("baby-gate", "head")]),
        ("For kids electric scooter 24V", [("e-scooter", "head")]),
    ],
)  # fmt: skip
def test_roles(text, expected):
    assert roles(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "makes"),
    [
        ("Crib bumper injection mould", "crib-bumper", "industrial-machine"),
        ("High chair for dolls", "high-chair", None),
        ("Hoverboard scale model", "hoverboard", "scale-model"),
        ("hoverboard for dogs", "hoverboard", None),
    ],
)
def test_a_word_beside_it_can_make_it_another_thing(text, kind, makes):
    hit = next(hit for hit in kinds_in(text) if hit.kind == kind)
    assert hit.role != "head"
    if makes:
        assert (hit.role, hit.makes) == ("part", makes)


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Bread bowl recipe", "tableware"),
        ("Crib notes for students", "crib"),
        ("Magnetic phone holder for car", "magnet"),
        ("Slim fit jeans light blue", "lighting"),
        ("Cigarette lighter adapter 12V", "lighter"),
        ("Toy storage organizer", "toy"),
        ("Blind spot sensor", "window-covering"),
        ("Solar generator 500W", "generator"),
        ("Dishwasher safe plates", "dishwasher"),
        ("Adult trike", "tricycle"),
    ],
)
def test_words_that_mean_another_thing(text, never):
    assert never not in [hit.kind for hit in kinds_in(text)]


def test_an_empty_or_foreign_text_names_nothing():
    assert kinds_in("") == kinds_in("   ") == kinds_in("☃ ~~ 12345") == ()


@given(st.lists(st.one_of(st.text(max_size=8), st.sampled_from(
    ["crib", "for", "with", "toy", "cover", "磁力球", "婴儿床", "funda", "para", "cuna", ",", "fits", "mould"]
)), max_size=12).map(" ".join))  # fmt: skip
def test_hits_lie_in_the_normal_form_in_order(text):
    normal = normalise(text)
    last = -1
    for hit in kinds_in(text):
        assert hit.kind in KINDS
        assert 0 <= hit.start < hit.end <= len(normal)
        assert normal[hit.start : hit.end] == hit.words
        assert hit.role in ("head", "for", "with", "part")
        assert hit.start > last
        last = hit.start
