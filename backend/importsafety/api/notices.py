"""GET /notices and /notices/{id}: search and read what the agencies published."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, request
from marshmallow import EXCLUDE, Schema, validate
from marshmallow import fields as f

from importsafety.api import notice_schema
from importsafety.api.openapi import operation
from importsafety.api.problems import Problem
from importsafety.api.respond import json
from importsafety.api.schemas import text
from importsafety.api.services import services
from importsafety.notice import Notice, NoticeKind
from importsafety.store import Record
from importsafety.store.search import NARROWING

blueprint = Blueprint("notices", __name__)

PAGE_SIZE = 25
MAX_PAGE_SIZE = 100


class NoticeQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    q = text("words, a brand, a model, a code", load_default="", validate=validate.Length(max=200))
    source = text("id of a source, as in /status", load_default=None)
    kind = f.String(load_default=None, validate=validate.OneOf([kind.value for kind in NoticeKind]))
    hazard = text("a hazard class, such as fire", load_default=None, validate=validate.Length(max=40))
    country = text("of manufacture, ISO 3166", load_default=None, validate=validate.Length(max=2))
    firm = text("words of a firm's name", load_default=None, validate=validate.Length(max=200))
    code = text("exactly this model, UPC or GTIN", load_default=None, validate=validate.Length(max=80))
    since = f.Date(load_default=None, metadata={"description": "first day"})
    until = f.Date(load_default=None, metadata={"description": "last day"})
    page = f.Integer(load_default=1, validate=validate.Range(1, 100_000))
    size = f.Integer(load_default=PAGE_SIZE, validate=validate.Range(1, MAX_PAGE_SIZE))


@blueprint.get("/notices")
@operation(
    "Search notices",
    "All words must be there; a model, GTIN or recall number finds the notices that name it. Without words, the "
    "newest come first.",
    query=NoticeQuery,
    returns=notice_schema.NoticeList,
    problems=(403, 421, 422, 503),
)
def search() -> Response:
    query = NoticeQuery().load(request.args)
    asked = {name: str(query[name]) for name in NARROWING if query[name]}
    found = services().store.search(query["q"], page=query["page"], size=query["size"], **asked)
    return json(
        {
            "total": found.total,
            "page": found.page,
            "size": found.size,
            "notices": [summary(record) for record in found.records],
        }
    )


@blueprint.get("/notices/<path:id>")
@operation(
    "Read one notice",
    "With its history: what it said, and from when to when.",
    returns=notice_schema.Notice,
    problems=(403, 404, 421, 503),
)
def notice(id: str) -> Response:
    store = services().store
    record = store.record(id)
    if record is None:
        raise Problem(404, f"There is no notice {id!r} here. Search with GET /api/v1/notices?q=...")
    history = [
        {
            "hash": version.hash,
            "first_seen": version.first_seen,
            "last_seen": version.last_seen,
            "title": version.notice.title,
        }
        for version in store.history(id)
    ]
    return json({**_state(record), **msgspec.to_builtins(record.notice), "history": history})


def summary(record: Record) -> dict[str, Any]:
    notice: Notice = record.notice
    return {
        "id": notice.id,
        "source": notice.source,
        "kind": notice.kind.value,
        "number": notice.number,
        "title": notice.title,
        "date": notice.date,
        "url": notice.url,
        **_state(record),
    }


def _state(record: Record) -> dict[str, Any]:
    return {"withdrawn": record.withdrawn, "starter": record.starter}
