"""Answers and reports for people at a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as RichText

from importsafety.assessment import Assessment, Match, Verdict
from importsafety.refresh import Report
from importsafety.web import formats, words

# What a terminal would obey rather than print; a page's title must not be able to send it.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def text(content: str, style: str = "") -> RichText:
    """Text without markup and control characters."""
    return RichText(CONTROLS.sub("", content), style)


MARKS = {"for": text("+ ", "green"), "alike": text("= ", "dim"), "against": text("- ", "yellow")}
COLOURS = {
    Verdict.RECALLED: "bold red",
    Verdict.POSSIBLE: "bold yellow",
    Verdict.SIMILAR: "bold blue",
    Verdict.NO_MATCH: "bold",
    Verdict.UNCHECKED: "bold magenta",
}


def show(console: Console, assessment: Assessment) -> None:
    """One answer: verdict, notices with their evidence, requirements, the data's age."""
    verdict = assessment.verdict
    console.print(text(words.VERDICTS[verdict].short.upper(), COLOURS[verdict]), end="  ")
    console.print(text(words.headline(assessment)))
    if assessment.reason:
        console.print(text(assessment.reason))
    if assessment.listing.title:
        console.print(text(assessment.listing.title, "dim"))
    for seen in assessment.seen_before:
        told = f"Looks like a listing matched before: the same {seen.by} under {seen.under}, {formats.day(seen.when)}"
        console.print(text(f"{told} ({', '.join(seen.notices)}).", "yellow"))
    for decision in assessment.decisions:
        console.print(text(f"{decision.notice}: {decision.says} ({decision.url})", "yellow"))
    for match in assessment.matches:
        _match(console, match)
    if assessment.requirements:
        table = Table(
            "Rule", "", "Certificate", "Why", title="\nRules", title_justify="left", box=None, pad_edge=False
        )
        order = sorted(assessment.requirements, key=lambda r: (not r.banned, r.applies != "yes"))
        for result in order:
            state = "banned" if result.banned else "applies" if result.applies == "yes" else "may apply"
            why = result.question or result.why
            table.add_row(*map(text, (f"{result.citation} {result.title}", state, result.certificate, why)))
        console.print(table)
        open_ones = {r.question_id: r.question for r in order if r.question_id and r.question}
        for id, question in open_ones.items():
            console.print(text(f"{question} --answer {id}=yes|no", "dim"), soft_wrap=True)
    console.print(text(f"\nSearched: {words.searched(assessment)}.", "dim"))
    if assessment.starter:
        told = (
            f"Only the starter list is loaded ({assessment.starter:,} notices). For all: importsafety refresh"
        )
        console.print(text(told, "yellow"))
    console.print(text(assessment.disclaimer, "dim"))


def _match(console: Console, match: Match) -> None:
    notice = match.notice
    console.print()
    console.print(text(notice.title, "bold"))
    console.print(text(f"{words.KINDS[notice.kind.value]}, {formats.day(notice.date)}"))
    console.print(text(f"{notice.url}  ({match.tier.value}, {match.probability:.0%})", "dim"))
    for side, items in match.sides:
        for item in items:
            console.print(Padding(MARKS[side] + text(item.text), (0, 0, 0, 2), expand=False))
    for limit in notice.scope:
        console.print(Padding(text(f"Covers only: {limit.text}"), (0, 0, 0, 2), expand=False))
    if notice.remedy:
        console.print(Padding(text(f"Remedy: {notice.remedy}"), (0, 0, 0, 2), expand=False))


def show_report(console: Console, report: Report) -> None:
    """What a refresh did, a line a source, then why records were refused and sources failed."""
    headings = ("Source", "New", "Changed", "Reread", "Same", "Withdrawn", "Refused", "Seconds")
    table = Table(*headings, box=None, pad_edge=False)
    for source in report.sources:
        changes = source.changes
        names = ("new", "changed", "reread", "unchanged", "withdrawn", "quarantined")
        counts = (getattr(changes, name) for name in names)
        table.add_row(source.source, *(f"{number:,}" for number in counts), f"{source.seconds:.1f}")
    console.print(table)
    for source in report.sources:
        for reason, number in sorted(source.reasons.items(), key=lambda pair: -pair[1]):
            console.print(text(f"{source.source}: {number:,} refused: {reason}"))
        if source.error:
            console.print(text(f"{source.source} keeps what it had: {source.error}", "red"))
        elif source.origin != "agency":
            told = (
                f"{source.source}: the file counts as the whole list now. Whether the agency has more is not known; "
                f"to ask it: importsafety refresh {source.source}"
            )
            console.print(text(told, "yellow"))
    if report.set_aside:
        console.print(text(f"The damaged database is kept as {report.set_aside}.", "yellow"))
    if report.error:
        console.print(text(report.error, "red"))
    console.print(text(f"Snapshot {report.snapshot or 'none'}, {report.seconds:.1f} s"))


def _state(source: Mapping[str, Any]) -> str:
    if source["starter"]:
        return "starter list only"
    return "done, from a file" if source["from_file"] and source["state"] == "done" else str(source["state"])


def show_status(console: Console, state: dict[str, Any]) -> None:
    """How the data stands."""
    table = Table("Source", "Notices", "Newest", "Refreshed", "State", "Refused", box=None, pad_edge=False)
    for name, source in state["sources"].items():
        running = (
            f"running, {source['rows_so_far'] or 0:,} rows so far" if source["state"] == "running" else None
        )
        table.add_row(
            text(words.source_title(name)),
            f"{source['rows']:,}",
            f"{formats.day(source['as_of'])} ({formats.age(source['as_of'])})" if source["as_of"] else "none",
            formats.moment(source["refreshed_at"]) or "never",
            running or _state(source),
            f"{source['quarantine']:,}",
        )
    console.print(table)
    for name, source in state["sources"].items():
        if source["error"]:
            console.print(text(f"{source['title']}: {source['error']}", "red"))
        if source["from_file"]:
            told = (
                f"{words.source_title(name)}: from a file, with notices of {formats.day(source['since'])} to "
                f"{formats.day(source['as_of'])}. Whether the agency has more is not known; to ask it: importsafety "
                f"refresh {name}"
            )
            console.print(text(told, "yellow"))
    snapshot = state["snapshot"]
    console.print(
        text(
            f"Snapshot {snapshot['id']} with {snapshot['notices']:,} notices"
            if snapshot
            else "No data is loaded."
        )
    )
    if snapshot and snapshot["held"]:
        console.print(
            text("An earlier snapshot is held. For the newest: importsafety rollback --newest", "yellow")
        )
    console.print(text(f"Data folder: {state['home']}", "dim"))
