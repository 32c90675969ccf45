"""Batches under way: large files, stop and go on, a server that is killed, links asked for politely, blocked pages
filled by the extension; and whose they are."""

from __future__ import annotations

import csv
import io
import shutil
import signal
from pathlib import Path

import openpyxl
import pytest
import requests

from batch_desk import Desk, Shop, hold, let_go
from importsafety.store.batches import Batches
from running import LONG, Server, until

EXTENSION = {"Origin": "chrome-extension://abcdefghijklmnop"}


def catalogue(rows: int) -> bytes:
    """Every hundredth row is recalled, every thousandth (from the 500th) cannot be read."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["id", "title", "model", "supplier"])
    for n in range(1, rows + 1):
        if n % 1000 == 500:
            writer.writerow([f"r{n}", "too", "many", "cells", "here"])
        elif n % 100 == 0:
            writer.writerow([f"r{n}", "KUGELO magnetic balls", "KG-216", "Kugelwerk"])
        else:
            writer.writerow([f"r{n}", f"soup ladle {n}", "", f"Kelle {n % 7}"])
    return text.getvalue().encode()


def test_a_file_of_5000_rows(desk: Desk) -> None:
    id = desk.give_file("large.csv", catalogue(5_000))
    assert desk.done(id) == {"done": 4_995, "error": 5}
    table = desk.table(id, "?sort=row")
    assert [row["id"] for row in table] == [f"r{n}" for n in range(1, 5_001)]
    assert [row["verdict"] for row in table].count("recalled") == 45
    assert "5 cells, the first line names 4" in table[499]["problem"]
    page = desk.client.get(f"/batches/{id}").text
    assert "5,000 rows" in page and "Page 1 of 100" in page and len(page) < 100_000


def test_working_processes_give_the_same(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importsafety.batches.runner.WORTH_PROCESSES", 100)
    shutil.copytree(home, tmp_path / "home")
    desk = Desk(tmp_path / "home", processes=2)
    id = desk.give_file("large.csv", catalogue(1_200))
    assert desk.done(id) == {"done": 1_199, "error": 1}
    assert [row["n"] for row in desk.rows(id, verdict="recalled")] == [
        n for n in range(100, 1_201, 100) if n != 500
    ]
    desk.services.runner.stop()


def test_filters_order_words_and_pages_have_addresses(desk: Desk) -> None:
    id = desk.give_file("some.csv", catalogue(300))
    desk.done(id)
    page = desk.client.get(f"/batches/{id}?verdict=recalled").text
    assert "3 rows" in page and "soup ladle" not in page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "43 rows" in desk.client.get(f"/batches/{id}?supplier=Kelle+3").text
    assert "3 rows" in desk.client.get(f"/batches/{id}?requirement=16+CFR+1262").text
    assert "No row is like that" in desk.client.get(f"/batches/{id}?words=100%25").text
    assert "1 row" in desk.client.get(f"/batches/{id}?words=ladle+299&state=done").text
    second = desk.client.get(f"/batches/{id}?sort=row&page=2").text
    assert "soup ladle 51<" in second and "soup ladle 50<" not in second and "sort=row&amp;page=3" in second
    assert "Page 6 of 6" in desk.client.get(f"/batches/{id}?page=99").text
    kinds = {row["kind"] for row in desk.rows(id)}
    assert len(desk.rows(id, kind=next(filter(None, kinds)))) < 300
    lean = desk.client.get(f"/batches/{id}?verdict=&words=ladle&sort=")
    assert lean.headers["Location"] == f"/batches/{id}?words=ladle"
    assert desk.client.get(f"/batches/{id}?sort=nonsense&verdict=nonsense").status_code == 200


def test_tables_and_json_of_what_is_shown(desk: Desk) -> None:
    id = desk.give_file("some.csv", catalogue(200))
    desk.done(id)
    assert [row["id"] for row in desk.table(id, "?verdict=recalled")] == ["r100", "r200"]
    book = desk.client.get(f"/batches/{id}/results.xlsx?verdict=recalled").data
    cells = list(openpyxl.load_workbook(io.BytesIO(book)).worksheets[0].iter_rows(values_only=True))
    assert len(cells) == 3 and cells[1][0] == "r100"
    lines = desk.client.get(f"/batches/{id}/results.json").text.splitlines()
    assert len(lines) == 200 and '"assessment"' in lines[0]


def test_stop_and_go_on(desk: Desk) -> None:
    id = desk.give_file("large.csv", catalogue(3_000))
    desk.client.post(f"/batches/{id}/stop")
    desk.done(id, "stopped")
    stopped = desk.client.get(f"/batches/{id}/progress").json
    assert stopped is not None and not stopped["busy"]
    assert "Go on" in desk.client.get(f"/batches/{id}").text
    desk.client.post(f"/batches/{id}/resume")
    assert desk.done(id) == {"done": 2_997, "error": 3}
    assert [row["n"] for row in desk.rows(id)] == list(range(1, 3_001))


def test_a_server_killed_in_the_middle_loses_and_repeats_nothing(home: Path, tmp_path: Path) -> None:
    """What the database holds back until the first server is dead cannot be done before, however fast that is."""
    shutil.copytree(home, tmp_path / "home")
    store = Batches(tmp_path / "home")
    with Server(tmp_path / "home", end=signal.SIGKILL) as server:
        given = requests.post(
            f"{server.url}/check",
            files={"file": ("x.csv", catalogue(4_000))},
            timeout=LONG,
            allow_redirects=False,
        )
        id = int(given.headers["Location"].split("/")[2])
        hold(tmp_path / "home", 1_000)
        fields = [("field", name) for name in ("id", "title", "model", "seller")]
        requests.post(
            f"{server.url}/batches/{id}/columns",
            data=[*fields, ("heading", "on")],
            timeout=LONG,
            allow_redirects=False,
        )
        until(lambda: store.counts(id).get("done", 0) >= 100)
    before = {row["n"]: row["checked"] for row in store.rows(id, size=10_000).rows if row["verdict"]}
    assert len(before) >= 100 and store.counts(id)["waiting"] > 0
    let_go(tmp_path / "home")
    with Server(tmp_path / "home", end=signal.SIGKILL):
        until(lambda: store.batch("local", id).state == "done")  # type: ignore[union-attr]
    rows = store.rows(id, size=10_000).rows
    assert sorted(row["n"] for row in rows) == list(range(1, 4_001))
    assert store.counts(id) == {"done": 3_996, "error": 4}
    assert all(row["checked"] == before[row["n"]] for row in rows if row["n"] in before)


def test_links_are_asked_for_one_at_a_time(desk: Desk, shop: Shop) -> None:
    links = [f"{shop.url}/soup-ladle-{n}.html" for n in range(6)]
    id = desk.give(*links, "KUGELO KG-216 magnetic balls")
    assert desk.done(id) == {"done": 7}
    assert sorted(shop.asked) == sorted(link.removeprefix(shop.url) for link in links)
    assert shop.most == 1
    assert [row["title"] for row in desk.rows(id)][:2] == ["soup ladle 0", "soup ladle 1"]


def test_a_blocked_link_is_filled_by_what_the_extension_reads(desk: Desk, shop: Shop) -> None:
    shop.blocked = True
    link = f"{shop.url}/item/77.html?spm=a1"
    id = desk.give(link, f"{shop.url}/item/78.html", "soup ladle")
    assert desk.done(id) == {"blocked": 2, "done": 1}
    page = desk.client.get(f"/batches/{id}").text
    assert "2 pages could not be read" in page and "Give its title" in page
    assert "Open the page" in desk.client.get(f"/batches/{id}/rows/1").text

    listing = {
        "title": "KUGELO magnetic balls",
        "model": "KG-216",
        "url": f"{shop.url}/item/77.html?from=search",
    }
    other = {"title": "KUGELO magnetic balls", "url": f"{shop.url}/item/99.html"}
    for asked in (other, listing):
        answer = desk.client.post("/api/v1/check", json={"listing": asked}, headers=EXTENSION)
        assert answer.status_code == 200
    assert desk.store.counts(id) == {"blocked": 1, "done": 2}
    filled = desk.rows(id)[0]
    assert (filled["state"], filled["verdict"], filled["title"]) == (
        "done",
        "recalled",
        "KUGELO magnetic balls",
    )
    assert "Speaks for a match" in desk.client.get(f"/batches/{id}/rows/1").text


def test_a_blocked_link_is_checked_by_its_title_or_asked_for_again(desk: Desk, shop: Shop) -> None:
    shop.blocked = True
    links = [f"{shop.url}/KUGELO-KG-216-magnetic-balls-{n}.html" for n in (1, 2)]
    id = desk.give(*links)
    assert desk.done(id) == {"blocked": 2}
    desk.client.post(f"/batches/{id}/rows/1", data={"title": "soup ladle", "url": links[0]})
    assert [row["verdict"] for row in desk.rows(id)] == ["no_match", "unchecked"]
    shop.blocked = False
    desk.client.post(f"/batches/{id}/retry")
    assert desk.done(id) == {"done": 2}
    assert [row["title"] for row in desk.rows(id)] == ["soup ladle", "KUGELO KG 216 magnetic balls 2"]


def test_a_row_shows_what_the_same_item_was_answered_before(desk: Desk) -> None:
    first = desk.give("KUGELO KG-216 magnetic balls", "soup ladle")
    desk.done(first)
    second = desk.give("Soup ladle", "kugelo  kg-216 magnetic balls")
    desk.done(second)
    page = desk.client.get(f"/batches/{second}/rows/2").text
    assert "This item in other batches" in page and f"/batches/{first}/rows/1" in page
    assert f"/batches/{first}/rows/2" not in page


def test_a_batch_is_its_teams_alone(desk: Desk) -> None:
    id = desk.store.create("others", "theirs")
    for path in ("", "/columns", "/progress", "/rows/1", "/results.csv", "/results.json"):
        assert desk.client.get(f"/batches/{id}{path}").status_code == 404, path
    for path in ("/columns", "/rows/1", "/stop", "/resume", "/retry", "/remove"):
        assert desk.client.post(f"/batches/{id}{path}").status_code == 404, path
    assert "theirs" not in desk.client.get("/batches").text
    assert desk.store.batch("others", id) is not None


def test_a_removed_batch_leaves_nothing(desk: Desk) -> None:
    id = desk.give_file("some.csv", catalogue(20))
    desk.done(id)
    assert list((desk.home / "batches").iterdir())
    assert desk.client.post(f"/batches/{id}/remove").headers["Location"] == "/batches"
    assert desk.client.get(f"/batches/{id}").status_code == 404
    assert not list((desk.home / "batches").iterdir()) and desk.store.row(id, 1) is None


def test_hostile_cells_are_shown_as_text(desk: Desk) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    text = io.StringIO()
    csv.writer(text).writerows([[evil, "title", "seller"], [evil, evil, evil], ["", f"=cmd|{evil}", evil]])
    answer = desk.upload(f"{evil[:9]}.csv", text.getvalue().encode())
    shown = desk.client.get(answer.headers["Location"]).text
    id = int(answer.headers["Location"].split("/")[2])
    desk.client.post(f"/batches/{id}/columns", data={"field": ["id", "title", "seller"], "heading": "on"})
    desk.done(id)
    for path in ("", "/rows/1", "?words=%3Cscript%3E"):
        shown += desk.client.get(f"/batches/{id}{path}").text
    assert "<script>" not in shown and "<img src=x" not in shown
    assert desk.table(id, "?sort=row")[1]["title"].startswith("'=cmd")
