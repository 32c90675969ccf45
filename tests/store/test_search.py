"""The search page: people's words are words, never query syntax."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importsafety.notice import Firm, Identifier, NoticeKind


@pytest.fixture
def filled(store, pull, notice):
    pull(
        notice(
            "24260",
            name="Space Heater",
            date="2024-06-01",
            identifiers=(
                Identifier("model", "HC030", "HC-030"),
                Identifier("gtin", "00012345678905", "012345678905"),
            ),
            description="The heaters can overheat.",
        ),
        notice(
            "24261",
            name="Bunk Bed",
            date="2024-07-01",
            firms=(Firm("Ningbo Sleep Ltd", "importer", ("Sömmer",)),),
        ),
        notice("24262", name="Heater Cover", date="2024-08-01", description="Covers for a bed of flowers."),
    )
    pull(
        notice(
            "24300",
            id="cpsc-warnings:24300",
            source="cpsc-warnings",
            kind=NoticeKind.WARNING,
            name="Heater Fan",
            date="2024-09-01",
        ),
        source="cpsc-warnings",
    )
    return store


def numbers(page):
    return [notice.number for notice in page.notices]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("bunk bed", ["24261"]),
        ("BEDS", ["24261", "24262"]),
        ("heater overheat", ["24260"]),
        ("ningbo", ["24261"]),
        ("sommer", ["24261"]),
        ("HC-030", ["24260"]),
        ("hc030", ["24260"]),
        ("hc 030", ["24260"]),
        ("24-260", ["24260"]),
        ("24260", ["24260"]),
        ("012345678905", ["24260"]),
        ("0012345678905", ["24260"]),
        ("0 12345 67890 5", ["24260"]),
        ("cpsc:24261", ["24261"]),
        ("toaster", []),
        ("heater toaster", []),
        ("&", []),
        ('"', []),
    ],
)
def test_words_and_codes_find_notices(filled, words, found):
    assert sorted(numbers(filled.search(words))) == sorted(found)


def test_without_words_the_newest_come_first(filled):
    assert numbers(filled.search()) == ["24300", "24262", "24261", "24260"]


def test_a_name_counts_more_than_the_prose(filled):
    assert numbers(filled.search("bed"))[0] == "24261"


def test_source_and_kind_narrow_it(filled):
    assert numbers(filled.search("heater", source="cpsc-warnings")) == ["24300"]
    assert numbers(filled.search(kind="warning")) == ["24300"]
    assert filled.search("heater", source="cpsc", kind="warning").total == 0


def test_dates_hazard_country_firm_and_code_narrow_it(filled, pull, notice):
    pull(
        notice(
            "24400",
            name="Lamp",
            date="2024-10-01",
            hazard_classes=("fire", "shock"),
            countries=("CN", "VN"),
            firms=(Firm("Lumen & Sons", "importer"),),
            description="Ningbo is where the harbour is.",
        ),
        complete=False,
    )
    assert numbers(filled.search(hazard="shock")) == ["24400"]
    assert numbers(filled.search("lamp", country="VN")) == ["24400"]
    assert filled.search("bunk", country="VN").total == 0
    assert numbers(filled.search(since="2024-07-01", until="2024-08-01")) == ["24262", "24261"]
    assert numbers(filled.search(firm="ningbo")) == ["24261"]
    assert numbers(filled.search(firm='lumen" OR')) == []
    assert numbers(filled.search(code="012345678905")) == ["24260"]
    assert numbers(filled.search(code="HC 030")) == ["24260"]
    assert filled.search(code="heater").total == 0
    assert filled.search(source="").total == 5


def test_counts_say_what_another_choice_would_find(filled, pull, notice):
    lamp = notice("24400", name="Lamp Heater", date="2024-10-01", hazard_classes=("fire",), countries=("CN",))
    pull(lamp, complete=False)
    counts = filled.counts("heater", source="cpsc", hazard="fire")
    assert counts["source"] == [("cpsc", 1)]
    assert counts["hazard"] == [("fire", 1)]
    assert counts["month"] == [("2024-10", 1)]
    assert filled.counts("heater", source="cpsc")["source"] == [("cpsc", 3), ("cpsc-warnings", 1)]
    assert filled.counts()["kind"] == [("recall", 4), ("warning", 1)]


def test_counts_follow_a_changed_notice(filled, pull, notice):
    for hazards in (("fire",), ("fall", "crush"), ()):
        pull(notice("24260", name="Space Heater", date="2024-06-01", hazard_classes=hazards), complete=False)
        assert {name for name, _ in filled.counts("space heater")["hazard"]} == set(hazards)


def test_pages_follow_each_other_and_know_the_total(filled):
    pages = [filled.search(page=number, size=3) for number in (1, 2, 3)]
    assert [len(page.records) for page in pages] == [3, 1, 0]
    assert {page.total for page in pages} == {4}
    assert pages[0].pages == 2
    assert filled.search(page=-5, size=0).size == 1


@pytest.mark.parametrize(
    "words", ['heater"', "heater OR bed", "title:heater", "heater*", "NEAR(heater bed)", "^heater", "(", "-"]
)
def test_query_syntax_has_no_meaning(filled, words):
    filled.search(words)


def test_or_is_a_word(filled):
    assert filled.search("heater OR bed").total == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_any_words_can_be_asked(filled, words):
    filled.search(words)
    filled.notice(words)


def test_a_very_long_question_is_cut(filled):
    assert filled.search("bed " * 50_000).total == 2
