"""The OpenAPI document, made from the views' own descriptions and the marshmallow schemas."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from marshmallow import Schema

from importsafety import __version__
from importsafety.api import schemas
from importsafety.api.problems import TITLES

View = TypeVar("View", bound=Callable[..., Any])
SchemaClass = type[Schema]

ABOUT = (
    "Is this item recalled, and which U.S. safety rules apply to it? The server runs on your own machine and sends "
    "nothing elsewhere, except that it downloads a page whose `url` you ask it to check. Every error is an "
    "RFC 9457 problem document. Browser extensions and origins named in `IMPORTSAFETY_ORIGINS` may call it; other "
    "web pages may not."
)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a view takes and answers. Several `body` schemas mean: exactly one of them."""

    summary: str
    description: str
    returns: SchemaClass | None
    query: SchemaClass | None
    body: SchemaClass | tuple[SchemaClass, ...] | None
    problems: tuple[int, ...]
    status: int


def operation(
    summary: str,
    description: str = "",
    *,
    returns: SchemaClass | None = None,
    query: SchemaClass | None = None,
    body: SchemaClass | tuple[SchemaClass, ...] | None = None,
    problems: tuple[int, ...] = (),
    status: int = 200,
) -> Callable[[View], View]:
    """Describe a view for the OpenAPI document; a view without it is not listed there. What the view answers goes out
    with `status`."""

    def mark(view: View) -> View:
        @wraps(view)
        def answered(*given: Any, **named: Any) -> Any:
            answer = view(*given, **named)
            answer.status_code = status
            return answer

        made = view if status == 200 else cast(View, answered)
        made.__dict__["operation"] = Operation(summary, description, returns, query, body, problems, status)
        return made

    return mark


def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI 3.1 document of every described view of `app`."""
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(
        title="Import Safety",
        version=__version__,
        openapi_version="3.1.0",
        info={"description": ABOUT, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        plugins=[plugin],
        servers=[{"url": "/"}],
    )
    for path, methods, endpoint, described in sorted(_described(app), key=lambda row: (row[0], row[1])):
        parameters: list[Any] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in re.findall(r"{(\w+)}", path)
        ]
        if described.query:
            parameters.append({"in": "query", "schema": described.query})
        entry: dict[str, Any] = {
            "operationId": endpoint.rpartition(".")[2],
            "summary": described.summary,
            "tags": [endpoint.partition(".")[0]],
            "responses": _responses(described),
        }
        if described.description:
            entry["description"] = inspect.cleandoc(described.description)
        if parameters:
            entry["parameters"] = parameters
        if described.body:
            entry["requestBody"] = {
                "required": True,
                "content": {"application/json": {"schema": _one_of(spec, described.body)}},
            }
        spec.path(path=path, operations=dict.fromkeys(methods, entry))
    made: dict[str, Any] = spec.to_dict()
    return made


def _responses(described: Operation) -> dict[str, Any]:
    answer: dict[str, Any] = {"type": "object"} if described.returns is None else described.returns  # type: ignore[assignment]
    responses: dict[str, Any] = {
        str(described.status): {
            "description": "The answer",
            "content": {"application/json": {"schema": answer}},
        }
    }
    for status in described.problems:
        responses[str(status)] = {
            "description": TITLES[status],
            "content": {"application/problem+json": {"schema": schemas.Problem}},
        }
    return responses


def _one_of(spec: APISpec, body: SchemaClass | tuple[SchemaClass, ...]) -> Any:
    if not isinstance(body, tuple):
        return body
    for schema in body:
        if _name(schema) not in spec.components.schemas:
            spec.components.schema(_name(schema), schema=schema)
    return {"oneOf": [{"$ref": f"#/components/schemas/{_name(schema)}"} for schema in body]}


def _name(schema: Any) -> str:
    return (schema if inspect.isclass(schema) else type(schema)).__name__


def _described(app: Flask) -> Iterator[tuple[str, Iterable[str], str, Operation]]:
    for rule in app.url_map.iter_rules():
        described = getattr(app.view_functions[rule.endpoint], "operation", None)
        if isinstance(described, Operation):
            methods = sorted((rule.methods or set()) & {"GET", "POST"})
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            yield path, [method.lower() for method in methods], rule.endpoint, described
