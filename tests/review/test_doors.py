"""Contest and review over the API, the pages and the command line."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from doors import HOSTILE
from importsafety.cli import main
from importsafety.store import Store

BALLS = {
    "title": "KUGELO magnetic balls KG-216",
    "brand": "KUGELO",
    "model": "KG-216",
    "seller": "Ms. Seller",
    "url": "https://www.alibaba.com/product-detail/Balls_1600111222333.html",
}
MAGNETS = "cpsc:25901"
WRONG = {
    "listing": BALLS,
    "claim": "wrong_match",
    "notice_id": MAGNETS,
    "reason": "I am the maker; call me, Jane Roe, at 555-0100.",
}
DECISION = {"label": "homonym", "reason": "The set in the notice is another one."}


def contest(client: FlaskClient, **change: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/contests", json={**WRONG, **change})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def verdict(client: FlaskClient, listing: dict[str, Any] = BALLS) -> str:
    return str(client.post("/api/v1/check", json={"listing": listing}).get_json()["verdict"])


def test_the_answer_that_was_given_before_follows_at_once(asking: FlaskClient) -> None:
    assert verdict(asking) == "recalled"  # and is kept for the next who asks the same
    found = contest(asking)
    assert found["state"] == "received" and found["due"] > "2026"
    assert verdict(asking) == "recalled"
    assert asking.post(f"{found['page']}/decide", data=DECISION).status_code == 303
    answer = asking.post("/api/v1/check", json={"listing": BALLS}).get_json()
    assert answer["verdict"] != "recalled"
    assert answer["decisions"][0]["says"].endswith(DECISION["reason"])
    assert answer["decisions"][0]["contest"] == found["id"]
    page = asking.get("/check", query_string={"q": BALLS["title"]}).text
    assert "A maintainer of this installation decided" not in page  # it was decided for that page alone
    assert asking.post(f"{found['page']}/withdraw", data={"reason": ""}).status_code == 303
    assert verdict(asking) == "recalled"


def test_a_catalogue_and_its_table_tell_of_the_decision(
    asking: FlaskClient, mine: Path, tmp_path: Path
) -> None:
    asking.post(f"{contest(asking)['page']}/decide", data=DECISION)
    file, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    file.write_text(json.dumps({"id": "1", **BALLS}) + "\n", "utf-8")
    done = run(mine, "screen", str(file), "-o", str(out))
    assert done.exit_code == 0, done.output
    row = json.loads(out.read_text("utf-8"))
    assert MAGNETS not in {match["id"] for match in row["notices"]}
    assert row["decisions"] and DECISION["reason"] in row["decisions"][0]
    table = tmp_path / "out.csv"
    assert run(mine, "screen", str(file), "-o", str(table)).exit_code == 0
    assert DECISION["reason"] in table.read_text("utf-8-sig")
    listing = tmp_path / "listing.json"
    listing.write_text(json.dumps(BALLS), "utf-8")
    told = run(mine, "check", "--listing", str(listing)).output
    assert DECISION["reason"] in " ".join(told.split())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"claim": "lies"}, "claim"),
        ({"claim": None}, "claim"),
        ({"reason": "no"}, "reason"),
        ({"reason": ["x"]}, "reason"),
        ({"reason": "x" * 2_001}, "reason"),
        ({"notice_id": None}, "notice_id"),
        ({"notice_id": "cpsc:none"}, "notice_id"),
        ({"notice_id": {}}, "notice_id"),
        ({"listing": {}}, "listing"),
        ({"listing": {"title": []}}, None),
        ({"listing": None}, "listing"),
        ({"corrected": "brand"}, "corrected"),
    ],
)
def test_what_cannot_be_taken_in_says_what_to_mend(
    asking: FlaskClient, change: dict[str, Any], field: str | None
) -> None:
    answer = asking.post("/api/v1/contests", json={**WRONG, **change})
    assert answer.status_code == 422
    body = answer.get_json()
    assert body["detail"] and (field is None or body["errors"][0]["field"] == field)


def test_a_recall_may_be_named_by_its_number(asking: FlaskClient) -> None:
    assert contest(asking, notice_id="25-901")["notice_id"] == MAGNETS


def test_what_the_document_says_is_what_is_answered(asking: FlaskClient) -> None:
    document = asking.get("/openapi.json").get_json()
    found = contest(asking, corrected={"brand": "Other"})
    asking.post(f"{found['page']}/decide", data=DECISION)
    for path, address in (
        ("/api/v1/contests/{id}", f"/api/v1/contests/{found['id']}"),
        ("/api/v1/decisions", "/api/v1/decisions"),
    ):
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {**schema, "components": document["components"]}
        Draft202012Validator(whole).validate(asking.get(address).get_json())
    assert asking.get("/api/v1/contests/none").status_code == 404


def test_the_public_log_names_no_person_no_seller_and_no_address(asking: FlaskClient) -> None:
    found = contest(asking)
    assert "Nothing was decided yet" in asking.get("/decisions").text
    asking.post(f"{found['page']}/decide", data=DECISION)
    pages = [asking.get(path).text for path in ("/decisions", "/decisions/feed.atom", "/api/v1/decisions")]
    for text in pages:
        assert DECISION["reason"] in text and BALLS["title"] in text
        for private in ("Jane Roe", "555-0100", "Ms. Seller", "alibaba"):
            assert private not in text
    feed = ElementTree.fromstring(pages[1])
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1


def test_the_form_of_an_answer_contests_it_and_says_what_is_missing(asking: FlaskClient) -> None:
    form = {"listing": json.dumps(BALLS), "claim": "wrong_match", "notice": MAGNETS, "reason": "short"}
    page = asking.post("/contests", data=form)
    assert page.status_code == 422 and "Say why" in page.text and MAGNETS in page.text
    done = asking.post("/contests", data=form | {"reason": "The model on the tin is another."})
    assert done.status_code == 303
    assert "Received" in asking.get(done.headers["Location"]).text
    assert asking.post("/contests", data=form | {"listing": "{"}).status_code == 422


def test_hostile_text_is_shown_as_text(asking: FlaskClient) -> None:
    found = contest(asking, listing={"title": f"KG-216 {HOSTILE}"}, reason=f"Because {HOSTILE}")
    asking.post(f"{found['page']}/decide", data=DECISION | {"reason": f"Since {HOSTILE}"})
    for path in (found["page"], "/review", "/decisions", "/contests", "/decisions/feed.atom"):
        text = asking.get(path).text
        assert "<script>alert" not in text and "<img src=x" not in text, path


def test_a_rule_can_be_contested_and_the_answer_stands_or_not(asking: FlaskClient) -> None:
    found = contest(asking, claim="wrong_requirement", notice_id=None)
    bad = asking.post(f"{found['page']}/decide", data={"reason": DECISION["reason"], "state": "gone"})
    assert bad.status_code == 422 and "Say whether the answer stands" in bad.text
    asking.post(f"{found['page']}/decide", data={"reason": DECISION["reason"], "state": "upheld"})
    assert asking.get(f"/api/v1/contests/{found['id']}").get_json()["state"] == "upheld"


def test_a_maintainer_takes_it_up(asking: FlaskClient) -> None:
    found = contest(asking)
    asking.post(f"{found['page']}/take-up")
    assert asking.get(f"/api/v1/contests/{found['id']}").get_json()["state"] == "under_review"
    assert "Under review" in asking.get("/review").text


def test_who_is_from_elsewhere_contests_but_does_not_decide(own: Flask, asking: FlaskClient) -> None:
    found = contest(asking)
    visitor = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}
    assert own.test_client().get("/review", **visitor).status_code == 403
    for way in ("decide", "withdraw", "take-up"):
        answer = own.test_client().post(f"{found['page']}/{way}", data=DECISION, **visitor)
        assert answer.status_code == 403, way
    assert verdict(asking) == "recalled"


def test_another_teams_contest_is_seen_by_who_maintains_only(
    own: Flask, asking: FlaskClient, mine: Path
) -> None:
    with Store(mine) as store:
        given = {
            "claim": "wrong_match",
            "notice": MAGNETS,
            "listing": BALLS,
            "reason": "Not this one.",
            "corrected": {},
        }
        answer = asking.post("/api/v1/check", json={"listing": BALLS}).get_json()
        other = store.add_contest("x", 3, team="others", answer=answer, **given)
    assert asking.get(f"/contests/{other.id}").status_code == 200
    visitor = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}
    assert own.test_client().get(f"/contests/{other.id}", **visitor).status_code == 404
    assert other.id not in asking.get("/contests").text
    assert other.id in asking.get("/review").text


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(
        main, words, env={"IMPORTSAFETY_HOME": str(home), "IMPORTSAFETY_SOURCES": "cpsc"}
    )


def test_the_command_line_lists_shows_decides_withdraws(asking: FlaskClient, mine: Path) -> None:
    assert "Nothing waits" in run(mine, "review", "list").output
    id = contest(asking)["id"]
    assert id in run(mine, "review", "list").output
    shown = run(mine, "review", "show", id).output
    assert "KUGELO" in shown and "page: www.alibaba.com" in shown
    bad = run(mine, "review", "decide", id, "--reason", DECISION["reason"])
    assert bad.exit_code == 2 and "--label" not in bad.output.split("Error")[0]
    done = run(
        mine, "review", "decide", id, "--label", "clear", "--reason", DECISION["reason"], "--days", "30"
    )
    assert done.exit_code == 0 and "corrected; answers follow it until" in done.output
    assert json.loads(run(mine, "review", "list", "--all", "--json").output)[0]["label"] == "clear"
    assert run(mine, "review", "withdraw", id, "--reason", "A mistake of ours.").exit_code == 0
    assert run(mine, "review", "withdraw", id, "--reason", "A mistake of ours.").exit_code == 1
    assert run(mine, "review", "show", "none").exit_code == 1


def test_what_was_decided_is_read_by_the_evaluation(
    asking: FlaskClient, mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = contest(asking)
    asking.post(f"{first['page']}/decide", data=DECISION)
    second = contest(asking, claim="missing_match", notice_id=None, listing={"title": "Soup ladle"})
    asking.post(f"{second['page']}/decide", data=DECISION | {"label": "relisted", "notice": MAGNETS})
    contest(asking, claim="wrong_reading", notice_id=None)
    out = tmp_path / "eval" / "recall_match.jsonl"
    out.parent.mkdir()
    assert run(mine, "review", "export", str(out)).exit_code == 0
    assert "Ms. Seller" not in out.read_text("utf-8") and "alibaba" not in out.read_text("utf-8")
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "scripts"))
    data = importlib.import_module("evaluation.data")
    url = "https://www.cpsc.gov/Recalls/2025/25901"
    rows = data.rows(tmp_path, data.Notices((), {data.group_key(url): MAGNETS}, {}))
    assert {(row.kind, row.right) for row in rows} == {
        ("homonym", frozenset()),
        ("relisted", frozenset({MAGNETS})),
    }
    assert {row.group for row in rows} == {data.group_key(url)}
    sys.modules.pop("evaluation.data", None)
    assert run(mine, "review", "export").output.count("\n") == 2


def test_the_api_answers_with_the_status_that_its_document_names(asking: FlaskClient) -> None:
    named = asking.get("/openapi.json").get_json()["paths"]["/api/v1/contests"]["post"]["responses"]
    sent = {"listing": {"title": "KUGELO KG-216"}, "claim": "missing_match", "reason": "It is another one."}
    answer = asking.post("/api/v1/contests", json=sent)
    assert [status for status in named if status < "300"] == [str(answer.status_code)] == ["201"]
