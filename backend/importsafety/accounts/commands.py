"""The commands `importsafety team ...`: for whoever has the server's own machine, above all to begin."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from importsafety.accounts.door import ROLES, Door
from importsafety.accounts.refused import Refused
from importsafety.clitools import print_json, settings, told
from importsafety.console import text
from importsafety.store.accounts import Accounts, Person

BY = "command line"
R = TypeVar("R")
_json = click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
_address = click.option(
    "--address", help="The server's address as people see it, for the link.  [default: from the settings]"
)


def _at_the_door(command: Callable[..., R]) -> Callable[..., R]:
    """Gives the command the door, and tells in one line what it refused."""

    @told
    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> R:
        with Accounts(settings().home) as accounts:
            try:
                return command(Door(accounts), *args, **kwargs)
            except Refused as refused:
                raise click.ClickException(str(refused)) from refused

    return run


@click.group()
def team() -> None:
    """Teams and who is in them, for a server where people sign in (IMPORTSAFETY_TEAMS=on).

    The team named `local` has what was made on this machine before anybody signed in.
    """


@team.command("create")
@click.argument("name")
@_at_the_door
def create(door: Door, name: str) -> None:
    """Begin the team NAME: small letters, digits and hyphens."""
    door.add_team(name, BY)
    click.echo(f"Team {name}. Now: importsafety team invite {name} --role maintainer")


@team.command("invite")
@click.argument("team")
@click.option("--role", type=click.Choice(ROLES), default=ROLES[0], show_default=True)
@_address
@_at_the_door
def invite(door: Door, team: str, role: str, address: str | None) -> None:
    """Print a link that lets one person into TEAM; it can be used once, within a week."""
    click.echo(_link(door.invite(team, role, BY), address))


@team.command("password")
@click.argument("name")
@_address
@_at_the_door
def password(door: Door, name: str, address: str | None) -> None:
    """Print a link by which NAME, who forgot the password, chooses another; it can be used once, within a day."""
    click.echo(_link(door.offer_new_password(_person(door, name), BY), address))


@team.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@_at_the_door
def role(door: Door, name: str, role: str) -> None:
    """Make NAME a member or a maintainer."""
    person = _person(door, name)
    door.set_role(person.team, person.id, role, BY)


@team.command("remove")
@click.argument("name")
@_at_the_door
def remove(door: Door, name: str) -> None:
    """End the account of NAME, with its sessions and tokens; what was made stays with the team."""
    person = _person(door, name)
    door.let_go(person.team, person.id, BY)


@team.command("list")
@click.argument("team", required=False)
@_json
@_at_the_door
def show(door: Door, team: str | None, as_json: bool) -> None:
    """The teams, or who is in TEAM."""
    if team is None:
        rows = door.accounts.teams()
        columns = {"Team": "id", "People": "people", "Maintainers": "maintainers", "Since": "created"}
    else:
        if not door.accounts.has_team(team):
            raise Refused("team", f"There is no team {team}. `importsafety team list` shows them.")
        rows = [
            {"name": one.name, "role": one.role, "created": one.created, "seen": one.seen}
            for one in door.accounts.people(team)
        ]
        columns = {"Name": "name", "Role": "role", "Since": "created", "Last signed in": "seen"}
    _print(rows, columns, as_json)


@team.command("log")
@click.option("--team", help="Of this team only.")
@click.option("--most", type=click.IntRange(1, 10_000), default=100, show_default=True)
@_json
@_at_the_door
def log(door: Door, team: str | None, most: int, as_json: bool) -> None:
    """Who did what, and when; newest first."""
    columns = {
        "When": "at",
        "Team": "team",
        "Who": "who",
        "What": "what",
        "About": "about",
        "From": "address",
    }
    _print(door.accounts.log(team, limit=most), columns, as_json)


def _print(rows: list[dict[str, Any]], columns: dict[str, str], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(text("" if row[name] is None else str(row[name])) for name in columns.values()))
    Console().print(table)


def _person(door: Door, name: str) -> Person:
    person = door.accounts.named(name)
    if person is None:
        raise Refused(
            "missing", f"Nobody is called {name}. `importsafety team list TEAM` shows who is there."
        )
    return person


def _link(key: str, address: str | None) -> str:
    here = settings()
    if address is None:
        address = f"https://{here.hosts[0]}" if here.hosts else f"http://{here.host}:{here.port}"
    return f"{address.rstrip('/')}/join/{key}"
