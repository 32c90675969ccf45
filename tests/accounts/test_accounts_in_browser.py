"""The whole way in a real Chromium: invited, signed in, at work, signed out; and the pages for everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from browsers import opened
from running import serving
from teams import PASSWORD, Somebody

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def url(served: Flask) -> Iterator[str]:
    with serving(served) as url:
        yield url


def test_invited_signed_in_at_work_signed_out(
    chromium: Browser, url: str, teams_home: Path, ann: Somebody, otto: Somebody
) -> None:
    # Invited, by a maintainer's own page.
    maintainer, complaints = opened(chromium)
    maintainer.goto(f"{url}/team")
    expect(maintainer).to_have_url(re.compile("/signin"))
    maintainer.fill("#name", "Ann")
    maintainer.fill("#password", PASSWORD)
    maintainer.keyboard.press("Enter")
    expect(maintainer).to_have_url(f"{url}/team")
    maintainer.get_by_role("button", name="Make a link").click()
    link = maintainer.get_by_label("The invitation's link").input_value()
    assert link.startswith(f"{url}/join/")

    # Signed in.
    page, worries = opened(chromium)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Join the team acme")
    page.get_by_label("Name").fill("Zoe")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("link", name="Zoe")).to_be_visible()

    # At work: a check, and a product on the list.
    page.fill("#items", "KUGELO magnetic balls KG-216")
    page.locator("form:has(#items) button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(r"/check\?q="))
    expect(page.locator(".match h3").first).to_contain_text("KUGELO")
    page.locator("form[action='/list'] button").first.click()
    expect(page).to_have_url(re.compile(r"/list/\d+"))
    item = page.url

    # Signed out: the address opens nothing any more, nor does the button to go back.
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{url}/signin")
    page.goto(item)
    expect(page).to_have_url(re.compile("/signin"))
    page.get_by_label("Name").fill("zoe")
    page.get_by_label("Password").fill("not this one at all")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(item)

    # Another team is at a wall.
    other, _ = opened(chromium)
    other.goto(f"{url}/signin")
    other.fill("#name", "Otto")
    other.fill("#password", PASSWORD)
    other.keyboard.press("Enter")
    expect(other.get_by_role("link", name="Otto")).to_be_visible()
    answer = other.goto(item)
    assert answer and answer.status == 404
    assert complaints == []
    # A refused sign-in is told to the console as well.
    assert all("422" in worry for worry in worries), worries
