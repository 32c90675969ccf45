"""Where the browsers are, and what a test does where there is none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Playwright


def chromium_path(playwright: Playwright) -> str | None:
    """Debian's Chromium, else the one that Playwright installed; None where there is neither."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    own = Path(playwright.chromium.executable_path)
    return found or (str(own) if own.exists() else None)


def absent(what: str) -> NoReturn:
    """Skips, or fails where browsers are required (REQUIRE_BROWSERS=1)."""
    message = f"no {what} here"
    if os.environ.get("REQUIRE_BROWSERS") == "1":
        pytest.fail(message)
    pytest.skip(message)
