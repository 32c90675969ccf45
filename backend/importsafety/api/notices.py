"""GET /notices and /notices/{id}: search and read what the agencies published."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, request

from importsafety.api import schemas
from importsafety.api.openapi import operation
from importsafety.api.problems import Problem
from importsafety.api.respond import json
from importsafety.api.services import services
from importsafety.notice import Notice
from importsafety.store import Record

blueprint = Blueprint("notices", __name__)


@blueprint.get("/notices")
@operation(
    "Search notices",
    "All words must be there; a model, GTIN or recall number finds the notices that name it. Without words, the "
    "newest come first.",
    query=schemas.NoticeQuery,
    returns=schemas.NoticeList,
    problems=(403, 421, 422, 503),
)
def search() -> Response:
    query = schemas.NoticeQuery().load(request.args)
    found = services().store.search(query["q"], query["source"], query["kind"], query["page"], query["size"])
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
    returns=schemas.Notice,
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
