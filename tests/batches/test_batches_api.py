"""Batches for programs, and that their answers agree with the API's document."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from batch_desk import Desk

ITEMS = [{"id": "a", "title": "KUGELO magnetic balls", "model": "KG-216"}, {"title": "Soup ladle"}]


def agrees(desk: Desk, method: str, path: str, answer: Any) -> dict[str, Any]:
    """What was answered, once it was held against the document."""
    document = desk.client.get("/openapi.json").get_json()
    described = document["paths"][path][method]["responses"][str(answer.status_code)]["content"]
    schema = {**described[answer.mimetype]["schema"], "components": document["components"]}
    Draft202012Validator(schema).validate(answer.get_json())
    found: dict[str, Any] = answer.get_json()
    return found


def test_a_batch_from_giving_it_to_its_last_row(desk: Desk) -> None:
    given = desk.client.post("/api/v1/batches", json={"name": "mine", "items": ITEMS})
    id = agrees(desk, "post", "/api/v1/batches", given)["id"]
    desk.done(id)
    far = agrees(desk, "get", "/api/v1/batches/{id}", desk.client.get(f"/api/v1/batches/{id}"))
    assert (far["name"], far["state"], far["rows"], far["done"]) == ("mine", "done", 2, 2)
    found = desk.client.get(f"/api/v1/batches/{id}/rows?size=1&page=2&sort=row")
    rows = agrees(desk, "get", "/api/v1/batches/{id}/rows", found)
    assert rows["pages"] == 2 and [row["title"] for row in rows["rows"]] == ["Soup ladle"]
    whole = desk.client.get(f"/api/v1/batches/{id}/rows/1")
    answer = agrees(desk, "get", "/api/v1/batches/{id}/rows/{n}", whole)
    assert answer["verdict"] == "recalled" and answer["listing"]["id"] == "a"
    listed = agrees(desk, "get", "/api/v1/batches", desk.client.get("/api/v1/batches"))
    assert [batch["id"] for batch in listed["batches"]] == [id]
    for what in ("stop", "resume"):
        told = desk.client.post(f"/api/v1/batches/{id}/{what}")
        assert agrees(desk, "post", f"/api/v1/batches/{{id}}/{what}", told)["state"] == "done"


def test_items_may_stand_as_in_a_check(desk: Desk) -> None:
    given = desk.client.post("/api/v1/batches", json={"items": [{"listing": ITEMS[0]}, ITEMS[1]]})
    id = agrees(desk, "post", "/api/v1/batches", given)["id"]
    desk.done(id)
    rows = desk.client.get(f"/api/v1/batches/{id}/rows?sort=row").get_json()["rows"]
    assert [row["title"] for row in rows] == ["KUGELO magnetic balls", "Soup ladle"]


@pytest.mark.parametrize("body", [{}, {"items": []}, {"items": [{"title": 3}]}, {"items": "x"}])
def test_what_is_no_batch_says_why(desk: Desk, body: Any) -> None:
    answer = desk.client.post("/api/v1/batches", json=body)
    assert answer.status_code == 422 and answer.get_json()["errors"]
    assert desk.store.batches("local") == []


def test_another_teams_batch_is_not_there(desk: Desk) -> None:
    id = desk.store.create("others", "theirs")
    for path in ("", "/rows", "/rows/1"):
        assert desk.client.get(f"/api/v1/batches/{id}{path}").status_code == 404
    for what in ("stop", "resume"):
        assert desk.client.post(f"/api/v1/batches/{id}/{what}").status_code == 404
