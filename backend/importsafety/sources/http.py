"""Downloads from agencies: streamed to disk, retried, resumed, limited, and refused when not what was asked for."""

from __future__ import annotations

import gzip
import hashlib
import os
import random
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import requests
import tenacity

from importsafety.sources.source import Raw, SourceError, Unchanged, Validators

_VERSION = version("importsafety")
# Small, so that a server that drips is noticed soon after its time is over.
_CHUNK = 8 * 1024
# Longer than this a server that asks for patience is not waited for.
_PATIENCE = 120.0


class NotFound(SourceError):
    """The server says 404: an address that moved or, of a search, nothing found."""


class _Again(Exception):
    """A failure that may pass: a dropped connection, a cut body, a busy server. `after`: seconds it asks for."""

    def __init__(self, message: str, after: float = 0.0):
        super().__init__(message)
        self.after = after


@dataclass(frozen=True)
class Limits:
    """`size` in bytes and `seconds` for one attempt; `pause` is the first wait, doubled each attempt and
    shortened by chance, so that many installations do not come back at once. `apart` is the least time in
    seconds between two requests to one host."""

    size: int = 500_000_000
    seconds: float = 900
    connect: float = 10
    read: float = 120
    attempts: int = 4
    pause: float = 1.0
    apart: float = 0.25


class Session(requests.Session):
    """A session that asks only for what changed: `known` are the validators of addresses fetched before."""

    def __init__(self, known: Mapping[str, Validators] | None = None):
        super().__init__()
        self.known = dict(known or {})


def user_agent(environ: Mapping[str, str] = os.environ) -> str:
    """Who asks, with the contact that IMPORTSAFETY_CONTACT (an address or e-mail) names; agencies want one."""
    contact = "".join(char for char in environ.get("IMPORTSAFETY_CONTACT", "") if char.isprintable())[:200]
    about = "recall checker for U.S. importers" + (f"; {contact}" if contact else "")
    return f"importsafety/{_VERSION} ({about})"


@dataclass
class _Attempt:
    """What one download knows from attempt to attempt: `etag` and `modified` let a cut body be resumed."""

    part: Path
    etag: str = ""
    modified: str = ""
    resumable: bool = False
    asked: str = ""
    next: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def download(
    session: requests.Session,
    url: str,
    path: Path,
    progress: Callable[[int], None],
    params: Mapping[str, str] | None = None,
    limits: Limits = Limits(),
) -> Raw:
    """GET `url` into `path`, which is then complete, or absent. `progress` gets the bytes received so far.

    A cut body, a dropped connection, 429 and 5xx are tried again with growing pauses, from where it was cut
    where the server can. Raises SourceError when that did not help, on any other status, and beyond the
    limits; Unchanged where the server says that it is as `Session.known` has it.
    """
    attempt = _Attempt(path.with_name(path.name + ".part"))
    known = getattr(session, "known", {}).get(url) if params is None else None
    if known:
        attempt.headers = {
            name: value
            for name, value in (("If-None-Match", known.etag), ("If-Modified-Since", known.modified))
            if value
        }
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(_Again),
        wait=lambda state: _pause(state, limits),
        stop=tenacity.stop_after_attempt(limits.attempts),
        reraise=True,
    )
    try:
        retrying(_get, session, url, params, attempt, progress, limits)
        attempt.part.replace(path)
    except _Again as error:
        raise SourceError(
            f"{url} could not be downloaded in {limits.attempts} attempts: {error}. "
            "Check the network, or try again later."
        ) from error
    finally:
        attempt.part.unlink(missing_ok=True)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Raw(
        path,
        attempt.asked,
        digest,
        datetime.now(UTC).isoformat(timespec="seconds"),
        Validators(attempt.etag, attempt.modified),
        attempt.next,
    )


