"""/batches: catalogues for programs; what is given is worked on in the background, as on the pages."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, request
from marshmallow import EXCLUDE, Schema, pre_load, validate
from marshmallow import fields as f

from importsafety.api import admission, local, schemas
from importsafety.api.guard import BATCH_LIMIT, takes
from importsafety.api.openapi import operation
from importsafety.api.problems import Problem
from importsafety.api.respond import body, json
from importsafety.api.schemas import text
from importsafety.api.services import services
from importsafety.api.who import who
from importsafety.batches.given import MOST, file_of
from importsafety.batches.progress import kept_until, progress
from importsafety.store.batches import Batch
from importsafety.store.batchrows import SORTS, Filters

blueprint = Blueprint("api_batches", __name__)
blueprint.before_request(local.admit_program)

STATES = ("columns", "running", "stopped", "done", "failed")
LARGEST_PAGE = 200


class BatchGiven(Schema):
    name = text(load_default="From a program", validate=validate.Length(1, 200))
    items = f.List(f.Nested(schemas.Listing), required=True, validate=validate.Length(1, MOST))

    @pre_load
    def as_in_a_check(self, data: Any, **_: Any) -> Any:
        """An item may stand as in `/check/batch` too: the listing under its name."""
        if not (isinstance(data, dict) and isinstance(data.get("items"), list)):
            return data
        items = [
            item["listing"] if isinstance(item, dict) and item.keys() == {"listing"} else item
            for item in data["items"]
        ]
        return data | {"items": items}


class BatchState(Schema):
    id = f.Integer(required=True)
    name = text(required=True)
    state = f.String(required=True, validate=validate.OneOf(STATES))
    rows = f.Integer(required=True, metadata={"description": "that were taken in so far"})
    done = f.Integer(required=True)
    blocked = f.Integer(required=True, metadata={"description": "links whose page could not be read"})
    errors = f.Integer(required=True, metadata={"description": "rows that could not be read"})
    rate = f.Float(required=True, metadata={"description": "rows a second, of late"})
    seconds = f.Float(
        required=True, allow_none=True, metadata={"description": "left at this rate, where known"}
    )
    note = text(required=True)
    created = text(required=True)
    finished = text(required=True, allow_none=True)
    kept_until = text("last day that it is kept if nobody opens it again", required=True, allow_none=True)


class BatchList(Schema):
    batches = f.List(f.Nested(BatchState), required=True)


class RowQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    verdict = text(load_default="")
    state = text(load_default="")
    kind = text(load_default="")
    requirement = text("a citation", load_default="")
    supplier = text(load_default="")
    platform = text(load_default="")
    words = text("in the title, the supplier or what was given", load_default="")
    sort = f.String(load_default="row", validate=validate.OneOf(tuple(SORTS)))
    page = f.Integer(load_default=1, validate=validate.Range(1, 100_000))
    size = f.Integer(load_default=50, validate=validate.Range(1, LARGEST_PAGE))


class BatchRow(Schema):
    n = f.Integer(required=True, metadata={"description": "from 1, in the order given"})
    name = text("its own id, as given", required=True)
    state = f.String(required=True, validate=validate.OneOf(("waiting", "link", "done", "blocked", "error")))
    reason = text(required=True, allow_none=True)
    title = text(required=True)
    verdict = text(required=True, allow_none=True)
    probability = f.Float(required=True, allow_none=True)
    notice = text("id of the first notice", required=True, allow_none=True)
    checked = text(required=True, allow_none=True)


class BatchRows(Schema):
    total = f.Integer(required=True)
    page = f.Integer(required=True)
    pages = f.Integer(required=True)
    rows = f.List(f.Nested(BatchRow), required=True)


_SHOWN = tuple(BatchRow().fields)


@blueprint.get("/batches")
@operation("Batches, newest first", returns=BatchList, problems=(403, 421, 503))
def all_batches() -> Response:
    return json({"batches": [_plain(batch) for batch in services().runner.store.batches(who().team)]})


@blueprint.post("/batches")
@operation(
    "Give a batch",
    "Listings to be checked in the background; one with nothing but a `url` has its page downloaded. "
    '`{"listing": {...}}` is taken for one too, as in `/check/batch`.',
    body=BatchGiven,
    returns=BatchState,
    problems=(400, 403, 413, 415, 421, 422, 503),
)
@takes(BATCH_LIMIT)
def give_batch() -> Response:
    asked = BatchGiven().load(body())
    admission.spend_rows(lambda: len(asked["items"]))
    runner = services().runner
    id = runner.store.create(who().team, asked["name"], "columns")
    source = file_of(runner.store.folder, id, ".jsonl")
    source.write_bytes(b"".join(orjson.dumps(item) + b"\n" for item in asked["items"]))
    runner.store.change(id, source=source.name)
    runner.store.turn(id, ["columns"], "running")
    runner.wake()
    return json(_plain(_batch(id)))


@blueprint.get("/batches/<int:id>")
@operation("How far a batch is", returns=BatchState, problems=(403, 404, 421, 503))
def batch_state(id: int) -> Response:
    return json(_plain(_batch(id)))


@blueprint.get("/batches/<int:id>/rows")
@operation("Rows of a batch", query=RowQuery, returns=BatchRows, problems=(403, 404, 421, 422, 503))
def batch_rows(id: int) -> Response:
    asked = RowQuery().load(request.args)
    found = services().runner.store.rows(
        _batch(id).id,
        Filters(**{name: asked[name] for name in Filters.__slots__}),
        asked["page"],
        asked["size"],
    )
    shown = [{name: row[name] for name in _SHOWN} for row in found.rows]
    return json({"total": found.total, "page": found.page, "pages": found.pages, "rows": shown})


@blueprint.get("/batches/<int:id>/rows/<int:n>")
@operation("The whole answer to a row", returns=schemas.Assessment, problems=(403, 404, 421, 503))
def batch_row(id: int, n: int) -> Response:
    found = services().runner.store.row(_batch(id).id, n)
    if found is None or found["assessment"] is None:
        raise Problem(404, f"Row {n} of batch {id} has no answer (yet).")
    return json(found["assessment"])


@blueprint.post("/batches/<int:id>/stop")
@operation("Stop a batch", "What has its answer keeps it.", returns=BatchState, problems=(403, 404, 421, 503))
def stop_batch(id: int) -> Response:
    services().runner.store.turn(_batch(id).id, ["running"], "stopped")
    return json(_plain(_batch(id)))


@blueprint.post("/batches/<int:id>/resume")
@operation("Go on with a batch", returns=BatchState, problems=(403, 404, 421, 503))
def resume_batch(id: int) -> Response:
    services().runner.store.turn(_batch(id).id, ["stopped", "failed"], "running")
    services().runner.wake()
    return json(_plain(_batch(id)))


def _batch(id: int) -> Batch:
    found = services().runner.store.batch(who().team, id)
    if found is None:
        raise Problem(404, f"There is no batch {id} here.")
    return services().runner.store.open(found)


def _plain(batch: Batch) -> dict[str, Any]:
    far = progress(batch, services().runner.store.counts(batch.id))
    return {
        "id": batch.id,
        "name": batch.name,
        "state": batch.state,
        "rows": far.rows,
        "done": far.done,
        "blocked": far.blocked,
        "errors": far.errors,
        "rate": batch.rate,
        "seconds": far.seconds,
        "note": batch.note,
        "created": batch.created,
        "finished": batch.finished,
        "kept_until": kept_until(batch, services().settings.batch_days),
    }
