"""My list: saved listings with notes and the stage of the order; what changed since a person looked comes first."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson
from flask import Blueprint, redirect, render_template, request, url_for

from importsafety.api import local
from importsafety.api.problems import Problem
from importsafety.api.services import services
from importsafety.api.watches import add_watch
from importsafety.api.who import who
from importsafety.listing import Listing
from importsafety.store import STAGES, Saved
from importsafety.store.saved import LONGEST_NOTES
from importsafety.watch.saved import answer_of, differs, renew
from importsafety.web.language import gettext as _

blueprint = Blueprint("saved", __name__)
blueprint.before_request(local.admit_person)

SIZE = 50
AT_ONCE = 40  # items checked anew while a person waits for the page
LONGEST_DESCRIPTION = 2_000


def to_save(listing: Listing) -> str:
    """A listing as the hidden field of the form that saves it."""
    body = listing.as_dict()
    body.pop("layers", None)
    if description := body.get("description"):
        body["description"] = description[:LONGEST_DESCRIPTION]
    return orjson.dumps(body).decode()


@blueprint.get("/list")
def page() -> str:
    store, team = services().store, who().team
    items = store.saved(team)
    if renew(store, services().checker, _stale(items)):
        items = store.saved(team)
    stage = request.args.get("stage", "")
    words = request.args.get("q", "").casefold().split()
    changed = [item for item in items if item.unread or differs(item)]
    shown = [
        item
        for item in (changed if "changed" in request.args else items)
        if (not stage or item.stage == stage) and all(word in _text(item) for word in words)
    ]
    new = {item.id for item in changed}
    shown.sort(key=lambda item: item.id not in new)
    number = max(1, request.args.get("page", 1, int))
    return render_template(
        "saved.html",
        items=[(item, differs(item)) for item in shown[(number - 1) * SIZE : number * SIZE]],
        total=len(items),
        found=len(shown),
        changed=len(changed),
        only_changed="changed" in request.args,
        stage=stage,
        stages=STAGES,
        counts=Counter(item.stage for item in items),
        q=request.args.get("q", ""),
        page=number,
        pages=-(-len(shown) // SIZE),
        notice=store.notice,
    )


@blueprint.post("/list")
def save() -> Any:
    """Put the listing of an answer on the list; the answer of this moment is the one that was seen."""
    try:
        listing = orjson.loads(request.form.get("listing", ""))
    except orjson.JSONDecodeError as error:
        raise Problem(422, _("The page was sent incompletely. Check the product again.")) from error
    kept = Listing.of(listing)
    name = kept.title or " ".join(filter(None, (kept.brand, kept.model, kept.gtin))) or kept.url or ""
    watch = add_watch({"name": name[:200], "listing": listing, "email": "", "webhook": ""})
    store, checker = services().store, services().checker
    snapshot = checker.snapshot
    store.keep_answer(
        watch.id, answer_of(checker.check(Listing.of(watch.body)), snapshot.id if snapshot else "")
    )
    return redirect(url_for("saved.item", id=watch.id), 303)


@blueprint.post("/list/seen")
def seen() -> Any:
    services().store.mark_answers_seen(who().team)
    return redirect(url_for("saved.page"), 303)


@blueprint.get("/list/<int:id>")
def item(id: int) -> str:
    return _item(id)


@blueprint.post("/list/<int:id>")
def annotate(id: int) -> Any:
    stage = request.form.get("stage", "")
    notes = request.form.get("notes", "").replace("\r\n", "\n").strip()
    if stage not in STAGES:
        return _item(id, _("Choose one of the stages."), notes), 422
    if len(notes) > LONGEST_NOTES:
        problem = _("The notes are too long: %(size)s characters, at most %(most)s.")
        return _item(id, problem % {"size": len(notes), "most": LONGEST_NOTES}, notes), 422
    if not services().store.annotate(id, who().team, stage, notes):
        raise _missing(id)
    return redirect(url_for("saved.item", id=id, kept=""), 303)


@blueprint.post("/list/<int:id>/seen")
def seen_item(id: int) -> Any:
    if services().store.saved_item(id, who().team) is None:
        raise _missing(id)
    services().store.mark_answers_seen(who().team, id)
    return redirect(url_for("saved.item", id=id), 303)


@blueprint.post("/list/<int:id>/remove")
def remove(id: int) -> Any:
    if services().store.saved_item(id, who().team) is None:
        raise _missing(id)
    services().store.remove_watch(id, who().team)
    return redirect(url_for("saved.page"), 303)


def _item(id: int, problem: str = "", notes: str | None = None) -> str:
    store, checker, team = services().store, services().checker, who().team
    kept = store.saved_item(id, team)
    if kept is None:
        raise _missing(id)
    if renew(store, checker, [kept]):
        kept = store.saved_item(id, team) or kept
    return render_template(
        "saved_item.html",
        item=kept,
        answer=checker.check(Listing.of(kept.body)),
        differences=differs(kept),
        alerts=store.alerts(id, team=team),
        stages=STAGES,
        notes=kept.notes if notes is None else notes,
        longest=LONGEST_NOTES,
        problem=problem,
        kept="kept" in request.args,
        notice=store.notice,
    )


def _stale(items: list[Saved]) -> list[Saved]:
    """Those whose answer rests on other data; the refresh itself has renewed all but a few."""
    snapshot = services().checker.snapshot
    data = snapshot.id if snapshot else ""
    return [item for item in items if not item.answer or item.answer["data"] != data][:AT_ONCE]


def _text(item: Saved) -> str:
    return " ".join([item.name, item.notes, *(str(value) for value in item.body.values())]).casefold()


def _missing(id: int) -> Problem:
    return Problem(404, _("There is no item %(id)s on your list.") % {"id": id})
