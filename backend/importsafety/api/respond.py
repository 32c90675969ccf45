"""JSON out, JSON in."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, request

from importsafety.api.problems import ADVICE, Problem


def json(data: Any) -> Response:
    return encoded(orjson.dumps(data))


def encoded(text: bytes) -> Response:
    """What is JSON already."""
    return Response(text, mimetype="application/json")


def body() -> Any:
    """The JSON of this request. Raises Problem where it is another type or not well formed."""
    return parsed(raw_body())


def raw_body() -> bytes:
    """The bytes of this request. Raises Problem where they are said not to be JSON, or are too many."""
    mimetype = request.mimetype
    if mimetype != "application/json" and not mimetype.endswith("+json"):
        raise Problem(415, ADVICE[415])
    raw = request.get_data(cache=False)
    # A body without a stated length is cut at the limit, not refused.
    if request.content_length is None and len(raw) >= (request.max_content_length or 0) > 0:
        raise Problem(413, ADVICE[413])
    return raw


def parsed(raw: bytes) -> Any:
    """JSON. Raises Problem where it is not well formed."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Problem(400, f"The body is not well-formed JSON in UTF-8: {error}.") from error
