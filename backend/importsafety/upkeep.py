"""The commands of maintainers and of people who watch: watch, rollback, changes, export, backup, restore."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table

from importsafety.backup import backup as run_backup
from importsafety.backup import restore as run_restore
from importsafety.backup import told as about_backup
from importsafety.clitools import print_json, settings, told
from importsafety.console import text
from importsafety.differences import differences
from importsafety.export import FORMATS
from importsafety.export import export as run_export
from importsafety.store import Store, StoreError
from importsafety.store.snapshot import hold, listing, release
from importsafety.watch import BadWatch, deliver, from_file, listing_body, search_body
from importsafety.watch.items import SEARCH_FIELDS, check_ways

_json = click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")


@click.group()
def watch() -> None:
    """Hear of notices that concern you: saved listings, catalogues and searches.

    Each refresh compares them with what it brought. Alerts are shown here, at /watch and in the popup, in Atom
    feeds, and by e-mail or webhook where you name one.
    """


@watch.command("add")
@click.argument("name")
@click.option("--listing", type=click.File("rb"), help="A JSON file with a listing's fields; - reads stdin.")
@click.option(
    "--catalogue",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A catalogue (.csv, .jsonl, .parquet).",
)
@click.option(
    "--search", "searches", metavar="FIELD=WORDS", multiple=True, help=f"With {', '.join(SEARCH_FIELDS)}."
)
@click.option("--email", default="", help="Send alerts there (needs IMPORTSAFETY_SMTP).")
@click.option("--webhook", default="", help="POST alerts there, signed.")
@_json
@told
def add(
    name: str,
    listing: Any,
    catalogue: Path | None,
    searches: tuple[str, ...],
    email: str,
    webhook: str,
    as_json: bool,
) -> None:
    """Watch a listing, a catalogue or a search under NAME. What is known today is no news."""
    if sum(map(bool, (listing, catalogue, searches))) != 1:
        raise click.UsageError("Give one of --listing, --catalogue and --search.")
    check_ways(email, webhook)
    kind, body = _body(listing, catalogue, searches)
    with Store(settings().home) as store:
        added = store.add_watch(name, kind, body, email, webhook)
    if as_json:
        print_json({"id": added.id, "name": added.name, "kind": added.kind, "secret": added.secret})
    else:
        click.echo(f"Watch {added.id}: {added.name} ({added.kind}).")
        click.echo(f"Secret, for the feed and the webhook's signature: {added.secret}")


def _body(listing: Any, catalogue: Path | None, searches: tuple[str, ...]) -> tuple[str, Any]:
    if catalogue:
        return "catalogue", from_file(catalogue)
    if listing:
        try:
            return "listing", listing_body(orjson.loads(listing.read()))
        except orjson.JSONDecodeError as error:
            raise BadWatch(f"The file is not JSON in UTF-8: {error}.") from error
    fields = {}
    for pair in searches:
        name, equals, words = pair.partition("=")
        if not equals or name not in SEARCH_FIELDS:
            raise click.UsageError(
                f"--search {pair}: write FIELD=WORDS, with FIELD one of {', '.join(SEARCH_FIELDS)}."
            )
        fields[name] = words
    return "search", search_body(fields)


@watch.command("list")
@_json
@told
def list_watches(as_json: bool) -> None:
    """What is watched."""
    with Store(settings().home) as store:
        rows = [
            {
                "id": w.id,
                "name": w.name,
                "kind": w.kind,
                "email": w.email,
                "webhook": w.webhook,
                "created": w.created,
            }
            for w in store.watches()
        ]
    if as_json:
        print_json(rows)
        return
    table = Table("No.", "Name", "Kind", "E-mail", "Webhook", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(text(str(row[name])) for name in ("id", "name", "kind", "email", "webhook")))
    Console().print(table)


@watch.command("remove")
@click.argument("number", type=int)
@told
def remove(number: int) -> None:
    """Stop watching NUMBER, and forget its alerts."""
    with Store(settings().home) as store:
        if not store.remove_watch(number):
            raise StoreError(f"There is no watch {number}. `importsafety watch list` shows them.")


@watch.command("alerts")
@click.option("--unread", is_flag=True, help="Only those that nobody has read.")
@click.option("--mark-read", is_flag=True, help="Mark what is shown as read.")
@_json
@told
def alerts(unread: bool, mark_read: bool, as_json: bool) -> None:
    """What the watches found, newest first."""
    with Store(settings().home) as store:
        rows = store.alerts(unseen=unread)
        if mark_read:
            store.mark_seen([row["id"] for row in rows])
    if as_json:
        print_json(rows)
        return
    console = Console()
    for row in rows:
        console.print(text(row["headline"], "bold"))
        console.print(text(f"  {row['name']}, {row['item']}: {row['why']}"))
        console.print(text(f"  {row['date']}  {row['url']}", "dim"))
    if not rows:
        console.print("No alerts.")


@watch.command("deliver")
@told
def deliver_due() -> None:
    """Send alerts that could not be sent before."""
    with Store(settings().home) as store:
        click.echo(deliver(store).removeprefix(", ") or "Nothing is due.")


@click.command()
@click.argument("snapshot", required=False)
@click.option("--newest", is_flag=True, help="End it: the newest snapshot answers again.")
@click.option("--list", "show", is_flag=True, help="Only list the snapshots.")
@_json
@told
def rollback(snapshot: str | None, newest: bool, show: bool, as_json: bool) -> None:
    """Let an earlier SNAPSHOT answer (the one before, if none is named).

    It keeps answering, while refreshes go on beside it, until `rollback --newest`. A running server takes it up
    by itself.
    """
    home = settings().home
    if newest:
        release(home)
    elif not show:
        hold(home, snapshot)
    rows = listing(home)
    if as_json:
        print_json(rows)
        return
    table = Table("Snapshot", "Notices", "", box=None, pad_edge=False)
    for row in rows:
        state = ("answers, held" if row["held"] else "answers") if row["current"] else ""
        table.add_row(text(row["id"]), f"{row['notices']:,}", state)
    Console().print(table)


@click.command()
@click.argument("run", type=int, required=False)
@click.option("--source", help="Runs of this source only.")
@_json
@told
def changes(run: int | None, source: str | None, as_json: bool) -> None:
    """What refreshes changed: the latest runs, or what RUN did to each notice."""
    with Store(settings().home) as store:
        if run is None:
            rows = store.runs(source)
            if as_json:
                print_json(rows)
                return
            table = Table("Run", "Source", "Began", "Mode", "State", "New", "Changed", "Withdrawn", box=None)
            for row in rows:
                table.add_row(
                    *(
                        text(str(row[k]))
                        for k in ("id", "source", "started", "mode", "state", "new", "changed", "withdrawn")
                    )
                )
            Console().print(table)
            return
        if store.run(run) is None:
            raise StoreError(f"There is no run {run}. `importsafety changes` lists the latest.")
        events = store.events(run, size=10_000)
    rows = [
        {
            "what": event.what,
            "id": event.notice.id,
            "title": event.notice.title,
            "differences": [
                {"field": change.name, "parts": [list(part) for part in change.parts]}
                for change in (differences(event.before, event.notice) if event.before else ())
            ],
        }
        for event in events
    ]
    if as_json:
        print_json(rows)
        return
    console = Console()
    marks = {"same": ("", "dim"), "gone": ("-", "red strike"), "added": ("+", "green")}
    for row in rows:
        console.print(text(f"{row['what']}: {row['title']} ({row['id']})", "bold"))
        for change in row["differences"]:
            line = text(f"  {change['field']}: ")
            for how, words in change["parts"]:
                mark, style = marks[how]
                line.append_text(text(f"{mark}{words.strip()} ", style))
            console.print(line)


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), help="[default: by the file's ending]")
@told
def export(path: Path, form: str | None) -> None:
    """Write all notices to PATH (.jsonl, .parquet or .sqlite) for use elsewhere.

    docs/open-data.md describes the fields.
    """
    form = form or {"db": "sqlite", "sqlite3": "sqlite"}.get(path.suffix[1:], path.suffix[1:])
    if form not in FORMATS:
        raise click.UsageError(f"{path}: end it with one of .{', .'.join(FORMATS)}, or give --format.")
    with Store(settings().home) as store:
        if next(iter(store.records()), None) is None:
            raise click.ClickException(
                "No agency's list is loaded yet, so there is nothing to write. Run `importsafety refresh` first."
            )
        count = run_export(store, path, form)
    click.echo(
        f"{count:,} notices, as of {datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC: {path}", err=True
    )


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@_json
@told
def backup(path: Path, as_json: bool) -> None:
    """Write the whole data folder into the file PATH (.tar.gz), also while the server runs.

    Keep it as you keep passwords: with teams it holds hashes of theirs, and what they made.
    """
    manifest = run_backup(settings().home, path)
    facts = about_backup(manifest)
    if as_json:
        print_json(facts | {"path": str(path)})
    else:
        click.echo(
            f"{facts['databases']} databases and {facts['files'] - facts['databases']} other files, "
            f"{facts['bytes'] / 1e6:,.1f} MB: {path}",
            err=True,
        )


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Also over newer data, or under a running server.")
@_json
@told
def restore(path: Path, force: bool, as_json: bool) -> None:
    """Make the data folder what it was when the backup PATH was made.

    All of it is compared with its checksums before anything is touched; what was there is put aside, not deleted.
    """
    done = run_restore(settings().home, path, force)
    if as_json:
        print_json(about_backup(done.manifest) | {"replaced": str(done.replaced) if done.replaced else None})
        return
    click.echo(f"{settings().home} is as it was on {done.manifest.made}.", err=True)
    if done.replaced:
        click.echo(f"What was there before is in {done.replaced}.", err=True)


COMMANDS = (watch, rollback, changes, export, backup, restore)
