"""The commands about the rules: standards list, show, validate, explain and review, and `refresh standards`."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
import msgspec
import orjson
from rich.console import Console
from rich.table import Table

from importsafety.clitools import print_json, settings, told
from importsafety.console import text
from importsafety.listing import BadListing, Listing
from importsafety.regulations import Drift, PartDrift, load, propose, review
from importsafety.regulations.drift import save
from importsafety.regulations.ecfr import HOME as ECFR
from importsafety.regulations.ecfr import Ecfr
from importsafety.regulations.register import HOME as REGISTER
from importsafety.sources.http import Session
from importsafety.sources.source import SourceError
from importsafety.standards import BadCatalogue, Catalogue, Requirement
from importsafety.standards.answers import BadAnswer, answers_of
from importsafety.standards.catalogue import FOLDER
from importsafety.standards.reference import entry, find

P = ParamSpec("P")
R = TypeVar("R")

_json = click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
_day = click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to decide for.  [default: today]"
)


def _clear(command: Callable[P, R]) -> Callable[P, R]:
    """As `told`, with the errors of this part."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (BadCatalogue, SourceError) as error:
            raise click.ClickException(str(error)) from error

    return told(run)


@click.group()
def standards() -> None:
    """The catalogue of U.S. requirements: look it up, test it, keep it true."""


@standards.command("list")
@click.argument("words", nargs=-1)
@click.option("--agency", help="Only this agency's.")
@click.option("--status", help="in_force, proposed, vacated, ...")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Only what binds on that day.")
@_json
@_clear
def list_(
    words: tuple[str, ...],
    agency: str | None,
    status: str | None,
    day: datetime.datetime | None,
    as_json: bool,
) -> None:
    """List the requirements that hold all WORDS."""
    catalogue = Catalogue.load()
    rows = find(catalogue, " ".join(words), agency, status, day.date() if day else None)
    if as_json:
        print_json([entry(catalogue, row) for row in rows])
        return
    table = Table("Citation", "Requirement", "Agency", "Status", "Certificate", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*map(text, (row.citation, row.title, row.agency, row.status, row.certificate)))
    console = Console()
    console.print(table)
    console.print(text(f"{len(rows)} of {len(catalogue)}", "dim"))


@standards.command()
@click.argument("citation")
@_json
@_clear
def show(citation: str, as_json: bool) -> None:
    """Everything about one requirement: `importsafety standards show "16 CFR 1262"`."""
    catalogue = Catalogue.load()
    data = entry(catalogue, _row(catalogue, citation))
    if as_json:
        print_json(data)
        return
    table = Table.grid(padding=(0, 2))
    for name, value in data.items():
        if value not in ("", [], None):
            table.add_row(text(name, "dim"), text(_plain(value)))
    Console().print(table)


@standards.command()
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER
)
@_clear
def validate(folder: Path) -> None:
    """Check the catalogue in FOLDER (the shipped one) and the rules over it. Exit code 1 where something is wrong."""
    catalogue = Catalogue.load(folder)
    click.echo(f"{len(catalogue)} requirements, {len(catalogue.questions)} questions: no fault found.")


@standards.command()
@click.argument("item", metavar="LISTING")
@click.option(
    "--answer", "answers", metavar="ID=yes|no", multiple=True, help="Answer a question; repeatable."
)
@_day
@_json
@_clear
def explain(item: str, answers: tuple[str, ...], day: datetime.datetime | None, as_json: bool) -> None:
    """Why LISTING has its requirements: what was read from it, and what follows.

    LISTING is a JSON file, - for stdin, or else the words of a title.
    """
    catalogue, listing = Catalogue.load(), _listing(item)
    given = answered(answers, catalogue)
    on = day.date() if day else datetime.date.today()
    seen = catalogue.rules.explain(listing, given)
    results = catalogue.applicable(listing, on, given)
    if as_json:
        print_json({**seen, "on": on.isoformat(), "requirements": [msgspec.to_builtins(r) for r in results]})
        return
    console = Console()
    for name, pairs in seen.items():
        if pairs:
            console.print(text(name, "bold"))
            for sign, origin in pairs.items():
                console.print(text(f"  {sign}: {origin}"))
    for result in results:
        console.print(text(f"{result.applies}: {result.citation} {result.title}", "bold"))
        console.print(text(f"  {result.why}"))
        if result.question:
            console.print(text(f"  {result.question} --answer {result.question_id}=yes|no"), soft_wrap=True)


