"""The pages for people, over HTTP: what they say, what they must never say, and hostile text."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from doors import HOSTILE, NOTICES
from importsafety.api import create_app
from importsafety.settings import Settings
from importsafety.store import Store
from importsafety.store.lock import held
from importsafety.store.store import REFRESH_LOCK

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
TITLE = "KUGELO magnetic balls 216 pcs, model KG-216"
PAGES = [
    "/",
    "/notices",
    "/notices/cpsc:25901",
    "/requirements",
    "/requirements/16-cfr-1262",
    "/status",
    "/docs",
]


def visible(html: str) -> str:
    """The text of a page as a person reads it, in one line."""
    body = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", body)


@pytest.mark.parametrize("path", [*PAGES, f"/check?q={quote(TITLE)}", "/check?q=ladle", "/nothing-here"])
def test_every_page_is_whole_has_one_heading_and_no_inline_code(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == (404 if path == "/nothing-here" else 200)
    assert response.mimetype == "text/html"
    html = response.text
    assert html.count("<h1") == 1 and html.rstrip().endswith("</html>")
    assert '<html lang="en">' in html and "<title>" in html
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", html)
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', html):
        assert client.get(address).status_code == 200


def test_the_start_page_says_what_is_searched_and_how_old_it_is(client: FlaskClient) -> None:
    text = visible(client.get("/").text)
    assert "CPSC recalls" in text and f"{len(NOTICES)} notices, newest of 24 Apr 2025" in text
    assert "Refreshed today" in text


def test_a_single_line_has_an_address_of_its_own(client: FlaskClient) -> None:
    response = client.post("/check", data={"items": f"\n  {TITLE} \r\n\n"})
    assert response.status_code == 303
    page = client.get(response.headers["Location"])
    assert TITLE in page.text


def test_the_assessment_shows_verdict_evidence_scope_rules_ages_and_how_to_contest(
    client: FlaskClient,
) -> None:
    page = client.get("/check", query_string={"q": TITLE})
    text = visible(page.text)
    for words in (
        "Speaks for a match",
        "This listing",
        "The notice covers only",
        "The magnets can be swallowed",
        "full refund",
        "Made in China",
        "16 CFR 1262",
        "to 24 Apr 2025",
        "not a finding",
        "Contest this answer",
    ):
        assert words in text, words
    assert 'href="https://www.cpsc.gov/Recalls/2025/25901"' in page.text


def test_the_answer_can_be_kept_as_a_file(client: FlaskClient) -> None:
    response = client.get("/check", query_string={"q": TITLE, "format": "json"})
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.get_json()["notices"][0]["id"] == "cpsc:25901"


def test_a_page_that_cannot_be_had_offers_the_title_in_its_address(client: FlaskClient) -> None:
    page = client.get(
        "/check", query_string={"q": "http://127.0.0.1/product-detail/Magnetic-Balls-Cube_1600.html"}
    )
    text = visible(page.text)
    assert "Could not check this page." in text and "What you can do" in text


def test_a_link_that_another_site_sent_is_offered_but_not_downloaded(client: FlaskClient) -> None:
    query = {"q": "https://www.alibaba.com/product-detail/x_1.html"}
    page = client.get("/check", query_string=query, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 200
    assert "<textarea" in page.text and query["q"] in page.text
    assert "Could not check" not in page.text


HOSTILE_PATHS = [
    "/notices/cpsc:25903",
    "/notices?q=zibble",
    f"/notices?q={quote(HOSTILE)}",
    "/check?q=Zibble+gadgets+ZB-9",
    f"/check?q={quote(HOSTILE)}",
    f"/check?q={quote('https://x.example/' + HOSTILE)}",
    f"/check?q={quote('javascript:alert(1)')}",
    f"/requirements?q={quote(HOSTILE)}",
    f"/notices/{quote(HOSTILE)}",
    f"/requirements/{quote(HOSTILE)}",
    f"/{quote(HOSTILE)}",
]


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_hostile_text_is_shown_as_text(client: FlaskClient, path: str) -> None:
    html = client.get(path, headers=BROWSER).text
    assert "<script>" not in html and "<img src=x" not in html
    assert not re.search(r'(href|src)="\s*(javascript|data):', html)


def test_hostile_lines_are_shown_as_text(client: FlaskClient) -> None:
    html = client.get(
        "/check",
        query_string={"q": f"https://x.example/{HOSTILE}</textarea>"},
        headers={"Sec-Fetch-Site": "cross-site"},
    ).text
    assert "<script>" not in html and html.count("</textarea>") == 1


@pytest.mark.parametrize("query", ["ladle", TITLE, "magnetic balls", "baby crib bumper", "http://127.0.0.1/"])
def test_no_page_calls_a_product_or_seller_what_we_cannot_know(client: FlaskClient, query: str) -> None:
    main = client.get("/check", query_string={"q": query}).text.partition("<main")[2]
    text = visible(main).replace("not yet verified against", "")
    assert not re.search(
        r"\b(safe|verified|approved|illegal|fake|counterfeit|guaranteed)\b", text, re.IGNORECASE
    )


def test_rules_can_be_filtered_and_read(client: FlaskClient) -> None:
    assert "16 CFR 1262" in client.get("/requirements?q=magnets").text
    assert "0 rows" in visible(client.get("/requirements?q=zzzz").text)
    vacated = visible(client.get("/requirements?status=vacated").text)
    assert "Vacated by a court" in vacated and "16 CFR 1262 " not in vacated
    text = visible(client.get("/requirements/16-cfr-1262").text)
    for words in ("Magnets", "In force", "21 Oct 2022", "What this rests on", "Read the rule"):
        assert words in text, words


def test_a_notice_shows_its_identifiers_with_the_sentence_they_stand_in(client: FlaskClient) -> None:
    text = visible(client.get("/notices/cpsc:25901").text)
    assert "KG-216" in text and "The model number KG-216 is printed on the tin." in text
    assert "first seen" in text and "Read the official notice" in text


def test_errors_are_pages_for_people_and_problems_for_programs(client: FlaskClient) -> None:
    assert "There is no notice cpsc:0 here" in client.get("/notices/cpsc:0", headers=BROWSER).text
    assert client.get("/notices/cpsc:0").mimetype == "application/problem+json"
    assert client.get("/api/v1/notices/cpsc:0", headers=BROWSER).mimetype == "application/problem+json"
    assert client.get("/notices?page=x", headers=BROWSER).status_code == 422


def test_a_refresh_in_progress_and_one_that_failed_are_shown(tmp_path: Path) -> None:
    home = tmp_path / "home"
    client = create_app(Settings(home=home)).test_client()
    with Store(home) as store, held(home / REFRESH_LOCK, "A refresh"):
        run = store.start_run("cpsc", "agency")
        store.downloading(run, 12_300_000)
        for path in ("/", "/status", "/status/sources"):
            page = client.get(path).text
            assert 'data-busy="yes"' in page and "12.3 MB downloaded" in page
        store.finish_run(run, error="No network: www.saferproducts.gov was not reached.")
    page = client.get("/").text
    assert 'data-busy="no"' in page and "No network: www.saferproducts.gov was not reached." in page
    assert "www.saferproducts.gov" in visible(client.get("/status").text)


def test_the_colours_are_the_extensions() -> None:
    root = Path(__file__).parents[2]
    ours = root / "backend" / "importsafety" / "web" / "static"
    assert (ours / "tokens.css").read_bytes() == (root / "extension" / "style" / "tokens.css").read_bytes()
    assert (ours / "icon.svg").read_bytes() == (root / "extension" / "icons" / "icon.svg").read_bytes()
