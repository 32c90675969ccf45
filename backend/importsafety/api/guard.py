"""Who may call: our own pages, browser extensions, configured origins; and only under our own host names.

A server on 127.0.0.1 is reachable by every page in the user's browser. An unknown web origin is refused, and so
is a Host header that is not ours: a hostile name can be made to resolve to 127.0.0.1 (DNS rebinding), and the
browser would then take that page for same-origin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_cors import cross_origin
from werkzeug.middleware.proxy_fix import ProxyFix

from importsafety.api import admission, local
from importsafety.api.admission import SAFE_METHODS
from importsafety.api.local import LOOPBACK
from importsafety.api.problems import ADVICE, Problem
from importsafety.api.who import LOCAL, VISITOR
from importsafety.settings import Settings
from importsafety.store.accounts import Accounts

View = TypeVar("View", bound=Callable[..., Any])

EXTENSIONS = re.compile(r"(?:chrome|moz|safari-web)-extension://[A-Za-z0-9-]+", re.ASCII)
OPEN_TO_EXTENSIONS = ("/api/", "/healthz", "/readyz", "/openapi.json")

CHECK_LIMIT = 1_000_000  # bytes of one request body
BATCH_LIMIT = 8_000_000
FORM_LIMIT = 32_000_000  # of the fields of a form; files go to disk

# No inline script or style, nothing from elsewhere but pictures, which load only when a person opens them.
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data: https:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
# Not `no-referrer`: with it browsers send `Origin: null` even for our own forms.
HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)
FOR_PAGES = (*HEADERS, ("Content-Security-Policy", PAGE_POLICY))
FOR_DATA = (*HEADERS, ("Content-Security-Policy", DATA_POLICY))


def register(app: Flask, settings: Settings) -> None:
    app.config["MAX_CONTENT_LENGTH"] = CHECK_LIMIT
    app.config["MAX_FORM_MEMORY_SIZE"] = CHECK_LIMIT
    hosts = LOOPBACK | {name.lower() for name in settings.hosts}
    if settings.host not in {"0.0.0.0", "::", ""}:  # noqa: S104  (compared, not bound)
        hosts |= {settings.host.lower()}
    origins = frozenset(origin.rstrip("/").lower() for origin in settings.origins)

    shared = cross_origin(
        origins=[re.compile(rf"^{EXTENSIONS.pattern}$"), *settings.origins],
        methods=["GET", "POST", "OPTIONS"],
        allow_headers=["content-type", "authorization"],
        allow_private_network=True,
        always_send=False,
        max_age=3600,
        automatic_options=False,
    )(_as_it_is)

    app.wsgi_app = _Hardened(app.wsgi_app)  # type: ignore[assignment]
    if settings.proxies:
        app.wsgi_app = _Behind(app.wsgi_app, settings.proxies)  # type: ignore[assignment]
    if settings.teams:
        admission.register(app, Accounts(settings.home))

    @app.before_request
    def admit() -> ResponseReturnValue | None:
        if not settings.teams:
            g.who = LOCAL if local.here(settings.token) else VISITOR
        admit_origin()
        view = current_app.view_functions.get(request.endpoint or "")
        if most := getattr(view, "most_bytes", None):
            request.max_content_length, request.max_form_memory_size = most, min(most, FORM_LIMIT)
        if not settings.teams:
            return None
        origin = request.headers.get("Origin", "")
        return admission.enter(extension=EXTENSIONS.fullmatch(origin) is not None)

    def admit_origin() -> None:
        # The program's own styles tell nothing, and the page of this refusal is shown with them.
        if _hostname(request.host) not in hosts and request.endpoint != "web.static":
            raise Problem(421, ADVICE[421])
        origin = request.headers.get("Origin")
        if origin is None:
            if request.method not in SAFE_METHODS and request.headers.get("Sec-Fetch-Site") == "cross-site":
                raise Problem(403, ADVICE[403])
            return
        if request.path.startswith(OPEN_TO_EXTENSIONS) and EXTENSIONS.fullmatch(origin):
            return
        if urlsplit(origin).netloc.lower() == request.host.lower() or origin.lower() in origins:
            return
        if request.path.startswith("/api/") or request.method not in SAFE_METHODS:
            raise Problem(
                403, f"{ADVICE[403]} To allow it, add its origin to IMPORTSAFETY_ORIGINS and restart."
            )

    @app.after_request
    def share(answer: Response) -> Response:
        """Let a browser give the answer to a page of another origin that may have it."""
        if "Origin" in request.headers and request.path.startswith(OPEN_TO_EXTENSIONS):
            return shared(answer)
        return answer


def takes(most: int) -> Callable[[View], View]:
    """A view that takes a body of more bytes than others do; put it next to the view itself."""

    def mark(view: View) -> View:
        view.__dict__["most_bytes"] = most
        return view

    return mark


def _as_it_is(answer: Response) -> Response:
    return answer


class _Hardened:
    """Adds the headers to whatever is answered. Not after each request: Flask copies the headers it knows."""

    def __init__(self, inner: WSGIApplication):
        self._inner = inner

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        def hardened(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            page = any(name == "Content-Type" and kind.startswith("text/html") for name, kind in headers)
            return start(status, [*headers, *(FOR_PAGES if page else FOR_DATA)], *error)

        return self._inner(environ, hardened)


class _Behind:
    """Believes what a proxy says of whom it asks for (X-Forwarded-For, -Proto and -Host), if it is one of ours."""

    def __init__(self, inner: Any, proxies: tuple[str, ...]):
        self._plain = inner
        self._told = ProxyFix(inner, x_for=1, x_proto=1, x_host=1)
        self._proxies = frozenset(proxies)

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        inner = self._told if environ.get("REMOTE_ADDR") in self._proxies else self._plain
        return inner(environ, start)


def _hostname(host: str) -> str:
    """`localhost:8765` -> `localhost`; `[::1]:8765` -> `[::1]`."""
    name, _, port = host.lower().rpartition(":")
    return name if name and port.isdigit() else host.lower()
