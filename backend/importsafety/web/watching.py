"""The watch page for people, and the Atom feeds."""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from importsafety.api import local
from importsafety.api.problems import Problem
from importsafety.api.services import services
from importsafety.api.watches import add_watch, plain
from importsafety.api.who import who
from importsafety.store.database import now
from importsafety.watch.feed import atom
from importsafety.watch.items import SEARCH_FIELDS

blueprint = Blueprint("watching", __name__)
_FEED = "watching.feed"


@blueprint.before_request
def admit() -> None:
    """A feed reader elsewhere knows the feed's key instead."""
    if request.endpoint != _FEED:
        local.admit_person()


@blueprint.get("/watch")
def page() -> str:
    return _page()


@blueprint.post("/watch")
def add() -> Any:
    form = request.form
    listing = {name: form.get(name, "").strip() for name in ("title", "brand", "model", "gtin")}
    search = {name: form.get(name, "").strip() for name in SEARCH_FIELDS}
    asked: dict[str, Any] = {name: form.get(name, "").strip() for name in ("email", "webhook")}
    if form.get("watch") == "listing":
        asked["listing"] = {name: value for name, value in listing.items() if value}
        asked["name"] = form.get("name", "").strip() or " ".join(asked["listing"].values())
    else:
        asked["search"] = {name: value for name, value in search.items() if value}
        asked["name"] = form.get("name", "").strip() or " ".join(asked["search"].values())
    try:
        add_watch(asked)
    except Problem as problem:
        return _page(str(problem)), 422
    return redirect(url_for("watching.page"), 303)


@blueprint.post("/watch/<int:id>/remove")
def remove(id: int) -> Any:
    if not services().store.remove_watch(id, who().team):
        raise Problem(404, f"There is no watch {id}.")
    return redirect(url_for("watching.page"), 303)


@blueprint.post("/watch/seen")
def seen() -> Any:
    services().store.mark_seen(team=who().team)
    return redirect(url_for("watching.page"), 303)


@blueprint.get("/watch/<int:id>/feed.atom")
def feed(id: int) -> Response:
    store = services().store
    watch = store.watch(id)
    key = request.args.get("key", "")
    if watch is None or not hmac.compare_digest(key.encode(), watch.secret.encode()):
        raise Problem(404, "There is no such feed, or the key in its address is wrong.")
    address = url_for("watching.feed", id=id, _external=True)
    return Response(
        atom(f"Import Safety: {watch.name}", address, store.alerts(id), now()),
        mimetype="application/atom+xml",
    )


def _page(problem: str = "") -> str:
    store, team = services().store, who().team
    watches = [(watch, plain(watch)) for watch in store.watches(team)]
    return render_template(
        "watch.html",
        watches=watches,
        alerts=store.alerts(limit=100, team=team),
        counts=store.alert_counts(team),
        problem=problem,
        given=request.form,
    )
