"""Who comes in where people sign in: by the session of a browser or the token of a program, and with which rights.

It is decided here for every address at once, so that a new page is closed until it is named as open, and no form can
forget its token.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import cast

from flask import Flask, Response, current_app, g, redirect, request, url_for
from werkzeug import wrappers

from importsafety.accounts import Door, Refused, limits, secret
from importsafety.api.problems import Problem
from importsafety.api.who import Role, Who
from importsafety.store.accounts import Accounts
from importsafety.store.keys import Known

KEY = "importsafety-door"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Open to who has not signed in. A feed has its own secret in its address; decisions are public.
OPEN = frozenset(
    {
        "web.static",
        "accounts.sign_in",
        "accounts.join",
        "switch.choose",
        "health.healthz",
        "health.readyz",
        "watching.feed",
        "review.log",
        "review.feed",
        "contests.decisions",
    }
)
# What changes nothing that the log is for; comings and goings are written by the door itself.
UNTOLD = frozenset({"watches.seen", "watching.seen", "saved.seen", "saved.seen_item", "reading.unread"})
# What costs a check, by endpoint; everything else is a page or a look-up.
CHECKS = frozenset(
    {
        "check.check",
        "check.batch",
        "web.check_one",
        "plan.plan",
        "plan.file",
        "plan.report",
        "plan_pages.decide",
    }
)
STATUS: Mapping[str, int] = {"limit": 429, "wrong": 422, "missing": 404, "token": 401, "scope": 403}
SESSION, FORM = "importsafety_session", "importsafety_form"
_BEARER = {"WWW-Authenticate": 'Bearer realm="Import Safety"'}


def door() -> Door:
    """The door of the application that answers."""
    return cast(Door, current_app.extensions[KEY])


def problem(refused: Refused) -> Problem:
    """What the door refused, as an answer."""
    headers = {"Retry-After": str(max(1, round(refused.wait)))} if refused.wait else {}
    status = STATUS.get(refused.reason, 422)
    return Problem(status, str(refused), headers=headers | (_BEARER if status == 401 else {}))


def enter(extension: bool) -> Response | None:
    """Find out who asks, and whether they may. `extension`: a browser's extension asks, which shows a token.

    The answer that sends a person to sign in, or None. Raises Problem."""
    if request.method == "OPTIONS":
        return None
    try:
        known = _by_token() if "Authorization" in request.headers else None if extension else _by_session()
        if known is None:
            return None if request.endpoint in OPEN else _refuse(extension)
        _count(known)
    except Refused as refused:
        raise problem(refused) from refused
    return None


def _by_token() -> Known:
    given = request.authorization
    token = given.token if given is not None and given.type == "bearer" else None
    if not token:
        raise Problem(401, "Send a token of your account: `Authorization: Bearer ist_...`.", headers=_BEARER)
    known = door().token(token, address())
    needed = "read" if request.method in SAFE_METHODS else "check"
    if needed not in known.scopes:
        raise Problem(403, f"This token is for {', '.join(known.scopes)} only. Make one that may {needed}.")
    _set(known, "maintainer" if "maintain" in known.scopes and known.role == "maintainer" else "member")
    return known


def _by_session() -> Known | None:
    key = request.cookies.get(name(SESSION), "")
    known = door().session(key) if key else None
    if known is None:
        key = request.cookies.get(name(FORM), "")
        g.form_key = key or secret.new_key()
    g.form_token = secret.form_token(key if known else g.form_key)
    # Of who may not come in anyhow no form is read.
    if request.method not in SAFE_METHODS and (known or request.endpoint in OPEN):
        form = request.mimetype in {"application/x-www-form-urlencoded", "multipart/form-data"}
        sent = request.headers.get("X-CSRF-Token") or (request.form.get("csrf", "") if form else "")
        if not (key and hmac.compare_digest(sent.encode(), g.form_token.encode())):
            raise Problem(
                403,
                "This form was open for too long, or comes from another page. Go back, load its page again, and send "
                "it once more. A program shows a token instead.",
            )
    if known is not None:
        _set(known, cast(Role, known.role))
        g.session_key = key
    return known


def _set(known: Known, role: Role) -> None:
    g.who = Who(known.name, known.team, role)
    g.known = known


def _count(known: Known) -> None:
    if request.endpoint != "web.static":
        what = "check" if request.endpoint in CHECKS else "other"
        limits.spend(door().accounts, what, str(known.person))


def _refuse(extension: bool) -> Response:
    if request.path.startswith("/api/") or extension:
        raise Problem(
            401, "Sign in, or send a token of your account: `Authorization: Bearer ist_...`.", headers=_BEARER
        )
    if request.method in SAFE_METHODS:
        return cast(Response, redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303))
    raise Problem(
        401, "Your session is over. Sign in at /signin in another tab, then come back and send this again."
    )


def spend_rows(count: Callable[[], int]) -> None:
    """Count rows of a batch against the allowance of who asks. Raises Problem; nothing on one's own machine."""
    if "known" in g:
        try:
            limits.spend(door().accounts, "rows", str(g.known.person), count())
        except Refused as refused:
            raise problem(refused) from refused


def name(cookie: str) -> str:
    """A cookie's name. Over https no other host, and nothing unencrypted, can set it."""
    return f"__Host-{cookie}" if request.is_secure else cookie


def address() -> str:
    """Where the request comes from."""
    return request.remote_addr or "unknown"


def keep(answer: wrappers.Response, cookie: str, key: str) -> None:
    """Let the browser keep a key until it is closed, or the session over; without one, forget it."""
    options = {"httponly": True, "samesite": "Lax", "secure": request.is_secure, "path": "/"}
    if key:
        answer.set_cookie(name(cookie), key, **options)  # type: ignore[arg-type]
    else:
        answer.delete_cookie(name(cookie), **options)  # type: ignore[arg-type]


def register(app: Flask, accounts: Accounts) -> None:
    app.extensions[KEY] = Door(accounts)

    @app.after_request
    def private(answer: Response) -> Response:
        if g.get("form_token_used") and "form_key" in g:
            keep(answer, FORM, g.form_key)
        if request.endpoint != "web.static":
            answer.headers["Cache-Control"] = "no-store"
        if request.method not in SAFE_METHODS and answer.status_code < 400:
            _log()
        return answer


def _log() -> None:
    """Write down that somebody changed something: here for every address, so that none can forget it."""
    told = request.endpoint in CHECKS | UNTOLD or request.blueprint == "accounts"
    if "known" in g and not told:
        asks: Known = g.known
        door().accounts.note(asks.team, asks.name, request.endpoint or "", request.path, address())
