"""Deciding: the requirements of listings, by kind, fact, exclusion and day."""

from __future__ import annotations

from datetime import date

import pytest
from cases import CASES, Case
from hypothesis import given
from hypothesis import strategies as st

from importsafety.assessment import RequirementResult
from importsafety.listing import Listing
from importsafety.standards import Catalogue
from importsafety.vocabulary import KINDS

DAY = date(2026, 9, 30)
CATALOGUE = Catalogue.load()


def shown(title: str, details: str = "", on: date = DAY) -> dict[str, RequirementResult]:
    listing = Listing(title=title, attributes={"Details": details} if details else {})
    return {result.id: result for result in CATALOGUE.applicable(listing, on)}


@pytest.mark.parametrize("case", CASES, ids=[case.listing.title for case in CASES])
def test_a_listing_shows_its_requirements_and_not_their_neighbours(case: Case) -> None:
    results = {result.id: result for result in CATALOGUE.applicable(case.listing, DAY)}
    says = {id: result.applies for id, result in results.items()}
    assert {id: says.get(id) for id in case.yes} == dict.fromkeys(case.yes, "yes")
    assert [id for id in case.shown if id not in says] == []
    assert {id: results[id].why for id in case.absent if id in results} == {}
