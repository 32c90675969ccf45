"""The pages: check, notices, requirements, status and the API's documentation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for

from importsafety.api import schemas
from importsafety.api.notices import NoticeQuery
from importsafety.api.problems import Problem
from importsafety.api.services import services
from importsafety.listing import LIMITS
from importsafety.standards.reference import find
from importsafety.typed import link
from importsafety.web import filters, lookup, plan, saved, suppliers, words
from importsafety.web.data import state
from importsafety.web.past import changes
from importsafety.web.typed import check_typed

blueprint = Blueprint("web", __name__, template_folder="templates", static_folder="static")


@blueprint.get("/")
def start() -> str:
    return render_template("start.html", state=state(), asked="")


@blueprint.get("/check")
def check_one() -> Any:
    """One typed line. A link that another site sent a browser to is offered, not downloaded."""
    asked = request.args.get("q", "").strip()[: LIMITS["url"]]
    if not asked:
        return redirect(url_for("web.start"))
    if link(asked) and request.headers.get("Sec-Fetch-Site") == "cross-site":
        return render_template("start.html", state=state(), asked=asked)
    answer = check_typed(services().checker, asked)
    if request.args.get("format") == "json":
        return Response(
            orjson.dumps(answer.as_dict(), option=orjson.OPT_INDENT_2),
            mimetype="application/json",
            headers={"Content-Disposition": 'attachment; filename="assessment.json"'},
        )
    return render_template(
        "assessment.html", answer=answer, asked=asked, state=state(), **plan.context(answer)
    )


@blueprint.get("/notices")
def notices() -> Any:
    """A form sends its empty fields too; without them the address is short enough to send."""
    if "" in request.args.values():
        given: dict[str, Any] = {name: value for name, value in request.args.items() if value}
        return redirect(url_for("web.notices", **given))
    return render_template(
        "notices.html", **lookup.context(services().store, NoticeQuery().load(request.args))
    )


@blueprint.get("/notices/<path:id>")
def notice(id: str) -> str:
    store = services().store
    record = store.record(id)
    if record is None:
        raise Problem(404, f"There is no notice {id} here. Search for it by a word, a model or its number.")
    linked = [other for name in record.notice.linked if (other := store.notice(name))]
    catalogue = services().checker.catalogue
    return render_template(
        "notice.html",
        record=record,
        notice=record.notice,
        linked=linked,
        past=changes(store.history(id)),
        rules={citation: catalogue.get(citation) for citation in record.notice.standards},
    )


@blueprint.get("/requirements")
def requirements() -> str:
    query = schemas.RequirementQuery().load(request.args)
    catalogue = services().checker.catalogue
    rows = find(catalogue, query["q"], query["agency"], query["status"], query["on"], query["product"])
    topics: dict[str, list[Any]] = {}
    for row in rows:
        topics.setdefault(row.topic, []).append(row)
    return render_template(
        "requirements.html",
        query=query,
        topics=topics,
        total=len(rows),
        agencies=sorted({row.agency for row in catalogue.values()}),
        statuses=[name for name in words.STATUSES if any(row.status == name for row in catalogue.values())],
    )


@blueprint.get("/requirements/<path:id>")
def requirement(id: str) -> str:
    catalogue = services().checker.catalogue
    row = catalogue.by_slug.get(id) or catalogue.get(id)
    if row is None:
        raise Problem(404, f"There is no requirement {id} in the catalogue. The list has a search field.")
    return render_template(
        "requirement.html",
        row=row,
        sources=[catalogue.source(name) for name in row.sources],
        **plan.about(row, catalogue),
    )


@blueprint.get("/status")
def status_page() -> str:
    store = services().store
    return render_template(
        "status.html", state=state(), runs=store.runs(limit=20), quarantine=store.quarantine(size=50)
    )


@blueprint.get("/status/sources")
def sources() -> str:
    """The part of a page that `live.js` renews while a refresh runs."""
    return render_template("_sources.html", state=state())


def problem_page(problem: Problem) -> Response:
    return Response(
        render_template("problem.html", problem=problem), status=problem.status, mimetype="text/html"
    )


def register(app: Flask, document: Callable[[], dict[str, Any]]) -> None:
    """Add the pages to `app`; `document` is its OpenAPI document."""

    @app.get("/docs")
    def docs() -> str:
        return render_template("docs.html", document=document())

    app.register_blueprint(blueprint)
    for part in (plan, saved, suppliers):
        app.register_blueprint(part.blueprint)
    filters.register(app)
