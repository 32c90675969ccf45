"""GET /status, /healthz and /readyz: how the data stands, and whether the server can answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from importsafety import __version__
from importsafety.api import schemas
from importsafety.api.openapi import operation
from importsafety.api.problems import Problem
from importsafety.api.respond import json
from importsafety.api.services import services
from importsafety.check import NO_DATA, Checker
from importsafety.sources import SOURCES
from importsafety.store import Store

blueprint = Blueprint("status", __name__)
health = Blueprint("health", __name__)


@blueprint.get("/status")
@operation(
    "Sources, their ages and the refresh in progress",
    "A source whose `starter` is true has only the short list that came with the program.",
    returns=schemas.Status,
    problems=(403, 421, 503),
)
def status() -> Response:
    return json(report(services().checker, services().store))


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


def report(checker: Checker, store: Store) -> dict[str, Any]:
    """Everything known about the data's age and state, for /status, the status page and the command line."""
    snapshot = checker.snapshot
    stored = store.status()
    sources = {
        source_id: {
            "title": SOURCES[source_id].title if source_id in SOURCES else source_id,
            "home": SOURCES[source_id].home if source_id in SOURCES else "",
            **state,
        }
        for source_id, state in stored["sources"].items()
    }
    return {
        "version": __version__,
        "refreshing": stored["refreshing"],
        "snapshot": snapshot
        and {
            "id": snapshot.id,
            "created": snapshot.created,
            "notices": len(snapshot.notices),
            "starter": snapshot.starter,
            "as_of": dict(snapshot.as_of),
        },
        "sources": sources,
        "requirements": len(checker.catalogue),
    }
