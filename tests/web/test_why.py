"""Why a rule applies and what it asks is told in every language, to the last word of ours."""

from __future__ import annotations

import re
from datetime import date

import pytest

from importsafety.listing import Listing
from importsafety.standards import Catalogue
from importsafety.standards.facts import Facts
from importsafety.vocabulary import FACTS
from importsafety.web.language import ENGLISH, LANGUAGES, speaking
from importsafety.web.why import asked, meaning, why

FOREIGN = [name for name in LANGUAGES if name != ENGLISH]
TITLES = (
    "216 pcs 5 mm magnetic balls magic cube for kids",
    "iLive self balancing scooter hoverboard with lithium battery and charger",
    "Lawn darts set for outdoor games, metal tip",
    "Baby crib with mattress, solid wood, painted, folding, for infants 0-6 months",
    "Kids pajamas cotton size 7-14, glow in the dark, with drawstring",
    "Portable gas heater, butane lighter refillable, outdoor camping",
    "Slime, putty or modelling dough for children, growing water beads",
    "Window blinds cordless custom made, wall mounted",
    "E-liquid bottle 30 ml nicotine free, refillable vape",
)
# What of a sentence is no word of ours: quoted words, citations, names of certificates, figures.
NOT_OURS = re.compile(
    r"[“«][^”»]*[”»]|\d+ (?:CFR|USC)[\w .()]*|\b(?:CPC|GCC|eFiling|TSCA|CPSC|USB|CFC)\b|[^A-Za-z]"
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.mark.parametrize("name", FOREIGN)
def test_every_question_and_every_meaning_has_its_words(catalogue: Catalogue, name: str) -> None:
    labels = {fact.label or id for id, fact in Facts.load().rows.items() if id not in FACTS}
    with speaking(name):
        assert [text for text in catalogue.questions.values() if asked(text) == text] == []
        assert [label for label in sorted(labels) if meaning(label) == label] == []


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_reason_is_told_whole(catalogue: Catalogue, name: str, title: str, answer: str) -> None:
    listing, day = Listing(title=title), date(2026, 11, 25)
    first = catalogue.applicable(listing, on=day)
    assert first
    # One question at a time: answers to all of them would contradict one another.
    told_of = [
        first,
        *(
            catalogue.applicable(listing, on=day, answers={r.question_id: answer})
            for r in first
            if r.question_id
        ),
    ]
    for result in (result for results in told_of for result in results):
        with speaking(name):
            told = why(result.why)
        assert told != result.why
        if name == "zh_CN":
            assert NOT_OURS.sub("", told) == "", told
        assert set(re.findall(r"“([^”?]*)”", result.why)) <= set(re.findall(r"[“«]([^”»]*)[”»]", told))


def test_in_english_and_of_another_form_a_reason_stays_as_it_is() -> None:
    text = "The listing says “kids” (for children)."
    assert why(text) == text
    with speaking("es"):
        assert why(text) == "El anuncio dice «kids» (para niños)."
        assert why("Somebody said so.") == "Somebody said so."
