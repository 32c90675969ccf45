"""Downloads from agencies: streamed to disk, retried, limited, and refused when not what was asked for."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import requests
import tenacity

from importsafety.sources.source import Raw, SourceError

_VERSION = version("importsafety")
USER_AGENT = f"importsafety/{_VERSION} (recall checker for U.S. importers; contact in the project's README)"
_CHUNK = 64 * 1024


class _Again(Exception):
    """A failure that may pass: a dropped connection, a cut body, a busy server."""


@dataclass(frozen=True)
class Limits:
    """`size` in bytes and `seconds` for one attempt; `pause` is the first wait, doubled each attempt."""

    size: int = 500_000_000
    seconds: float = 900
    connect: float = 10
    read: float = 120
    attempts: int = 4
    pause: float = 1.0


def download(
    session: requests.Session,
    url: str,
    path: Path,
    progress: Callable[[int], None],
    params: Mapping[str, str] | None = None,
    limits: Limits = Limits(),
) -> Raw:
    """GET `url` into `path`, which is then complete, or absent. `progress` gets the bytes received so far.

    A cut body, a dropped connection, 429 and 5xx are tried again with growing pauses. Raises SourceError
    when that did not help, on any other status, and beyond the limits.
    """
    part = path.with_name(path.name + ".part")
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(_Again),
        wait=tenacity.wait_exponential(multiplier=limits.pause, max=60),
        stop=tenacity.stop_after_attempt(limits.attempts),
        reraise=True,
    )
    try:
        asked, digest = retrying(_get, session, url, params, part, progress, limits)
        part.replace(path)
    except _Again as error:
        raise SourceError(
            f"{url} could not be downloaded in {limits.attempts} attempts: {error}. "
            "Check the network, or try again later."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return Raw(path, asked, digest, datetime.now(UTC).isoformat(timespec="seconds"))


def _get(
    session: requests.Session,
    url: str,
    params: Mapping[str, str] | None,
    part: Path,
    progress: Callable[[int], None],
    limits: Limits,
) -> tuple[str, str]:
    """One attempt: (address asked, sha256 of the body)."""
    deadline = time.monotonic() + limits.seconds
    digest, received = hashlib.sha256(), 0
    try:
        with (
            session.get(
                url,
                params=params,
                headers={"User-Agent": USER_AGENT},
                timeout=(limits.connect, limits.read),
                stream=True,
            ) as response,
            part.open("wb") as file,
        ):
            if response.status_code == 429 or response.status_code >= 500:
                raise _Again(f"the server answered {response.status_code}")
            if response.status_code != 200:
                raise SourceError(f"{url} answered {response.status_code} {response.reason}, not 200.")
            for chunk in response.iter_content(_CHUNK):
                received += len(chunk)
                if received > limits.size:
                    raise SourceError(
                        f"{url} sends more than {limits.size:,} bytes, more than was asked for."
                    )
                if time.monotonic() > deadline:
                    raise SourceError(f"{url} did not finish within {limits.seconds:.0f} s. Try again later.")
                digest.update(chunk)
                file.write(chunk)
                progress(received)
            return response.url, digest.hexdigest()
    except requests.RequestException as error:
        raise _Again(f"{type(error).__name__}: {error}") from error
