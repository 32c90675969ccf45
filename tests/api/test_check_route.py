"""POST /check and /check/batch through HTTP."""

from __future__ import annotations

import json
from io import RawIOBase
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from doors import NOTICES, recall
from importsafety.api import create_app
from importsafety.listing import Listing
from importsafety.refresh import refresh
from importsafety.settings import Settings

CHECK = "/api/v1/check"
BATCH = "/api/v1/check/batch"
RECALLED = {
    "title": "KUGELO magnetic balls 216 pcs 5 mm",
    "brand": "KUGELO",
    "model": "KG-216",
    "gtin": "036000291452",
}


def test_a_recalled_listing_is_answered_with_the_notice_its_evidence_and_the_datas_age(
    client: FlaskClient,
) -> None:
    answer = client.post(CHECK, json={"listing": RECALLED}).get_json()

    assert answer["verdict"] == "recalled"
    assert answer["severity"] == "high"
    first = answer["notices"][0]
    assert (first["id"], first["kind"], first["date"]) == ("cpsc:25901", "recall", "2025-04-24")
    assert {"model", "brand"} <= {item["feature"] for item in first["evidence"]}
    assert first["hazards"] and first["remedy"] and first["countries"] == ["CN"] and first["units"] == 1200
    assert answer["as_of"] == {"cpsc": "2025-04-24"}
    assert "16 CFR 1262" in {row["citation"] for row in answer["requirements"]}
    assert answer["listing"] == RECALLED
    assert "not a clearance" in answer["disclaimer"]


def test_nothing_found_is_no_match_and_names_no_notice(client: FlaskClient) -> None:
    answer = client.post(CHECK, json={"listing": {"title": "Stainless steel soup ladle 30 cm"}}).get_json()
    assert answer["verdict"] == "no_match"
    assert answer["notices"] == []


def test_page_facts_are_read_and_checked(client: FlaskClient) -> None:
    facts = {
        "url": "https://shop.example.com/products/kugelo-kg-216",
        "html_title": "KUGELO Magnetic Balls KG-216",
        "jsonld": ['{"@type": "Product", "name": "KUGELO Magnetic Balls KG-216", "brand": "KUGELO"}'],
    }
    answer = client.post(CHECK, json={"page": facts})
    assert answer.status_code in {200, 422}, "facts are read or refused with what to mend"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "http://localhost/admin",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://192.168.1.1/",
        "http://2130706433/",
        "https://user:secret@127.0.0.1/",
        "http://host.invalid/product/1",
    ],
)
def test_an_address_that_may_not_or_cannot_be_read_is_unchecked_with_the_reason(
    client: FlaskClient, url: str
) -> None:
    response = client.post(CHECK, json={"url": url})
    assert response.status_code == 200
    answer = response.get_json()
    assert answer["verdict"] == "unchecked"
    assert answer["severity"] == "unknown"
    assert len(answer["reason"]) > 15


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({}, 422, "exactly one"),
        ([], 422, "object"),
        (7, 422, "object"),
        ("listing", 422, "object"),
        ({"listing": {"title": "x"}, "url": "https://example.com/"}, 422, "exactly one"),
        ({"listing": {}}, 422, "nothing to compare"),
        ({"listing": {"title": "   "}}, 422, "nothing to compare"),
        ({"listing": {"title": "🔥🔥🔥"}}, 422, "nothing to compare"),
        ({"listing": {"colour of the sky": "blue"}}, 422, "nothing to compare"),
        ({"listing": {"url": "https://example.com/"}}, 422, "nothing to compare"),
        ({"listing": "a title"}, 422, "JSON object"),
        ({"listing": {"title": ["a"]}}, 422, "`title` must be text"),
        ({"listing": {"title": True}}, 422, "`title` must be text"),
        ({"listing": {"title": "a", "attributes": "red"}}, 422, "`attributes` must be an object"),
        ({"listing": {"title": "a", "images": {"a": 1}}}, 422, "`images` must be a list"),
        ({"title": "magnetic balls"}, 422, 'inside "listing"'),
        ({"url": 7}, 422, "web address"),
        ({"url": ""}, 422, "web address"),
        ({"url": "https://example.com/" + "a" * 5000}, 422, "4000"),
        ({"url": "file:///etc/passwd"}, 422, "http or https"),
        ({"url": "gopher://example.com/"}, 422, "http or https"),
        ({"url": "javascript:alert(1)"}, 422, "http or https"),
        ({"url": "not a url"}, 422, "http or https"),
        ({"url": "http://"}, 422, "http or https"),
        ({"page": "<html>"}, 422, ""),
        ({"page": []}, 422, ""),
    ],
)
def test_a_body_that_cannot_be_checked_says_what_to_mend(
    client: FlaskClient, body: Any, status: int, says: str
) -> None:
    response = client.post(CHECK, json=body)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = response.get_json()
    assert problem["status"] == status
    assert says in problem["detail"]
    assert problem["title"] and problem["type"]


