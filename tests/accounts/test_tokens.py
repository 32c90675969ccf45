"""Tokens of programs and the extension: what they open, for whom, and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from importsafety.store.accounts import Accounts
from teams import Somebody, joined

EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
CHECK = {"listing": {"title": "KUGELO magnetic balls", "brand": "KUGELO", "model": "KG-216"}}


@pytest.mark.parametrize(
    ("scope", "reads", "checks", "maintains"),
    [("read", 200, 403, 403), ("check", 200, 200, 403), ("maintain", 200, 200, 200)],
)
def test_a_token_opens_what_it_is_for(
    served: Flask, ann: Somebody, scope: str, reads: int, checks: int, maintains: int
) -> None:
    token, client = ann.api_token(scope), served.test_client()
    assert client.get("/api/v1/notices", headers=token).status_code == reads
    assert client.post("/api/v1/check", json=CHECK, headers=token).status_code == checks
    assert client.get("/api/v1/runs", headers=token).status_code == maintains
    me = client.get("/api/v1/me", headers=token).get_json()
    assert (me["name"], me["team"], me["teams"], scope in me["scopes"]) == ("Ann", "acme", True, True)
    assert me["role"] == ("maintainer" if scope == "maintain" else "member")


def test_a_member_makes_no_token_for_maintainers(ben: Somebody) -> None:
    assert ben.send("/account/tokens", "/account", name="more", scope="maintain").status_code == 422
    assert ben.send("/account/tokens", "/account", name=" ", scope="read").status_code == 422


def test_a_token_does_not_outlast_the_role(served: Flask, teams_home: Path, ann: Somebody) -> None:
    kim = joined(served, teams_home, "acme", "Kim", "maintainer")
    token, client = kim.api_token("maintain"), served.test_client()
    with Accounts(teams_home) as accounts:
        person = accounts.named("Kim")
        assert person
    assert client.get("/api/v1/runs", headers=token).status_code == 200
    ann.send(f"/team/people/{person.id}/role", "/team", role="member")
    assert client.get("/api/v1/runs", headers=token).status_code == 403
    ann.send(f"/team/people/{person.id}/remove", "/team")
    assert client.get("/api/v1/notices", headers=token).status_code == 401


def test_a_token_is_shown_once_and_can_be_revoked(served: Flask, teams_home: Path) -> None:
    lea = joined(served, teams_home, "acme", "Lea")
    token, client = lea.api_token("check"), served.test_client()
    assert client.get("/api/v1/me", headers=token).status_code == 200
    page = lea.client.get("/account").text
    assert "for check" in page and token["Authorization"].split()[1] not in page and "never" not in page
    with Accounts(teams_home) as accounts:
        (row,) = [row for row in accounts.tokens("acme") if row["owner"] == "Lea"]
    assert row["seen"] and row["scopes"] == ["read", "check"]
    assert lea.send(f"/account/tokens/{row['id']}/revoke", "/account").status_code == 303
    assert client.get("/api/v1/me", headers=token).status_code == 401


def test_an_extension_shows_a_token_and_nothing_else_counts(served: Flask, ben: Somebody) -> None:
    client, token = served.test_client(), ben.api_token("check")
    origin = {"Origin": EXTENSION}
    answer = client.post("/api/v1/check", json=CHECK, headers=origin)
    assert answer.status_code == 401 and answer.headers["Access-Control-Allow-Origin"] == EXTENSION
    assert ben.client.post("/api/v1/check", json=CHECK, headers=origin).status_code == 401, "no cookie counts"
    answer = client.post("/api/v1/check", json=CHECK, headers=origin | token)
    assert answer.get_json()["verdict"] == "recalled"
    preflight = client.options(
        "/api/v1/check",
        headers=origin
        | {
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type",
        },
    )
    assert preflight.status_code == 200
    assert "authorization" in preflight.headers["Access-Control-Allow-Headers"].lower()


@pytest.mark.parametrize(
    "given", ["Bearer ", "Bearer ist_no", "Basic QW5uOng=", "ist_no", "Bearer \xff", "Bearer " + "x" * 9_000]
)
def test_another_key_opens_nothing(served: Flask, ann: Somebody, given: str) -> None:
    for client in (served.test_client(), ann.client):
        answer = client.get("/api/v1/notices", headers={"Authorization": given})
        assert answer.status_code == 401 and "Bearer" in answer.headers["WWW-Authenticate"]


def test_a_token_opens_no_account(served: Flask, ann: Somebody) -> None:
    token = ann.api_token("maintain")
    client = served.test_client()
    for path in ("/account", "/team"):
        assert client.get(path, headers=token).status_code == 403
    assert (
        client.post("/account/tokens", data={"name": "x", "scope": "read"}, headers=token).status_code == 403
    )
    assert client.post("/account/leave", headers=token).status_code == 403
    assert client.post("/signout", headers=token).status_code == 403
