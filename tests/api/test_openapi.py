"""The OpenAPI document describes what the server really answers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

RECALLED = {
    "title": "KUGELO magnetic balls 216 pcs",
    "brand": "KUGELO",
    "model": "KG-216",
    "attributes": {"Age": "14+"},
}
CALLS = [
    ("post", "/api/v1/check", "/api/v1/check", {"listing": RECALLED}),
    ("post", "/api/v1/check", "/api/v1/check", {"listing": {"title": "Soup ladle"}}),
    ("post", "/api/v1/check", "/api/v1/check", {"url": "http://127.0.0.1/"}),
    ("post", "/api/v1/check", "/api/v1/check", {}),
    ("post", "/api/v1/check", "/api/v1/check", {"listing": {"title": []}}),
    ("post", "/api/v1/check/batch", "/api/v1/check/batch", {"items": [{"listing": RECALLED}, {}]}),
    ("post", "/api/v1/plan", "/api/v1/plan", {"listing": RECALLED}),
    ("post", "/api/v1/plan", "/api/v1/plan", {"url": "http://127.0.0.1/"}),
    (
        "post",
        "/api/v1/plan/filing",
        "/api/v1/plan/filing",
        {"listing": RECALLED, "values": {"product_id": "1"}},
    ),
    ("post", "/api/v1/plan/report", "/api/v1/plan/report", {"listing": RECALLED, "report": "ASTM F963-17"}),
    ("get", "/api/v1/notices", "/api/v1/notices?q=magnetic", None),
    ("get", "/api/v1/notices", "/api/v1/notices?page=x", None),
    ("get", "/api/v1/notices/{id}", "/api/v1/notices/cpsc:25901", None),
    ("get", "/api/v1/notices/{id}", "/api/v1/notices/none", None),
    ("get", "/api/v1/requirements", "/api/v1/requirements", None),
    ("get", "/api/v1/requirements/{id}", "/api/v1/requirements/16 CFR 1262", None),
    ("get", "/api/v1/batches", "/api/v1/batches", None),
    ("post", "/api/v1/batches", "/api/v1/batches", {"items": []}),
    ("get", "/api/v1/batches/{id}/rows", "/api/v1/batches/99/rows", None),
    ("get", "/api/v1/shops", "/api/v1/shops", None),
    ("get", "/api/v1/status", "/api/v1/status", None),
    ("get", "/healthz", "/healthz", None),
    ("get", "/readyz", "/readyz", None),
]


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    document: dict[str, Any] = app.test_client().get("/openapi.json").get_json()
    return document


def validator(document: dict[str, Any], schema: dict[str, Any], closed: bool = True) -> Draft202012Validator:
    """`closed`: a field that the document does not name is an error too."""
    components = {
        name: ({**part, "additionalProperties": False} if closed and "properties" in part else part)
        for name, part in document["components"]["schemas"].items()
    }
    return Draft202012Validator({**schema, "components": {"schemas": components}})


@pytest.mark.parametrize(("method", "path", "url", "body"), CALLS)
def test_answers_agree_with_the_document(
    client: FlaskClient, document: dict[str, Any], method: str, path: str, url: str, body: Any
) -> None:
    response = client.open(url, method=method.upper(), json=body)
    described = document["paths"][path][method]["responses"][str(response.status_code)]["content"]
    validator(document, described[response.mimetype]["schema"]).validate(response.get_json())


@pytest.mark.parametrize(
    ("way", "given"), [("listing", RECALLED), ("page", {"url": "x"}), ("url", "https://x.example")]
)
def test_the_document_takes_exactly_one_way_to_name_a_product(
    document: dict[str, Any], way: str, given: Any
) -> None:
    body = document["paths"]["/api/v1/check"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    check = validator(document, body, closed=False)
    assert check.is_valid({way: given})
    assert not check.is_valid({})
    assert not check.is_valid({"listing": RECALLED, "url": "https://x.example", "page": {}})


def test_the_structure_is_sound(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert {"title", "version", "description"} <= document["info"].keys()
    seen = set()
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["summary"]
            assert len([status for status in operation["responses"] if status < "300"]) == 1
            assert operation["operationId"] not in seen
            seen.add(operation["operationId"])
            named = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert name.isidentifier()
    for target in re.findall(r"'\$ref': '#/components/schemas/(\w+)'", str(document)):
        assert target in document["components"]["schemas"]


def test_every_address_for_programs_is_described(app: Flask, document: dict[str, Any]) -> None:
    rules = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    served = {rule for rule in rules if rule.startswith("/api/") or rule in {"/healthz", "/readyz"}}
    assert served == set(document["paths"])


def test_the_documentation_page_names_every_operation_and_schema(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    page = client.get("/docs").text
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    for name in document["components"]["schemas"]:
        assert f'id="schema-{name}"' in page
    assert "//cdn" not in page and "<script>" not in page
