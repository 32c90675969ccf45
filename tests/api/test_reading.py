"""Notices, requirements, shops, status, health: what programs read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from doors import NOTICES
from importsafety.api import create_app
from importsafety.settings import Settings

API = "/api/v1"


@pytest.mark.parametrize(
    "words", ["magnetic ball", "KG-216", "kg 216", "036000291452", "25901", "25-901", "kugelo"]
)
def test_a_notice_is_found_by_words_model_barcode_or_number(client: FlaskClient, words: str) -> None:
    found = client.get(f"{API}/notices", query_string={"q": words}).get_json()
    assert "cpsc:25901" in [notice["id"] for notice in found["notices"]]


def test_pages_of_notices(client: FlaskClient) -> None:
    first = client.get(f"{API}/notices?size=30").get_json()
    second = client.get(f"{API}/notices?size=30&page=2").get_json()
    total = len(NOTICES)
    assert (first["total"], len(first["notices"]), len(second["notices"])) == (total, 30, total - 30)
    assert not {n["id"] for n in first["notices"]} & {n["id"] for n in second["notices"]}
    assert client.get(f"{API}/notices?source=nobody").get_json()["total"] == 0
    assert client.get(f"{API}/notices?kind=warning").get_json()["total"] == 0


@pytest.mark.parametrize("query", ["page=0", "page=x", "size=1000", "kind=rumour", f"q={'a' * 201}"])
def test_a_bad_query_names_the_field(client: FlaskClient, query: str) -> None:
    response = client.get(f"{API}/notices?{query}")
    assert response.status_code == 422
    problem = response.get_json()
    assert problem["errors"][0]["field"] == query.partition("=")[0]
    assert problem["errors"][0]["field"] in problem["detail"]


@pytest.mark.parametrize("words", ['"', "' OR 1=1 --", "NEAR(", "*", "a AND", "😀", "%00"])
def test_search_words_are_never_syntax(client: FlaskClient, words: str) -> None:
    assert client.get(f"{API}/notices", query_string={"q": words}).status_code == 200


def test_a_notice_with_its_identifiers_and_history(client: FlaskClient) -> None:
    notice = client.get(f"{API}/notices/cpsc:25901").get_json()
    assert notice["url"] == "https://www.cpsc.gov/Recalls/2025/25901"
    assert {"gtin", "model"} <= {item["kind"] for item in notice["identifiers"]}
    assert any("KG-216" in item.get("sentence", "") for item in notice["identifiers"])
    assert len(notice["history"]) == 1


@pytest.mark.parametrize("id", ["cpsc:0", "x", "../../etc/passwd", "cpsc%3A%00"])
def test_an_unknown_notice_is_not_found(client: FlaskClient, id: str) -> None:
    response = client.get(f"{API}/notices/{id}")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


def test_requirements_are_found_by_words_and_read_by_citation_or_slug(client: FlaskClient) -> None:
    found = client.get(f"{API}/requirements?q=magnet").get_json()
    assert "16 CFR 1262" in [row["citation"] for row in found["requirements"]]
    by_id = client.get(f"{API}/requirements/16 CFR 1262").get_json()
    assert by_id["agency"] == "CPSC" and by_id["status"] == "in_force"
    assert client.get(f"{API}/requirements/{by_id['slug']}").get_json() == by_id
    assert client.get(f"{API}/requirements/16 CFR 0").status_code == 404
    everything = client.get(f"{API}/requirements").get_json()
    assert everything["total"] == len(everything["requirements"]) > 100
    only = client.get(f"{API}/requirements?agency=CPSC&status=vacated").get_json()["requirements"]
    assert only and {(row["agency"], row["status"]) for row in only} == {("CPSC", "vacated")}


def test_shops_are_the_extensions_recipes(client: FlaskClient) -> None:
    ours = Path(__file__).parents[2] / "extension" / "shops.json"
    assert client.get(f"{API}/shops").get_json() == json.loads(ours.read_text("utf-8"))


def test_status_tells_sources_ages_and_the_snapshot(client: FlaskClient) -> None:
    status = client.get(f"{API}/status").get_json()
    assert status["refreshing"] is False
    assert status["snapshot"]["notices"] == len(NOTICES) and status["snapshot"]["starter"] is False
    source = status["sources"]["cpsc"]
    assert (source["rows"], source["as_of"], source["state"]) == (len(NOTICES), "2025-04-24", "done")
    assert source["title"] and source["refreshed_at"]


def test_health_and_readiness(client: FlaskClient, tmp_path: Path) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 200

    empty = create_app(Settings(home=tmp_path / "empty")).test_client()
    headers = {"Host": "localhost"}
    assert empty.get("/healthz", headers=headers).status_code == 200
    response = empty.get("/readyz", headers=headers)
    assert response.status_code == 503
    assert "importsafety refresh" in response.get_json()["detail"]
    answer = empty.post(
        f"{API}/check", json={"listing": {"title": "magnetic balls"}}, headers=headers
    ).get_json()
    assert answer["verdict"] == "unchecked" and answer["reason"]


def test_a_damaged_database_stops_only_what_reads_it(home: Path, tmp_path: Path) -> None:
    broken = tmp_path / "home"
    (broken / "snapshots").mkdir(parents=True)
    for path in (home / "snapshots").rglob("*"):
        target = broken / path.relative_to(home)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        elif path.is_symlink():
            target.symlink_to(path.readlink())
        else:
            target.write_bytes(path.read_bytes())
    (broken / "importsafety.sqlite3").write_bytes(b"SQLite format 3\x00" + b"\xaa" * 5000)

    client = create_app(Settings(home=broken)).test_client()
    headers = {"Host": "localhost"}
    answer = client.post(f"{API}/check", json={"listing": {"title": "KUGELO KG-216 balls"}}, headers=headers)
    assert answer.get_json()["verdict"] != "unchecked"
    for path in (f"{API}/notices", f"{API}/status"):
        response = client.get(path, headers=headers)
        assert response.status_code == 503
        assert "importsafety refresh" in response.get_json()["detail"]
    page = client.get("/", headers=headers | {"Accept": "text/html"})
    assert page.status_code == 200 and "cannot be read" in page.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/nothing", 404),
        ("GET", "/api/v1/check", 405),
        ("DELETE", "/api/v1/notices", 405),
        ("PUT", "/healthz", 405),
    ],
)
def test_every_error_is_a_problem_document(client: FlaskClient, method: str, path: str, status: int) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = response.get_json()
    assert {"type", "title", "status", "detail"} <= problem.keys()
    assert (response.headers.get("Allow") is not None) is (status == 405)


def test_requirements_by_product_and_by_day(client: FlaskClient) -> None:
    def ids(**query: str) -> set[str]:
        found = client.get("/api/v1/requirements", query_string=query).get_json()["requirements"]
        return {row["id"] for row in found}

    assert {"16 CFR 1203", "15 USC 1278a"} <= ids(product="kids bike helmet")
    assert "16 CFR 1242" not in ids(product="nursing pillow", on="2025-04-22")
    assert "16 CFR 1242" in ids(product="nursing pillow", on="2025-04-23")
    assert ids(agency="", status="", on="", q="") == ids()
    assert client.get("/api/v1/requirements?on=soon").status_code == 422


def test_the_rules_page_searches_by_product_and_day(client: FlaskClient) -> None:
    page = client.get("/requirements?product=kids+bike+helmet&on=2026-09-30&agency=").get_data(as_text=True)
    assert "16 CFR 1203" in page and "16 CFR 1262" not in page and "kids bike helmet" in page
