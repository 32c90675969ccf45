"""Looking up: the search of notices with its choices, counts, pictures and addresses; one notice; suppliers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from doors import HOSTILE, NOTICES, RECALLS
from importsafety.api import create_app
from importsafety.batches.answer import check_here
from importsafety.check import Checker
from importsafety.refresh import refresh
from importsafety.settings import Settings
from importsafety.store.batches import Batches, Given


def seen(client: FlaskClient, path: str, status: int = 200) -> str:
    """The page's text without its tags."""
    answer = client.get(path)
    assert answer.status_code == status
    html = answer.get_data(as_text=True)
    assert "<script>alert" not in html
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_search_counts_what_each_choice_would_find(client: FlaskClient) -> None:
    text = seen(client, "/notices?q=recall")
    assert "42 notices with all of these words" in text
    assert "Recall (42)" in text and "Head injury (1)" in text and "China (42)" in text
    text = seen(client, "/notices?q=recall&hazard=head-injury")
    assert "1 notice with all of these words" in text and "Bergfalke" in text
    assert "Hazard: Head injury × remove" in text
    assert "Swallowing (" in text, "a choice leaves its own field aside"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("firm=kugelwerk&code=KG-216", "KUGELO"),
        ("code=4006381333931", "Bergfalke"),
        ("since=2025-01-01&q=helmets", "Bergfalke"),
        ("until=2024-12-31&q=ladders", "Northwind"),
        ("country=CN&hazard=ingestion", "KUGELO"),
    ],
)
def test_each_field_narrows_and_shows_as_a_chip(client: FlaskClient, query: str, found: str) -> None:
    text = seen(client, f"/notices?{query}")
    assert found in text
    assert "remove" in text


def test_an_address_holds_only_what_was_asked(client: FlaskClient) -> None:
    answer = client.get("/notices?q=ball&source=&kind=&hazard=magnet&country=&firm=&code=&since=&until=")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/notices?q=ball&hazard=magnet")
    page = client.get("/notices?q=recalls&hazard=fall&page=1&size=1").get_data(as_text=True)
    assert 'href="/notices?q=recalls&amp;hazard=fall&amp;page=2"' in page or 'rel="next"' not in page


def test_pictures_have_tables_that_narrow(client: FlaskClient) -> None:
    page = client.get("/notices").get_data(as_text=True)
    for title in ("Notices per month", "Notices per hazard", "Notices per country"):
        assert f'aria-label="{title}:' in page
    assert page.count('<table class="figures">') == 3
    assert 'href="/notices?hazard=head-injury"' in page


def test_what_nothing_has_says_what_to_do(client: FlaskClient) -> None:
    text = seen(client, "/notices?q=zeppelin&hazard=fire")
    assert "No notice has all of this" in text and "Search all notices for these words" in text


@pytest.mark.parametrize("bad", ["since=soon", "country=China", "page=0", "kind=rumour"])
def test_a_field_that_cannot_be_is_told(client: FlaskClient, bad: str) -> None:
    assert client.get(f"/notices?{bad}").status_code == 422
    assert client.get(f"/api/v1/notices?{bad}").status_code == 422


def test_the_api_narrows_as_the_page_does(client: FlaskClient) -> None:
    def titles(query: str) -> list[str]:
        return [one["number"] for one in client.get(f"/api/v1/notices?{query}").get_json()["notices"]]

    assert titles("code=KG-216") == ["25901"]
    assert titles("firm=kugelwerk&hazard=head-injury") == ["25902"]
    assert titles("country=VN") == []


def test_hostile_words_stay_words(client: FlaskClient) -> None:
    for name in ("q", "firm", "code", "hazard"):
        answer = client.get("/notices", query_string={name: HOSTILE[:38] + "\x00'\"* OR"})
        assert answer.status_code in (200, 422)
        assert "<script>alert" not in answer.get_data(as_text=True)


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., FlaskClient]:
    """A client on a home in which the first recall was revised."""
    file = tmp_path / "recalls.json"
    for description in (RECALLS[0]["Description"], "This recall involves KUGELO sets, model number KG-999."):
        file.write_text(json.dumps([{**RECALLS[0], "Description": description}, *NOTICES[1:]]), "utf-8")
        assert refresh(tmp_path / "home", files={"cpsc": file}).ok

    def client(**settings: Any) -> FlaskClient:
        return create_app(Settings(home=tmp_path / "home", **settings)).test_client()

    return client


