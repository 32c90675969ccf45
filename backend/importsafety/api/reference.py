"""GET /requirements, /requirements/{id} and /shops: what the answers rest on besides notices."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from flask import Blueprint, Response, request

from importsafety.api import schemas
from importsafety.api.openapi import operation
from importsafety.api.problems import Problem
from importsafety.api.respond import json
from importsafety.api.services import services
from importsafety.listing import Listing
from importsafety.pages import recipes
from importsafety.standards import Catalogue, Requirement

blueprint = Blueprint("reference", __name__)

# Rows that bind nobody, whatever the day.
NO_DUTY = frozenset({"determination", "guide"})


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


def find(
    catalogue: Catalogue,
    words: str = "",
    agency: str | None = None,
    status: str | None = None,
    on: date | None = None,
    product: str = "",
) -> list[Requirement]:
    """The rows that hold all the words (in any case), in the catalogue's order.

    `on`: those that bind on that day. `product`: those that apply, or may, to a product of that title.
    """
    wanted = words.lower().split()
    apply = (
        {result.id for result in catalogue.applicable(Listing(title=product), on)} if product else catalogue
    )
    return [
        row
        for row in catalogue.values()
        if row.id in apply
        and (not agency or row.agency == agency)
        and (not status or row.status == status)
        and (on is None or (row.in_force(on) and row.status not in NO_DUTY))
        and all(word in _text(row) for word in wanted)
    ]


def _text(row: Requirement) -> str:
    return " ".join(
        (
            row.id,
            row.title,
            row.title_zh,
            row.title_es,
            row.scope,
            row.topic,
            row.agency,
            row.guidance,
            row.ages,
        )
    ).lower()


def entry(catalogue: Catalogue, row: Requirement) -> dict[str, Any]:
    """All fields of a row, also those without content; the sources in words."""
    given = msgspec.to_builtins(row)
    fields = {field.encode_name: field.default for field in msgspec.structs.fields(row)}
    return {
        **{
            name: given.get(name, list(empty) if isinstance(empty, tuple) else empty)
            for name, empty in fields.items()
        },
        "citation": row.citation,
        "slug": row.slug,
        "url": row.url,
        "sources": [catalogue.source(named) for named in row.sources],
    }
