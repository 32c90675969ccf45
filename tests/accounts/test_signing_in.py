"""Invitations, sessions, passwords, roles."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from importsafety.store.accounts import Accounts
from teams import PASSWORD, Somebody, command, invited, joined


def test_nothing_is_open_but_the_door(served: Flask) -> None:
    client = served.test_client()
    for path in ("/", "/notices", "/check?q=crib", "/maintain", "/watch", "/nothing", "/account"):
        answer = client.get(path)
        assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/signin"), path
    for path in ("/api/v1/status", "/api/v1/notices", "/api/v1/nothing", "/api/v1/me"):
        answer = client.get(path)
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer"), path
    for path in ("/healthz", "/readyz", "/signin", "/static/tokens.css"):
        assert client.get(path).status_code == 200, path


def test_a_link_lets_one_person_in_once(served: Flask, teams_home: Path, ann: Somebody) -> None:
    link = invited(teams_home, "acme")
    cleo = Somebody(served, "Cleo")
    assert "Join the team acme" in cleo.client.get(link).text
    assert cleo.join(link, "too short").status_code == 422
    assert cleo.join(link, "cleocleocleo").status_code == 422
    assert Somebody(served, "ANN").join(link).status_code == 422, (
        "a name is somebody's, however it is written"
    )
    answer = cleo.join(link)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Cleo" in cleo.client.get("/").text
    assert Somebody(served, "Dora").client.get(link).status_code == 404
    assert "This link opens nothing" in cleo.client.get("/join/of-nobody").text


def test_a_cookie_is_for_this_server_alone_and_new_at_each_sign_in(served: Flask, ben: Somebody) -> None:
    again = Somebody(served, "ben")
    answer = again.sign_in()
    first = next(line for line in answer.headers.getlist("Set-Cookie") if "importsafety_session=" in line)
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(first.split("; ")) and "Secure" not in first
    old = again.client.get_cookie("importsafety_session")
    assert old
    form = again.token("/account")
    assert (
        again.client.post("/signin", data={"csrf": form, "name": "ben", "password": PASSWORD}).status_code
        == 303
    )
    new = again.client.get_cookie("importsafety_session")
    assert new and new.value != old.value
    thief = served.test_client()
    thief.set_cookie("importsafety_session", old.value)
    assert thief.get("/account").status_code == 303, "what the browser held before opens nothing"
    assert again.client.get("/account").headers["Cache-Control"] == "no-store"


def test_signing_out_ends_the_session_on_the_server(served: Flask, ben: Somebody) -> None:
    here, there = Somebody(served, "Ben"), Somebody(served, "Ben")
    assert here.sign_in().status_code == there.sign_in().status_code == 303
    key = here.client.get_cookie("importsafety_session")
    assert key
    assert here.send("/signout", "/account").status_code == 303
    here.client.set_cookie("importsafety_session", key.value)
    assert here.client.get("/account").status_code == 303
    assert there.client.get("/account").status_code == 200


def test_signing_out_everywhere_else(served: Flask, teams_home: Path) -> None:
    here = joined(served, teams_home, "acme", "Eve")
    there = Somebody(served, "Eve")
    there.sign_in()
    assert here.send("/account/elsewhere", "/account").status_code == 200
    assert (here.client.get("/account").status_code, there.client.get("/account").status_code) == (200, 303)


def test_a_session_ends_by_itself(served: Flask, teams_home: Path) -> None:
    finn = joined(served, teams_home, "acme", "Finn")
    with Accounts(teams_home) as accounts:
        person = accounts.named("finn")
        assert person
        for column, hours, status in (("seen", 11, 200), ("seen", 13, 303)):
            _age(accounts, person.id, column, hours)
            assert finn.client.get("/account").status_code == status
        finn.sign_in()
        _age(accounts, person.id, "created", 15 * 24)
        assert finn.client.get("/account").status_code == 303


def _age(accounts: Accounts, person: int, column: str, hours: int) -> None:
    accounts._database.execute(
        f"UPDATE sessions SET {column} = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', ?) WHERE person = ?",
        [f"-{hours} hours", person],
    )


def test_a_new_password_signs_out_everywhere_else(served: Flask, teams_home: Path) -> None:
    gus = joined(served, teams_home, "acme", "Gus")
    there = Somebody(served, "Gus")
    there.sign_in()
    new = "another walk in the hills"
    assert gus.send("/account/password", "/account", old="wrong", password=new).status_code == 422
    assert gus.send("/account/password", "/account", old=PASSWORD, password="short").status_code == 422
    assert gus.send("/account/password", "/account", old=PASSWORD, password=new).status_code == 200
    assert (gus.client.get("/account").status_code, there.client.get("/account").status_code) == (200, 303)
    assert there.sign_in(PASSWORD).status_code == 422
    assert there.sign_in(new).status_code == 303


def test_a_forgotten_password_is_chosen_anew_by_a_link(served: Flask, teams_home: Path) -> None:
    hal = joined(served, teams_home, "acme", "Hal")
    link = command(teams_home, "password", "hal", "--address", "https://x").removeprefix("https://x")
    elsewhere = Somebody(served, "Hal")
    assert "Choose a new password" in elsewhere.client.get(link).text
    assert elsewhere.join(link, "found again at last").status_code == 303
    assert hal.client.get("/account").status_code == 303, "the old sessions are over"
    assert hal.sign_in("found again at last").status_code == 303


def test_what_members_may_not(ben: Somebody) -> None:
    page = ben.client.get("/team").text
    assert "Ann" in page and "Make a link" not in page
    for path in (
        "/maintain",
        "/maintain/charts",
        "/memory",
        "/team/log",
        "/api/v1/runs",
        "/api/v1/snapshots",
    ):
        assert ben.client.get(path).status_code == 403, path
    for path in ("/team/invitations", "/team/people/1/remove", "/team/people/1/role", "/maintain/snapshots"):
        assert ben.send(path, "/account", role="maintainer").status_code == 403, path


def test_maintainers_invite_give_roles_and_remove(served: Flask, teams_home: Path, ann: Somebody) -> None:
    page = ann.send("/team/invitations", "/team", role="member").text
    link = page.partition('value="http://localhost')[2].partition('"')[0]
    ida = Somebody(served, "Ida")
    assert ida.join(link).status_code == 303
    with Accounts(teams_home) as accounts:
        person = accounts.named("Ida")
        assert person and person.team == "acme"
    assert ida.client.get("/maintain").status_code == 403
    ann.send(f"/team/people/{person.id}/role", "/team", role="maintainer")
    assert ida.client.get("/maintain").status_code == 200, "a role holds at once"
    assert ann.send(f"/team/people/{person.id}/role", "/team", role="emperor").status_code == 422
    assert ann.send(f"/team/people/{person.id}/remove", "/team").status_code == 303
    assert ida.client.get("/account").status_code == 303
    assert ida.sign_in().status_code == 422
    log = ann.client.get("/team/log").text
    assert "removed somebody" in log and "Ida" in log
    assert "Ida" in command(teams_home, "log", "--team", "acme")


def test_a_team_keeps_a_maintainer(otto: Somebody, teams_home: Path) -> None:
    with Accounts(teams_home) as accounts:
        person = accounts.named("Otto")
        assert person
    assert otto.send(f"/team/people/{person.id}/role", "/team", role="member").status_code == 422
    assert otto.send("/account/leave", "/account").status_code == 422
    assert otto.client.get("/maintain").status_code == 200


def test_leaving(served: Flask, teams_home: Path) -> None:
    jan = joined(served, teams_home, "acme", "Jan")
    assert jan.send("/account/leave", "/account").status_code == 303
    assert jan.sign_in().status_code == 422
    assert joined(served, teams_home, "acme", "Jan").client.get("/account").status_code == 200, (
        "the name is free"
    )


def test_nothing_that_opens_a_door_is_kept_as_it_is(served: Flask, teams_home: Path, ben: Somebody) -> None:
    link = invited(teams_home, "acme")
    token = ben.api_token("read")["Authorization"].removeprefix("Bearer ")
    session = ben.client.get_cookie("importsafety_session")
    assert session
    kept = b"".join(path.read_bytes() for path in teams_home.glob("accounts.sqlite3*"))
    for secret in (PASSWORD, link.rpartition("/")[2], token, token.removeprefix("ist_"), session.value):
        assert secret.encode() not in kept


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(served: Flask, ben: Somebody, target: str) -> None:
    again = Somebody(served, "Ben")
    answer = again.send("/signin", "/signin", name="Ben", password=PASSWORD, next=target)
    assert answer.location == "/"
    assert Somebody(served, "Ben").client.get("/notices?q=ball").location == "/signin?next=/notices?q%3Dball"


def test_on_ones_own_machine_there_is_no_door(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/signin").status_code == client.get("/team").status_code == 404
    page = client.get("/")
    assert page.status_code == 200 and "csrf" not in page.text and "Set-Cookie" not in page.headers
    assert client.get("/api/v1/me").get_json() == {
        "name": "local",
        "team": "local",
        "role": "maintainer",
        "scopes": ["read", "check", "maintain"],
        "teams": False,
    }
    afar = client.get("/api/v1/me", environ_overrides={"REMOTE_ADDR": "203.0.113.9"}).get_json()
    assert (afar["team"], afar["role"]) == ("local", "member")
