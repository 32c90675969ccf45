"""Who asks: on one's own machine always the one person who sits there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flask import g
from markupsafe import Markup

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


def who() -> Who:
    """Who sent the request being answered."""
    asks: Who = g.get("who", LOCAL)
    return asks


def csrf() -> Markup:
    """The hidden field that every form carries where people sign in; nothing on one's own machine."""
    return Markup()
