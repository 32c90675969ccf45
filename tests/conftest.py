"""Fixtures that every part shares."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Playwright, sync_playwright

from browsers import absent, chromium_path

# Loaded machines are slow now and then; speed is measured by scripts/benchmark, not here.
settings.register_profile("importsafety", deadline=None)
settings.load_profile("importsafety")

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


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "home"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all tests of a process: a second one beside it cannot start."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium_of_all(playwright: Playwright) -> Iterator[Browser]:
    """A plain Chromium; skips where there is none, fails where browsers are required."""
    path = chromium_path(playwright)
    if path is None:
        absent("Chromium")
    with playwright.chromium.launch(executable_path=path, args=["--no-sandbox"]) as browser:
        yield browser


@pytest.fixture
def chromium(chromium_of_all: Browser) -> Iterator[Browser]:
    """The same, without what another test left open: its pages would go on asking, and take time from the next."""
    before = set(chromium_of_all.contexts)
    yield chromium_of_all
    for context in set(chromium_of_all.contexts) - before:
        context.close()
