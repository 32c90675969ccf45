"""How often: attempts to sign in, checks, rows; and who is believed about where a request comes from."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from flask import Flask, request
from hypothesis import given, settings
from hypothesis import strategies as st

from importsafety.accounts import Refused, limits
from importsafety.accounts.limits import Limit
from importsafety.api import create_app
from importsafety.settings import BadSetting, Settings
from importsafety.store.accounts import Accounts
from teams import PASSWORD, Somebody, command, joined

FEW = {
    "sign in, name and address": Limit(3, 900, "Too many attempts."),
    "sign in, name": Limit(8, 3600, "Too many attempts."),
    "sign in, address": Limit(6, 900, "Too many attempts."),
    "check": Limit(2, 600, "Too many checks at a time."),
    "rows": Limit(100, 3600, "Too many rows at a time."),
    "link, address": Limit(4, 900, "Too many attempts with links."),
}


@pytest.fixture
def town(tmp_path: Path) -> Path:
    command(tmp_path, "create", "acme")
    return tmp_path


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer than in life, so that the tests need not ask hundreds of times."""
    monkeypatch.setattr(limits, "LIMITS", {**limits.LIMITS, **FEW})


def test_who_guesses_has_to_wait_and_the_owner_elsewhere_does_not(town: Path, few: None) -> None:
    app = create_app(Settings(home=town, teams=True))
    joined(app, town, "acme", "Mia")
    thief = Somebody(app, "mia")
    assert [thief.sign_in(f"a guess, number {number}").status_code for number in range(4)] == [
        422,
        422,
        422,
        429,
    ]
    answer = thief.sign_in(PASSWORD)
    assert answer.status_code == 429, "the right one does not help now"
    assert int(answer.headers["Retry-After"]) > 60 and "Try again in" in answer.text
    owner = Somebody(app, "Mia")
    owner.client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    assert owner.sign_in().status_code == 303
    for _ in range(5):
        assert owner.send("/signin", "/account", name="Mia", password=PASSWORD).status_code == 303
    assert "wrong password" in joined(app, town, "acme", "Noa", "maintainer").client.get("/team/log").text


def test_an_address_that_tries_many_names_has_to_wait(town: Path, few: None) -> None:
    app = create_app(Settings(home=town, teams=True))
    answers = [Somebody(app, f"name {number}").sign_in().status_code for number in range(7)]
    assert answers == [422] * 6 + [429]


def test_links_cannot_be_tried_forever(town: Path, few: None) -> None:
    client = create_app(Settings(home=town, teams=True)).test_client()
    assert {client.get(f"/join/guess-{number}").status_code for number in range(4)} == {404}
    assert "Too many attempts" in client.get("/join/guess").text


def test_checks_are_counted_by_account_in_all_workers(town: Path, few: None) -> None:
    first, second = (create_app(Settings(home=town, teams=True)) for _ in range(2))
    token = joined(first, town, "acme", "Pia").api_token("check")
    check = {"listing": {"title": "crib"}}
    answers = [
        app.test_client().post("/api/v1/check", json=check, headers=token) for app in (first, second, first)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert (
        int(answers[-1].headers["Retry-After"]) > 0 and "Too many checks" in answers[-1].get_json()["detail"]
    )
    other = joined(first, town, "acme", "Rob").api_token("check")
    assert second.test_client().post("/api/v1/check", json=check, headers=other).status_code == 200


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0.1, 15)), max_size=30))
def test_an_allowance_never_gives_more_than_it_holds_and_what_came_back(
    tmp_path_factory: pytest.TempPathFactory, asked: list[tuple[float, float]]
) -> None:
    with Accounts(tmp_path_factory.mktemp("allowances")) as accounts:
        moment, taken = 1_000.0, 0.0
        for pause, amount in asked:
            moment += pause
            wait = accounts.spend("key", amount, 10, 20, moment)
            if not wait:
                taken += min(amount, 10)
            else:
                assert accounts.spend("key", amount, 10, 20, moment) > 0, "what was refused took nothing"
            assert taken <= 10 + (moment - 1_000) * 10 / 20 + 1e-6


def test_an_allowance_is_not_given_twice_to_workers_at_once(tmp_path: Path) -> None:
    given: list[float] = []
    accounts = Accounts(tmp_path)
    accounts.spend("other", 1, 10, 1e9, 0)

    def take() -> None:
        given.extend(accounts.spend("key", 1, 10, 1e9, 0) for _ in range(5))
        accounts.close()

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 30 and given.count(0.0) == 10
    accounts.close()


def test_rows_beyond_the_allowance_are_refused(tmp_path: Path, few: None) -> None:
    with Accounts(tmp_path) as accounts:
        limits.spend(accounts, "rows", "1", 80)
        with pytest.raises(Refused, match="Too many rows"):
            limits.spend(accounts, "rows", "1", 80)
        limits.spend(accounts, "rows", "2", 80)


@pytest.mark.parametrize(
    ("proxies", "peer", "seen", "scheme"),
    [
        ((), "127.0.0.1", "127.0.0.1", "http"),
        (("127.0.0.1",), "127.0.0.1", "203.0.113.9", "https"),
        (("10.0.0.1",), "127.0.0.1", "127.0.0.1", "http"),
        (("127.0.0.1",), "198.51.100.4", "198.51.100.4", "http"),
    ],
)
def test_only_a_named_proxy_is_believed(
    tmp_path: Path, proxies: tuple[str, ...], peer: str, seen: str, scheme: str
) -> None:
    app = create_app(Settings(home=tmp_path, teams=True, proxies=proxies, hosts=("safety.example",)))
    told = {"X-Forwarded-For": "192.0.2.1, 203.0.113.9", "X-Forwarded-Proto": "https"}
    found: list[tuple[str | None, str]] = []
    app.before_request_funcs[None].append(lambda: found.append((request.remote_addr, request.scheme)))
    client = app.test_client()
    answer = client.get(
        "/signin", headers=told | {"Host": "safety.example"}, environ_overrides={"REMOTE_ADDR": peer}
    )
    assert found == [(seen, scheme)]
    cookie = answer.headers["Set-Cookie"]
    assert ("Secure" in cookie and cookie.startswith("__Host-")) is (scheme == "https")


def test_a_stranger_s_host_is_not_ours_by_saying_so(tmp_path: Path) -> None:
    client = create_app(Settings(home=tmp_path, proxies=("127.0.0.1",))).test_client()
    assert client.get("/", headers={"X-Forwarded-Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    "environ",
    [
        {"IMPORTSAFETY_TEAMS": "perhaps"},
        {"IMPORTSAFETY_TEAMS": "on", "IMPORTSAFETY_TOKEN": "secret"},
        {"IMPORTSAFETY_PROXIES": "proxy.example"},
    ],
)
def test_a_setting_that_cannot_be_says_so(environ: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match=next(iter(environ)) if len(environ) == 1 else "IMPORTSAFETY_TOKEN"):
        Settings.from_environment(environ)


@pytest.mark.parametrize(("word", "teams"), [("", False), ("off", False), ("1", True), ("ON", True)])
def test_teams_are_off_unless_asked_for(word: str, teams: bool) -> None:
    assert Settings.from_environment({"IMPORTSAFETY_TEAMS": word}).teams is teams


def test_a_flask_application_of_its_own_is_enough(tmp_path: Path) -> None:
    """As gunicorn makes it: a call, no command of ours."""
    assert isinstance(create_app(Settings.from_environment({"IMPORTSAFETY_HOME": str(tmp_path)})), Flask)
