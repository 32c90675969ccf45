"""My list: an answer is saved, noted, checked again after a refresh; what changed is told until a person saw it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from browsers import opened
from doors import HOSTILE, NOTICES, recall
from importsafety.api import create_app
from importsafety.api.who import Who
from importsafety.refresh import refresh
from importsafety.settings import Settings
from running import serving

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TEAPOT = recall(
    "25950",
    "Brewster Recalls Electric Kettles Due to Burn Hazard",
    "Brewster Electric Kettles",
    "This recall involves Brewster electric kettles with model number BK-40.",
)
KETTLE = {
    "title": "Brewster electric kettle BK-40",
    "brand": "Brewster",
    "model": "BK-40",
    "seller": "Tea & Co",
}


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., None]:
    def load(*rows: dict[str, Any]) -> None:
        file = tmp_path / "recalls.json"
        file.write_text(json.dumps([*NOTICES, *rows]), "utf-8")
        report = refresh(tmp_path / "home", files={"cpsc": file})
        assert report.ok and "failed" not in report.steps["watches"], report

    load()
    return load


@pytest.fixture
def app(tmp_path: Path, load: Callable[..., None]) -> Flask:
    return create_app(Settings(home=tmp_path / "home"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    with serving(app) as url:
        yield url


def save(client: FlaskClient, listing: dict[str, Any]) -> str:
    answer = client.post("/list", data={"listing": json.dumps(listing)})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_saving_twice_is_one_item_and_it_is_watched(client: FlaskClient) -> None:
    assert save(client, KETTLE) == save(client, KETTLE) == "/list/1"
    assert [watch["kind"] for watch in client.get("/api/v1/watches").get_json()["watches"]] == ["listing"]
    other = client.post("/api/v1/watches", json={"name": "Kettle", "listing": KETTLE})
    assert other.get_json()["id"] == 1, "the extension's watch is the same item"


@pytest.mark.parametrize("sent", ["", "no json", "{}", "[]", '{"title": {}}'])
def test_what_is_no_listing_is_refused(client: FlaskClient, sent: str) -> None:
    assert client.post("/list", data={"listing": sent}).status_code == 422
    assert "Nothing saved yet" in client.get("/list").get_data(as_text=True)


def test_notes_and_stage_are_kept_and_found(client: FlaskClient) -> None:
    place = save(client, KETTLE)
    assert (
        client.post(place, data={"stage": "sample", "notes": f"ask for\r\nreport {HOSTILE}"}).status_code
        == 303
    )
    page = client.get(place).get_data(as_text=True)
    assert "ask for\nreport &lt;script&gt;" in page and "<script>alert" not in page
    assert "Brewster electric kettle" in client.get("/list?stage=sample&q=REPORT").get_data(as_text=True)
    assert "Brewster electric kettle" not in client.get("/list?stage=shipped").get_data(as_text=True)
    refused = client.post(place, data={"stage": "lost", "notes": "kept while refused"})
    assert refused.status_code == 422 and "kept while refused" in refused.get_data(as_text=True)
    long = client.post(place, data={"stage": "sample", "notes": "x" * 4_001})
    assert long.status_code == 422 and "4001 characters" in long.get_data(as_text=True)


def test_a_removed_item_is_gone(client: FlaskClient) -> None:
    place = save(client, KETTLE)
    assert client.post(f"{place}/remove").status_code == 303
    for path in (place, "/list/99"):
        assert client.get(path).status_code == 404
    assert client.post(f"{place}/remove").status_code == 404
    assert client.post(place, data={"stage": "sample", "notes": ""}).status_code == 404


def test_another_team_sees_nothing_of_it(app: Flask) -> None:
    client = app.test_client()
    place = save(client, KETTLE)
    asks = Who(name="else", team="others", role="maintainer")
    app.before_request_funcs.setdefault(None, []).append(lambda: setattr(g, "who", asks))
    assert "Nothing saved yet" in client.get("/list").get_data(as_text=True)
    assert client.get(place).status_code == 404
    for action in ("", "/remove", "/seen"):
        assert client.post(place + action, data={"stage": "sample", "notes": ""}).status_code == 404
    assert client.get("/api/v1/watches").get_json()["watches"] == []
    assert client.post("/api/v1/watches/1/remove").status_code == 404
    assert "No seller is known yet" in client.get("/suppliers").get_data(as_text=True)


def test_what_a_refresh_changed_is_told_until_it_was_seen(
    client: FlaskClient, load: Callable[..., None]
) -> None:
    save(client, KETTLE)
    assert "item changed" not in client.get("/list").get_data(as_text=True)
    load(TEAPOT)
    page = client.get("/list").get_data(as_text=True)
    assert "1 item changed since you last looked" in page
    assert "and is now “Recalled”" in page and "A notice to compare:" in page
    assert "Brewster Recalls Electric Kettles" in page
    assert client.post("/list/seen").status_code == 303
    assert "item changed" not in client.get("/list").get_data(as_text=True)
    load()
    assert "No longer among the notices to compare:" in client.get("/list/1").get_data(as_text=True)
    assert client.post("/list/1/seen").status_code == 303
    assert "Changed since" not in client.get("/list/1").get_data(as_text=True)


@pytest.mark.browser
def test_from_an_answer_to_the_list_and_its_news_in_a_browser(
    chromium: Browser, url: str, load: Callable[..., None]
) -> None:
    page, complaints = opened(chromium, viewport={"width": 360, "height": 740})
    page.goto(f"{url}/check?q=Brewster+electric+kettle+BK-40")
    page.get_by_role("button", name="Save to my list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Brewster electric kettle BK-40")
    page.get_by_label("Stage").select_option("ordered")
    page.get_by_label("Notes").fill("200 pieces, in May")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("Kept.")).to_be_visible()
    load(TEAPOT)
    page.goto(f"{url}/list")
    expect(page.get_by_text("1 item changed since you last looked.")).to_be_visible()
    expect(page.get_by_text("200 pieces, in May")).to_be_visible()
    for path in ("/list", "/list/1", "/list/1?kept="):
        page.goto(url + path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
            if AXE.exists():
                page.evaluate(AXE.read_text("utf-8"))
                found = page.evaluate("axe.run()")["violations"]
                assert [(rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in found] == []
    page.goto(f"{url}/list")
    page.get_by_role("button", name="Mark all as seen").click()
    expect(page.get_by_text("1 item changed")).to_have_count(0)
    assert complaints == []


@pytest.mark.browser
def test_the_language_is_chosen_at_the_foot_of_the_page_and_stays(chromium: Browser, url: str) -> None:
    page, complaints = opened(chromium, locale="es-ES")
    page.goto(f"{url}/notices?q=kugelo")
    expect(page.get_by_role("heading", level=1)).to_have_text("Avisos")
    page.get_by_role("link", name="简体中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("公告")
    assert page.url == f"{url}/notices?q=kugelo"
    page.goto(f"{url}/list")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert complaints == []


@pytest.mark.browser
def test_arrow_keys_go_through_the_results(chromium: Browser, url: str) -> None:
    page, complaints = opened(chromium)
    page.goto(f"{url}/notices?q=recalls")
    links = page.locator(".notices h2 a")
    page.locator("#q").focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    assert complaints == []
