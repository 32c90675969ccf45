"""Who may call, under which names, and what every answer carries."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

LISTING = {"listing": {"title": "crib"}}
EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
FIREFOX = "moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8765", 200),
        ("localhost", 200),
        ("LOCALHOST:80", 200),
        ("[::1]:8765", 200),
        ("safety.example:8765", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example:8765", 421),
        ("192.168.0.9:8765", 421),
        ("127.0.0.1:8765@evil.example", 421),
    ],
)
@pytest.mark.parametrize("path", ["/healthz", "/", "/api/v1/status"])
def test_only_own_host_names_are_answered(client: FlaskClient, path: str, host: str, status: int) -> None:
    response = client.get(path, headers={"Host": host})
    assert response.status_code == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 200),
        (EXTENSION, 200),
        (FIREFOX, 200),
        ("http://localhost", 200),
        ("https://shop.example", 200),
        ("https://evil.example", 403),
        ("http://localhost:3000", 403),
        ("http://127.0.0.1:8765", 403),
        ("null", 403),
        ("https://shop.example.evil.example", 403),
        ("https://chrome-extension.example", 403),
        ("chrome-extension://abc/../../evil", 403),
        ("file://", 403),
    ],
)
def test_only_extensions_own_pages_and_configured_origins_may_call_the_api(
    client: FlaskClient, origin: str | None, status: int
) -> None:
    headers = {"Origin": origin} if origin else {}
    assert client.post("/api/v1/check", json=LISTING, headers=headers).status_code == status
    response = client.get("/api/v1/status", headers=headers)
    assert response.status_code == status
    allowed = origin and status == 200 and origin != "http://localhost"
    assert response.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)


@pytest.mark.parametrize(
    ("origin", "admitted"), [(EXTENSION, True), (FIREFOX, True), ("https://evil.example", False)]
)
def test_a_preflight_is_answered_for_those_who_may_call(
    client: FlaskClient, origin: str, admitted: bool
) -> None:
    response = client.options(
        "/api/v1/check",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert (response.status_code == 200) is admitted
    assert (response.headers.get("Access-Control-Allow-Origin") == origin) is admitted
    assert response.headers.get("Access-Control-Allow-Credentials") is None


def test_errors_can_be_read_by_an_extension_too(client: FlaskClient) -> None:
    response = client.post("/api/v1/check", json={}, headers={"Origin": EXTENSION})
    assert response.status_code == 422
    assert response.headers["Access-Control-Allow-Origin"] == EXTENSION


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": EXTENSION},
    ],
)
def test_another_site_cannot_send_our_forms(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/check", data={"items": "crib"}, headers=headers).status_code == 403


def test_our_own_form_is_taken(client: FlaskClient) -> None:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/check", data={"items": "crib"}, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/api/v1/nothing", "/nothing", "/docs", "/static/pages.css"]
)
def test_every_answer_is_hardened(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers
