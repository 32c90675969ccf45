"""Cues that a listing is not the thing itself, and facts that rules turn on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.vocabulary import CUES, FACTS, cues_in, facts_in
from importsafety.vocabulary.text import normalise


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Replacement blade", "replacement"),
        ("compatible with Dyson", "compatible"),
        ("手机壳 适用于", "for"),
        ("Injection mould", "mould-or-machine"),
        ("moldes de inyección", "mould-or-machine"),
        ("Doll house", "doll"),
        ("for dogs", "pet"),
        ("Refurbished drill", "used"),
        ("Digital download SVG file", "digital"),
        ("Service manual PDF", "book"),
        ("Halloween costume", "costume"),
        ("包装机 生产线", "mould-or-machine"),
        ("repuestos originales", "replacement"),
        ("Set of 4 chairs", "set"),
        ("工业用", "industrial"),
    ],
)
def test_cues(text, cue):
    assert cue in [hit.cue for hit in cues_in(text)]
    assert all(hit.meaning.endswith(".") for hit in cues_in(text))


@pytest.mark.parametrize("text", ["Slim fit shirt", "hot dog cooker", "Arctic Cat snowmobile"])
def test_words_that_only_look_like_a_cue(text):
    assert not {"compatible", "pet"} & {hit.cue for hit in cues_in(text)}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Toddler 2T", "toddler"),
        ("男童", "child"),
        ("para bebés", "infant"),
        ("LR44 included", "coin-cell"),
        ("锂电池", "lithium-ion"),
        ("Li-ion 18650", "lithium-ion"),
        ("110V US plug", "mains"),
        ("Wi-Fi and Bluetooth 5.0", "wireless"),
        ("neodymium", "magnet"),
        ("BPA-free", "food-contact"),
        ("100% cotton", "textile"),
        ("particle board", "composite-wood"),
        ("tablero MDF", "composite-wood"),
        ("propane", "fuel"),
        ("hood with drawstrings", "drawstring"),
        ("lidocaine 5%", "lidocaine"),
        ("kills 99% of germs", "pesticide-claim"),
        ("tapizado", "upholstered"),
    ],
)
def test_facts(text, fact):
    assert fact in [hit.fact for hit in facts_in(text)]


@given(st.text())
def test_hits_lie_in_the_normal_form(text):
    normal = normalise(text)
    for hit in cues_in(text):
        assert hit.cue in CUES and normal[hit.start : hit.end] == hit.words
    for hit in facts_in(text):
        assert hit.fact in FACTS and normal[hit.start : hit.end] == hit.words
