"""Giving a batch: pasted lines and files of every kind, columns that a person names, and what cannot be read."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_desk import Desk
from importsafety.batches import given as giving
from importsafety.cells import BadFile, xlsx_lines
from importsafety.typed import as_listing

CSV = "Item No.,Product Name,UPC,Supplier\nA1,KUGELO magnetic balls,036000291452,Kugelwerk\nA2,Soup ladle,,Kelle\n"


def xlsx(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_one_line_is_answered_at_once_and_more_are_a_batch(desk: Desk) -> None:
    assert (
        desk.client.post("/check", data={"items": "soup ladle"}).headers["Location"] == "/check?q=soup+ladle"
    )
    id = desk.give("KUGELO KG-216 magnetic balls", "", "036000291452", "  stainless steel soup ladle ")
    assert desk.done(id) == {"done": 3}
    rows = desk.rows(id)
    assert [row["verdict"] for row in rows] == ["recalled", "recalled", "no_match"]
    page = desk.client.get(f"/batches/{id}").text
    assert "3 of 3 rows" in page and "soup ladle" in page and 'role="search"' in page
    own = desk.client.get(f"/batches/{id}/rows/1").text
    assert "Speaks for a match" in own and "KUGELO" in own and "Listing as read" in own


@pytest.mark.parametrize("items", ["", " \n\t\n"])
def test_nothing_is_told(desk: Desk, items: str) -> None:
    page = desk.client.post("/check", data={"items": items})
    assert page.status_code == 422 and "at least one" in page.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.csv", CSV.encode()),
        ("list.tsv", CSV.replace(",", "\t").encode("utf-16")),
        (
            "list.xlsx",
            xlsx(
                ["Item No.", "Product Name", "UPC", "Supplier"],
                ["A1", "KUGELO magnetic balls", "036000291452", "Kugelwerk"],
                [],
                ["A2", "Soup ladle", None, "Kelle"],
            ),
        ),
        (
            "list.jsonl",
            b'{"id": "A1", "title": "KUGELO magnetic balls", "gtin": "036000291452", "seller": "Kugelwerk"}\n'
            b'{"id": "A2", "title": "Soup ladle", "seller": "Kelle"}\n',
        ),
    ],
)
def test_a_file_of_every_kind_gives_the_same(desk: Desk, name: str, content: bytes) -> None:
    id = desk.give_file(name, content)
    assert desk.done(id) == {"done": 2}
    assert [(row["name"], row["verdict"], row["supplier"]) for row in desk.rows(id)] == [
        ("A1", "recalled", "Kugelwerk"),
        ("A2", "no_match", "Kelle"),
    ]
    assert desk.client.get(f"/batches/{id}").text.count(name) >= 2


def test_columns_are_shown_with_the_first_rows_and_may_be_said_otherwise(desk: Desk) -> None:
    answer = desk.upload("odd.csv", b"was,wie,nummer\nKUGELO magnetic balls,KG-216,7\nSoup ladle,,8\n")
    assert answer.headers["Location"].endswith("/columns")
    page = desk.client.get(answer.headers["Location"])
    assert "KUGELO magnetic balls" in page.text and "No column was recognised" in page.text
    none = desk.client.post(answer.headers["Location"], data={"field": ["", "", ""], "heading": "on"})
    assert none.status_code == 422 and "Say which column" in none.text
    twice = desk.client.post(answer.headers["Location"], data={"field": ["title", "title", ""]})
    assert twice.status_code == 422 and "Two columns" in twice.text
    named = {"field": ["title", "model", "id"], "heading": "on"}
    begun = desk.client.post(answer.headers["Location"], data=named)
    id = int(begun.headers["Location"].split("/")[2])
    desk.done(id)
    assert [(row["name"], row["title"], row["verdict"]) for row in desk.rows(id)] == [
        ("7", "KUGELO magnetic balls", "recalled"),
        ("8", "Soup ladle", "no_match"),
    ]


def test_a_table_without_a_heading(desk: Desk) -> None:
    id = desk.give_file("bare.csv", b"KUGELO magnetic balls,KG-216\nSoup ladle,\n", ["title", "model"], False)
    assert desk.done(id) == {"done": 2}


def test_what_cannot_be_read_is_listed_and_mended_in_its_place(desk: Desk) -> None:
    lines = [{"title": "Soup ladle"}, {"title": ["no"]}, {"price": 3}]
    content = "\n".join([*map(json.dumps, lines), "{torn", json.dumps({"title": "KUGELO KG-216"})])
    id = desk.give_file("some.jsonl", content.encode())
    assert desk.done(id) == {"done": 2, "error": 3}
    page = desk.client.get(f"/batches/{id}?state=error&sort=row").text
    assert "`title` must be text" in page and "Nothing to compare" in page and "Line 4 is not JSON" in page
    assert "{torn" in desk.client.get(f"/batches/{id}/rows/4").text
    still = desk.client.post(f"/batches/{id}/rows/4", data={"title": " "})
    assert still.status_code == 422 and "Nothing to compare" in still.text
    mended = desk.client.post(
        f"/batches/{id}/rows/4", data={"title": "KUGELO magnetic balls", "model": "KG-216"}
    )
    assert mended.status_code == 303
    assert desk.done(id) == {"done": 3, "error": 2}
    assert [row["verdict"] for row in desk.rows(id)] == ["no_match", None, None, "recalled", "recalled"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"%PDF", ".csv, .tsv, .xlsx"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"title,brand,Material\n", "a.csv holds no item"),
        ("a.jsonl", b"\n", "a.jsonl holds no item"),
        ("a.xlsx", b"PK nothing", "not a readable Excel file"),
        ("../../x.xls", b"\xd0\xcf", "Excel workbook"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(desk: Desk, name: str, content: bytes, says: str) -> None:
    answer = desk.upload(name, content)
    assert answer.status_code == 422 and says in answer.text
    assert desk.store.batches("local") == [] and not list(desk.home.glob("batches/*"))


def test_a_file_of_one_line_is_asked_what_the_line_is(desk: Desk) -> None:
    """A product may be called like a detail: "Queen size sheet set" is no heading."""
    form = desk.upload("a.csv", b"Queen size sheet set\n")
    assert form.status_code == 303
    url = form.headers["Location"]
    empty = desk.client.post(url, data={"field": "title", "heading": "on"})
    assert empty.status_code == 422 and "The file has one line only." in empty.text
    begun = desk.client.post(url, data={"field": "title"})
    assert begun.status_code == 303
    assert desk.done(int(url.split("/")[-2])) == {"done": 1}


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/sharedStrings.xml", "w", force_zip64=True) as texts,
    ):
        for _ in range(200):
            texts.write(b"<si><t>aaaaaaaa</t></si>" * 40_000)
    assert bomb.stat().st_size < 2_000_000
    with pytest.raises(BadFile, match="unpacks to more than is read"):
        next(xlsx_lines(bomb))


def test_more_rows_than_a_batch_holds_are_told(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving, "MOST", 1_500)
    id = desk.give(*(f"soup ladle {n}" for n in range(1_700)))
    assert desk.done(id) == {"done": 1_500}
    assert "Only the first" in desk.client.get(f"/batches/{id}").text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_template_can_be_given_back(desk: Desk, form: str) -> None:
    template = desk.client.get(f"/batches/template.{form}")
    assert "attachment" in template.headers["Content-Disposition"]
    id = desk.give_file(f"template.{form}", template.data)
    assert desk.done(id) == {"done": 2}
    assert [row["name"] for row in desk.rows(id)] == ["A-1", "A-2"]


@settings(max_examples=60)
@given(
    content=st.binary(max_size=400) | st.text(max_size=200).map(str.encode),
    ending=st.sampled_from(["csv", "xlsx"]),
)
def test_any_bytes_are_rows_or_a_bad_file(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"x.{ending}"
    path.write_bytes(content)
    try:
        seen = giving.preview(path)
        plan = {"fields": ["title", "brand"][: seen.width], "heading": seen.heading}
        rows = list(giving.rows(path, plan))
    except BadFile as error:
        assert str(error)
        return
    assert [row.n for row in rows] == list(range(1, len(rows) + 1))
    assert all(row.reason for row in rows if row.state == "error")


@given(st.text(min_size=1))
def test_any_typed_line_is_one_field(text: str) -> None:
    found = as_listing(text)
    assert len(found) == 1 and set(found) <= {"url", "gtin", "title"}
