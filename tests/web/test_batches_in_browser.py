"""Batches in a real Chromium: the whole path, by keyboard, without JavaScript, on a phone, and for a screen reader."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from batch_desk import Desk, Shop, desk_of_its_own, hold, let_go, shop_nearby  # noqa: F401
from browsers import opened
from running import Server, serving

pytestmark = pytest.mark.browser


@pytest.fixture
def url(desk: Desk) -> Iterator[str]:
    with serving(desk.app) as url:
        yield url


def test_from_pasted_lines_to_a_row_and_its_file(chromium: Browser, url: str) -> None:
    page, complaints = opened(chromium, accept_downloads=True)
    page.goto(url)
    page.fill("#items", "KUGELO KG-216\nsoup ladle\nBergfalke BF-77 helmet")
    page.click("form.ask button")
    page.wait_for_url("**/batches/*")
    expect(page.locator("#stage")).to_have_text("Done")
    expect(page.locator("table.batch tbody tr")).to_have_count(3)
    page.select_option("#verdict", "no_match")
    page.wait_for_url("**verdict=no_match*")
    expect(page.locator("table.batch tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.click("text=Download as CSV")
    table = download.value.path().read_text("utf-8-sig")
    assert "soup ladle" in table and "KUGELO" not in table
    page.click("text=Show all")
    expect(page.locator("table.batch tbody tr")).to_have_count(3)
    page.wait_for_load_state()
    page.locator("tbody th a").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("tbody th a").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/rows/*")
    expect(page.locator("h1")).to_be_visible()
    assert complaints == []


def test_a_file_is_chosen_its_columns_named_and_the_work_stopped_and_resumed(
    chromium: Browser, url: str, desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "large.csv"
    rows = (f"{n},soup ladle {n}" for n in range(4_000))
    file.write_text("number,what\n" + "\n".join(rows), encoding="utf-8")
    page, complaints = opened(chromium)
    page.goto(url)
    page.set_input_files("#file", file)
    page.wait_for_url("**/columns")
    expect(page.locator("text=soup ladle 3")).to_be_visible()
    page.select_option("#field2", "title")
    hold(desk.home, 1_000)
    page.click("text=Check all rows")
    page.click("button:text-is('Stop')")
    expect(page.locator("#stage")).to_have_text("Stopped")
    let_go(desk.home)
    page.click("button:text-is('Go on')")
    expect(page.locator("#stage")).to_have_text("Done")
    expect(page.locator("[data-says]")).to_contain_text("4,000 of 4,000 rows")
    expect(page.locator("#rows [role=status]")).to_contain_text("4,000 rows")
    assert complaints == []


def test_what_columns_hold_is_chosen_on_a_phone_too(chromium: Browser, url: str, desk: Desk) -> None:
    asked = desk.upload("x.csv", b"Title,EAN,What it is\nsoup ladle,,a long text about it\n")
    page, complaints = opened(chromium, viewport={"width": 360, "height": 740})
    page.goto(url + asked.headers["Location"])
    # Seen, not only there: what a rule clips away nobody can point at.
    assert page.locator("#field1").evaluate(
        """field => {
            const box = field.getBoundingClientRect();
            return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === field;
        }"""
    )
    assert complaints == []


def test_from_the_start_to_evidence_by_keyboard_alone(chromium: Browser, url: str) -> None:
    page, complaints = opened(chromium)

    def go_to(role: Any, name: str) -> None:
        """By Tab, as often as it takes."""
        wanted = page.get_by_role(role, name=name).first
        expect(wanted).to_be_visible()
        for _ in range(80):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"80 times Tab do not lead to {name}")

    page.goto(url)
    expect(page.locator("#items")).to_be_focused()
    page.keyboard.type("soup ladle")
    page.keyboard.press("Enter")
    page.keyboard.type("KUGELO KG-216")
    go_to("button", "Check")
    page.keyboard.press("Enter")
    expect(page.locator("#stage")).to_have_text("Done")
    page.wait_for_load_state()
    go_to("link", "KUGELO KG-216")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="soup ladle")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rows/2")
    expect(page.locator("nav [aria-current]")).to_have_text("Batches")
    go_to("button", "Keep as evidence")
    page.keyboard.press("Enter")
    expect(page.locator(".paper h1")).to_have_text("KUGELO KG-216")
    go_to("link", "PDF")
    assert complaints == []


def test_a_dropped_file_is_taken(chromium: Browser, url: str) -> None:
    page, complaints = opened(chromium)
    page.goto(url)
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["Title\\nsoup ladle\\n"], "dropped.csv"));
            document.querySelector("#items").dispatchEvent(
                new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }"""
    )
    page.wait_for_url("**/columns")
    expect(page.locator(".crumbs")).to_contain_text("dropped.csv")
    assert complaints == []


