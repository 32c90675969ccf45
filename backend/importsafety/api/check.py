"""POST /check and /check/batch: the one verb for programs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import orjson
from flask import Blueprint, Response, request

from importsafety.api import admission, given, local, schemas
from importsafety.api.guard import BATCH_LIMIT
from importsafety.api.openapi import operation
from importsafety.api.problems import Problem, log
from importsafety.api.respond import body, encoded, json, parsed, raw_body
from importsafety.api.said import answer_of, language
from importsafety.api.services import services
from importsafety.api.who import who
from importsafety.assessment import Assessment
from importsafety.batches.fill import fill, names_an_item
from importsafety.check import Checker
from importsafety.learning.looking import unremembered
from importsafety.listing import FIELDS, LIMITS, Listing

blueprint = Blueprint("check", __name__)

WAYS = ("listing", "page", "url")
MISPLACED = frozenset(FIELDS) - {"url"}
MAX_BATCH = 100
WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
DOWNLOADS = 8  # pages fetched at the same time for one batch


@blueprint.post("/check")
@operation(
    "Check one product",
    "Give exactly one of `listing` (what is known about the product), `page` (facts collected from a product page) "
    "and `url` (the page is downloaded; private addresses are refused). A page that cannot be read is answered "
    "with the verdict `unchecked` and a `reason`, not with an error. `answers` to the questions of an earlier answer "
    "decide the requirements anew, and `on` decides them for another day than today. `remember`: false keeps the "
    "product out of what this installation remembers of matched listings. With `say_in`, `said` holds our "
    "sentences of the answer in that language.",
    body=schemas.CHECK_BODIES,
    returns=schemas.Assessment,
    problems=(400, 403, 413, 415, 421, 422),
)
def check() -> Response:
    question = raw_body()
    ask = services()
    # A page or a picture that is to be downloaded may be another one by now.
    downloaded = ("url", "page") if ask.settings.listing_photos == "on" else ("url",)
    if (
        any(f'"{way}"'.encode() in question for way in downloaded)
        and isinstance(data := parsed(question), Mapping)
        and any(data.get(way) is not None for way in downloaded)
    ):
        answer = _answer(ask.checker, question)
    else:
        answer = ask.answer(question, _answer)
    if answer.of_an_item and local.admitted():
        fill(ask.runner.store, who().team, answer.body, answer.snapshot)
    return encoded(answer.body)


class _Answer(NamedTuple):
    """`body`: the assessment as JSON; `of_an_item`: it names one that a row of a batch may wait for; `snapshot`: the id
    of the one that was current when it was asked for."""

    body: bytes
    of_an_item: bool
    snapshot: str | None


def _answer(checker: Checker, question: bytes) -> _Answer:
    snapshot = checker.snapshot
    data = parsed(question)
    assessment = assess(checker, data)
    return _Answer(
        orjson.dumps(answer_of(assessment, language(data))),
        names_an_item(assessment),
        snapshot.id if snapshot else None,
    )


@blueprint.post("/check/batch")
@operation(
    "Check up to 100 products",
    "`items` are bodies as for `/check`; the results come in the same order. An item that cannot be checked has "
    "an `error` in its place and does not stop the others.",
    body=schemas.BatchRequest,
    returns=schemas.BatchAnswer,
    problems=(400, 403, 413, 415, 421, 422),
)
def batch() -> Response:
    request.max_content_length = BATCH_LIMIT
    data = body()
    items = data.get("items") if isinstance(data, Mapping) else data
    if not isinstance(items, list):
        raise Problem(422, 'A batch is {"items": [{"listing": {...}}, ...]}.', [("items", "must be a list")])
    if len(items) > MAX_BATCH:
        raise Problem(
            422,
            f"A batch holds at most {MAX_BATCH} items, this one has {len(items)}. Send several batches, or use "
            "`importsafety screen` for a whole catalogue.",
            [("items", f"at most {MAX_BATCH}")],
        )
    admission.spend_rows(lambda: len(items))
    checker = services().checker
    if any(isinstance(item, Mapping) and item.get("url") for item in items):
        with ThreadPoolExecutor(DOWNLOADS) as pool:
            results = list(pool.map(lambda item: _settled(checker, item), items))
    else:
        results = [_settled(checker, item) for item in items]
    return json({"results": results})


def assess(checker: Checker, data: Any) -> Assessment:
    """The answer to one request body. Raises Problem, BadListing or BadFacts, each saying what to mend."""
    if not isinstance(data, Mapping):
        raise Problem(422, 'Send an object such as {"listing": {"title": "..."}}.')
    ways = [way for way in WAYS if data.get(way) is not None]
    if misplaced := sorted(MISPLACED & data.keys()):
        pairs = [(name, 'belongs inside "listing"') for name in misplaced]
        raise Problem(
            422, f'Put `{misplaced[0]}` inside "listing": {{"listing": {{"title": "..."}}}}.', pairs
        )
    if len(ways) != 1:
        raise Problem(
            422,
            'Give exactly one of "listing", "page" and "url"; '
            + (f"this request has {' and '.join(ways)}." if ways else "this request has none."),
        )
    with unremembered(not given.remember(data)):
        return _answered(checker, ways[0], data)


def _answered(checker: Checker, way: str, data: Mapping[str, Any]) -> Assessment:
    on, answers = given.day(data), given.answers(data, checker.catalogue)
    value = data[way]
    if way == "listing":
        listing = Listing.of(value)
        if listing.is_empty:
            raise Problem(
                422,
                "The listing has nothing to compare. Give at least a title, brand, model, gtin, description or "
                "attributes.",
                [("listing", "nothing to compare")],
            )
        return checker.check_listing(listing, on, answers)
    if way == "page":
        return checker.check_page(value, on, answers)
    if not isinstance(value, str) or len(value) > LIMITS["url"] or not WEB.match(value):
        raise Problem(
            422,
            f"`url` must be a web address (http or https) of at most {LIMITS['url']} characters.",
            [("url", "must be a web address")],
        )
    return checker.check_url(value, on, answers)


def _settled(checker: Checker, item: Any) -> dict[str, Any]:
    try:
        return answer_of(assess(checker, item), language(item))
    except Exception as error:  # one bad item must not cost the other 99 their answer
        problem = Problem.of(error)
        if problem.status >= 500:
            log.exception("an item of a batch failed", exc_info=error)
        return {"error": problem.as_dict()}
