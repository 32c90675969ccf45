"""For maintainers' programs: runs and what they changed, quarantine, drift, figures, snapshots; and the open data."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, send_file
from marshmallow import EXCLUDE, Schema, validate
from marshmallow import fields as f

from importsafety.api import local
from importsafety.api.openapi import operation
from importsafety.api.problems import Problem
from importsafety.api.respond import body, json
from importsafety.api.schemas import text
from importsafety.api.services import services
from importsafety.condition import delay
from importsafety.differences import differences
from importsafety.export import FORMATS, export
from importsafety.store import BrokenSnapshot, Event
from importsafety.store.snapshot import hold, listing, release

blueprint = Blueprint("upkeep", __name__)
open_data = Blueprint("open_data", __name__)
blueprint.before_request(local.admit_program)
blueprint.before_request(local.only_maintainers)

_TYPES = {
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
}


class Paged(Schema):
    class Meta:
        unknown = EXCLUDE

    source = text(load_default=None)
    page = f.Integer(load_default=1, validate=validate.Range(1, 100_000))
    size = f.Integer(load_default=50, validate=validate.Range(1, 500))


class Rows(Schema):
    rows = f.List(f.Dict(), required=True)


class Hold(Schema):
    id = text("the snapshot that shall answer; the one before the current, if left out", load_default=None)
    newest = f.Boolean(load_default=False, metadata={"description": "end the hold instead"})


class Figures(Schema):
    """Label and count for each chart; `delay` is in hours; `refusals` in percent of a run's records."""

    months = f.List(f.List(f.Raw()), required=True)
    hazards = f.List(f.List(f.Raw()), required=True)
    countries = f.List(f.List(f.Raw()), required=True)
    kinds = f.List(f.List(f.Raw()), required=True)
    delay = f.Dict(required=True)
    refusals = f.List(f.Dict(), required=True)


@blueprint.get("/runs")
@operation("The latest refreshes", query=Paged, returns=Rows, problems=(403, 421, 422, 503))
def runs() -> Response:
    query = Paged().load(request.args)
    return json({"rows": services().store.runs(query["source"], query["size"])})


@blueprint.get("/runs/<int:id>")
@operation(
    "What a refresh changed",
    "Notice by notice, with the words that went and came.",
    query=Paged,
    returns=Rows,
    problems=(403, 404, 421, 422, 503),
)
def run(id: int) -> Response:
    query = Paged().load(request.args)
    if services().store.run(id) is None:
        raise Problem(404, f"There is no run {id}. GET /api/v1/runs lists the latest.")
    return json(
        {"rows": [_event(event) for event in services().store.events(id, query["page"], query["size"])]}
    )


@blueprint.get("/quarantine")
@operation("Records that were refused", query=Paged, returns=Rows, problems=(403, 421, 422, 503))
def quarantine() -> Response:
    query = Paged().load(request.args)
    rows = services().store.quarantine(query["source"], page=query["page"], size=query["size"])
    return json({"rows": rows})


@blueprint.get("/drift")
@operation("Fields that appeared in an agency's answers, or vanished", returns=Rows, problems=(403, 421, 503))
def drift() -> Response:
    return json({"rows": services().store.drift()})


@blueprint.get("/figures")
@operation("Counts for charts", returns=Figures, problems=(403, 421, 503))
def figures() -> Response:
    store = services().store
    return json({**store.figures(), "delay": delay(store), "refusals": store.refusals()})


@blueprint.get("/snapshots")
@operation("The snapshots that are kept", returns=Rows, problems=(403, 421, 503))
def snapshots() -> Response:
    return json({"rows": listing(services().settings.home)})


@blueprint.post("/snapshots/hold")
@operation(
    "Let an earlier snapshot answer, or end that",
    "It answers until the hold is ended; refreshes go on beside it.",
    body=Hold,
    returns=Rows,
    problems=(400, 403, 415, 421, 422, 503),
)
def hold_snapshot() -> Response:
    asked = Hold().load(body())
    change_snapshot(asked["id"], asked["newest"])
    return json({"rows": listing(services().settings.home)})


@open_data.get("/export/<form>")
@operation(
    "All notices: jsonl, parquet or sqlite",
    "docs/open-data.md describes the fields. The answer is a file, not JSON.",
    problems=(404, 421, 503),
)
def export_file(form: str) -> Response:
    if form not in FORMATS:
        raise Problem(404, f"There is no form {form!r}. Take one of {', '.join(FORMATS)}.")
    folder = tempfile.TemporaryDirectory(prefix="import-safety-")
    path = Path(folder.name) / f"notices.{form}"
    export(services().store, path, form)
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    answer = send_file(
        path, mimetype=_TYPES[form], as_attachment=True, download_name=f"import-safety-{day}.{form}"
    )
    answer.call_on_close(folder.cleanup)
    return answer


def change_snapshot(id: str | None, newest: bool) -> None:
    """Hold an earlier snapshot, or end the hold. Raises Problem where that cannot be."""
    home = services().settings.home
    try:
        if newest:
            release(home)
        else:
            hold(home, id)
    except BrokenSnapshot as error:
        raise Problem(422, str(error)) from error


def _event(event: Event) -> dict[str, Any]:
    return {
        "what": event.what,
        "id": event.notice.id,
        "title": event.notice.title,
        "date": event.notice.date,
        "differences": list(_fields(event)),
    }


def _fields(event: Event) -> Iterator[dict[str, Any]]:
    for change in differences(event.before, event.notice) if event.before else ():
        yield {"field": change.name, "parts": [list(part) for part in change.parts]}
