"""Who may call: our own pages, browser extensions, configured origins; and only under our own host names.

A server on 127.0.0.1 is reachable by every page in the user's browser. An unknown web origin is refused, and so
is a Host header that is not ours: a hostile name can be made to resolve to 127.0.0.1 (DNS rebinding), and the
browser would then take that page for same-origin.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_cors import CORS

from importsafety.api.problems import ADVICE, Problem
from importsafety.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
EXTENSIONS = re.compile(r"(?:chrome|moz|safari-web)-extension://[A-Za-z0-9-]+", re.ASCII)
OPEN_TO_EXTENSIONS = ("/api/", "/healthz", "/readyz", "/openapi.json")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CHECK_LIMIT = 1_000_000  # bytes of one request body
BATCH_LIMIT = 8_000_000

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

    CORS(
        app,
        resources={rf"{path}.*": {} for path in OPEN_TO_EXTENSIONS},
        origins=[re.compile(rf"^{EXTENSIONS.pattern}$"), *settings.origins],
        methods=["GET", "POST", "OPTIONS"],
        allow_headers=["content-type"],
        allow_private_network=True,
        always_send=False,
        max_age=3600,
    )

    @app.before_request
    def admit() -> None:
        if _hostname(request.host) not in hosts:
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
    def harden(answer: Response) -> Response:
        answer.headers.extend(FOR_PAGES if answer.mimetype == "text/html" else FOR_DATA)
        return answer


def _hostname(host: str) -> str:
    """`localhost:8765` -> `localhost`; `[::1]:8765` -> `[::1]`."""
    name, _, port = host.lower().rpartition(":")
    return name if name and port.isdigit() else host.lower()