def download_page(
    session: requests.Session,
    url: str,
    path: Path,
    progress: Callable[[int], None],
    params: Mapping[str, str] | None = None,
    limits: Limits = Limits(),
) -> Raw:
    """As `download`, for one page of several: where the server says that it is as it was, the copy kept of it."""
    asked = requests.Request("GET", url, params=params).prepare().url or url
    known: dict[str, Validators] = getattr(session, "known", {})
    mark = known.get(asked)
    if mark is None or mark.copy is None or not mark.copy.exists():
        known.pop(asked, None)
        return download(session, asked, path, progress, limits=limits)
    try:
        return download(session, asked, path, progress, limits=limits)
    except Unchanged:
        with gzip.open(mark.copy) as kept, path.open("wb") as file:
            shutil.copyfileobj(kept, file, 1 << 20)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    return Raw(path, asked, digest, moment, Validators(mark.etag, mark.modified), mark.next, unchanged=True)


def follow(raw: Raw, base: str) -> str | None:
    """The next page that an answer names, where it is on the same server as `base`; None at the end.

    Raises SourceError where it points elsewhere.
    """
    if not raw.next:
        return None
    if urlsplit(raw.next)[:2] != urlsplit(base)[:2]:
        raise SourceError(f"{raw.url} names a next page on another server. Nothing was changed.")
    return raw.next


def _pause(state: tenacity.RetryCallState, limits: Limits) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.after if isinstance(error, _Again) else 0.0
    grown: float = limits.pause * 2.0 ** (state.attempt_number - 1)
    return min(_PATIENCE, max(asked, grown * (0.5 + random.random() / 2)))  # noqa: S311 - spreads load


_turns: dict[str, float] = {}
_turns_lock = threading.Lock()


def _take_turn(host: str, apart: float) -> None:
    """Wait until `host` was left alone for `apart` seconds."""
    with _turns_lock:
        start = max(time.monotonic(), _turns.get(host, 0.0))
        _turns[host] = start + apart
    time.sleep(max(0.0, start - time.monotonic()))


def _get(
    session: requests.Session,
    url: str,
    params: Mapping[str, str] | None,
    attempt: _Attempt,
    progress: Callable[[int], None],
    limits: Limits,
) -> None:
    """One attempt, into `attempt.part`."""
    deadline = time.monotonic() + limits.seconds
    headers = {"User-Agent": user_agent(), **attempt.headers}
    received = attempt.part.stat().st_size if attempt.resumable and attempt.part.exists() else 0
    if received:
        headers |= {
            "Range": f"bytes={received}-",
            "If-Range": attempt.etag or attempt.modified,
            "Accept-Encoding": "identity",
        }
    _take_turn(urlsplit(url).netloc, limits.apart)
    try:
        with session.get(
            url, params=params, headers=headers, timeout=(limits.connect, limits.read), stream=True
        ) as response:
            _judge(response, url)
            attempt.asked = response.url
            attempt.etag, attempt.modified = (
                response.headers.get("ETag", ""),
                response.headers.get("Last-Modified", ""),
            )
            attempt.next = response.links.get("next", {}).get("url", "")
            # A part of a packed body cannot be added to, and a weak mark does not promise the same bytes.
            attempt.resumable = "Content-Encoding" not in response.headers and bool(
                (attempt.etag and not attempt.etag.startswith("W/")) or attempt.modified
            )
            resumed = response.status_code == 206
            received = received if resumed else 0
            with attempt.part.open("ab" if resumed else "wb") as file:
                for chunk in response.iter_content(_CHUNK):
                    received += len(chunk)
                    if received > limits.size:
                        raise SourceError(
                            f"{url} sends more than {limits.size:,} bytes, more than was asked for."
                        )
                    if time.monotonic() > deadline:
                        raise SourceError(
                            f"{url} did not finish within {limits.seconds:.0f} s. Try again later."
                        )
                    file.write(chunk)
                    progress(received)
    except requests.RequestException as error:
        raise _Again(f"{type(error).__name__}: {error}") from error


def _judge(response: requests.Response, url: str) -> None:
    status = response.status_code
    if status == 304:
        raise Unchanged(url)
    if status in (416, 429) or status >= 500:
        after = response.headers.get("Retry-After", "")
        raise _Again(f"the server answered {status}", float(after) if after.isdigit() else 0.0)
    if status == 404:
        raise NotFound(f"{url} answered 404 {response.reason}, not 200.")
    if status not in (200, 206):
        raise SourceError(f"{url} answered {status} {response.reason}, not 200.")
