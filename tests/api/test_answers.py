"""Answers to the questions of a check decide it anew; a day decides it for another day."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

CHECK = "/api/v1/check"
TRAIN = {"title": "Wooden Toy Train Set for kids 3+"}
PAINTED = "is-any-surface-painted-or-coated"


def asked(client: FlaskClient, listing: dict[str, Any] = TRAIN, **more: Any) -> dict[str, Any]:
    response = client.post(CHECK, json={"listing": listing, **more})
    assert response.status_code == 200, response.get_json()
    answer: dict[str, Any] = response.get_json()
    return answer


def rules(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {result["id"]: result for result in answer["requirements"]}


def test_a_question_is_asked_once_and_the_answer_decides(client: FlaskClient) -> None:
    paint = rules(asked(client))["16 CFR 1303"]
    assert (paint["applies"], paint["question_id"]) == ("maybe", PAINTED)
    yes = rules(asked(client, answers={PAINTED: "yes"}))["16 CFR 1303"]
    assert (yes["applies"], yes["question"], yes["question_id"]) == ("yes", None, None)
    assert paint["question"] in yes["why"] and "you answered" in yes["why"]
    assert "16 CFR 1303" not in rules(asked(client, answers={PAINTED: "no"}))
    assert rules(asked(client, answers={PAINTED: "unknown"}))["16 CFR 1303"] == paint


def test_an_answer_decides_every_requirement_it_bears_on(client: FlaskClient) -> None:
    helmet = {"title": "Bike Helmet with Unicorn Cartoon"}
    child = "is-it-designed-mainly-for-children-of-12-or-younger"
    open_one = asked(client, helmet)
    assert open_one["plan"]["certificate"] == "unclear"
    assert {open_one_rule["question_id"] for open_one_rule in open_one["requirements"]} == {child, None}
    yes, no = (asked(client, helmet, answers={child: answer}) for answer in ("yes", "no"))
    assert (yes["plan"]["certificate"], yes["plan"]["third_party"]) == ("CPC", True)
    assert rules(yes)["16 CFR 1203"]["certificate"] == "CPC"
    assert {"15 USC 1278a", "15 USC 2063(a)(5)"} <= set(rules(yes))
    assert (no["plan"]["certificate"], no["plan"]["third_party"]) == ("GCC", False)
    assert {"15 USC 1278a", "15 USC 2063(a)(5)"}.isdisjoint(rules(no))


def test_an_exemption_is_asked_the_other_way_round(client: FlaskClient) -> None:
    blind = {"title": "Cordless Cellular Window Blinds"}
    question = rules(asked(client, blind))["16 CFR 1120.3(e)-(f)"]["question_id"]
    assert "16 CFR 1120.3(e)-(f)" not in rules(asked(client, blind, answers={question: "yes"}))
    assert rules(asked(client, blind, answers={question: "no"}))["16 CFR 1120.3(e)-(f)"]["applies"] == "yes"


def test_the_day_decides_too(client: FlaskClient) -> None:
    pillow = {"title": "Nursing Pillow for Breastfeeding"}
    assert "16 CFR 1242" not in rules(asked(client, pillow, on="2025-04-22"))
    assert "16 CFR 1242" in rules(asked(client, pillow, on="2025-04-23"))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"on": "soon"}, "on"),
        ({"on": "2026-7-8"}, "on"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": 20260708}, "on"),
        ({"answers": ["yes"]}, "answers"),
        ({"answers": {"nobody-asked": "yes"}}, "answers.nobody-asked"),
        ({"answers": {PAINTED: "perhaps"}}, f"answers.{PAINTED}"),
        ({"answers": {PAINTED: True}}, f"answers.{PAINTED}"),
        ({"answers": {PAINTED: ["yes"]}}, f"answers.{PAINTED}"),
        ({"answers": {"<script>": "yes"}}, "answers.<script>"),
    ],
)
def test_what_is_no_day_or_answer_says_what_to_mend(
    client: FlaskClient, more: dict[str, Any], field: str
) -> None:
    response = client.post(CHECK, json={"listing": TRAIN, **more})
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == [field]


def test_the_plan_is_summed_up_in_every_answer(client: FlaskClient) -> None:
    plan = asked(client)["plan"]
    assert plan["certificate"] == "CPC" and plan["third_party"] is True
    assert plan["tests"] == 2 and plan["questions"] == 7
    assert "16 CFR 1250" in plan["reasons"][0]
    assert asked(client, {"title": "Stainless Steel Hex Bolt"})["plan"]["certificate"] == "none"
    assert client.post(CHECK, json={"url": "http://127.0.0.1/"}).get_json()["plan"] is None


def test_the_sentences_of_an_answer_are_told_in_a_language(client: FlaskClient) -> None:
    plain = asked(client)
    told = asked(client, say_in="zh-CN")
    said = told.pop("said")
    assert told == plain, "the answer itself is the same for every program"
    for rule in plain["requirements"]:
        assert said[rule["why"]].startswith("商品信息写有")
        assert rule["question"] is None or said[rule["question"]].endswith("？")
    assert all(reason in said for reason in plain["plan"]["reasons"])
    assert "said" not in asked(client, say_in="en") and "said" not in plain
    # A language that is not spoken here is answered in English.
    assert "said" not in asked(client, say_in="fr-CA")
    (item,) = client.post(f"{CHECK}/batch", json={"items": [{"listing": TRAIN, "say_in": "es"}]}).get_json()[
        "results"
    ]
    assert any(text.startswith("El anuncio dice") for text in item["said"].values())


@pytest.mark.parametrize("language", [7, ["es"], "x" * 99])
def test_a_language_that_is_none_is_refused(client: FlaskClient, language: Any) -> None:
    response = client.post(CHECK, json={"listing": TRAIN, "say_in": language})
    assert response.status_code == 422 and "`say_in`" in response.get_json()["detail"]
