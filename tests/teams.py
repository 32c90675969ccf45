"""A server of teams, and people who sign in there, as the tests need them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from importsafety.cli import main

PASSWORD = "a walk along the harbour"
_FIELD = re.compile(r'name="csrf" value="([\w-]+)"')


def command(home: Path, *words: str) -> str:
    """What `importsafety team ...` prints."""
    result = CliRunner().invoke(main, ["team", *words], env={"IMPORTSAFETY_HOME": str(home)})
    assert result.exit_code == 0, result.output
    return result.output.strip()


def invited(home: Path, team: str, role: str = "member") -> str:
    """The path of a new invitation's link."""
    link = command(home, "invite", team, "--role", role, "--address", "https://safety.example")
    assert link.startswith("https://safety.example/join/")
    return link.removeprefix("https://safety.example")


class Somebody:
    """A person at a browser: keeps cookies, and sends forms with the token that the page carried."""

    def __init__(self, app: Flask, name: str):
        self.name = name
        self.client: FlaskClient = app.test_client()

    def token(self, page: str) -> str:
        found = _FIELD.search(self.client.get(page).text)
        assert found, f"{page} has no form"
        return found[1]

    def send(self, path: str, page: str, **form: Any) -> TestResponse:
        """Send the form of `page` to `path`."""
        return self.client.post(path, data={"csrf": self.token(page)} | form)

    def join(self, link: str, password: str = PASSWORD) -> TestResponse:
        return self.send(link, link, name=self.name, password=password)

    def sign_in(self, password: str = PASSWORD) -> TestResponse:
        return self.send("/signin", "/signin", name=self.name, password=password)

    def api_token(self, scope: str) -> dict[str, str]:
        """Headers with a new token."""
        page = self.send("/account/tokens", "/account", name=f"for {scope}", scope=scope).text
        found = re.search(r'value="(ist_[\w-]+)"', page)
        assert found, page
        return {"Authorization": f"Bearer {found[1]}"}


def joined(app: Flask, home: Path, team: str, name: str, role: str = "member") -> Somebody:
    """Somebody who came into a team by a link, and is signed in."""
    somebody = Somebody(app, name)
    assert somebody.join(invited(home, team, role)).status_code == 303
    return somebody
