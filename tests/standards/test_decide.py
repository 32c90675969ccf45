"""Deciding: the requirements of listings, by kind, fact, exclusion and day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importsafety.assessment import RequirementResult
from importsafety.listing import Listing
from importsafety.standards import Catalogue
from importsafety.standards.files import read_yaml
from importsafety.vocabulary import KINDS

DAY = date(2026, 9, 30)
CATALOGUE = Catalogue.load()


class Case(msgspec.Struct, forbid_unknown_fields=True):
    """A row of cases.yaml."""

    title: str
    details: str = ""
    yes: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


CASES = read_yaml(Path(__file__).parent / "cases.yaml", tuple[Case, ...])


def decide(title: str, details: str = "", on: date = DAY) -> dict[str, RequirementResult]:
    listing = Listing(title=title, attributes={"Details": details} if details else {})
    return {result.id: result for result in CATALOGUE.applicable(listing, on)}


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_a_listing_shows_its_requirements_and_not_their_neighbours(case: Case) -> None:
    results = decide(case.title, case.details)
    says = {id: result.applies for id, result in results.items()}
    assert {id: says.get(id) for id in case.yes} == dict.fromkeys(case.yes, "yes")
    assert [id for id in case.shown if id not in says] == []
    assert {id: results[id].why for id in case.absent if id in results} == {}


@pytest.mark.parametrize(
    ("title", "id", "day", "shown"),
    [
        ("Magnetic Balls 5mm 216 pcs Adult Desk Toy", "16 CFR 1240", "2015-06-01", True),
        ("Magnetic Balls 5mm 216 pcs Adult Desk Toy", "16 CFR 1240", "2018-01-01", False),
        ("Magnetic Balls 5mm 216 pcs Adult Desk Toy", "16 CFR 1262", "2018-01-01", False),
        ("Magnetic Balls 5mm 216 pcs Adult Desk Toy", "16 CFR 1262", "2022-10-21", True),
        ("Custom Made Roller Blinds with Cord", "16 CFR 1260", "2023-07-01", True),
        ("Custom Made Roller Blinds with Cord", "16 CFR 1260", "2026-09-30", False),
        ("Custom Made Roller Blinds with Cord", "16 CFR 1120.3(e)-(f)", "2026-09-30", True),
        ("Nursing Pillow for Breastfeeding", "16 CFR 1242", "2025-04-22", False),
        ("Nursing Pillow for Breastfeeding", "16 CFR 1242", "2025-04-23", True),
        ("Water Beads for Kids Sensory Play", "16 CFR 1250.4", "2026-03-11", False),
        ("Water Beads for Kids Sensory Play", "16 CFR 1250.4", "2026-03-12", True),
        ("Water Beads for Kids Sensory Play", "16 CFR 1250", "2026-03-11", True),
        ("Padded Crib Bumper Set", "16 CFR 1309", "2022-11-11", False),
        ("Padded Crib Bumper Set", "16 CFR 1309", "2022-11-12", True),
    ],
)
def test_the_day_decides_what_is_shown(title: str, id: str, day: str, shown: bool) -> None:
    assert (id in decide(title, on=date.fromisoformat(day))) is shown


def test_electronic_filing_is_asked_for_from_july_2026() -> None:
    before = decide("Kids Bike Helmet", on=date(2026, 7, 7))["16 CFR 1110"]
    after = decide("Kids Bike Helmet", on=date(2026, 7, 8))["16 CFR 1110"]
    assert "eFiling" not in before.why
    assert "eFiling" in after.why


def test_a_reason_quotes_the_words_it_rests_on() -> None:
    result = decide("Wooden Toy Train", "age 4+; colorful water based paint")["16 CFR 1303"]
    assert "“water based paint”" in result.why
    assert "“age 4+”" in result.why
    assert result.why.endswith(".")


def test_a_maybe_carries_the_question_that_settles_it() -> None:
    result = decide("Kids Zip Hoodie Sweatshirt", "cotton")["16 CFR 1120.3(b)"]
    assert result.applies == "maybe"
    assert result.question == "Has it a drawstring at hood, neck, waist or bottom?"
    assert (
        decide("Kids Zip Hoodie Sweatshirt", "cotton; drawstring hood")["16 CFR 1120.3(b)"].applies == "yes"
    )


def test_a_denied_fact_is_no_fact() -> None:
    assert "16 CFR 1640" in decide("Dining Chair Upholstered")
    assert "16 CFR 1640" not in decide("Dining Chair Wooden", "no upholstery")
    assert decide("Crystal Soil Beads", "not a toy").get("16 CFR 1250") is None


def test_the_wood_of_a_packing_case_makes_no_wooden_product() -> None:
    listing = Listing(
        title="Cast Iron Dumbbell", attributes={"Packing": "plywood case", "Material": "cast iron"}
    )
    assert "40 CFR 770" not in {result.id for result in CATALOGUE.applicable(listing, DAY)}


def test_the_users_decide_the_certificate() -> None:
    child, adult, either = (
        decide(title)["16 CFR 1203"]
        for title in ("Kids Bike Helmet", "Adult Bike Helmet", "Bike Helmet with Unicorn Cartoon")
    )
    assert (child.certificate, child.third_party_test) == ("CPC", True)
    assert (adult.certificate, adult.third_party_test) == ("GCC", False)
    assert (either.certificate, either.third_party_test) == ("GCC/CPC", None)


def test_banned_articles_come_first_and_only_those_are_marked() -> None:
    results = CATALOGUE.applicable(Listing(title="Braided Crib Bumper with Painted Wooden Beads"), DAY)
    assert (results[0].id, results[0].banned, results[0].applies) == ("16 CFR 1309", True, "yes")
    assert [result.id for result in results if result.banned] == ["16 CFR 1309"]
    painted = decide("Kids Wooden Toy Train", "painted")
    assert painted["16 CFR 1303"].banned is False


def test_an_unverified_row_is_marked() -> None:
    results = decide("Bluetooth Speaker")
    assert results["47 CFR 15"].verified is False
    assert decide("Baby Stroller")["16 CFR 1227"].verified is True


def test_nothing_is_shown_for_what_no_rule_touches() -> None:
    assert decide("Stainless Steel Hex Bolt M10 DIN 931") == {}
    assert decide("") == {}


def test_facts_in_any_part_of_the_listing_count() -> None:
    listing = Listing.of(
        {
            "title": "Puzzle 100 pieces",
            "category": ["Toys", "Puzzles"],
            "attributes": [["Suitable Age", "3-6 years"], ["Material", "EVA"]],
        }
    )
    says = {result.id: result.applies for result in CATALOGUE.applicable(listing, DAY)}
    assert says["16 CFR 1250"] == says["16 CFR 1307"] == "yes"


@pytest.mark.shared
def test_the_labelled_listings_reach_their_targets(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).resolve().parents[2] / "scripts")
    from evaluation.standards import measure

    for line in measure(shared):
        assert line.reached is not False, line


words = st.sampled_from(
    sorted({phrase for kind in KINDS.values() for phrases in kind.words.values() for phrase in phrases[:2]})
)
texts = st.one_of(st.text(max_size=80), st.lists(words, max_size=4).map(" ".join))


@settings(deadline=None)
@given(texts, st.dictionaries(texts, texts, max_size=3), st.lists(texts, max_size=2), st.dates())
def test_any_listing_gets_an_answer_with_reasons(
    title: str, attributes: dict[str, str], category: list[str], on: date
) -> None:
    listing = Listing(title=title, attributes=attributes, category=tuple(category), description=title)
    results = CATALOGUE.applicable(listing, on)
    assert results == CATALOGUE.applicable(listing, on)
    assert len({result.id for result in results}) == len(results)
    ranks = [(not result.banned, result.applies != "yes") for result in results]
    assert ranks == sorted(ranks)
    for result in results:
        assert result.applies in {"yes", "maybe"}
        assert len(result.why) > len("The listing says .")
        assert result.applies == "yes" or result.question
        assert CATALOGUE[result.id].in_force(on)


def test_every_sign_in_the_rules_is_a_kind_or_a_fact() -> None:
    facts = CATALOGUE.rules.facts.rows
    facets = {f"facet:{facet}" for kind in KINDS.values() for facet in kind.facets}
    sorts = {id for id, fact in facts.items() if fact.within}
    known = {*KINDS, *sorts, *facets, "needs:CPC", "needs:GCC", *(f"+{id}" for id in facts)}
    known |= {f"with:{kind}" for kind in KINDS}
    for id, cases in CATALOGUE.rules.cases.items():
        for case in cases:
            assert {*case.any, *case.all, *case.none} <= known, id
            assert case.says != "maybe" or case.ask.endswith("?"), id
            assert not case.banned or CATALOGUE[id].banned, id
    for id, fact in facts.items():
        assert {*fact.implied_by, *fact.unless, *fact.within, *fact.drops, *fact.makes} <= known, id
        assert set(fact.against) <= set(facts), id
        assert CATALOGUE.rules.facts.label(id), id


def test_every_duty_in_force_can_be_reached() -> None:
    decided = set(CATALOGUE.rules.cases)
    assert {row.id for row in CATALOGUE.values() if row.status == "in_force"} <= decided


def test_every_answer_that_tells_more_is_to_a_question_and_states_facts() -> None:
    asked = {case.ask for cases in CATALOGUE.rules.cases.values() for case in cases}
    for question, reply in CATALOGUE.rules.facts.questions.items():
        assert question in asked
        assert {*reply.yes, *reply.no, *reply.settles} <= set(CATALOGUE.rules.facts.rows), question


@settings(deadline=None)
@given(texts, st.dictionaries(st.sampled_from(sorted(CATALOGUE.questions)), st.sampled_from(["yes", "no"])))
def test_any_answers_leave_reasons_and_no_question_open_that_was_answered(
    title: str, answers: dict[str, str]
) -> None:
    results = CATALOGUE.applicable(Listing(title=title), DAY, answers)
    assert not {result.question_id for result in results} & set(answers)
    assert all((result.question is None) == (result.applies == "yes") for result in results)


def test_what_goes_with_a_product_has_not_its_requirements() -> None:
    assert decide("iPhone 3G Duo Case") == {}
    assert "16 CFR 1203" in decide("Skateboard and Bike Helmet ABS Shell")
    assert "16 CFR 1211" in decide("Garage Door Opener Belt Drive")
