"""Screening catalogue files: what is read, one answer a row in order, bad rows, interruption, and tables out."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doors import recalls_home  # noqa: F401
from importsafety.cells import LONGEST_LINE, BadFile
from importsafety.check import Checker
from importsafety.records import ANSWERS, pack, unpack
from importsafety.rows import Row, csv_rows, json_rows, reader
from importsafety.screen import screen, screen_batch, screen_records
from running import until

ROWS = [
    {"id": "a", "title": "KUGELO magnetic balls 216 pcs", "model": "KG-216", "gtin": "036000291452"},
    {"id": "b", "title": "Stainless steel soup ladle"},
    {"id": "c", "title": "Bergfalke kids bike helmet", "brand": "Bergfalke", "gtin": "4006381333931"},
]
VERDICTS = ["recalled", "no_match", "recalled"]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write_jsonl(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_csv(path: Path, rows: list[dict[str, Any]], encoding: str = "utf-8", **how: Any) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)), **how)
        writer.writeheader()
        writer.writerows(rows)
    return path


QUESTION = "is-any-surface-painted-or-coated"


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_answers_of_a_row_and_of_the_command_decide_the_rules(
    home: Path, tmp_path: Path, ending: str
) -> None:
    train = {"title": "Wooden toy train for kids 3 years"}
    rows = [
        {"id": "own", **train, "answers": f"{QUESTION}=yes"},
        {"id": "every", **train, "answers": ""},
        {"id": "wrong", **train, "answers": "is-it-blue=yes"},
    ]
    path = tmp_path / f"rows.{ending}"
    (write_jsonl if ending == "jsonl" else write_csv)(path, rows)
    output = tmp_path / "out.jsonl"
    screen(path, output, home, answered={QUESTION: "no"})
    own, every, wrong = lines(output)
    assert {r["citation"]: r["applies"] for r in own["requirements"]}["16 CFR 1303"] == "yes"
    assert "16 CFR 1303" not in {r["citation"] for r in every["requirements"]}
    assert wrong["verdict"] == "unchecked"
    assert "is-it-blue=yes: write ID=yes or ID=no" in wrong["error"]


@pytest.fixture(params=["jsonl", "csv", "xlsx", "parquet"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"catalogue.{request.param}"
    if request.param == "jsonl":
        return write_jsonl(path, ROWS)
    if request.param == "csv":
        return write_csv(path, ROWS)
    if request.param == "xlsx":
        book = openpyxl.Workbook()
        book.worksheets[0].append(["Item No.", "Product Name", "Model", "UPC"])
        for row in ROWS:
            book.worksheets[0].append([row.get(name) for name in ("id", "title", "model", "gtin")])
        book.save(path)
        return path
    pyarrow.parquet.write_table(
        pyarrow.Table.from_pylist(ROWS, schema=pyarrow.schema([(n, "string") for n in ROWS[0]])), path
    )
    return path


def test_every_format_gives_one_line_a_row_in_order(catalogue: Path, home: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    done = screen(catalogue, output, home)
    assert (done.rows, done.errors, done.continued) == (3, 0, 0)
    answers = lines(output)
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert [answer["verdict"] for answer in answers] == VERDICTS
    first = answers[0]
    assert first.keys() == {"id", "verdict", "notices", "requirements", "as_of"}
    assert first["as_of"] == {"cpsc": "2025-04-24"}
    assert first["notices"][0].keys() == {"id", "url", "tier", "probability", "evidence"}
    assert first["notices"][0]["evidence"][0].keys() == {"feature", "listing", "notice", "weight"}
    assert first["requirements"][0].keys() == {
        "citation",
        "applies",
        "why",
        "certificate",
        "third_party_test",
        "banned",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([catalogue.name, "out.jsonl"])


def test_bad_rows_get_a_line_with_their_error_and_the_run_goes_on(home: Path, tmp_path: Path) -> None:
    source = tmp_path / "bad.jsonl"
    parts = [
        json.dumps(ROWS[0]).encode(),
        b'{"id": "torn", "title": "x',
        b"",
        b"[1, 2]",
        b'{"id": "empty"}',
        b'{"id": 17, "title": ["a"]}',
        b'{"id": "only an address", "url": "https://example.com/"}',
        b'{"id": "latin", "title": "caf\xe9"}',
        b'{"id": "deep", "title": ' + b"[" * 5000 + b"}",
        json.dumps(ROWS[0] | {"id": "long", "description": "balls " * 50_000}).encode(),
        b'{"id": "huge", "description": "' + b"x" * (2 * LONGEST_LINE) + b'"}',
        json.dumps({"id": "z", "title": "Soup ladle", "unknown": {"a": 1}}).encode(),
    ]
    source.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(parts))
    output = tmp_path / "out.jsonl"
    done = screen(source, output, home)
    answers = lines(output)
    assert (done.rows, done.errors) == (11, 8)
    assert [answer["id"] for answer in answers] == [
        "a", None, None, "empty", 17, "only an address", None, None, "long", None, "z",
    ]  # fmt: skip
    assert [("error" in answer) for answer in answers] == [
        False, True, True, True, True, True, True, True, False, True, False,
    ]  # fmt: skip
    assert all(answer["verdict"] == "unchecked" for answer in answers if "error" in answer)
    assert "Line 2" in answers[1]["error"]
    assert answers[8]["verdict"] == "recalled"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_encodings_and_separators_are_recognised(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [
        {"编号": "1", "商品名称": "巴克球磁力球216颗五毫米强磁玩具", "品牌": "无", "型号": "KG-216"},
        {"编号": "2", "商品名称": "儿童自行车头盔，小号", "品牌": "小熊", "型号": "H-20"},
    ]
    path = write_csv(tmp_path / "c.csv", rows, encoding, delimiter=delimiter)
    assert [row.data for row in csv_rows(path)] == [
        {"id": "1", "title": "巴克球磁力球216颗五毫米强磁玩具", "brand": "无", "model": "KG-216"},
        {"id": "2", "title": "儿童自行车头盔，小号", "brand": "小熊", "model": "H-20"},
    ]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("TITLE", "title"),
        (" Product Name ", "title"),
        ("Name", "title"),
        ("Model No.", "model"),
        ("MPN", "model"),
        ("UPC", "gtin"),
        ("EAN-13", "gtin"),
        ("Bar code", "gtin"),
        ("Brand Name", "brand"),
        ("SKU", "id"),
        ("Item #", "title"),
        ("Product URL", "url"),
        ("Country of Origin", "country"),
        ("Supplier", "seller"),
    ],
)
def test_headings_are_understood(tmp_path: Path, heading: str, field: str) -> None:
    path = write_csv(tmp_path / "c.csv", [{"Description": "d", heading: "value"}])
    row = next(csv_rows(path))
    if heading == "Item #":
        assert row.data == {"description": "d"}
    else:
        assert row.data == {"description": "d", field: "value"}


def test_the_plainer_heading_wins_and_material_and_age_become_attributes(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "c.csv",
        [
            {
                "SKU": "s",
                "ID": "i",
                "Name": "n",
                "Title": "t",
                "Material": "steel",
                "Age group": "3+",
                "Price": "9",
            }
        ],
    )
    assert next(csv_rows(path)).data == {
        "id": "i",
        "title": "t",
        "attributes": {"Material": "steel", "Age group": "3+"},
    }


@pytest.mark.parametrize("cell", ['{"Age": "3+"}', "Age: 3+", '[["Age", "3+"]]'])
def test_an_attributes_cell_may_be_json_or_plain(tmp_path: Path, cell: str) -> None:
    path = write_csv(tmp_path / "c.csv", [{"title": "t", "attributes": cell}])
    assert next(csv_rows(path)).data["attributes"] == {"Age": "3+"}


def test_bad_csv_rows_do_not_hide_the_good_ones(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(
        b"id,title\n1,magnets\n2,one,two,three\n\n3\n4,caf\xe9 \x81\n"
        + b"5,"
        + b"x" * (LONGEST_LINE + 9)
        + b"\n6,ladle,\n"
    )
    rows = list(csv_rows(path, "utf-8"))
    assert [(row.id, row.error is None) for row in rows] == [
        ("1", True),
        ("2", False),
        ("3", True),
        ("4", False),
        (None, False),
        ("6", True),
    ]
    assert "--encoding" in (rows[3].error or "")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"", "name the columns"),
        ("a.csv", b"price,stock\n1,2\n", "price, stock"),
        ("a.csv", b"\x00\x01\x02\xff\xfe", "name the columns"),
        ("a.xlsx", b"PK", "save it again as .xlsx"),
        ("a.xls", b"\xd0\xcf", "Excel workbook .xlsx"),
        ("a.pdf", b"%PDF", ".csv, .xlsx, .jsonl or .parquet"),
        ("a.parquet", b"PAR1 nothing", "not a readable Parquet file"),
        ("a.parquet", b"", "not a readable Parquet file"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    home: Path, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadFile, match=says):
        screen(path, tmp_path / "out.jsonl", home)


def test_an_unknown_output_is_refused_before_anything_is_done(home: Path, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"\.jsonl, \.csv or \.xlsx"):
        screen(write_jsonl(tmp_path / "a.jsonl", ROWS), tmp_path / "out.pdf", home)


def test_parquet_values_of_every_kind(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    table = pyarrow.table(
        {
            "id": [1, 2],
            "title": ["a", None],
            "gtin": [36000291452.0, None],
            "attributes": pyarrow.array(
                [[("Age", "3+")], None], pyarrow.map_(pyarrow.string(), pyarrow.string())
            ),
            "images": [["https://a.example/1.jpg"], []],
        }
    )
    pyarrow.parquet.write_table(table, path)
    rows = list(reader(path)())
    assert rows[0] == Row(
        1,
        {
            "id": 1,
            "title": "a",
            "gtin": 36000291452,
            "attributes": {"Age": "3+"},
            "images": ["https://a.example/1.jpg"],
        },
    )
    assert rows[1] == Row(2, {"id": 2})


def test_a_torn_run_continues_without_losing_or_repeating(home: Path, tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [{"id": n, "title": f"KUGELO set {n}"} for n in range(450)])
    output = tmp_path / "out.jsonl"

    class Stop(Exception):
        pass

    def stop(rows: int) -> None:
        if rows >= 200:
            raise Stop

    with pytest.raises(Stop):
        screen(source, output, home, progress=stop)
    assert not output.exists()
    part = tmp_path / "out.jsonl.part"
    with part.open("ab") as file:
        file.write(b'{"id": 200, "verd')  # a line torn by a power cut
    done = screen(source, output, home)
    assert (done.rows, done.continued) == (450, 200)
    assert [answer["id"] for answer in lines(output)] == list(range(450))


def test_a_changed_input_begins_anew(home: Path, tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", ROWS * 100)
    output = tmp_path / "out.jsonl"
    with pytest.raises(ZeroDivisionError):
        screen(source, output, home, progress=lambda rows: 1 / (rows < 200))
    write_jsonl(source, [{"id": "new", "title": "ladle"}])
    assert screen(source, output, home).continued == 0
    assert [answer["id"] for answer in lines(output)] == ["new"]


def test_a_killed_command_continues(home: Path, tmp_path: Path) -> None:
    count = 2000
    source = write_jsonl(
        tmp_path / "in.jsonl", [{"id": n, "title": f"Magnetic balls KG-{n}"} for n in range(count)]
    )
    output = tmp_path / "out.jsonl"
    command = [
        sys.executable,
        "-m",
        "importsafety",
        "screen",
        str(source),
        "--output",
        str(output),
        "--processes",
        "1",
    ]
    environment = os.environ | {"IMPORTSAFETY_HOME": str(home)}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    part = tmp_path / "out.jsonl.part"
    try:
        until(lambda: (part.exists() and part.stat().st_size) or process.poll() is not None)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert [answer["id"] for answer in lines(output)] == list(range(count))


def test_several_processes_keep_the_order(home: Path, tmp_path: Path) -> None:
    rows = [{"id": n, "title": "ladle" if n % 3 else "KUGELO KG-216", "brand": "KUGELO"} for n in range(900)]
    rows[5] = {"id": 5}
    source = write_jsonl(tmp_path / "in.jsonl", rows)
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    screen(source, one, home, processes=1)
    done = screen(source, two, home, processes=2)
    assert (done.rows, done.errors) == (900, 1)
    assert one.read_bytes() == two.read_bytes()


HOSTILE_CELLS = ["=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", "\t=1", "bell \x07 and\x00nul"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_tables_for_people(home: Path, tmp_path: Path, ending: str) -> None:
    rows: list[dict[str, Any]] = [
        *ROWS,
        {"id": "d"},
        *({"id": text, "title": text} for text in HOSTILE_CELLS),
    ]
    output = tmp_path / f"out.{ending}"
    screen(write_jsonl(tmp_path / "in.jsonl", rows), output, home)
    if ending == "csv":
        assert output.read_bytes().startswith(b"\xef\xbb\xbf")
        table = list(csv.reader(output.read_text("utf-8-sig").splitlines()))
    else:
        sheet = openpyxl.load_workbook(output).active
        assert sheet is not None
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        table = [
            ["" if value is None else str(value) for value in row]
            for row in sheet.iter_rows(values_only=True)
        ]
    heading, *body = table
    assert heading[:3] == ["id", "title", "verdict"]
    first = dict(zip(heading, body[0], strict=True))
    assert first["verdict"] == "recalled"
    assert first["notice_url"] == "https://www.cpsc.gov/Recalls/2025/25901"
    assert first["notice_date"] == "2025-04-24"
    assert first["reasons"] and "16 CFR 1262" in first["requirements_yes"]
    assert dict(zip(heading, body[3], strict=True))["problem"]
    assert len(body) == len(rows)
    for row in body[4:]:
        assert not row[0].startswith(("=", "+", "-", "@", "\t"))


class Failing(Checker):
    """A checker with a defect that shows on one row only."""

    def check(self, listing: Any, on: Any = None, answers: Any = None) -> Any:
        if listing.title == "boom":
            raise RuntimeError("defect")
        return super().check(listing, on, answers)


def test_a_defect_in_one_row_costs_only_that_row(home: Path) -> None:
    rows = [Row(1, {"title": "ladle"}), Row(2, {"title": "boom"}), Row(3, {"title": "ladle"})]
    answers = screen_batch(Failing(home), rows)
    assert [answer["verdict"] for answer in answers] == ["no_match", "unchecked", "no_match"]
    assert "defect" in answers[1]["error"]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_make_the_readers_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "x"
    path.write_bytes(content)
    assert all(isinstance(row, Row) for row in json_rows(path))
    path.write_bytes(b"id,title\n" + content)
    assert all(isinstance(row, Row) for row in csv_rows(path))


@pytest.mark.shared
def test_a_thousand_real_rows_in_each_format(shared: Path, home: Path, tmp_path: Path) -> None:
    with (shared / "data" / "listings" / "real_listings.jsonl").open(encoding="utf-8") as file:
        rows = [{"id": str(n), **json.loads(line)} for n, line in zip(range(1000), file, strict=False)]
    names = sorted({name for row in rows for name in row})
    table = pyarrow.Table.from_pylist(
        [{name: None if row.get(name) is None else str(row[name]) for name in names} for row in rows]
    )
    pyarrow.parquet.write_table(table, tmp_path / "in.parquet")
    for path in (
        write_jsonl(tmp_path / "in.jsonl", rows),
        write_csv(tmp_path / "in.csv", rows),
        tmp_path / "in.parquet",
    ):
        output = tmp_path / "out.jsonl"
        done = screen(path, output, home)
        assert (done.rows, done.errors) == (1000, 0)
        assert [answer["id"] for answer in lines(output)] == [row["id"] for row in rows]


def test_a_record_batch_of_a_catalogue_is_answered_row_by_row(home: Path) -> None:
    """What an engine that spreads record batches over machines would call."""
    batch = pyarrow.RecordBatch.from_pylist(
        [{"SKU": row["id"], "Product name": row["title"]} for row in ROWS]
    )
    found = screen_records(Checker(home), batch)
    assert found.schema.equals(ANSWERS)
    assert [json.loads(text)["id"] for text in found["line"].to_pylist()] == ["a", "b", "c"]
    assert found["verdict"].to_pylist()[1] == "no_match"
    assert found["error"].null_count == 3


def test_packed_rows_come_to_the_same_answers(home: Path) -> None:
    checker = Checker(home)
    rows = [*(Row(row["id"], row) for row in ROWS), Row(None, None, "torn"), Row(10**30, {}), Row("e", {})]
    found = screen_records(checker, pack(rows))
    assert found["verdict"].to_pylist() == [*VERDICTS, "unchecked", "unchecked", "unchecked"]
    assert found["error"].to_pylist()[3] == "torn"
    assert "cannot be read" in found["error"].to_pylist()[4]
    assert [json.loads(text) for text in found["line"].to_pylist()[:3]] == screen_batch(checker, rows[:3])
    assert screen_records(checker, pack([])).num_rows == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(),
    lambda inner: st.lists(inner, max_size=3),
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            Row, JSON, st.dictionaries(st.sampled_from(["title", "brand", "x"]), JSON), text=st.just("")
        ),
        max_size=4,
    )
)
def test_any_rows_survive_packing(rows: list[Row]) -> None:
    assert list(unpack(pack(rows))) == rows
