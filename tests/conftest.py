"""Fixtures that every part shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared real data (`IMPORTSAFETY_SHARED`, default ../shared); skips where it is absent.

    Where the variable is set, as in CI, absence is an error.
    """
    named = os.environ.get("IMPORTSAFETY_SHARED")
    path = Path(named or ROOT.parent / "shared")
    if not path.is_absolute():
        path = ROOT / path
    if not (path / "data").is_dir():
        message = f"no shared data at {path}"
        if named:
            pytest.fail(message)
        pytest.skip(message)
    return path
