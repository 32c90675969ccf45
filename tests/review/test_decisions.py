"""What a decision does to the answers: at once, never silently, to no other item, and not for ever."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.assessment import Verdict
from importsafety.check import Checker
from importsafety.listing import Listing
from importsafety.review import BadContest, decide, raise_contest
from importsafety.review.keys import keys
from importsafety.review.labels import LABELS
from importsafety.store import Store
from importsafety.store.contests import Contest

BALLS = {"title": "KUGELO magnetic balls KG-216", "brand": "KUGELO", "model": "KG-216"}
LADLE = {"title": "Soup ladle, steel"}
MAGNETS, HELMETS = "cpsc:25901", "cpsc:25902"


class Desk:
    """A store and a checker on one home, and how to contest and decide there."""

    def __init__(self, home: Path):
        self.store, self.checker = Store(home), Checker(home)

    def contest(self, listing: dict[str, Any], notice: str | None, claim: str = "wrong_match") -> Contest:
        given = {
            "listing": listing,
            "notice_id": notice,
            "claim": claim,
            "reason": "It is something else altogether.",
        }
        return raise_contest(self.store, self.checker, given, "local", "local")

    def decided(self, contest: Contest, label: str, **more: Any) -> Contest:
        given = {"label": label, "reason": "The letters on the tin differ.", **more}
        done = decide(self.store, contest, given, "someone")
        self.checker.decisions.renew()
        return done


@pytest.fixture
def desk(mine: Path) -> Desk:
    return Desk(mine)


def test_a_wrong_match_is_taken_out_and_the_answer_says_so(desk: Desk) -> None:
    before = desk.checker.check(Listing.of(BALLS))
    assert before.verdict is Verdict.RECALLED and before.decisions == ()
    done = desk.decided(desk.contest(BALLS, MAGNETS), "homonym")
    assert done.state == "corrected"
    after = desk.checker.check(Listing.of(BALLS))
    assert MAGNETS not in {match.notice.id for match in after.matches}
    assert after.verdict is not Verdict.RECALLED
    (told,) = after.decisions
    today = date.today().isoformat()
    assert (
        told.says == f"A maintainer of this installation decided on {told.on}: The letters on the tin differ."
    )
    assert (told.notice, told.effect, told.until > today) == (MAGNETS, "not_this", True)
    assert after.as_dict()["decisions"][0]["says"] == told.says


def test_another_model_stays_visible_as_a_similar_kind_with_the_decision_beside_it(desk: Desk) -> None:
    desk.decided(desk.contest(BALLS, MAGNETS), "near_model")
    after = desk.checker.check(Listing.of(BALLS))
    (match,) = [match for match in after.matches if match.notice.id == MAGNETS]
    assert match.tier is Verdict.SIMILAR
    assert match.evidence[0].feature == "decision" and match.evidence[0].weight < 0
    assert "A maintainer of this installation decided" in match.evidence[0].text
    assert match.probability < 0.5


def test_a_missing_match_comes_in_first(desk: Desk) -> None:
    assert desk.checker.check(Listing.of(LADLE)).verdict is Verdict.NO_MATCH
    done = desk.decided(desk.contest(LADLE, None, "missing_match"), "exact", notice=HELMETS)
    assert done.state == "corrected"
    after = desk.checker.check(Listing.of(LADLE))
    assert (after.verdict, after.matches[0].notice.id) == (Verdict.RECALLED, HELMETS)
    assert after.matches[0].evidence[0].text == after.decisions[0].says


def test_a_decision_that_it_is_the_item_never_weakens_a_match(desk: Desk) -> None:
    before = desk.checker.check(Listing.of(BALLS))
    desk.decided(desk.contest(BALLS, MAGNETS, "missing_match"), "relisted")
    after = desk.checker.check(Listing.of(BALLS))
    assert after.matches[0].tier is Verdict.RECALLED
    assert after.matches[0].probability >= before.matches[0].probability


@pytest.mark.parametrize("claim", ["wrong_match", "missing_match"])
@pytest.mark.parametrize("label", LABELS)
def test_what_the_listing_is_decides_who_was_right(desk: Desk, claim: str, label: str) -> None:
    done = desk.decided(desk.contest(BALLS, MAGNETS, claim), label)
    right = LABELS[label].right
    assert done.state == ("corrected" if right == (claim == "missing_match") else "upheld")
    assert (desk.store.override(done.id) is not None) == (done.state == "corrected")


def test_other_items_are_answered_as_before(desk: Desk) -> None:
    other = Listing.of({**BALLS, "title": "KUGELO KG-216 magnet set", "model": "KG-216 B"})
    before = desk.checker.check(other)
    desk.decided(desk.contest(BALLS, MAGNETS), "homonym")
    assert desk.checker.check(other) == before


def test_brand_and_model_are_known_in_any_spelling(desk: Desk) -> None:
    desk.decided(desk.contest(BALLS, MAGNETS), "homonym", key="model")
    after = desk.checker.check(Listing.of({"title": "Neodymium cube", "brand": "kugelo", "model": "KG 216"}))
    assert [told.notice for told in after.decisions] == [MAGNETS]


def test_it_ends_when_it_expires_and_when_it_is_withdrawn(desk: Desk) -> None:
    first = desk.contest(BALLS, MAGNETS)
    begun = date.today()
    desk.decided(first, "homonym", days=1)
    override = desk.store.override(first.id)
    # It may be past midnight by now.
    days = [(day + timedelta(days=1)).isoformat() for day in (begun, date.today())]
    assert override and override.until in days
    assert desk.store.withdraw(first.id, "someone", "It was the item after all.")
    desk.checker.decisions.renew()
    assert desk.checker.check(Listing.of(BALLS)).verdict is Verdict.RECALLED
    assert not desk.store.withdraw(first.id, "someone", "again")
    assert [event.what for event in desk.store.contest_events(first.id)] == [
        "received",
        "corrected",
        "withdrawn",
    ]


def test_the_narrowest_decision_holds(desk: Desk) -> None:
    page = {**BALLS, "url": "https://www.alibaba.com/product-detail/Balls_1600111222333.html"}
    desk.decided(desk.contest(BALLS, MAGNETS), "homonym", key="model")
    desk.decided(desk.contest(page, MAGNETS, "missing_match"), "exact")
    assert desk.checker.check(Listing.of(page)).verdict is Verdict.RECALLED
    assert desk.checker.check(Listing.of(BALLS)).verdict is not Verdict.RECALLED


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"label": "stolen"}, "label"),
        ({"reason": "no"}, "reason"),
        ({"key": "page"}, "key"),
        ({"days": "0"}, "days"),
        ({"days": "1e9"}, "days"),
        ({"notice": "cpsc:nothing"}, "notice_id"),
    ],
)
def test_a_decision_that_cannot_be_says_what_to_mend(desk: Desk, change: dict[str, Any], field: str) -> None:
    contest = desk.contest(BALLS, MAGNETS)
    with pytest.raises(BadContest) as caught:
        desk.decided(contest, **{"label": "homonym", **change})
    assert caught.value.field == field
    kept = desk.store.contest(contest.id)
    assert kept and kept.is_open


def test_two_maintainers_decide_once(desk: Desk) -> None:
    contest = desk.contest(BALLS, MAGNETS)
    desk.decided(contest, "homonym")
    with pytest.raises(BadContest, match="meanwhile"):
        desk.decided(contest, "exact")


def test_the_same_contest_is_taken_in_once(desk: Desk) -> None:
    first = desk.contest(BALLS, MAGNETS)
    assert desk.contest(BALLS, MAGNETS) == first
    assert desk.contest(BALLS, HELMETS).id != first.id
    desk.decided(first, "exact")
    assert desk.contest(BALLS, MAGNETS).id != first.id


def test_another_process_hears_of_a_decision(desk: Desk, mine: Path) -> None:
    other = Checker(mine)
    assert other.check(Listing.of(BALLS)).verdict is Verdict.RECALLED
    desk.decided(desk.contest(BALLS, MAGNETS), "homonym")
    other.decisions.renew()  # what a second does
    assert other.check(Listing.of(BALLS)).decisions


_TEXT = st.text(max_size=60)


@given(st.builds(Listing, title=_TEXT, brand=_TEXT, model=_TEXT, url=_TEXT))
def test_any_listing_has_keys_or_none(listing: Listing) -> None:
    found = keys(listing)
    assert list(found) == [kind for kind in ("page", "model", "title") if kind in found]
    assert all(found.values())
