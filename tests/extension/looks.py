"""What to look for in a page."""

from __future__ import annotations

from playwright.sync_api import Page, expect

HOST = "[data-import-safety]"
MARK = "[data-import-safety-mark]"
ASK = "[data-import-safety-ask]"
SHOWN = ("recalled", "possible", "similar")


def banner(page: Page, verdict: str) -> None:
    expect(page.locator(f"[data-import-safety={verdict}]")).to_be_visible()


def nothing_in(page: Page) -> bool:
    return page.locator(HOST).count() == 0
