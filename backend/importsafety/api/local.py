"""Who may change things: people at this machine and, from elsewhere, who knows IMPORTSAFETY_TOKEN; where people sign
in, who did."""

from __future__ import annotations

import hmac
import ipaddress
from functools import lru_cache

from flask import Response, abort, request

from importsafety.api.problems import Problem
from importsafety.api.services import services
from importsafety.api.who import VISITOR, who

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})
_NAMES = frozenset(name.strip("[]") for name in LOOPBACK)
# The headers of a proxy, as WSGI names them.
_BY_A_PROXY = frozenset(
    {"HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA"}
)
_ADVICE = (
    "This is open to the machine that the server runs on. From elsewhere, set IMPORTSAFETY_TOKEN on the server and "
    "give the token as the password."
)


def admitted() -> bool:
    """Whether the caller sits at this machine, or is one of those who sign in, whom `admission.py` let in."""
    asks = who()
    return bool(asks.team) and asks is not VISITOR


def here(token: str) -> bool:
    """Whether the request comes from this machine, with no proxy between, or gives the `token` as the password."""
    if token and (given := request.authorization) is not None:
        password = (given.password if given.type == "basic" else given.token) or ""
        return hmac.compare_digest(password.encode(), token.encode())
    host = request.host.rpartition(":")[0] or request.host
    proxied = not _BY_A_PROXY.isdisjoint(request.environ)
    return not proxied and host.strip("[]") in _NAMES and _is_loopback(request.remote_addr or "")


@lru_cache(maxsize=1024)
def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def only_maintainers() -> None:
    """After one of those below, where it is not for every member of a team. Raises Problem."""
    if not who().maintains:
        raise Problem(403, "This is for maintainers: they see to the data of this installation.")


def admit_program() -> None:
    """Before a request of a program. Raises Problem."""
    if not admitted():
        raise Problem(403, _ADVICE)


def admit_person() -> None:
    """Before a request of a browser, which then asks for the password where there is one."""
    if admitted():
        return
    if not services().settings.token:
        raise Problem(403, _ADVICE)
    abort(
        Response(
            _ADVICE, 401, {"WWW-Authenticate": 'Basic realm="Import Safety", charset="UTF-8"'}, "text/plain"
        )
    )
