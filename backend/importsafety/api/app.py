"""The Flask application: the API, the pages for people and their guards."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask, Response

from importsafety.api import (
    accounts,
    batches,
    check,
    contests,
    guard,
    notices,
    openapi,
    plan,
    problems,
    reading,
    reference,
    services,
    status,
    upkeep,
    watches,
)
from importsafety.api.respond import json
from importsafety.settings import Settings
from importsafety.web import accounts as web_accounts
from importsafety.web import batches as web_batches
from importsafety.web import evidence, pages, remembered, review, switch, watching
from importsafety.web import upkeep as web_upkeep

PREFIX = "/api/v1"


class _App(Flask):
    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No view or hook of ours is a coroutine, so that none need be looked at for every request."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """An application on the data folder of `settings` (default: from the environment)."""
    settings = settings or Settings.from_environment()
    app = _App("importsafety", static_folder=None, template_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    services.install(app, settings)
    problems.register(app, pages.problem_page)
    switch.register(app)  # before the guard: who is refused is told so in their language
    guard.register(app, settings)
    for part in (accounts, batches, check, contests, plan, notices, reference, status, upkeep, watches):
        app.register_blueprint(part.blueprint, url_prefix=PREFIX)
    app.register_blueprint(reading.blueprint, url_prefix=PREFIX)
    app.register_blueprint(reading.memory, url_prefix=PREFIX)
    app.register_blueprint(upkeep.open_data, url_prefix=PREFIX)
    app.register_blueprint(status.health)

    @cache
    def document() -> dict[str, Any]:
        return openapi.document(app)

    @app.get("/openapi.json")
    def openapi_json() -> Response:
        return json(document())

    pages.register(app, document)
    app.register_blueprint(web_batches.blueprint)
    app.register_blueprint(watching.blueprint)
    app.register_blueprint(remembered.blueprint)
    app.register_blueprint(review.blueprint)
    app.register_blueprint(evidence.blueprint)
    app.register_blueprint(web_upkeep.blueprint)
    app.jinja_env.globals["teams"] = settings.teams
    if settings.teams:
        app.register_blueprint(web_accounts.blueprint)
    return app
