"""/contests and /decisions: to say that an answer is wrong, to follow what becomes of it, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, url_for
from marshmallow import Schema, validate
from marshmallow import fields as f

from importsafety.api.openapi import operation
from importsafety.api.problems import Problem
from importsafety.api.respond import body, json
from importsafety.api.schemas import Listing, nested, text
from importsafety.api.services import services
from importsafety.api.who import who
from importsafety.review import BadContest, raise_contest
from importsafety.review.contest import LONGEST, SHORTEST
from importsafety.review.labels import CLAIMS, LABELS
from importsafety.review.log import public_log
from importsafety.store.contests import DECIDED, OPEN, Contest

blueprint = Blueprint("contests", __name__)

_STATES = [*OPEN, *DECIDED]


class ContestRequest(Schema):
    listing = f.Nested(Listing, required=True)
    claim = f.String(required=True, validate=validate.OneOf(list(CLAIMS)))
    notice_id = text("of the notice it is about; `wrong_match` needs one", allow_none=True)
    reason = text(required=True, validate=validate.Length(SHORTEST, LONGEST))
    corrected = f.Nested(Listing, metadata={"description": "fields of the listing as they really are"})


class ContestAnswer(Schema):
    id = text(required=True)
    state = f.String(required=True, validate=validate.OneOf(_STATES))
    due = text("when it is to be decided, UTC", required=True)
    claim = text(required=True)
    notice_id = text(required=True, allow_none=True)
    decision = text("why it was decided so", required=True, allow_none=True)
    decided = text("UTC", required=True, allow_none=True)
    page = text("path of the page to follow it", required=True)


class DecidedNotice(Schema):
    id = text(required=True)
    title = text(required=True)
    url = text(required=True)


class DecisionEntry(Schema):
    id = text(required=True)
    decided = text("UTC", required=True)
    claim = text(required=True)
    state = f.String(required=True, validate=validate.OneOf(DECIDED))
    label = f.String(required=True, allow_none=True, validate=validate.OneOf(list(LABELS)))
    reason = text(required=True)
    item = f.Dict(keys=f.String(), values=f.String(), required=True)
    notice = f.Nested(DecidedNotice, required=True, allow_none=True)
    until = text("answers follow it up to the day before", required=True, allow_none=True)
    withdrawn = text("since when answers follow it no longer, UTC", required=True, allow_none=True)


class DecisionLog(Schema):
    decisions = nested(DecisionEntry, required=True)


@blueprint.post("/contests")
@operation(
    "Contest an answer",
    "Say that a notice does not concern an item (`wrong_match`), that one is missing (`missing_match`), that a rule is "
    "wrong (`wrong_requirement`), or that the page was read wrongly (`wrong_reading`), and why. Within three "
    "days a maintainer of this installation decides.",
    body=ContestRequest,
    returns=ContestAnswer,
    problems=(400, 403, 413, 415, 421, 422, 503),
    status=201,
)
def contest() -> Response:
    data = body()
    if not isinstance(data, Mapping):
        raise Problem(422, 'Send an object such as {"listing": {...}, "claim": "wrong_match", ...}.')
    return json(plain(taken_in(data)))


@blueprint.get("/contests/<id>")
@operation("How a contest stands", returns=ContestAnswer, problems=(403, 404, 421, 503))
def follow(id: str) -> Response:
    return json(plain(known(id)))


@blueprint.get("/decisions")
@operation(
    "What was decided",
    "The latest first; nothing of who contested, who sells, or where.",
    returns=DecisionLog,
    problems=(403, 421, 503),
)
def decisions() -> Response:
    return json({"decisions": public_log(services().store)})


def taken_in(given: Mapping[str, Any]) -> Contest:
    """Contest an answer in the name of who asks. Raises Problem, saying what to mend."""
    asks, ask = who(), services()
    try:
        return raise_contest(ask.store, ask.checker, given, asks.team, asks.name)
    except BadContest as error:
        raise Problem(422, str(error), [(error.field, str(error))]) from error


def known(id: str) -> Contest:
    """A contest that who asks may see: their team's, or any for who maintains. Raises Problem."""
    found, asks = services().store.contest(id), who()
    if found is None or not (found.team == asks.team or asks.maintains):
        raise Problem(404, "There is no such contest here, or it is another team's.")
    return found


def plain(found: Contest) -> dict[str, Any]:
    return {
        "id": found.id,
        "state": found.state,
        "due": found.due,
        "claim": found.claim,
        "notice_id": found.notice,
        "decision": found.decision,
        "decided": found.decided,
        "page": url_for("review.contest", id=found.id),
    }
