"""JSON out, JSON in."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson
from flask import Response, request
from werkzeug.http import parse_options_header

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
    if not _is_json(request.content_type or ""):
        raise Problem(415, ADVICE[415])
    length, most = request.content_length, request.max_content_length or 0
    if length is not None:
        if length > most > 0:
            raise Problem(413, ADVICE[413])
        return _exactly(length)
    raw = request.get_data(cache=False)
    # A body without a stated length is cut at the limit, not refused.
    if len(raw) >= most > 0:
        raise Problem(413, ADVICE[413])
    return raw


def _exactly(length: int) -> bytes:
    """So many bytes of the body, fewer where the sender ended before. Reading on until nothing comes would ask the
    server once more, and each time another request goes first."""
    given, parts = request.environ["wsgi.input"], []
    while length > 0 and (part := given.read(length)):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


@lru_cache(maxsize=64)
def _is_json(content_type: str) -> bool:
    mimetype = parse_options_header(content_type)[0].lower()
    return mimetype == "application/json" or mimetype.endswith("+json")


def parsed(raw: bytes) -> Any:
    """JSON. Raises Problem where it is not well formed."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Problem(400, f"The body is not well-formed JSON in UTF-8: {error}.") from error