@pytest.mark.parametrize(
    ("raw", "content_type", "status"),
    [
        (b'{"listing": {"title": "x"', "application/json", 400),
        (b"", "application/json", 400),
        (b'{"listing": {"title": "\xff\xfe"}}', "application/json", 400),
        ('{"listing": {"title": "crib"}}'.encode("utf-16"), "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"listing": {"title": NaN}}', "application/json", 400),
        (b'{"listing": {"title": "x"}}', "text/plain", 415),
        (b'{"listing": {"title": "x"}}', "", 415),
        (b"listing=x", "application/x-www-form-urlencoded", 415),
        (b'{"listing": {"title": "' + b"x" * 1_100_000 + b'"}}', "application/json", 413),
    ],
)
def test_what_is_not_json_is_refused(client: FlaskClient, raw: bytes, content_type: str, status: int) -> None:
    response = client.post(CHECK, data=raw, content_type=content_type or None)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert len(response.get_json()["detail"]) > 20


class _InPieces(RawIOBase):
    """A body that comes a few bytes at a time, as from a slow sender."""

    def __init__(self, body: bytes):
        self._left = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        piece, self._left = self._left[: min(7, len(buffer))], self._left[min(7, len(buffer)) :]
        buffer[: len(piece)] = piece
        return len(piece)


def _sent(client: FlaskClient, body: bytes, stated: int) -> TestResponse:
    given = {"wsgi.input": _InPieces(body), "CONTENT_LENGTH": str(stated)}
    return client.post(CHECK, content_type="application/json", environ_overrides=given)


def test_a_body_is_read_to_its_stated_length_however_it_comes(client: FlaskClient) -> None:
    raw = json.dumps({"listing": RECALLED}).encode()
    assert _sent(client, raw, len(raw)).get_json()["verdict"] == "recalled"
    assert _sent(client, raw + b"and more", len(raw)).get_json()["verdict"] == "recalled"


def test_a_body_that_ends_before_its_stated_length_is_refused(client: FlaskClient) -> None:
    raw = json.dumps({"listing": RECALLED}).encode()
    response = _sent(client, raw[:-5], len(raw))
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"


def test_a_title_of_100_kb_is_cut_and_answered(client: FlaskClient) -> None:
    response = client.post(
        CHECK, json={"listing": {"title": "magnetic balls KG-216 " * 5000, "brand": "KUGELO"}}
    )
    assert response.status_code == 200
    assert len(response.get_json()["listing"]["title"]) <= 1000


def test_unknown_keys_are_ignored(client: FlaskClient) -> None:
    response = client.post(CHECK, json={"listing": RECALLED | {"moq": 500, "x": {"y": []}}, "note": "hello"})
    assert response.status_code == 200
    assert response.get_json()["listing"] == RECALLED


def test_html_in_a_field_comes_back_as_the_same_text_and_never_as_html(client: FlaskClient) -> None:
    response = client.post(CHECK, json={"listing": {"title": "<script>alert(1)</script> magnets"}})
    assert response.mimetype == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.get_json()["listing"]["title"] == "<script>alert(1)</script> magnets"


def test_a_batch_is_answered_in_order_and_a_bad_item_costs_only_itself(client: FlaskClient) -> None:
    items = [
        {"listing": RECALLED | {"id": "a"}},
        {"listing": {}},
        {"listing": {"title": "Soup ladle", "id": "c"}},
        7,
        {"url": "http://127.0.0.1/"},
        {"page": "no"},
    ]
    response = client.post(BATCH, json={"items": items})
    assert response.status_code == 200
    results = response.get_json()["results"]
    assert [result.get("verdict", result.get("error", {}).get("status")) for result in results] == [
        "recalled",
        422,
        "no_match",
        422,
        "unchecked",
        422,
    ]
    assert [result.get("listing", {}).get("id") for result in results[::2]] == ["a", "c", None]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"items": [{"listing": {"title": "crib"}}] * 101}, 422),
        ({"items": {}}, 422),
        ({}, 422),
        ("x", 422),
        ({"items": []}, 200),
        ([{"listing": {"title": "crib"}}], 200),
    ],
)
def test_a_batch_has_a_size(client: FlaskClient, body: Any, status: int) -> None:
    assert client.post(BATCH, json=body).status_code == status


def test_a_batch_may_be_larger_than_one_check_but_not_without_end(client: FlaskClient) -> None:
    listing = {"title": "crib", "description": "x" * 30_000}
    assert client.post(BATCH, json={"items": [{"listing": listing}] * 60}).status_code == 200
    assert client.post(BATCH, data=b" " * 8_000_001, content_type="application/json").status_code == 413


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False)
    | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
listings = st.dictionaries(
    st.sampled_from(list(Listing.__slots__)) | st.text(max_size=5), anything, max_size=6
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        anything, st.fixed_dictionaries({"listing": listings}), st.fixed_dictionaries({"page": anything})
    )
)
def test_no_body_makes_the_server_fail(app: Flask, body: Any) -> None:
    try:
        raw = json.dumps(body).encode()
    except UnicodeEncodeError:
        return
    response = app.test_client().post(
        CHECK, data=raw, content_type="application/json", headers={"Host": "localhost"}
    )
    assert response.status_code in {200, 400, 422}
    assert response.get_json() is not None


def test_an_answer_that_is_kept_gives_way_to_new_data(tmp_path: Path) -> None:
    """The same question is answered from memory, until the snapshot is another one."""
    lists = tmp_path / "first.json", tmp_path / "second.json"
    ladles = recall("25990", "Quillfea Recalls Soup Ladles", "Quillfea Ladle QF-770", "Model number QF-770.")
    for path, notices in zip(lists, (NOTICES, [*NOTICES, ladles]), strict=True):
        path.write_text(json.dumps(notices), encoding="utf-8")
    home = tmp_path / "home"
    refresh(home, files={"cpsc": lists[0]})
    client = create_app(Settings(home=home)).test_client()
    question = {"listing": {"title": "Quillfea soup ladle", "brand": "Quillfea", "model": "QF-770"}}

    def ids() -> list[str]:
        return [notice["id"] for notice in client.post(CHECK, json=question).get_json()["notices"]]

    assert ids() == ids()
    assert "cpsc:25990" not in ids()
    refresh(home, files={"cpsc": lists[1]})
    assert ids()[0] == "cpsc:25990"
