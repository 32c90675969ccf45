"""The command line. Exit codes: 0 done, 1 failed, 2 wrong usage."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from importsafety import __version__, console
from importsafety.check import Checker
from importsafety.listing import BadListing, Listing
from importsafety.refresh import UnknownSource, ensure_started
from importsafety.refresh import refresh as run_refresh
from importsafety.rows import BadFile, count
from importsafety.settings import Settings
from importsafety.sources import SOURCES
from importsafety.store import Busy, Store, StoreError

P = ParamSpec("P")
R = TypeVar("R")


def told(command: Callable[P, R]) -> Callable[P, R]:
    """Errors that a person can mend are told in one line, without a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (BadFile, BadListing, StoreError, Busy) as error:
            raise click.ClickException(str(error)) from error
        except UnknownSource as error:
            raise click.UsageError(str(error)) from error
        except OSError as error:
            raise click.ClickException(
                f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
            ) from error

    return run


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

    base = _settings()
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
@told
def check(item: str | None, listing: Any, as_json: bool) -> None:
    """Check one product: the page at URL, or the fields in a file.

    Words that are no web address are taken as the product's title, a number as its bar code.
    """
    if (item is None) == (listing is None):
        raise click.UsageError("Give either a URL or --listing FILE.")
    checker = _checker()
    if item is not None:
        from importsafety.web.typed import check_typed  # noqa: PLC0415

        if not item.strip():
            raise click.UsageError("Give either a URL or --listing FILE.")
        answer = check_typed(checker, item)
    else:
        answer = checker.check(_listing(listing.read()))
    if as_json:
        _print_json(answer.as_dict())
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
@told
def screen(source: Path, output: Path, encoding: str | None, processes: int | None) -> None:
    """Check every row of a catalogue (.csv, .jsonl or .parquet).

    An interrupted run goes on where it stopped when the same command is given again.
    """
    from importsafety.screen import screen as run  # noqa: PLC0415

    home = _settings().home
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
@click.option("--accept", is_flag=True, help="Take a list even if it lacks suspiciously many known notices.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@told
def refresh(sources: tuple[str, ...], files: tuple[str, ...], accept: bool, as_json: bool) -> None:
    """Load the newest notices from the agencies, or from files.

    Without SOURCE and --from, all sources are renewed. A source that fails keeps what it had.
    """
    with _progress() as bar:
        tasks: dict[str, Any] = {}

        def progress(source: str, stage: str, number: int) -> None:
            if source not in tasks:
                tasks[source] = bar.add_task(source or "snapshot", total=None)
            amount = f"{number / 1e6:,.1f} MB" if stage == "downloading" else f"{number:,} notices"
            bar.update(tasks[source], description=f"{source or 'snapshot'}: {stage}, {amount}")

        report = run_refresh(_settings().home, sources, _files(files), progress, accept)
    if as_json:
        _print_json(report.as_dict())
    else:
        console.show_report(Console(), report)
    if not report.ok:
        sys.exit(1)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@told
def status(as_json: bool) -> None:
    """How old the data is, and how the last refresh went."""
    from importsafety.api.status import report  # noqa: PLC0415

    settings = _settings()
    state = report(Checker(settings.home), Store(settings.home)) | {"home": str(settings.home)}
    if as_json:
        _print_json(state)
    else:
        console.show_status(Console(), state)


def _settings() -> Settings:
    try:
        return Settings.from_environment()
    except ValueError as error:
        raise click.UsageError(
            f"IMPORTSAFETY_PORT and IMPORTSAFETY_WORKERS must be whole numbers ({error})."
        ) from error


def _checker() -> Checker:
    home = _settings().home
    ensure_started(home)
    return Checker(home)


def _listing(raw: bytes) -> Listing:
    try:
        data = orjson.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BadListing("listing", f"The file is not JSON in UTF-8: {error}.") from error
    listing = Listing.of(data)
    if listing.is_empty:
        raise BadListing(
            "listing",
            "Nothing to compare: give at least a title, brand, model, gtin, description or attributes.",
        )
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
def _progress() -> Iterator[Progress]:
    """A bar on standard error, where that is a terminal."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as bar:
        yield bar


def _print_json(data: Any) -> None:
    sys.stdout.buffer.write(orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n")
    sys.stdout.buffer.flush()
