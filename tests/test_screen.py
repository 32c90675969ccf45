"""Screening catalogue files: one answer a row in order, bad rows, interruption, and tables out."""

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

from catalogues import ROWS, VERDICTS, lines, write_csv, write_jsonl
from doors import recalls_home  # noqa: F401
from importsafety.cells import LONGEST_LINE, BadFile
from importsafety.check import Checker
from importsafety.rows import Row
from importsafety.screen import screen, screen_batch
from running import LONG, until

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


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"", "name the columns"),
        ("a.csv", b"price,stock\n1,2\n", "price, stock"),
        ("a.csv", b"title,brand\n", "holds no item"),
        ("a.jsonl", b"\n", "holds no item"),
        ("a.csv", b"\x00\x01\x02\xff\xfe", "name the columns"),
        ("a.csv", b"PK\x03\x04\x14\x00", "ending .xlsx"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1", "save it as .xlsx"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "is a picture"),
        ("a.txt", b"%PDF-1.7\n", "is a PDF"),
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
    assert list(tmp_path.iterdir()) == [path]


def test_a_quotation_mark_that_is_never_closed_is_told_by_its_line(home: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text('id,title\n1,"two\nlines"\n2,"5"" ball"\n3,"open\n4,lamp\n', "utf-8")
    done = screen(source, tmp_path / "out.jsonl", home)
    answers = lines(tmp_path / "out.jsonl")
    assert (done.rows, done.errors) == (3, 1)
    assert [answer["id"] for answer in answers] == ["1", "2", "3"]
    assert answers[2]["error"].startswith("Line 5 opens a quotation mark that is never closed")


def test_an_unknown_output_is_refused_before_anything_is_done(home: Path, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"\.jsonl, \.csv or \.xlsx"):
        screen(write_jsonl(tmp_path / "a.jsonl", ROWS), tmp_path / "out.pdf", home)


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


# Words of these weigh alike, several rules need their certificate, several codes vary one another.
TIED = (
    {"title": "216 pcs 5 mm magnetic balls magic cube puzzle toy for kids", "model": "KG-216, KG-217"},
    {"title": "Wooden crib with mattress and painted rails, toy mobile, kids nursery set"},
    {"title": "Self balancing scooter hoverboard with lithium battery charger LED light"},
)


def test_every_process_answers_in_the_same_words(home: Path, tmp_path: Path) -> None:
    """Sets have another order in each process; what is told must not hang on it, or kept evidence would differ."""
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps({"id": str(n), **row}) + "\n" for n, row in enumerate(TIED)))
    answers = set()
    for seed in "123":
        output = tmp_path / f"{seed}.jsonl"
        subprocess.run(
            [sys.executable, "-m", "importsafety", "screen", str(rows), "--output", str(output)],
            env={**os.environ, "IMPORTSAFETY_HOME": str(home), "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            timeout=LONG,
        )
        answers.add(output.read_bytes())
    assert len(answers) == 1
