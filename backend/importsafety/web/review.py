"""The pages to contest an answer, to follow a contest, to decide it, and to read what was decided."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, redirect, render_template, request, url_for

from importsafety.api import contests as api
from importsafety.api.problems import Problem
from importsafety.api.services import services
from importsafety.api.who import who
from importsafety.evidence.says import sides
from importsafety.listing import BadListing, Listing
from importsafety.review import BadContest
from importsafety.review import decide as decided
from importsafety.review.contest import LONGEST, SHORTEST
from importsafety.review.decide import DAYS, MOST_DAYS
from importsafety.review.keys import keys
from importsafety.review.labels import CLAIMS, LABELS
from importsafety.review.log import public_log
from importsafety.store.contests import DECIDED, OPEN, Contest
from importsafety.store.database import now
from importsafety.watch.feed import atom
from importsafety.web.language import N_

blueprint = Blueprint("review", __name__, template_folder="templates")

CLAIM_WORDS = {
    "wrong_match": N_("A notice does not concern this item"),
    "missing_match": N_("A notice concerns this item and is not shown"),
    "wrong_requirement": N_("A rule is wrong or missing"),
    "wrong_reading": N_("The listing was read wrongly"),
}
STATE_WORDS = {
    "received": N_("Received"),
    "under_review": N_("Under review"),
    "upheld": N_("The answer stands"),
    "corrected": N_("Corrected"),
}
LABEL_WORDS = {
    "exact": N_("The item of the notice"),
    "reworded": N_("The item of the notice, in other words"),
    "relisted": N_("The item of the notice, under another brand or none"),
    "near_model": N_("Same brand and kind, but a model, lot or size that the notice does not cover"),
    "type": N_("Another product of the same kind"),
    "same_brand_other": N_("Same brand, another kind of product"),
    "homonym": N_("Something else: an accessory, a part, a toy, a machine"),
    "clear": N_("Unrelated"),
}
KEY_WORDS = {
    "page": N_("this page"),
    "model": N_("this brand and model"),
    "title": N_("exactly this title"),
}
EVENT_WORDS = STATE_WORDS | {"withdrawn": N_("Decision withdrawn")}


@blueprint.app_context_processor
def words_of_review() -> dict[str, Any]:
    """For the form on the page of an answer too."""
    return {
        "review_words": {
            "claims": CLAIM_WORDS,
            "states": STATE_WORDS,
            "labels": LABEL_WORDS,
            "known_by": KEY_WORDS,
            "events": EVENT_WORDS,
        },
        "reason_length": (SHORTEST, LONGEST),
    }


@blueprint.post("/contests")
def submit() -> Any:
    """The form on the page of an answer; what is missing can be mended in place."""
    form = request.form
    given = {
        "listing": sent_listing(form.get("listing", "")),
        "claim": form.get("claim"),
        "notice_id": form.get("notice", "").strip(),
        "reason": form.get("reason"),
    }
    try:
        found = api.taken_in(given)
    except (Problem, BadListing) as problem:
        if isinstance(problem, Problem) and problem.status != 422:
            raise
        return _form(given, str(problem)), 422
    return redirect(url_for("review.contest", id=found.id), 303)


@blueprint.get("/contests")
def mine() -> str:
    return render_template("contests.html", contests=services().store.contests(who().team))


@blueprint.get("/contests/<id>")
def contest(id: str) -> str:
    found = api.known(id)
    return _contest(found)


@blueprint.get("/review")
def queue() -> str:
    _maintains()
    store = services().store
    return render_template(
        "review.html",
        waiting=store.contests(states=OPEN),
        done=store.contests(states=DECIDED, limit=20),
        counts=store.contest_counts(),
        notices=_titles(store.contests(states=OPEN)),
    )


@blueprint.post("/contests/<id>/take-up")
def take_up(id: str) -> Any:
    _maintains()
    services().store.take_up(api.known(id).id, who().name)
    return redirect(url_for("review.contest", id=id), 303)


@blueprint.post("/contests/<id>/decide")
def decide(id: str) -> Any:
    _maintains()
    found, ask = api.known(id), services()
    try:
        decided(ask.store, found, {k: v.strip() for k, v in request.form.items()}, who().name)
    except BadContest as error:
        return _contest(found, str(error)), 422
    ask.checker.decisions.renew()
    return redirect(url_for("review.contest", id=id), 303)


@blueprint.post("/contests/<id>/withdraw")
def withdraw(id: str) -> Any:
    _maintains()
    ask = services()
    ask.store.withdraw(api.known(id).id, who().name, request.form.get("reason", "").strip()[:LONGEST])
    ask.checker.decisions.renew()
    return redirect(url_for("review.contest", id=id), 303)


@blueprint.get("/decisions")
def log() -> str:
    return render_template("review_log.html", rows=public_log(services().store))


@blueprint.get("/decisions/feed.atom")
def feed() -> Response:
    address = url_for("review.log", _external=True)
    # In English for every reader: a feed has no language of its own.
    entries = [
        {
            "id": row["id"],
            "headline": f"{STATE_WORDS[row['state']]}: {row['item'].get('title', '')}",
            "created": row["decided"],
            "url": (row["notice"] or {}).get("url", ""),
            "name": CLAIM_WORDS[row["claim"]],
            "item": (row["notice"] or {}).get("id", ""),
            "why": row["reason"],
        }
        for row in public_log(services().store)
    ]
    return Response(
        atom("Import Safety: decisions", address, entries, now()), mimetype="application/atom+xml"
    )


def sent_listing(text: str) -> dict[str, Any]:
    """The listing that a page's form sends back. Raises Problem."""
    try:
        listing = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Problem(422, "The page was sent incompletely. Check the product again.") from error
    if not isinstance(listing, dict):
        raise Problem(422, "The page was sent incompletely. Check the product again.")
    return listing


def _maintains() -> None:
    if not who().maintains:
        raise Problem(403, "Only a maintainer of this installation decides contests.")


def _form(given: dict[str, Any], problem: str) -> str:
    answer = services().checker.check(Listing.of(given["listing"]))
    return render_template("contest_form.html", answer=answer, given=given, problem=problem)


def _contest(found: Contest, problem: str = "") -> str:
    ask, maintains = services(), who().maintains
    listing = Listing.of(found.listing)
    override = ask.store.override(found.id)
    named = found.notice or (override.notice if override else None)
    return render_template(
        "contest.html",
        contest=found,
        listing=listing,
        notice=ask.store.notice(named) if named else None,
        then=next((n for n in found.answer["notices"] if n["id"] == found.notice), None),
        others=[n for n in found.answer["notices"] if n["id"] != found.notice],
        about_notice=CLAIMS[found.claim],
        override=override,
        events=ask.store.contest_events(found.id) if maintains else [],
        keys=keys(listing),
        labels=LABELS,
        sides=sides,
        days=(DAYS, MOST_DAYS),
        given=request.form,
        problem=problem,
    )


def _titles(found: list[Contest]) -> dict[str, str]:
    """Notice id -> its title, of those that contests name."""
    store = services().store
    named = {contest.notice for contest in found if contest.notice}
    return {id: notice.title for id in named if (notice := store.notice(id))}
