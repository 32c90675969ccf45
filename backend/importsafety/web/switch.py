"""Which language a person reads: what they chose, else what their browser asks for; and the templates' `_()`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, redirect, request, url_for

from importsafety.web import language

blueprint = Blueprint("switch", __name__)

COOKIE = "importsafety_language"
A_YEAR = 365 * 24 * 3600


@blueprint.get("/language/<name>")
def choose(name: str) -> Any:
    """Remember the choice and go back to the page it was made on; an unknown language is English."""
    answer = redirect(back(request.args.get("back", "")), 303)
    answer.set_cookie(
        COOKIE,
        name if name in language.LANGUAGES else language.ENGLISH,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


def back(path: str) -> str:
    """A page of ours: one slash, then no second one, nor a backslash that browsers read as one."""
    parts = urlsplit(path)
    ours = not parts.scheme and not parts.netloc and path.startswith("/") and path[1:2] not in {"/", "\\"}
    return path if ours and path.isprintable() else url_for("web.start")


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext,
        language.ngettext,
        newstyle=True,
        pgettext=language.pgettext,
        npgettext=language.npgettext,
    )
    app.jinja_env.globals.update(language=language)

    @app.before_request
    def listen() -> None:
        language.listen(_wanted)

    @app.after_request
    def tell(answer: Response) -> Response:
        if answer.mimetype == "text/html":
            answer.headers.setdefault("Content-Language", language.tag())
            answer.vary.update(("Accept-Language", "Cookie"))
        return answer

    @app.teardown_request
    def hush(_: BaseException | None) -> None:
        language.speak(language.ENGLISH)


def _wanted() -> str:
    chosen = request.cookies.get(COOKIE, "")
    if chosen in language.LANGUAGES:
        return chosen
    return language.understood(_asked(request.accept_languages))


def _asked(accepted: Any) -> tuple[str, ...]:
    return tuple(name for name, quality in accepted if quality > 0)[:10]
