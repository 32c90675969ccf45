"""The maintainers' pages: sources and their next run, what each run changed, what was refused, charts, rolling back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from importsafety.api import local
from importsafety.api.problems import Problem
from importsafety.api.services import services
from importsafety.api.upkeep import change_snapshot
from importsafety.condition import delay
from importsafety.differences import differences
from importsafety.schedule import planned
from importsafety.sources import ROWS
from importsafety.store.snapshot import listing
from importsafety.web import charts, formats, words
from importsafety.web.data import state
from importsafety.web.language import gettext as _

blueprint = Blueprint("upkeep_pages", __name__)
blueprint.before_request(local.admit_person)
blueprint.before_request(local.only_maintainers)

SIZE = 25


@blueprint.get("/maintain")
def overview() -> str:
    store, settings = services().store, services().settings
    return render_template(
        "maintain.html",
        state=state(),
        table=ROWS,
        on=settings.sources,
        runs=store.runs(limit=30),
        plan=planned(settings.home),
        snapshots=listing(settings.home),
        drift=store.drift(),
        delay=delay(store),
    )


@blueprint.get("/maintain/runs/<int:id>")
def run(id: int) -> str:
    store = services().store
    found = store.run(id)
    if found is None:
        raise Problem(404, f"There is no run {id}. The list of runs is at /maintain.")
    page = max(1, request.args.get("page", 1, int))
    events = store.events(id, page, SIZE + 1)
    return render_template(
        "maintain_run.html",
        run=found,
        events=[
            (event, differences(event.before, event.notice) if event.before else ())
            for event in events[:SIZE]
        ],
        page=page,
        more=len(events) > SIZE,
        reasons=store.reasons(id),
    )


@blueprint.get("/maintain/quarantine")
def quarantine() -> str:
    page = max(1, request.args.get("page", 1, int))
    rows = services().store.quarantine(page=page, size=SIZE + 1, resolved="resolved" in request.args)
    return render_template("maintain_quarantine.html", rows=rows[:SIZE], page=page, more=len(rows) > SIZE)


@blueprint.get("/maintain/charts")
def charts_page() -> str:
    store = services().store
    figures = store.figures()
    refusals = store.refusals()
    delays = store.delays()
    of_late = _("of the last 36 months")
    months, hazards = _("Notices by month"), _("Hazards")
    countries, kinds = _("Countries of manufacture"), _("Notices by source and kind")
    warned, refused = _("Time to warning"), _("Refused records")
    drawn = (
        (
            months,
            of_late,
            charts.columns([(formats.month(label), count) for label, count in figures["months"]], months),
        ),
        (
            hazards,
            _("of the last 36 months; a notice can name several"),
            charts.rows([(words.hazard(name), count) for name, count in figures["hazards"]], hazards),
        ),
        (
            countries,
            _("of the last 36 months, where the notice names one"),
            charts.rows([(formats.country(code), count) for code, count in figures["countries"]], countries),
        ),
        (
            kinds,
            _("all that are loaded"),
            charts.rows([(_source_and_kind(name), count) for name, count in figures["kinds"]], kinds),
        ),
        (
            warned,
            _("hours from the beginning of a notice's day to our first answer that knew it"),
            charts.columns(
                [(row["notice"], max(0.0, row["hours"])) for row in reversed(delays[:60])], warned, " h"
            ),
        ),
        (
            refused,
            _("percent of each full refresh"),
            charts.columns([(f"{row['run']}", row["percent"]) for row in refusals], refused, "%"),
        ),
    )
    return render_template("maintain_charts.html", drawn=drawn, delay=delay(store))


def _source_and_kind(label: str) -> str:
    """`cpsc recall` as a reader calls it."""
    source, _space, kind = label.rpartition(" ")
    return f"{words.source_title(source)}: {words.kind(kind)}"


@blueprint.post("/maintain/snapshots")
def snapshots() -> Any:
    """Let an earlier snapshot answer, or the newest again."""
    change_snapshot(request.form.get("id") or None, "newest" in request.form)
    return redirect(url_for("upkeep_pages.overview") + "#snapshots", 303)