def test_a_notice_tells_how_it_changed(changed: Callable[..., FlaskClient]) -> None:
    page = changed().get("/notices/cpsc:25901").get_data(as_text=True)
    assert "<del>" in page and "<ins>" in page and "KG-999" in page
    assert "changed:" in page and "first seen" in page


def test_a_suppliers_page_says_facts_with_links(client: FlaskClient) -> None:
    text = seen(client, "/suppliers/seller?name=KUGELWERK+trading+CO.,+LTD")
    assert "KUGELO Recalls Magnetic Ball Sets" in text
    assert "No list of violations is loaded" in text
    assert "not a finding about a seller" in text
    by_alias = seen(client, "/suppliers/seller?name=kugelo")
    assert "KUGELO Recalls Magnetic Ball Sets" in by_alias
    assert "None in the sources that are loaded" in seen(client, "/suppliers/seller?name=Kugel")
    assert seen(client, "/suppliers/seller?name=...", 404)
    assert seen(client, f"/suppliers/seller?name={HOSTILE}")


def test_suppliers_bring_list_batches_and_memory_together(
    changed: Callable[..., FlaskClient], tmp_path: Path
) -> None:
    client = changed()
    listing = {"title": "KUGELO magnetic balls KG-999", "seller": "Ball & Sons Co., Ltd."}
    assert client.post("/list", data={"listing": json.dumps(listing)}).status_code == 303
    shown = {"title": "KUGELO KG-999 tin", "brand": "KUGELO", "model": "KG-999", "seller": "BALL & SONS"}
    shown |= {"attributes": {f"Detail {number}": f"of the tin {number}" for number in range(12)}}
    assert client.post("/api/v1/check", json={"listing": shown}).status_code == 200
    batches, checker = Batches(tmp_path / "home"), Checker(tmp_path / "home")
    for team, name in (("local", "ball and more"), ("local", "Ball & Sons Ltd"), ("others", "Ball & Sons")):
        id = batches.create(team, "Catalogue", state="done")
        row = Given(1, "a", {"title": f"Soup ladle of {team}", "seller": name}, "waiting")
        batches.add(id, [row], complete=True)
        batches.keep(id, check_here(checker, [row]))
    assert "2 sellers" in seen(client, "/suppliers")
    text = seen(client, "/suppliers/seller?name=ball+%26+sons")
    assert "Listings 3" in text, "of the list, of a batch, and remembered; not of another team"
    for told in ("KUGELO magnetic balls KG-999", "Soup ladle of local", "A listing whose text is not kept"):
        assert told in text
    assert "Ball & Sons Co., Ltd." in text, "the other spellings are told"
    page = client.get("/suppliers/seller?name=ball+%26+sons").get_data(as_text=True)
    assert 'href="/batches/2/rows/1"' in page and 'href="/list/1"' in page


def test_many_suppliers_are_gone_through_by_pages(
    changed: Callable[..., FlaskClient], tmp_path: Path
) -> None:
    client, batches = changed(), Batches(tmp_path / "home")
    id = batches.create("local", "Catalogue", state="done")
    rows = [
        Given(n, "", {"title": "Soup ladle", "seller": f"Kelle {n:03}"}, "waiting") for n in range(1, 121)
    ]
    batches.add(id, rows, complete=True)
    batches.keep(id, check_here(Checker(tmp_path / "home"), rows))
    first = client.get("/suppliers?q=kelle").text
    assert "120 sellers" in first and "Kelle 050" in first and "Kelle 051" not in first
    assert "Page 1 of 3" in first and "/suppliers?q=kelle&amp;page=2" in first and len(first) < 60_000
    assert "Kelle 120" in client.get("/suppliers?q=kelle&page=99").text
