"""Where the browsers are, what a test does where there is none, and pages in them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from running import LONG

WAIT = LONG * 1000  # ms
# By themselves `expect` and actions wait five and thirty seconds, which is little on a busy machine.
expect.set_options(timeout=WAIT)


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


def opened(chromium: Browser, **how: Any) -> tuple[Page, list[str]]:
    """A page of a new browser, and what its console complains of (a refused script or style, a failure)."""
    page = chromium.new_context(**how).new_page()
    page.set_default_timeout(WAIT)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints
