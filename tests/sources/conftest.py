"""What the tests of sources share: a loopback agency, a session, quick limits, given files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from agency import Agency, serving

from importsafety.sources.http import Limits


@pytest.fixture
def agency() -> Iterator[Agency]:
    with serving() as agency:
        yield agency


@pytest.fixture
def quick() -> Limits:
    """Limits that do not make a test wait; an answer may be slow."""
    return Limits(attempts=3, pause=0.01, apart=0)


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Writes a file as an agency would give it."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "given"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
