"""JSON out, JSON in."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, request

from importsafety.api.problems import ADVICE, Problem


def json(data: Any) -> Response:
    return Response(orjson.dumps(data), mimetype="application/json")


def body() -> Any:
    """The JSON of this request. Raises Problem where it is another type or not well formed."""
    mimetype = request.mimetype
    if mimetype != "application/json" and not mimetype.endswith("+json"):
        raise Problem(415, ADVICE[415])
    try:
        return orjson.loads(request.get_data(cache=False))
    except orjson.JSONDecodeError as error:
        raise Problem(400, f"The body is not well-formed JSON in UTF-8: {error}.") from error
