"""Contest and evidence in a real Chromium: the whole way from an answer that is wrong to one that is corrected."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from browsers import opened
from desks import own_app, own_home  # noqa: F401
from running import serving

pytestmark = pytest.mark.browser

TITLE = "KUGELO magnetic balls KG-216"
REASON = "The set in the notice has another model."


@pytest.fixture
def url(own: Flask) -> Iterator[str]:
    with serving(own) as url:
        yield url


def contested(page: Page, url: str) -> str:
    """Contest the answer to TITLE; the address of the page to follow it."""
    page.goto(f"{url}/check?q={TITLE.replace(' ', '+')}")
    expect(page.locator(".verdict")).to_contain_class("recalled")
    expect(page.get_by_label("Which notice?")).to_have_value("cpsc:25901")
    page.get_by_label("Why?").fill("I compared the tin: it is another model.")
    page.get_by_role("button", name="Contest this answer").click()
    expect(page.locator(".steps .now")).to_have_text("Received")
    return page.url


def test_contest_queue_decision_corrected_answer_and_public_log(chromium: Browser, url: str) -> None:
    page, complaints = opened(chromium)
    followed = contested(page, url)
    page.get_by_role("link", name="Review", exact=True).first.click()
    expect(page.locator(".queue tbody tr")).to_have_count(1)
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="Take it up").click()
    expect(page.locator(".steps .now")).to_have_text("Under review")
    page.get_by_label("Something else: an accessory").check()
    page.get_by_label("Why? Everybody can read this").fill(REASON)
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.locator(".outcome")).to_contain_text("Corrected.")
    page.goto(f"{url}/check?q={TITLE.replace(' ', '+')}")
    expect(page.locator(".decision")).to_contain_text(REASON)
    expect(page.locator(".verdict.recalled")).to_have_count(0)
    expect(page.locator(".match")).to_have_count(0)
    page.locator(".decision").get_by_role("link", name="All decisions").click()
    entry = page.locator(".log li")
    expect(entry).to_contain_text(REASON)
    expect(entry).to_contain_text("Corrected")
    page.goto(followed)
    page.get_by_role("button", name="Have answers follow it no longer").click()
    expect(page.locator(".outcome")).to_contain_text("withdrawn")
    page.goto(f"{url}/check?q={TITLE.replace(' ', '+')}")
    expect(page.locator(".verdict")).to_contain_class("recalled")
    assert complaints == []


def test_an_answer_is_kept_printed_and_downloaded(chromium: Browser, url: str) -> None:
    page, complaints = opened(chromium, accept_downloads=True)
    page.goto(f"{url}/check?q={TITLE.replace(' ', '+')}")
    page.get_by_role("button", name="Keep as evidence").click()
    expect(page.locator(".paper h1")).to_have_text(TITLE)
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    with pypdfium2.PdfDocument(download.value.path()) as document:
        assert TITLE in document[0].get_textpage().get_text_range()
    page.emulate_media(media="print")
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator(".tools").first).to_be_hidden()
    expect(page.locator(".paper")).to_contain_text("No match is not a clearance")
    assert complaints == []
