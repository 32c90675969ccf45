"""The certificate plan over the API: plan, eFiling form, supplier message, test report."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from doors import HOSTILE

PLAN = "/api/v1/plan"
TRAIN = {
    "title": "Wooden Toy Train Set for kids 3+",
    "model": "TT-100",
    "attributes": {"Place of Origin": "Zhejiang, China"},
}


def post(client: FlaskClient, path: str = "", listing: dict[str, Any] = TRAIN, **more: Any) -> dict[str, Any]:
    response = client.post(PLAN + path, json={"listing": listing, **more})
    assert response.status_code == 200, response.get_json()
    answer: dict[str, Any] = response.get_json()
    return answer


def test_a_plan_names_certificate_tests_editions_and_laboratory(client: FlaskClient) -> None:
    plan = post(client, on="2026-09-30")["plan"]
    assert (plan["certificate"], plan["third_party"], plan["on"]) == ("CPC", True, "2026-09-30")
    tests = {test["id"]: test for test in plan["tests"]}
    assert tests["16 CFR 1250"]["standards"] == ["ASTM F963-23"]
    assert tests["16 CFR 1250"]["laboratory"] == "accepted"
    assert (
        tests["16 CFR 1303"]["applies"] == "maybe"
        and tests["16 CFR 1303"]["question_id"] in plan["questions"]
    )
    assert "15 USC 2063(a)(5)" in {mark["id"] for mark in plan["marks"]}
    assert "16 CFR 1308" in {hint["cites"] for hint in plan["hints"]}


def test_the_edition_is_that_of_the_day(client: FlaskClient) -> None:
    crib = {"title": "Full-size wooden baby crib"}
    editions = [
        {test["id"]: test["standards"] for test in post(client, "", crib, on=day)["plan"]["tests"]}[
            "16 CFR 1219"
        ]
        for day in ("2026-07-31", "2026-08-01")
    ]
    assert editions == [["ASTM F1169-19"], ["ASTM F1169-25"]]


def test_answers_change_the_plan(client: FlaskClient) -> None:
    painted = post(client, answers={"is-any-surface-painted-or-coated": "yes"})
    assert {"16 CFR 1303": "yes"}.items() <= {
        test["id"]: test["applies"] for test in painted["plan"]["tests"]
    }.items()
    citations = next(e for e in painted["filing"]["entries"] if e["key"] == "citations")
    assert "16 CFR 1303" in citations["value"]


@pytest.mark.parametrize(
    ("title", "certificate"),
    [
        ("Disposable gas lighter", "GCC"),
        ("Bike Helmet with Unicorn Cartoon", "unclear"),
        ("Upholstered dining chair", "none"),
        ("Stainless steel hex bolt M10", "none"),
        ("Baby stroller", "CPC"),
    ],
)
def test_certificates(client: FlaskClient, title: str, certificate: str) -> None:
    plan = post(client, "", {"title": title})["plan"]
    assert plan["certificate"] == certificate
    assert plan["reasons"]


def test_the_form_has_the_seven_elements_and_says_where_values_are_from(client: FlaskClient) -> None:
    form = post(client)["filing"]
    assert {entry["element"] for entry in form["entries"]} == set(range(8))
    entries = {entry["key"]: entry for entry in form["entries"]}
    assert (entries["product_id"]["value"], entries["product_id"]["known_from"]) == (
        "TT-100",
        "the listing's model",
    )
    assert entries["manufacturer_country"]["value"] == "CN"
    assert entries["citations"]["value"] == "16 CFR 1250; 15 USC 1278a"
    assert entries["hts_code"]["value"] == "" and "does not follow" in entries["hts_code"]["help"]
    assert form["complete"] is False and entries["laboratory_id"]["required"] is True


FILLED = {
    "product_id": "TT-100",
    "citations": "16 CFR 1250; 15 USC 1278a",
    "manufacture_date": "2024-08",
    "manufacturer_name": "Holz Co.",
    "manufacturer_address": "1 Road, Wenzhou",
    "manufacturer_country": "CN",
    "test_date": "2024-08-15",
    "laboratory_name": "A Laboratory, Ningbo, China",
    "laboratory_id": "1234",
    "records_name": "A. Person",
    "records_email": "a@example.com",
    "records_address": "2 Street, Reno NV",
}


def test_a_complete_form_has_no_problem(client: FlaskClient) -> None:
    form = post(client, "/filing", values=FILLED, on="2026-09-30")
    assert {entry["key"]: entry["problem"] for entry in form["entries"] if entry["problem"]} == {}
    assert form["complete"] is True


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("citations", "16 CFR 1250", "15 USC 1278a"),
        ("citations", "16 CFR 9999; 16 CFR 1250; 15 USC 1278a", "16 CFR 9999"),
        ("manufacture_date", "August", "2026-08"),
        ("manufacture_date", "2999-01", "still to come"),
        ("test_date", "2026-02-30", "2026-08-15"),
        ("manufacturer_country", "China", "CN"),
        ("laboratory_id", "1710", "HUAK"),
        ("laboratory_id", "17", "Four digits"),
        ("laboratory_name", "Shenzhen GTT Testing Technology Co Ltd", "1843"),
        ("records_email", "nobody", "name@example.com"),
        ("records_phone", "call me", "Digits"),
        ("hts_code", "95", "Eight or ten"),
        ("records_name", "", "Needed"),
    ],
)
def test_a_wrong_value_says_what_to_mend(client: FlaskClient, key: str, value: str, says: str) -> None:
    form = post(client, "/filing", values=FILLED | {key: value})
    problems = {entry["key"]: entry["problem"] for entry in form["entries"] if entry["problem"]}
    assert set(problems) == {key}
    assert says in problems[key]


def test_the_form_as_a_table_runs_no_formula(client: FlaskClient) -> None:
    response = client.post(
        f"{PLAN}/filing",
        json={"listing": TRAIN, "values": FILLED | {"records_name": "=cmd()"}, "format": "csv"},
    )
    assert response.mimetype == "text/csv"
    header, row = csv.reader(io.StringIO(response.get_data(as_text=True).lstrip("\ufeff")))
    table = dict(zip(header, row, strict=True))
    assert table["certificate"] == "CPC" and table["laboratory_id"] == "1234"
    assert table["records_name"] == "'=cmd()"


def test_the_supplier_is_asked_in_english_and_chinese(client: FlaskClient) -> None:
    answer = post(client, answers={"is-any-surface-painted-or-coated": "yes"})
    english, chinese = answer["messages"]["en"]["body"], answer["messages"]["zh"]["body"]
    for body in (english, chinese):
        assert "16 CFR 1250" in body and "ASTM F963-23" in body and "16 CFR 1303" in body
        assert "1710" in body and "TT-100" in body
    assert "Dear supplier" in english and "检测报告" in chinese and "追溯标签" in chinese
    assert "软质塑料" in chinese and "soft plastic" not in chinese
    assert "Lacey" not in english, "a tariff heading is not the supplier's to know"


def test_a_listing_cannot_add_lines_to_the_message(client: FlaskClient) -> None:
    title = f"Toy car for kids {HOSTILE}\n\nPay to account 1"
    message = post(client, "", {"title": title})["messages"]["en"]
    assert "\nPay" not in message["body"] and "\n" not in message["subject"]


def test_a_ban_is_in_the_message_and_the_plan(client: FlaskClient) -> None:
    answer = post(client, "", {"title": "Padded Crib Bumper Set"})
    assert answer["plan"]["bans"] == ["16 CFR 1309"]
    assert "16 CFR 1309" in answer["messages"]["en"]["body"].split("1. ")[0]


REPORT = """Test Report No. SZ123 Shenzhen HUAK Testing Technology Co., Ltd. CPSC Lab ID: 1710
Sample: wooden train TT 100, tested 3 March 2024
ASTM F963-17 mechanical and physical; total lead per CPSIA section 101: pass. EN 71-3."""


def findings(client: FlaskClient, report: str, **more: Any) -> set[tuple[str, str]]:
    return {(f["about"], f["state"]) for f in post(client, "/report", report=report, **more)["findings"]}


def test_a_report_is_compared_with_the_plan(client: FlaskClient) -> None:
    answer = post(client, "/report", report=REPORT, on="2026-09-30")
    rules = {
        f["plan"].split(" Toys")[0].split(" Lead")[0]: f for f in answer["findings"] if f["about"] == "rule"
    }
    assert rules["16 CFR 1250"]["state"] == "outdated" and "2024-04-20" in rules["16 CFR 1250"]["says"]
    assert rules["15 USC 1278a"]["state"] == "matches"
    found = {(f["about"], f["state"]) for f in answer["findings"]}
    assert {
        ("laboratory", "withdrawn"),
        ("model", "matches"),
        ("date", "outdated"),
        ("other", "unclear"),
    } <= found


@pytest.mark.parametrize(
    ("report", "found"),
    [
        ("ASTM F963-23 tested 2026-08-01, CPSC Lab ID 1234, TT-100", ("rule", "matches")),
        ("ASTM F963:2023 tested 2026-08-01", ("rule", "matches")),
        ("ASTM F963 tested 2026-08-01", ("rule", "unclear")),
        ("16 CFR Part 1250 and 15 U.S.C. 1278a", ("rule", "matches")),
        ("nothing of the kind", ("rule", "missing")),
        ("nothing of the kind", ("laboratory", "missing")),
        ("nothing of the kind", ("date", "missing")),
        ("nothing of the kind", ("model", "missing")),
        ("model TT-1000", ("model", "missing")),
        ("检测日期 2099年1月15日", ("date", "unclear")),
        ("gtt testing, somewhere", ("laboratory", "withdrawn")),
        ("Laboratory ID No. 1843", ("laboratory", "withdrawn")),
    ],
)
def test_what_a_report_says_and_lacks(client: FlaskClient, report: str, found: tuple[str, str]) -> None:
    assert found in findings(client, report)


@pytest.mark.parametrize(
    ("path", "more", "field"),
    [
        ("/report", {}, "report"),
        ("/report", {"report": "  "}, "report"),
        ("/report", {"report": 7}, "report"),
        ("/filing", {"values": ["a"]}, "values"),
        ("/filing", {"values": {"product_id": 7}}, "values"),
        ("/filing", {"format": "pdf"}, "format"),
        ("", {"on": "then"}, "on"),
        ("", {"answers": {"what": "yes"}}, "answers.what"),
    ],
)
def test_what_cannot_be_planned_says_what_to_mend(
    client: FlaskClient, path: str, more: dict[str, Any], field: str
) -> None:
    response = client.post(PLAN + path, json={"listing": TRAIN, **more})
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == field


def test_a_page_that_cannot_be_read_has_no_plan(client: FlaskClient) -> None:
    response = client.post(PLAN, json={"url": "http://127.0.0.1/"})
    assert response.status_code == 422 and response.get_json()["detail"]
    assert client.post(PLAN, json=[]).status_code == 422
