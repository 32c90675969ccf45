"""Catalogue files read as rows: encodings, headings, cells and values of every kind."""

from __future__ import annotations

from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogues import write_csv
from importsafety.cells import LONGEST_LINE
from importsafety.rows import Row, csv_rows, json_rows, reader


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


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_make_the_readers_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "x"
    path.write_bytes(content)
    assert all(isinstance(row, Row) for row in json_rows(path))
    path.write_bytes(b"id,title\n1,lamp\n" + content)
    assert all(isinstance(row, Row) for row in csv_rows(path))
