"""The rules and the certificate plan on the page of an answer, as a person uses them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from browsers import opened
from doors import HOSTILE
from running import serving

TRAIN = "Wooden Toy Train Set for kids 3+"
PAINTED = "answer.is-any-surface-painted-or-coated"


def fields(html: str) -> dict[str, str]:
    """What a browser would send back of the page's form, without a button."""
    form = html.split('action="/check/plan', 1)[1].split("</form>", 1)[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf' {key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and ('type="radio"' not in tag or " checked" in tag):
            found[unescape(name[1])] = unescape(value[1]) if value else ""
    return found


def sent(client: FlaskClient, title: str = TRAIN, **more: str) -> Any:
    page = client.get("/check", query_string={"q": title}).get_data(as_text=True)
    return client.post("/check/plan", data=fields(page) | more)


def test_an_answer_on_the_page_decides_again(client: FlaskClient) -> None:
    page = client.get("/check", query_string={"q": TRAIN}).get_data(as_text=True)
    assert "Children's Product Certificate" in unescape(page) and PAINTED in page
    again = client.post("/check/plan", data=fields(page) | {PAINTED: "yes", "do": "decide"})
    text = unescape(again.get_data(as_text=True))
    assert again.status_code == 200
    assert "you answered yes to “Is any surface painted or coated?”" in text
    assert re.search(rf'name="{PAINTED}" value="yes" checked', text), "the answer can be changed"
    assert "16 CFR 1250; 15 USC 1278a; 16 CFR 1303" in text, "the form follows the plan"


def test_a_ban_that_a_question_decides_comes_first(client: FlaskClient) -> None:
    page = client.get("/check", query_string={"q": "Kids dive sticks pool toy"}).get_data(as_text=True)
    assert "A ban may apply: 16 CFR 1500.18" in page
    assert page.index("Banned, or may be") < page.index("<h3>Apply</h3>")


def test_the_page_decides_for_another_day(client: FlaskClient) -> None:
    for day, shown in (("2025-04-22", False), ("2025-04-23", True)):
        page = sent(client, "Nursing pillow for breastfeeding", on=day).get_data(as_text=True)
        assert ("16 CFR 1242" in page) is shown


def test_the_form_is_checked_and_saved(client: FlaskClient) -> None:
    typed = {"field.test_date": "2024-02-30", "field.records_name": "=A. Person"}
    page = unescape(sent(client, do="filing", **typed).get_data(as_text=True))
    assert "Write it as 2026-08-15." in page and "Some fields need a look." in page
    saved = sent(client, do="filing-csv", **typed)
    assert saved.mimetype == "text/csv" and "attachment" in saved.headers["Content-Disposition"]
    header, row = csv.reader(io.StringIO(saved.get_data(as_text=True).lstrip("\ufeff")))
    assert dict(zip(header, row, strict=True))["records_name"] == "'=A. Person"
    entries = json.loads(sent(client, do="filing-json", **typed).data)["entries"]
    assert {entry["key"]: entry["value"] for entry in entries}["records_name"] == "=A. Person"


def test_the_message_is_saved_as_text(client: FlaskClient) -> None:
    message = sent(client, do="message-zh")
    assert message.mimetype == "text/plain" and "检测报告" in message.get_data(as_text=True)


def test_a_report_is_compared_on_the_page(client: FlaskClient) -> None:
    page = sent(client, do="report", report=f"Lab ID 1710 ASTM F963-17 {HOSTILE}").get_data(as_text=True)
    assert "Withdrawn laboratory" in page and "ASTM F963-23" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"listing": "{"}, 422),
        ({"listing": "[]"}, 422),
        ({"listing": '{"title": ["a"]}'}, 422),
        ({"on": "soon"}, 422),
        ({"answer.nobody-asked": "yes", "answer.x": "<b>"}, 200),
        ({"do": "message-xx"}, 200),
        ({"field.<b>": "x", "filled": "nothing"}, 200),
    ],
)
def test_a_form_sent_wrong_is_told_or_passed_over(
    client: FlaskClient, more: dict[str, str], status: int
) -> None:
    assert sent(client, **more).status_code == status


def test_nothing_hostile_is_left_unescaped(client: FlaskClient) -> None:
    page = sent(client, f"Toy train for kids {HOSTILE}", do="filing").get_data(as_text=True)
    assert "<script>alert" not in page and "<img src=x" not in page


@pytest.fixture(name="url")
def address(app: Flask) -> Iterator[str]:
    with serving(app) as url:
        yield url


@pytest.mark.browser
def test_a_person_answers_and_copies_the_message(chromium: Browser, url: str) -> None:
    page, complaints = opened(chromium, permissions=["clipboard-read", "clipboard-write"])
    page.clock.install(time=0)
    page.goto(f"{url}/check?q={TRAIN.replace('+', '%2B')}")
    page.check(f'input[name="{PAINTED}"][value="yes"]')
    page.get_by_role("button", name="Decide again").click()
    page.get_by_text("you answered").wait_for()
    page.locator("#supplier > summary").click()
    # What is said for two seconds only is seen where the page's clock stands still.
    page.clock.pause_at(3_600)
    copy = page.locator('[data-copy="message-zh"]')
    for _ in range(2):
        copy.click()
        expect(copy).to_have_text("Copied")
    assert "检测报告" in page.evaluate("navigator.clipboard.readText()")
    page.clock.run_for(10_000)
    expect(copy).to_have_text("Copy")
    assert complaints == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_requirements_page_tells_what_it_asks_for(client: FlaskClient) -> None:
    toys = unescape(client.get("/requirements/16-cfr-1250").get_data(as_text=True))
    assert "A test to ASTM F963-23" in toys and "16 CFR 1251" in toys
    assert "Is it a plaything for children under 14?" in toys
    cells = client.get("/requirements/16-cfr-1263").get_data(as_text=True)
    assert "Warnings about the button or coin cell" in cells
    assert "What it asks for today" not in client.get("/requirements/16-cfr-1240").get_data(as_text=True)