def test_a_filter_chosen_before_the_script_has_come_is_not_lost(chromium: Browser, url: str) -> None:
    page, complaints = opened(chromium)
    page.goto(url)
    page.fill("#items", "KUGELO KG-216\nsoup ladle")
    page.click("form.ask button")
    page.wait_for_url("**/batches/*")
    expect(page.locator("table.batch tbody tr")).to_have_count(2)

    def choose_first(script: Route) -> None:
        page.select_option("#verdict", "no_match")
        script.continue_()

    page.route("**/batch.js*", choose_first, times=1)
    page.reload(wait_until="commit")
    page.wait_for_url("**verdict=no_match*")
    expect(page.locator("table.batch tbody tr")).to_have_count(1)
    page.go_back()
    expect(page.locator("#verdict")).to_have_value("")
    assert complaints == []


def test_words_that_are_typed_stay_while_the_rows_are_renewed(
    chromium: Browser, url: str, desk: Desk
) -> None:
    asked = desk.upload("x.csv", "\n".join(["Title", *(f"soup ladle {n}" for n in range(300))]).encode())
    page, complaints = opened(chromium)
    page.goto(url + asked.headers["Location"])
    hold(desk.home, 50)
    page.click("text=Check all rows")
    expect(page.locator("table.batch tbody tr")).to_have_count(50)
    page.fill("#words", "ladle 299")
    page.locator("h1").click()
    let_go(desk.home)
    expect(page.locator("#stage")).to_have_text("Done")
    expect(page.locator("#words")).to_have_value("ladle 299")
    page.click("button:text-is('Show')")
    expect(page.locator("table.batch tbody tr")).to_have_count(1)
    assert complaints == []


def test_without_javascript_the_page_renews_itself(chromium: Browser, url: str) -> None:
    page, _ = opened(chromium, java_script_enabled=False)
    page.goto(url)
    page.fill("#items", "\n".join(f"soup ladle {n}" for n in range(600)))
    page.click("form.ask button")
    page.wait_for_url("**/batches/*")
    expect(page.locator("#stage")).to_have_text("Done")
    expect(page.locator("table.batch tbody tr")).to_have_count(50)


def test_a_blocked_page_is_checked_by_its_title(chromium: Browser, url: str, shop: Shop) -> None:
    shop.blocked = True
    page, complaints = opened(chromium)
    page.goto(url)
    page.fill("#items", f"{shop.url}/a/1.html\nsoup ladle")
    page.click("form.ask button")
    page.wait_for_url("**/batches/*")
    page.click("a:has-text('Give its title')")
    page.fill("input[name=title]", "KUGELO KG-216 magnetic balls")
    page.click("text=Check this row")
    expect(page.locator(".match h3").first).to_contain_text("KUGELO")
    assert complaints == []


def test_a_large_file_survives_its_server_and_is_gone_through_to_the_end(
    chromium: Browser, home: Path, tmp_path: Path
) -> None:
    """5,000 rows; the server is killed in the middle and begun anew, while the page stays open."""
    here = Path(shutil.copytree(home, tmp_path / "home"))
    file = tmp_path / "catalogue.csv"
    rows = (
        f"KUGELO KG-216,Kugelwerk {n // 1_000 % 2}" if n % 1_000 == 0 else f"soup ladle {n},Kelle"
        for n in range(1, 5_001)
    )
    file.write_text("title,supplier\n" + "\n".join(rows), encoding="utf-8")
    page, complaints = opened(chromium)
    with Server(here, end=signal.SIGKILL) as server:
        page.goto(server.url)
        page.set_input_files("#file", file)
        page.wait_for_url("**/columns")
        hold(here, 1_000)
        page.click("text=Check all rows")
        expect(page.locator("table.batch tbody tr")).to_have_count(50)
        expect(page.locator("#stage")).to_have_text("Under way")
    let_go(here)
    with Server(here, port=int(server.url.rpartition(":")[2])):
        expect(page.locator("#stage")).to_have_text("Done")
        expect(page.locator("[data-says]")).to_have_text("5,000 of 5,000 rows")
        page.select_option("#verdict", "recalled")
        expect(page.locator("#rows [role=status]")).to_contain_text("5 rows")
        page.select_option("#supplier", "Kugelwerk 0")
        expect(page.locator("#rows [role=status]")).to_contain_text("2 rows")
        page.click("text=Show all")
        page.get_by_role("button", name="Keep as evidence").click()
        expect(page.locator(".paper h1")).to_have_text("catalogue.csv")
        expect(page.locator(".paper")).to_contain_text("5,000 items")
        page.get_by_role("link", name="Suppliers", exact=True).click()
        page.get_by_role("link", name="Kugelwerk 0").click()
        expect(page.locator(".match, .counts")).to_contain_text("Recalled")
        expect(page.get_by_role("link", name="KUGELO Recalls").first).to_be_visible()
    assert all("ERR_" in complaint for complaint in complaints), "only of the server that was away"
