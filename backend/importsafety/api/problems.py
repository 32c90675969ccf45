"""Errors as RFC 9457 problem documents, with a message a person can act on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson
from flask import Flask, Response, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from importsafety.listing import BadListing
from importsafety.pages import BadFacts
from importsafety.store import StoreError

log = logging.getLogger(__name__)

# What to do, by status; a Problem raised by our own code brings its own words.
ADVICE = {
    400: "The request could not be read. Send well-formed JSON in UTF-8.",
    403: "This request came from a web page that is not allowed here.",
    404: "There is nothing at this address. GET /docs lists every address.",
    405: "This address does not take that method. GET /docs lists what each address takes.",
    413: "The request is too large: at most 1 MB for one check, 8 MB for a batch, and 300 MB for a file given on the "
    "start page. Send fewer or shorter items.",
    415: "Send JSON with the header `Content-Type: application/json`.",
    421: "This server does not answer to that host name. Use http://127.0.0.1 or name it in IMPORTSAFETY_HOSTS.",
    500: "The server made a mistake and wrote it to its log. The next request will be answered as usual.",
}
TITLES = {
    400: "Unreadable request",
    401: "Who are you?",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    413: "Too large",
    415: "Not JSON",
    421: "Unknown host name",
    422: "Cannot be checked",
    429: "Too often",
    500: "Server error",
    503: "Not ready",
}


class Problem(Exception):
    """An error for the caller. `errors` pairs the field to mend (dotted path) with how to mend it."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ):
        super().__init__(detail)
        self.headers = headers or {}
        self.status = status
        self.detail = detail
        self.errors = tuple(errors)

    def as_dict(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": TITLES.get(self.status, "Error"),
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = [{"field": field, "message": message} for field, message in self.errors]
        return body

    @classmethod
    def of(cls, error: Exception) -> Problem:
        """The problem that an exception of the inner rooms means at the door."""
        match error:
            case Problem():
                return error
            case BadListing():
                return cls(422, str(error), [(error.field, str(error))])
            case BadFacts():
                return cls(422, str(error), [("page", str(error))])
            case ValidationError():
                pairs = list(_flat(error.messages_dict))
                return cls(422, " ".join(f"`{field}`: {message}" for field, message in pairs), pairs)
            case StoreError():
                return cls(503, str(error))
            case HTTPException():
                status = error.code or 500
                return cls(
                    status, ADVICE.get(status, error.description or "The request could not be answered.")
                )
        return cls(500, ADVICE[500])


def response(problem: Problem) -> Response:
    return Response(
        orjson.dumps(problem.as_dict()), status=problem.status, mimetype="application/problem+json"
    )


def register(app: Flask, page: Callable[[Problem], Response]) -> None:
    """Answer every error with a problem document; `page` shows it to a person's browser instead."""

    @app.errorhandler(Exception)
    def answer(error: Exception) -> Response:
        problem = Problem.of(error)
        if problem.status >= 500 and not isinstance(error, (Problem, StoreError, HTTPException)):
            log.error("%s %s failed", request.method, request.path, exc_info=error)
        for_person = "text/html" in request.headers.get("Accept", "") and not request.path.startswith("/api/")
        answer = page(problem) if for_person else response(problem)
        answer.headers.update(problem.headers)
        if isinstance(error, HTTPException):  # keeps `Allow`, `Location` and the like
            for name, value in error.get_headers():
                if name.lower() not in {"content-type", "content-length"}:
                    answer.headers[name] = value
        return answer


def _flat(messages: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, str]]:
    for name, value in messages.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}.")
        else:
            yield path, " ".join(map(str, value))
