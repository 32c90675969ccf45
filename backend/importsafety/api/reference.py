"""GET /requirements, /requirements/{id} and /shops: what the answers rest on besides notices."""

from __future__ import annotations

from flask import Blueprint, Response, request

from importsafety.api import schemas
from importsafety.api.openapi import operation
from importsafety.api.problems import Problem
from importsafety.api.respond import json
from importsafety.api.services import services
from importsafety.pages import recipes
from importsafety.standards.reference import entry, find

blueprint = Blueprint("reference", __name__)


@blueprint.get("/requirements")
@operation(
    "Search the requirement catalogue",
    "Rows that are no longer, or not yet, a duty are there too; `status` tells. `on` keeps those that bind on a day, "
    "`product` those that apply, or may, to a product of that title.",
    query=schemas.RequirementQuery,
    returns=schemas.RequirementList,
    problems=(403, 421, 422),
)
def requirements() -> Response:
    query = schemas.RequirementQuery().load(request.args)
    catalogue = services().checker.catalogue
    found = find(catalogue, query["q"], query["agency"], query["status"], query["on"], query["product"])
    return json({"total": len(found), "requirements": [entry(catalogue, row) for row in found]})


@blueprint.get("/requirements/<path:id>")
@operation(
    "Read one requirement",
    "By its `id` (a citation such as `16 CFR 1262`) or its `slug`.",
    returns=schemas.Requirement,
    problems=(403, 404, 421),
)
def requirement(id: str) -> Response:
    catalogue = services().checker.catalogue
    row = catalogue.get(id) or catalogue.by_slug.get(id)
    if row is None:
        raise Problem(
            404, f"There is no requirement {id!r} in the catalogue. GET /api/v1/requirements lists them."
        )
    return json(entry(catalogue, row))


@blueprint.get("/shops")
@operation(
    "Recipes of the shops that are read", "The same file that the extension uses.", problems=(403, 421)
)
def shops() -> Response:
    return Response(recipes.path().read_bytes(), mimetype="application/json")