@standards.command("review")
@click.argument("citation")
@click.option("--edit", is_flag=True, help="Open the row's file in your editor ($EDITOR).")
@_json
@_clear
def review_(citation: str, edit: bool, as_json: bool) -> None:
    """What became of one requirement's rule, and the edit that suggests. The catalogue is not changed.

    Takes the last `importsafety refresh standards`; asks the eCFR where there is none.
    """
    catalogue = Catalogue.load()
    row = _row(catalogue, citation)
    drift = load(_folder()) or _review(catalogue, only=row.id)
    part = next((part for part in drift.parts if row.id in part.ids), None)
    console = Console()
    if part is None:
        click.echo(f"{row.id}: no change was found since {row.reviewed} (looked on {drift.made}).")
        return
    proposal = propose(row, part, drift.documents) if part.state in ("changed", "removed") else None
    if as_json:
        print_json(
            {
                "part": msgspec.to_builtins(part),
                "proposal": proposal
                and {
                    "file": str(proposal.path),
                    "line": proposal.line,
                    "diff": proposal.diff,
                    "editions": proposal.editions,
                },
            }
        )
        return
    _show_part(console, part)
    for line in part.diff:
        console.print(text(line, _COLOURS.get(line[:1], "")), soft_wrap=True)
    if proposal:
        console.print(text(f"\nProposed for {proposal.path.name}, line {proposal.line}", "bold"))
        if proposal.editions:
            console.print(text(f"The new text names {', '.join(proposal.editions)}: compare `editions`."))
        for line in proposal.diff:
            console.print(text(line, _COLOURS.get(line[:1], "")), soft_wrap=True)
        if edit:
            click.edit(filename=str(proposal.path))


_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def refresh_standards(as_json: bool, quiet: bool) -> bool:
    """`importsafety refresh standards`: compare, keep, tell. False where something could not be had."""
    console = Console()
    try:
        drift = _review(Catalogue.load())
    except (BadCatalogue, SourceError) as error:
        raise click.ClickException(str(error)) from error
    path = save(drift, _folder())
    if as_json:
        print_json(msgspec.to_builtins(drift))
    elif not quiet:
        counts = {
            state: sum(part.state == state for part in drift.parts)
            for state in ("changed", "reissued", "removed", "added", "failed")
        }
        told_counts = ", ".join(f"{number} {state}" for state, number in counts.items() if number)
        console.print(text(f"{drift.compared} cited parts compared: {told_counts or 'no change'}."))
        for part in drift.parts:
            _show_part(console, part)
        if drift.documents:
            table = Table("Published", "Applies from", "Document", box=None, pad_edge=False)
            for row in drift.documents:
                parts = f" ({', '.join(row.parts)})" if row.parts else ""
                name = f"{row.type}: {row.title}{parts} {row.html_url}"
                table.add_row(*map(text, (row.publication_date, row.effective_on or "not said", name)))
            console.print(table)
        console.print(
            text("The catalogue is unchanged. `importsafety standards review CITATION` shows an edit.")
        )
        console.print(text(f"Kept in {path}", "dim"))
    for problem in drift.failed:
        click.echo(problem, err=True)
    return drift.ok


def _show_part(console: Console, part: PartDrift) -> None:
    rows = f", for {', '.join(part.ids)}" if part.ids else ""
    console.print(text(f"{part.part} {part.state}{rows}: {part.title}", "bold"))
    for name, day in part.sections:
        console.print(text(f"  {day} {name}"))
    if part.note:
        console.print(text(f"  {part.note}", "red"))


def _review(catalogue: Catalogue, only: str | None = None) -> Drift:
    # Another server of the same shape, such as a mirror, can be named.
    base = os.environ.get("IMPORTSAFETY_ECFR") or ECFR
    register = os.environ.get("IMPORTSAFETY_FEDERAL_REGISTER") or REGISTER
    with (
        click.progressbar(length=1, label="Parts", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar,
        Session() as session,
    ):

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(1)

        return review(
            catalogue, session, datetime.date.today(), Ecfr(session, base), register, only, progress
        )


def _folder() -> Path:
    return settings().home / "regulations"


def _row(catalogue: Catalogue, citation: str) -> Requirement:
    row = catalogue.get(citation) or catalogue.by_slug.get(citation.lower())
    if row is None:
        near = [id for id in catalogue if citation.lower() in id.lower()][:5]
        hint = f" Did you mean {', '.join(near)}?" if near else " `importsafety standards list` names them."
        raise click.UsageError(f"There is no requirement {citation!r}.{hint}")
    return row


def _listing(item: str) -> Listing:
    if item == "-" or item.endswith(".json"):
        raw = sys.stdin.buffer.read() if item == "-" else Path(item).read_bytes()
        try:
            return Listing.of(orjson.loads(raw))
        except orjson.JSONDecodeError as error:
            raise BadListing("listing", f"The file is not JSON in UTF-8: {error}.") from error
    return Listing.of({"title": item})


def answered(pairs: Iterable[str], catalogue: Catalogue) -> dict[str, str]:
    """The answers of `--answer ID=yes|no`, repeated. Raises UsageError that says what to write."""
    try:
        return answers_of(";".join(pairs), catalogue.questions)
    except BadAnswer as error:
        raise click.UsageError(f"--answer {error}") from error


def _plain(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "\n".join(_plain(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {item}" for name, item in value.items())
    return str(value)
