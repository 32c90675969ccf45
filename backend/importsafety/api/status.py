"""GET /status, /healthz and /readyz: how the data stands, and whether the server can answer."""

from __future__ import annotations

from flask import Blueprint, Response
from marshmallow import Schema
from marshmallow import fields as f

from importsafety.api import schemas
from importsafety.api.openapi import operation
from importsafety.api.problems import Problem
from importsafety.api.respond import json
from importsafety.api.services import services
from importsafety.api.who import who
from importsafety.check import NO_DATA
from importsafety.condition import condition

blueprint = Blueprint("status", __name__)


class SnapshotStatus(schemas.SnapshotStatus):
    starter_sources = schemas.texts("of which only the starter list is known", required=True)
    held = f.Boolean(
        required=True, metadata={"description": "a person chose that it goes on answering, whatever is newer"}
    )


class Plan(Schema):
    on = f.Boolean(required=True, metadata={"description": "a running server refreshes by itself"})
    mode = schemas.text("of the next refresh: full or increment", required=True, allow_none=True)
    at = schemas.text("when it begins, UTC", required=True, allow_none=True)


class Delay(Schema):
    """Hours from the beginning of a notice's day to the first answer that knew it, over the last half year."""

    notices = f.Integer(required=True)
    median = f.Float(required=True, allow_none=True)
    most = f.Float(required=True, allow_none=True, metadata={"description": "nine in ten came within"})


class AlertCounts(Schema):
    watches = f.Integer(required=True)
    unread = f.Integer(required=True)
    newest = schemas.text("when the last one came", required=True, allow_none=True)
    undelivered = f.Integer(required=True)


class Unread(Schema):
    """Pages of a shop on which its recipe lacked a field, in the last 30 days."""

    shop = schemas.text("the recipe's id", required=True)
    missing = schemas.text("the field", required=True)
    pages = f.Integer(required=True)
    last = schemas.text("day of the last one", required=True)


class Status(schemas.Status):
    snapshot = f.Nested(SnapshotStatus, required=True, allow_none=True)
    problem = schemas.text("why an older snapshot answers", required=True, allow_none=True)
    schedule = f.Nested(Plan, required=True)
    delay = f.Nested(Delay, required=True)
    alerts = f.Nested(AlertCounts, required=True)
    unread = f.List(f.Nested(Unread), required=True)


health = Blueprint("health", __name__)


@blueprint.get("/status")
@operation(
    "Sources, their ages and the refresh in progress",
    "A source whose `starter` is true has only the short list that came with the program.",
    returns=Status,
    problems=(403, 421, 503),
)
def status() -> Response:
    return json(condition(services().checker, services().store, who().team))


@health.get("/healthz")
@operation("Is the server alive?", returns=schemas.Health)
def healthz() -> Response:
    return json({"status": "ok"})


@health.get("/readyz")
@operation("Is recall data loaded?", returns=schemas.Health, problems=(503,))
def readyz() -> Response:
    if services().checker.snapshot is None:
        raise Problem(503, NO_DATA)
    return json({"status": "ready"})
