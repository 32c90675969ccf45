"""What the extension tells beside what it asks: pages that were not read; and what is remembered, or is not to be."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

LISTING = {
    "title": "KUGELO KG-216 magnetic ball set",
    "brand": "KUGELO",
    "model": "KG-216",
    "seller": "Shenzhen Sample Trading Co., Ltd.",
    "url": "https://www.alibaba.com/product-detail/_1600000000001.html",
    "attributes": {f"Detail {number}": f"value {number}" for number in range(12)},
}


def remembered(client: FlaskClient) -> int:
    return int(client.get("/api/v1/memory").get_json()["count"])


def unread(client: FlaskClient) -> int:
    return sum(one["pages"] for one in client.get("/api/v1/status").get_json()["unread"])


def test_pages_that_were_not_read_are_counted_and_shown(client: FlaskClient) -> None:
    before = unread(client)
    for number in (1, 2):
        answer = client.post("/api/v1/shops/unread", json={"shop": "alibaba", "missing": "title"})
        assert answer.get_json() == {"pages": before + number}
    assert unread(client) == before + 2
    assert f"{before + 2} pages, the last on" in client.get("/status").text


@pytest.mark.parametrize(
    "body",
    [
        {"shop": "no-such-shop", "missing": "title"},
        {"shop": "alibaba", "missing": "everything"},
        {"shop": "alibaba"},
        {"shop": "alibaba", "missing": "title", "url": "https://www.alibaba.com/"},
        [],
    ],
)
def test_nothing_else_is_counted(client: FlaskClient, body: Any) -> None:
    before = unread(client)
    assert client.post("/api/v1/shops/unread", json=body).status_code in (400, 422)
    assert unread(client) == before


def test_a_product_is_remembered_unless_it_is_not_to_be(client: FlaskClient) -> None:
    before = remembered(client)
    assert client.post("/api/v1/check", json={"listing": LISTING, "remember": False}).get_json()["notices"]
    assert remembered(client) == before
    client.post("/api/v1/check", json={"listing": LISTING})
    assert remembered(client) == before + 1
    assert client.post("/api/v1/memory/clear").get_json() == {"count": before + 1}
    assert remembered(client) == 0
    refused = client.post("/api/v1/check", json={"listing": LISTING, "remember": "no"})
    assert refused.status_code == 422 and "`remember` must be true or false" in refused.get_json()["detail"]
