"""One team sees nothing of another's; and no form is taken that does not come from our own page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

import importsafety.web
from importsafety.api import create_app
from importsafety.settings import Settings
from teams import Somebody, joined
from walls import DECIDED, MAINTAIN, MARK, OWN, SHARED, VALUES, WALLED

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def _rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


# Collected without a data folder: only the addresses are read.
RULES = _rules(create_app(Settings(home=Path("none"), teams=True)))


@pytest.fixture(scope="module")
def olga(served: Flask, teams_home: Path, otto: Somebody) -> Somebody:
    """Member of other."""
    return joined(served, teams_home, "other", "Olga")


def _path(rule: Rule, id: str = "1") -> str:
    """An address of the rule, with `id` for what it names."""
    values = {name: VALUES.get(name, id) for name in rule.arguments}
    built = rule.build(values, append_unknown=False)
    assert built
    return built[1]


def _asked(somebody: Somebody, rule: Rule, path: str, form: dict[str, str] | None = None) -> TestResponse:
    if UNSAFE & (rule.methods or set()):
        return somebody.send(path, "/account", **form or {})
    return somebody.client.get(path)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.endpoint)
def test_every_address_says_what_keeps_the_teams_apart(rule: Rule) -> None:
    places = [
        name
        for name, part in (
            ("SHARED", SHARED),
            ("DECIDED", DECIDED),
            ("MAINTAIN", MAINTAIN),
            ("OWN", OWN),
            ("WALLED", WALLED),
        )
        if rule.endpoint in part
    ]
    assert len(places) == 1, f"{rule.rule}: name {rule.endpoint} in one table of tests/accounts/walls.py"


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.endpoint in WALLED], ids=lambda rule: f"{rule.endpoint}"
)
def test_what_a_team_made_is_not_there_for_another(
    rule: Rule, ann: Somebody, otto: Somebody, olga: Somebody
) -> None:
    wall = WALLED[rule.endpoint]
    id = wall.make(ann)
    assert id, "it was made"
    path, form = _path(rule, id), dict(wall.more)
    assert _asked(olga, rule, path, form).status_code in {403, 404}
    answer = _asked(otto, rule, path, form)
    if not wall.seen_by_maintainers:
        assert answer.status_code == 404
        assert MARK not in answer.text
    if rule.endpoint != "watching.feed":  # it needs its key of its own team too
        assert _asked(ann, rule, path, form).status_code in {200, 303, 422}, (
            "it is still there for its own team"
        )


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if rule.endpoint in OWN | DECIDED | MAINTAIN and "GET" in (rule.methods or ())],
    ids=lambda rule: rule.endpoint,
)
def test_lists_hold_the_own_team_s_alone(rule: Rule, ann: Somebody, otto: Somebody, olga: Somebody) -> None:
    for make in {wall.make for wall in WALLED.values()}:
        make(ann)
    path = _path(rule) + ("?name=" if rule.endpoint == "suppliers.seller" else "")
    queue = rule.endpoint.startswith("review.") and rule.endpoint in MAINTAIN
    if not queue:
        assert MARK not in _asked(otto, rule, path).text
    assert MARK not in _asked(olga, rule, path).text


def test_the_mark_is_found_by_its_own_team(ann: Somebody) -> None:
    """Else the test above would find nothing anywhere."""
    for make in {wall.make for wall in WALLED.values()}:
        make(ann)
    for path in ("/list", "/evidence", "/contests", "/account", "/api/v1/watches"):
        assert MARK in ann.client.get(path).text, path


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.endpoint in MAINTAIN], ids=lambda rule: rule.endpoint
)
def test_what_maintainers_may_a_member_may_not(rule: Rule, ben: Somebody) -> None:
    assert _asked(ben, rule, _path(rule)).status_code == 403


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if UNSAFE & (rule.methods or set())],
    ids=lambda rule: rule.endpoint,
)
def test_no_form_is_taken_without_its_token(rule: Rule, served: Flask, ann: Somebody, otto: Somebody) -> None:
    path = _path(rule)
    method = next(iter(UNSAFE & (rule.methods or set())))
    others = otto.token("/account")
    for client, refused in ((ann.client, {403}), (served.test_client(), {401, 403})):
        for headers, form in (
            ({}, {"name": "Ann", "items": "crib"}),
            ({}, {"csrf": ""}),
            ({}, {"csrf": others}),
            ({"X-CSRF-Token": others}, {"name": "Ann"}),
        ):
            answer = client.open(path, method=method, data=form, headers=headers)
            assert answer.status_code in refused, (path, form)
        assert client.open(path, method=method, json={"csrf": others}).status_code in refused
        assert _multipart(client, path, method, others).status_code in refused
    assert ann.client.get("/account").status_code == 200, "nothing happened to Ann"


def _multipart(client: FlaskClient, path: str, method: str, token: str) -> TestResponse:
    return client.open(path, method=method, data={"csrf": token}, content_type="multipart/form-data")


def test_every_form_of_the_templates_carries_its_token() -> None:
    forms = [
        (path.name, form)
        for path in sorted((Path(importsafety.web.__file__).parent / "templates").glob("*.html"))
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text("utf-8"), re.S)
    ]
    assert len(forms) > 20
    assert [(name, form[:100]) for name, form in forms if "{{ csrf() }}" not in form] == []


def test_a_form_is_taken_with_its_token_in_the_field_or_the_header(ann: Somebody) -> None:
    token = ann.token("/account")
    assert ann.client.post("/check", data={"csrf": token, "items": "crib"}).status_code == 303
    listing = {"listing": {"title": "crib"}}
    assert ann.client.post("/api/v1/check", json=listing, headers={"X-CSRF-Token": token}).status_code == 200


def test_a_token_of_a_form_ends_with_the_session(served: Flask, ben: Somebody) -> None:
    again = Somebody(served, "Ben")
    again.sign_in()
    old = again.token("/account")
    again.send("/signout", "/account")
    again.sign_in()
    assert again.client.post("/check", data={"csrf": old, "items": "crib"}).status_code == 403


def test_what_changes_something_is_in_the_log(ann: Somebody, otto: Somebody) -> None:
    id = WALLED["saved.remove"].make(ann)
    ann.send(f"/list/{id}/remove", "/account")
    log = ann.client.get("/team/log").text
    assert "put a product on the list" in log and f"/list/{id}/remove" in log
    assert f"/list/{id}/remove" not in otto.client.get("/team/log").text


def test_the_state_of_the_data_counts_the_alerts_of_ones_own_team(ann: Somebody, otto: Somebody) -> None:
    def watched(somebody: Somebody) -> int:
        return int(somebody.client.get("/api/v1/status").get_json()["alerts"]["watches"])

    theirs, others = watched(ann), watched(otto)
    ann.send("/watch", "/account", watch="search", words="hoverboard")
    assert (watched(ann), watched(otto)) == (theirs + 1, others)
