"""Who asks: on one's own machine the one person who sits there, else who signed in or showed a token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flask import g
from markupsafe import Markup, escape

Role = Literal["member", "maintainer"]


@dataclass(frozen=True, slots=True)
class Who:
    """A person and their team; what a team saves, checks and contests is seen by that team alone."""

    name: str
    team: str
    role: Role

    @property
    def maintains(self) -> bool:
        """Whether this person decides contests and looks after the data."""
        return self.role == "maintainer"


LOCAL = Who(name="local", team="local", role="maintainer")
# Somebody from elsewhere, where nobody signs in: they share what is here, and maintain nothing.
VISITOR = Who(name="visitor", team="local", role="member")
# Who is yet to sign in. No team has this name.
NOBODY = Who(name="", team="", role="member")


def who() -> Who:
    """Who sent the request being answered; nobody until `guard.py` found out."""
    asks: Who = g.get("who", NOBODY)
    return asks


def csrf() -> Markup:
    """The hidden field that every form carries where people sign in; nothing on one's own machine."""
    if (token := form_token()) is None:
        return Markup()
    return Markup('<input type="hidden" name="csrf" value="{}">').format(escape(token))


def form_token() -> str | None:
    """What the form of this page sends back, or a script in the header X-CSRF-Token; None on one's own machine."""
    token: str | None = g.get("form_token")
    if token is not None:
        g.form_token_used = True
    return token
