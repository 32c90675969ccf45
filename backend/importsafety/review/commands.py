"""The command `importsafety review`: contested answers on the command line, and labelled rows out of them."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table

from importsafety.clitools import print_json, settings, told
from importsafety.console import text
from importsafety.listing import Listing
from importsafety.review.contest import BadContest
from importsafety.review.decide import DAYS, decide
from importsafety.review.keys import keys
from importsafety.review.labels import LABELS
from importsafety.review.log import labelled
from importsafety.store import Store
from importsafety.store.contests import DECIDED, OPEN, Contest

_json = click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
_reason = click.option("--reason", required=True, help="Why; everybody can read it: name no person.")


@click.group()
def review() -> None:
    """Decide contested answers: see what waits, decide it, and export what was decided.

    What is decided is followed at once by every answer of this installation, and told with it.
    """


@review.command("list")
@click.option("--all", "every", is_flag=True, help="The decided ones too.")
@_json
@told
def list_(every: bool, as_json: bool) -> None:
    """What waits for a decision, the first due first."""
    with Store(settings().home) as store:
        found = store.contests(states=(*OPEN, *DECIDED) if every else OPEN)
    if as_json:
        print_json([asdict(contest) for contest in found])
        return
    table = Table("Id", "State", "Due", "Claim", "Notice", "Product", box=None, pad_edge=False)
    for contest in found:
        due = f"{contest.due[:10]}{' overdue' if contest.overdue else ''}"
        row = (contest.id, contest.state, due, contest.claim, contest.notice or "", _name(contest))
        table.add_row(*map(text, row))
    if found:
        Console().print(table)
    else:
        click.echo("Nothing waits.")


@review.command()
@click.argument("id")
@_json
@told
def show(id: str, as_json: bool) -> None:
    """One contest: what was said, what was compared, by what a decision can know the listing again."""
    with Store(settings().home) as store:
        contest, events = _found(store, id), store.contest_events(id)
    if as_json:
        print_json(asdict(contest) | {"events": [asdict(event) for event in events]})
        return
    console = Console()
    console.print(text(f"{contest.id}  {contest.claim}  {contest.state}  due {contest.due[:16]}", "bold"))
    console.print(text(_name(contest)))
    console.print(text(f"Why: {contest.reason}"))
    for kind, key in keys(Listing.of(contest.listing)).items():
        console.print(text(f"{kind}: {key}", "dim"))
    for match in contest.answer["notices"]:
        mark = "* " if match["id"] == contest.notice else "  "
        console.print(
            text(f"{mark}{match['id']}  {match['tier']}  {match['probability']:.2f}  {match['title']}")
        )
        if match["id"] == contest.notice:
            for row in match["evidence"]:
                console.print(text(f"    {row['weight']:+.1f}  {row['text']}"))
    if contest.decision:
        console.print(
            text(
                f"Decided {(contest.decided or '')[:10]}: {contest.label or contest.state}: {contest.decision}"
            )
        )


@review.command("decide")
@click.argument("id")
@click.option("--label", type=click.Choice(list(LABELS)), help="What the listing is beside the notice.")
@click.option("--state", type=click.Choice(DECIDED), help="For a claim about a rule or a reading.")
@_reason
@click.option("--notice", help="The notice that it is about.  [default: the one that was named]")
@click.option(
    "--key", type=click.Choice(["page", "model", "title"]), help="Known again by.  [default: the narrowest]"
)
@click.option("--days", default=DAYS, show_default=True, help="How long answers follow it.")
@told
def decide_(id: str, reason: str, **given: Any) -> None:
    """Decide a contest. exact, reworded and relisted: the notice covers the item; the others: it does not."""
    with Store(settings().home) as store:
        decided = _mended(lambda: decide(store, _found(store, id), given | {"reason": reason}, _me()))
        override = store.override(id)
    followed = f"; answers follow it until {override.until}" if override else "; the answers stay as they are"
    click.echo(f"{decided.id}: {decided.state}{followed}.")


@review.command()
@click.argument("id")
@_reason
@told
def withdraw(id: str, reason: str) -> None:
    """Have answers follow a decision no longer."""
    with Store(settings().home) as store:
        _found(store, id)
        if not store.withdraw(id, _me(), reason):
            raise click.ClickException("No answer follows it.")
    click.echo(f"{id}: answers follow it no longer.")


@review.command()
@click.argument("output", default="-", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@told
def export(output: Path) -> None:
    """Decided contests as labelled rows (JSON lines) that `scripts/evaluate` reads; without seller, address and
    pictures."""
    with Store(settings().home) as store:
        rows = [
            row
            for contest in store.contests(states=DECIDED, limit=100_000)
            if (row := labelled(store, contest))
        ]
    lines = b"".join(orjson.dumps(row) + b"\n" for row in rows)
    if str(output) == "-":
        sys.stdout.buffer.write(lines)
        sys.stdout.buffer.flush()
    else:
        output.write_bytes(lines)
        click.echo(f"{len(rows):,} labelled rows: {output}", err=True)


def _found(store: Store, id: str) -> Contest:
    contest = store.contest(id)
    if contest is None:
        raise click.ClickException(f"There is no contest {id}. `importsafety review list --all` shows them.")
    return contest


def _mended(work: Callable[[], Contest]) -> Contest:
    try:
        return work()
    except BadContest as error:
        raise click.UsageError(str(error)) from error


def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "command line"


def _name(contest: Contest) -> str:
    listing = contest.listing
    return str(listing.get("title") or listing.get("model") or listing.get("gtin") or "without a title")
