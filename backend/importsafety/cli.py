"""The command line. Exit codes: 0 done, 1 failed, 2 wrong usage, 75 another process does it now."""

from __future__ import annotations

import contextlib
import datetime
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from importsafety import __version__, console
from importsafety.accounts.commands import team
from importsafety.check import Checker
from importsafety.clitools import print_json, settings, told
from importsafety.condition import condition
from importsafety.learning.commands import memory, photos
from importsafety.learning.looking import Looking
from importsafety.listing import NOTHING, BadListing, Listing
from importsafety.past import checker_as_of
from importsafety.refresh import ensure_started
from importsafety.refresh import refresh as run_refresh
from importsafety.review.commands import review
from importsafety.rows import count
from importsafety.rulebook import answered, refresh_standards, standards
from importsafety.sources import SOURCES
from importsafety.standards import Catalogue
from importsafety.store import Store
from importsafety.upkeep import COMMANDS

ANSWERS = click.option(
    "--answer",
    "answers",
    metavar="ID=yes|no",
    multiple=True,
    help="Answer a question of the rules, by the id that the answer shows; repeatable.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="importsafety")
def main() -> None:
    """Is this item recalled, and which U.S. safety rules apply to it?

    Data is kept in the folder IMPORTSAFETY_HOME, else in the user data directory.
    """


@main.command()
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.  [default: 8765]")
@click.option("--workers", type=click.IntRange(1, 64), help="Number of processes.  [default: 1]")
@told
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the API and the web pages."""
    from importsafety.serve import run  # noqa: PLC0415  (the other commands need no server)

    base = settings()
    run(
        replace(base, host=host or base.host, port=port or base.port, workers=workers or base.workers),
        Console(stderr=True),
    )


@main.command()
@click.argument("item", metavar="[URL]", required=False)
@click.option(
    "--listing", type=click.File("rb"), help="A JSON file with the listing's fields; - reads stdin."
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")
@click.option(
    "--as-of",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Answer from the notices, and by the rules, of that day.",
)
@ANSWERS
@told
def check(
    item: str | None, listing: Any, as_json: bool, day: datetime.datetime | None, answers: tuple[str, ...]
) -> None:
    """Check one product: the page at URL, or the fields in a file.

    Words that are no web address are taken as the product's title, a number as its bar code.
    """
    if (item is None) == (listing is None):
        raise click.UsageError("Give either a URL or --listing FILE.")
    checker = _checker(day)
    on = day.date() if day else None
    given = answered(answers, checker.catalogue)
    if item is not None:
        from importsafety.web.typed import check_typed  # noqa: PLC0415

        if not item.strip():
            raise click.UsageError("Give either a URL or --listing FILE.")
        answer = check_typed(checker, item, on, given)
    else:
        answer = checker.check(_listing(listing.read()), on, given)
    if as_json:
        print_json(answer.as_dict())
    else:
        console.show(Console(), answer)


@main.command()
@click.argument("source", metavar="INPUT", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=".jsonl, .csv or .xlsx",
)
@click.option("--encoding", help="Encoding of a CSV, where it is not recognised.")
@click.option("--processes", type=click.IntRange(1, 256), help="[default: one a core for large files]")
@ANSWERS
@told
def screen(
    source: Path, output: Path, encoding: str | None, processes: int | None, answers: tuple[str, ...]
) -> None:
    """Check every row of a catalogue (.csv, .xlsx, .jsonl or .parquet).

    A column `answers` (ID=yes; ID=no) answers the questions of the rules for its row, --answer for every row.

    An interrupted run goes on where it stopped when the same command is given again.
    """
    from importsafety.screen import screen as run  # noqa: PLC0415

    home = settings().home
    ensure_started(home)
    total = count(source)
    with _progress() as bar:
        task = bar.add_task("rows", total=total)
        try:
            done = run(
                source,
                output,
                home,
                encoding=encoding,
                processes=processes,
                answered=answered(answers, Catalogue.load()) if answers else {},
                rows_expected=total,
                progress=lambda rows: bar.update(task, completed=rows, total=max(rows, total or 0)),
            )
        except KeyboardInterrupt:
            bar.stop()
            raise click.ClickException("Interrupted. Give the same command again to go on.") from None
    taken = f", {done.continued:,} of them from the interrupted run" if done.continued else ""
    click.echo(f"{done.rows:,} rows{taken}, {done.errors:,} with an error: {output}", err=True)


@main.command()
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option(
    "--from",
    "files",
    metavar="SOURCE=PATH",
    multiple=True,
    help="Read a source from a downloaded file; repeatable.",
)
@click.option("--increment", is_flag=True, help="Ask only for what is new, where the agency can tell.")
@click.option("--accept", is_flag=True, help="Take a list even if its size is suspicious.")
@click.option("--quiet", is_flag=True, help="Print failures only; for cron.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@told
def refresh(
    sources: tuple[str, ...],
    files: tuple[str, ...],
    increment: bool,
    accept: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Load the newest notices from the agencies, or from files.

    Without SOURCE and --from, the sources of IMPORTSAFETY_SOURCES are renewed. A source that fails keeps what it
    had. `standards` is no source of notices: it compares the rules that the catalogue cites with the eCFR and the
    Federal Register, and tells what changed.

    Exit codes: 0 done, 1 a source failed, 2 wrong usage, 75 another refresh is under way.
    """
    here = settings()
    if "standards" in sources:
        complete = refresh_standards(as_json, quiet)
        sources = tuple(name for name in sources if name != "standards")
        if not (sources or files):
            sys.exit(0 if complete else 1)
    with _progress(quiet) as bar:
        tasks: dict[str, Any] = {}

        def progress(source: str, stage: str, number: int) -> None:
            if source not in tasks:
                tasks[source] = bar.add_task(source or "snapshot", total=None)
            amount = f"{number / 1e6:,.1f} MB" if stage == "downloading" else f"{number:,} notices"
            bar.update(tasks[source], description=f"{source or 'snapshot'}: {stage}, {amount}")

        given = _files(files)
        named = sources or (() if given else here.sources)
        report = run_refresh(here.home, named, given, progress, accept, increment)
    if as_json:
        print_json(report.as_dict())
    elif not quiet:
        console.show_report(Console(), report)
    else:
        for source in report.sources:
            if source.error:
                click.echo(f"{source.source}: {source.error}", err=True)
        if report.error:
            click.echo(report.error, err=True)
    if not report.ok:
        sys.exit(1)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@told
def status(as_json: bool) -> None:
    """How old the data is, and how the last refresh went."""
    home = settings().home
    state = condition(Checker(home), Store(home)) | {"home": str(home)}
    if as_json:
        print_json(state)
    else:
        console.show_status(Console(), state)


def _checker(day: datetime.datetime | None = None) -> Checker:
    home = settings().home
    ensure_started(home)
    return checker_as_of(home, day.date()) if day else Checker(home, Looking.of(settings()))


def _listing(raw: bytes) -> Listing:
    try:
        data = orjson.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BadListing("listing", f"The file is not JSON in UTF-8: {error}.") from error
    listing = Listing.of(data)
    if listing.is_empty:
        raise BadListing("listing", NOTHING)
    return listing


def _files(pairs: tuple[str, ...]) -> dict[str, Path]:
    files = {}
    for pair in pairs:
        name, equals, path = pair.partition("=")
        if not (name and equals and path):
            raise click.UsageError(
                f"--from {pair}: write SOURCE=PATH, with SOURCE one of {', '.join(SOURCES)}."
            )
        if name in files:
            raise click.UsageError(f"--from names {name} twice.")
        if not Path(path).is_file():
            raise click.UsageError(f"--from {pair}: there is no file {path}.")
        files[name] = Path(path)
    return files


@contextlib.contextmanager
def _progress(quiet: bool = False) -> Iterator[Progress]:
    """A bar on standard error, where that is a terminal."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=quiet or not sys.stderr.isatty(),
    ) as bar:
        yield bar


for _command in (*COMMANDS, standards, photos, memory, team, review):
    main.add_command(_command)
