"""POST /shops/unread, /memory and /memory/clear: what the extension tells of shops' pages, and what is remembered."""

from __future__ import annotations

from flask import Blueprint, Response
from marshmallow import Schema, validate
from marshmallow import fields as f

from importsafety.api import local
from importsafety.api.openapi import operation
from importsafety.api.problems import Problem
from importsafety.api.respond import body, json
from importsafety.api.schemas import text
from importsafety.api.services import services
from importsafety.pages import recipes
from importsafety.store.memories import MOST

blueprint = Blueprint("reading", __name__)
memory = Blueprint("memory", __name__)
memory.before_request(local.admit_program)


class UnreadPage(Schema):
    shop = text("id of its recipe", required=True)
    missing = f.String(required=True, validate=validate.OneOf(["title"]))


class Counted(Schema):
    pages = f.Integer(required=True, metadata={"description": "of this shop, in the last 30 days"})


class Remembered(Schema):
    on = f.Boolean(required=True, metadata={"description": "matched listings are remembered here at all"})
    count = f.Integer(required=True)
    most = f.Integer(required=True, metadata={"description": "beyond it the oldest go"})


class Forgotten(Schema):
    count = f.Integer(required=True)


@blueprint.post("/shops/unread")
@operation(
    "Count a page that a shop's recipe did not read",
    "Which shop, and which field was not found: no address and nothing of the page. /status shows the counts.",
    body=UnreadPage,
    returns=Counted,
    problems=(400, 403, 413, 415, 421, 422, 503),
)
def unread() -> Response:
    told = UnreadPage().load(body())
    if told["shop"] not in recipes.shops().by_id:
        raise Problem(422, "`shop` must be the id of a recipe. GET /api/v1/shops lists them.")
    store = services().store
    store.count_unread(told["shop"], told["missing"])
    return json({"pages": sum(one.pages for one in store.unread_pages() if one.shop == told["shop"])})


@memory.get("/memory")
@operation("How many matched listings are remembered", returns=Remembered, problems=(403, 421, 503))
def remembered() -> Response:
    ask = services()
    count, *_ = ask.store.memory_state()
    return json({"on": ask.settings.memory, "count": count, "most": MOST})


@memory.post("/memory/clear")
@operation("Forget all matched listings", returns=Forgotten, problems=(403, 421, 503))
def clear() -> Response:
    local.only_maintainers()
    return json({"count": services().store.forget_memories()})
