"""The commands `importsafety photos` and `importsafety memory`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from importsafety.clitools import print_json, settings, told
from importsafety.console import text
from importsafety.photos import MOST, PhotoReport, hash_photos
from importsafety.store import Store
from importsafety.store.memories import Remembered

_json = click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")


@click.command()
@click.option("--status", "only_status", is_flag=True, help="Only show how far it is, and what failed.")
@click.option("--most", type=click.IntRange(1), default=MOST, show_default=True, help="Photos to ask for.")
@_json
@told
def photos(only_status: bool, most: int, as_json: bool) -> None:
    """Hash the photos of notices, so that a listing's photo can be compared with them.

    One photo a second and host, going on where an earlier run stopped; only hashes are kept. A running server does
    this by itself, unless IMPORTSAFETY_PHOTOS=off.
    """
    here = settings()
    if not only_status and not here.photos:
        raise click.ClickException("IMPORTSAFETY_PHOTOS=off keeps photos from being asked for.")
    report = None if only_status else _hashed(here.home, most)
    with Store(here.home) as store:
        counts, failures = store.photo_counts(), store.photo_failures()
    if as_json:
        print_json({"run": report and _plain(report), "photos": counts, "failures": failures})
        return
    if report:
        left = f"; left alone for now: {', '.join(report.left_alone)}" if report.left_alone else ""
        failed = f"{report.failed.total():,} failed{left}"
        click.echo(f"{report.hashed:,} hashed, {report.unchanged:,} unchanged, {failed}.")
    click.echo(
        f"Of {counts['all']:,} photos {counts['hashed']:,} are hashed, {counts['failed']:,} could not be had, "
        f"{counts['waiting']:,} wait."
    )
    for failure in failures:
        again = f"again from {str(failure['due'])[:10]}" if failure["due"] else "not again"
        Console().print(text(f"{failure['url']}: {failure['error']} ({again})", "dim"))


@click.group(invoke_without_command=True)
@_json
@click.pass_context
@told
def memory(context: click.Context, as_json: bool) -> None:
    """Show what is remembered of matched listings, on this machine only.

    A listing that was matched leaves hashes of its picture and attributes, its seller and its shop, so that it is
    known when it returns under another name. IMPORTSAFETY_MEMORY=off keeps anything from being remembered.
    """
    if context.invoked_subcommand:
        return
    with Store(settings().home) as store:
        known = store.memories()
    if as_json:
        print_json([_remembered(item) for item in known])
        return
    click.echo(f"{len(known):,} matched listings are remembered. `importsafety memory clear` forgets them.")
    table = Table("First seen", "Answer", "Notices", "Seller", "Shop", box=None, pad_edge=False)
    for item in known[:50]:
        mark = item.fingerprint
        row = (item.first_seen[:10], item.verdict, ", ".join(item.notices[:3]), mark.seller, mark.shop)
        table.add_row(*map(text, row))
    if known:
        Console().print(table)


@memory.command()
@told
def clear() -> None:
    """Forget all matched listings."""
    with Store(settings().home) as store:
        click.echo(f"{store.forget_memories():,} forgotten.")


def _hashed(home: Path, most: int) -> PhotoReport:
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("photos", total=None)
        return hash_photos(home, most, progress=lambda done, of: bar.update(task, completed=done, total=of))


def _plain(report: PhotoReport) -> dict[str, Any]:
    return {
        "hashed": report.hashed,
        "unchanged": report.unchanged,
        "failed": dict(report.failed),
        "left_alone": report.left_alone,
        "snapshot": report.snapshot,
    }


def _remembered(item: Remembered) -> dict[str, Any]:
    mark = item.fingerprint
    return {
        "first_seen": item.first_seen,
        "last_seen": item.last_seen,
        "verdict": item.verdict,
        "notices": list(item.notices),
        "seller": mark.seller,
        "shop": mark.shop,
        "shop_id": mark.shop_id,
        "picture": bool(mark.photo),
        "attributes": bool(mark.attributes),
    }
