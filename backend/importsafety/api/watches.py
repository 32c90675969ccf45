"""/watches and /alerts: what is watched and what that found, for programs and the extension."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from marshmallow import EXCLUDE, Schema, validate
from marshmallow import fields as f

from importsafety.api import local
from importsafety.api.openapi import operation
from importsafety.api.problems import Problem
from importsafety.api.respond import body, json
from importsafety.api.schemas import Listing, text, texts
from importsafety.api.services import services
from importsafety.api.who import who
from importsafety.store import Watch
from importsafety.watch import BadWatch, listing_body, search_body
from importsafety.watch.items import KINDS, MOST_ROWS, check_ways

blueprint = Blueprint("watches", __name__)
blueprint.before_request(local.admit_program)

_KIND = validate.OneOf(KINDS)


class WatchRequest(Schema):
    """Exactly one of `search`, `listing` and `catalogue`."""

    name = text(required=True, validate=validate.Length(1, 200))
    search = f.Dict(keys=f.String(), values=f.String())
    listing = f.Nested(Listing)
    catalogue = f.List(f.Nested(Listing), validate=validate.Length(1, MOST_ROWS))
    email = text(load_default="", validate=validate.Length(max=320))
    webhook = text(load_default="", validate=validate.Length(max=2_000))


class WatchAnswer(Schema):
    id = f.Integer(required=True)
    name = text(required=True)
    kind = f.String(required=True, validate=_KIND)
    items = f.Integer(required=True, metadata={"description": "listings in it; 0 for a search"})
    email = text(required=True)
    webhook = text(required=True)
    feed = text("path of its Atom feed, with the secret that opens it", required=True)
    secret = text("signs its webhooks", required=True)
    created = text(required=True)


class WatchList(Schema):
    watches = f.List(f.Nested(WatchAnswer), required=True)


class Alert(Schema):
    id = f.Integer(required=True)
    watch = f.Integer(required=True)
    name = text("of the watch", required=True)
    item = text("the listing that it is about, or the search's name", required=True)
    notice = text("id of the notice", required=True)
    news = text(required=True)
    what = f.String(required=True, validate=validate.OneOf(["new", "revised", "withdrawn"]))
    headline = text(required=True)
    why = text(required=True)
    tier = text(required=True, allow_none=True)
    probability = f.Float(required=True, allow_none=True)
    changed = texts("fields of the notice that read otherwise", required=True)
    title = text(required=True)
    date = text(required=True)
    kind = text(required=True)
    source = text(required=True)
    url = text(required=True)
    created = text(required=True)
    seen = text(required=True, allow_none=True)


class AlertList(Schema):
    unread = f.Integer(required=True)
    alerts = f.List(f.Nested(Alert), required=True)


class AlertQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    unread = f.Boolean(load_default=False)
    watch = f.Integer(load_default=None)
    limit = f.Integer(load_default=100, validate=validate.Range(1, 1_000))


class Seen(Schema):
    ids = f.List(f.Integer(), load_default=None, metadata={"description": "all, if left out"})


class Count(Schema):
    count = f.Integer(required=True)


@blueprint.get("/watches")
@operation("What is watched", returns=WatchList, problems=(403, 421, 503))
def watches() -> Response:
    return json({"watches": [plain(watch) for watch in services().store.watches(who().team)]})


@blueprint.post("/watches")
@operation(
    "Watch a search, a listing or a catalogue",
    "What is known today is no news; each refresh compares it with what it brought.",
    body=WatchRequest,
    returns=WatchAnswer,
    problems=(400, 403, 413, 415, 421, 422, 503),
)
def add() -> Response:
    asked = WatchRequest().load(body())
    return json(plain(add_watch(asked)))


@blueprint.post("/watches/<int:id>/remove")
@operation("Stop watching, and forget its alerts", returns=Count, problems=(403, 404, 421, 503))
def remove(id: int) -> Response:
    if not services().store.remove_watch(id, who().team):
        raise Problem(404, f"There is no watch {id}.")
    return json({"count": 1})


@blueprint.get("/alerts")
@operation(
    "What the watches found, newest first", query=AlertQuery, returns=AlertList, problems=(403, 421, 422, 503)
)
def alerts() -> Response:
    query = AlertQuery().load(request.args)
    store = services().store
    team = who().team
    found = store.alerts(query["watch"], query["unread"], query["limit"], team)
    return json({"unread": store.alert_counts(team)["unread"], "alerts": found})


@blueprint.post("/alerts/seen")
@operation("Mark alerts as read", body=Seen, returns=Count, problems=(400, 403, 415, 421, 422, 503))
def seen() -> Response:
    return json({"count": services().store.mark_seen(Seen().load(body())["ids"], who().team)})


def add_watch(asked: dict[str, Any]) -> Watch:
    """Begin to watch what a request or a form asks for. Raises Problem with the field to mend."""
    ways = [kind for kind in KINDS if asked.get(kind)]
    if len(ways) != 1:
        raise Problem(422, f"Give exactly one of {', '.join(KINDS)}.")
    (kind,) = ways
    try:
        check_ways(asked["email"], asked["webhook"])
        watched: Any = (
            search_body(asked["search"])
            if kind == "search"
            else listing_body(asked["listing"])
            if kind == "listing"
            else [
                listing_body(row) | {"id": str(row.get("id") or f"row {number}")}
                for number, row in enumerate(asked["catalogue"], 1)
            ]
        )
    except BadWatch as error:
        raise Problem(422, str(error), [(kind, str(error))]) from error
    store, team = services().store, who().team
    if kind == "listing":
        return store.save_listing(asked["name"], watched, team, asked["email"], asked["webhook"])
    return store.add_watch(asked["name"], kind, watched, asked["email"], asked["webhook"], team)


def plain(watch: Watch) -> dict[str, Any]:
    return {
        "id": watch.id,
        "name": watch.name,
        "kind": watch.kind,
        "items": {"search": 0, "listing": 1}.get(watch.kind, len(watch.body)),
        "email": watch.email,
        "webhook": watch.webhook,
        "feed": f"/watch/{watch.id}/feed.atom?key={watch.secret}",
        "secret": watch.secret,
        "created": watch.created,
    }
