"""Recalls come in whatever shape the agency, or its site, gives them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from agency import recall
from hypothesis import given
from hypothesis import strategies as st

from importsafety.notice import Firm, Notice, NoticeKind
from importsafety.sources import SOURCES, Rejected, SourceError
from importsafety.sources.cpsc import Cpsc
from importsafety.sources.source import Told

Written = Callable[[str | bytes], Path]
CPSC = SOURCES["cpsc"]
CSV = (
    '"Recall Number","Product Safety Warning Number",Date,"Product Safety Warning Date","Recall Heading",'
    '"Name of product",Description,"Hazard Description","Consumer Action","Original Product Safety Warning '
    'Announcement","Remedy Type",Units,Incidents,Remedy,"Sold At Label","Sold At",Importers,Manufacturers,'
    'Distributors,"Manufactured In","Custom Label","Custom Field"\r\n'
)
ROW = (
    '26-901,26-190,"March 05, 2026","January 15, 2026","Zorbly LED Lights Recalled Due to Battery Ingestion",'
    '"Zorbly LED Lights","This recall involves Zorbly LED lights,\nmodel ZL-10.","The lights violate the '
    'https://www.cpsc.gov/Business--Manufacturing/Busines… lang=""EN-US"">mandatory standard for consumer products '
    'with button cell batteries.",,,"Refund, Replace","About 45,140","None reported","Stop&nbsp;using them.",'
    '"Sold Online At","Amazon.com from May 2025 for $9.",,,,China,Seller:,'
    '"Shenzhen Zorb Ltd., dba Zorbly, of China"\r\n'
)


def notices(path: Path) -> list[Notice]:
    parsed = list(CPSC.parse(path))
    assert not [item for item in parsed if isinstance(item, Rejected)]
    return [item for item in parsed if isinstance(item, Notice)]


def test_should_read_every_field_of_an_api_object(written: Written) -> None:
    (notice,) = notices(written(json.dumps([recall()])))
    assert (notice.id, notice.number, notice.kind, notice.date) == (
        "cpsc:26901",
        "26901",
        NoticeKind.RECALL,
        "2026-03-05",
    )
    assert notice.brands == ("Zorbly",)
    assert {(code.kind, code.value) for code in notice.identifiers} == {
        ("gtin", "00012345678905"),
        ("model", "ZB216"),
        ("lot", "2025A7"),
    }
    assert notice.units == 1_200
    assert notice.units_text == "About 1,200 (In addition, about 30 were sold in Canada)"
    assert notice.countries == ("CN",)
    assert notice.standards == ("16 CFR 1250",)
    assert "ingestion" in notice.hazard_classes
    assert Firm("Ningbo Zorb Toys Co. Ltd", "manufacturer", ("Zorbly",), "CN") in notice.firms
    assert Firm("Zorbly Store", "seller") in notice.firms
    assert notice.remedy_options == ("Refund",)
    assert notice.images[0].url == "https://www.cpsc.gov/s3fs-public/Zorbly%201.jpg?VersionId=a_B"
    assert {limit.kind for limit in notice.scope} >= {"model", "lot", "seller", "date"}
    model = next(code for code in notice.identifiers if code.kind == "model")
    assert model.raw == "ZB-216"
    assert model.sentence.startswith('"Model: ZB-216"')


def test_should_read_the_same_from_an_array_and_from_lines(written: Written) -> None:
    records = [recall(), recall(RecallNumber="26902", _provenance={"sources": ["x"]})]
    from_array = notices(written(json.dumps(records, indent=1)))
    from_lines = notices(written("\n".join(map(json.dumps, records)) + "\n\n"))
    assert from_array == from_lines
    assert [notice.id for notice in from_array] == ["cpsc:26901", "cpsc:26902"]


def test_should_read_the_sites_csv_with_its_byte_order_mark(written: Written) -> None:
    (notice,) = notices(written("\ufeff" + CSV + ROW))
    assert (notice.id, notice.number, notice.date) == ("cpsc:26901", "26-901", "2026-03-05")
    assert notice.units == 45_140
    assert notice.linked == ("cpsc-warnings:26-190",)
    assert notice.hazards == (
        "The lights violate the mandatory standard for consumer products with button cell batteries.",
    )
    assert notice.standards == ("16 CFR 1263",)
    assert notice.remedy == "Stop using them."
    assert notice.remedy_options == ("Refund", "Replace")
    assert Firm("Shenzhen Zorb Ltd", "seller", ("Zorbly",), "CN") in notice.firms
    assert [code.value for code in notice.identifiers] == ["ZL10"]


@pytest.mark.parametrize(
    ("changes", "id"),
    [
        ({"RecallNumber": "26-274"}, "cpsc:26274"),
        ({"RecallNumber": "13180  "}, "cpsc:13180"),
        ({"RecallNumber": "99003A"}, "cpsc:99003a"),
        ({"RecallNumber": None}, "cpsc:id90001"),
        ({"RecallNumber": "", "RecallID": None}, "cpsc:2026-zorbly-recalls-magnetic-ball-sets"),
    ],
)
def test_should_fall_back_to_other_keys_where_there_is_no_number(
    written: Written, changes: dict[str, object], id: str
) -> None:
    assert [notice.id for notice in notices(written(json.dumps([recall(**changes)])))] == [id]


def test_should_give_a_stable_id_where_number_and_url_are_lacking(written: Written) -> None:
    bare = recall(RecallNumber=None, RecallID=None, URL="")
    (first,), (second,) = notices(written(json.dumps([bare]))), notices(written(json.dumps(bare)))
    assert first.id == second.id
    assert first.url == "https://www.cpsc.gov/Recalls"


def test_should_keep_two_records_under_one_address_apart(written: Written) -> None:
    one = recall(RecallNumber=None, RecallID=None)
    other = one | {"Products": [{"Name": "Zorbly Cubes"}]}
    ids = [notice.id for notice in notices(written(json.dumps([one, other, one])))]
    assert ids[0] == ids[2] != ids[1]
    assert ids[1].startswith(ids[0])


@pytest.mark.parametrize(
    "content",
    [
        "",
        "   \n",
        "<!DOCTYPE html><html><body>Service unavailable</body></html>",
        '{"Message": "An error has occurred."}',
        '[{"RecallID": 1, "Title": "cut off',
        "a,b,c\n1,2,3\n",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    ],
)
def test_should_refuse_a_file_that_is_no_list_of_recalls(written: Written, content: str | bytes) -> None:
    with pytest.raises(SourceError):
        list(CPSC.parse(written(content)))


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ('{"RecallID": 1', "Not JSON"),
        ("[1, 2]", "JSON object"),
        (json.dumps(recall(Title="")), "title"),
        (json.dumps(recall(RecallDate="soon")), "date"),
        (json.dumps(recall(RecallDate="2026-02-31")), "date"),
        (json.dumps(recall(Products="balls")), "Products"),
        (json.dumps(recall(Hazards=[{"Name": ["x"]}])), "Name"),
        (json.dumps(recall(Description={"html": "x"})), "Description"),
    ],
)
def test_should_set_a_bad_record_aside_and_read_on(written: Written, record: str, reason: str) -> None:
    good = json.dumps(recall())
    parsed = list(CPSC.parse(written(f"{good}\n{record}\n{good}\n")))
    assert [type(item) for item in parsed] == [Told, Rejected, Told]
    rejected = parsed[1]
    assert isinstance(rejected, Rejected)
    assert reason in rejected.reason
    assert rejected.key == "line 2"
    assert rejected.record.startswith(record[:1])


def test_should_set_a_csv_row_of_another_width_aside(written: Written) -> None:
    parsed = list(CPSC.parse(written(CSV + "26-1,too,short\r\n" + ROW)))
    assert [type(item) for item in parsed] == [Rejected, Told]


def test_should_read_files_in_other_encodings(written: Written) -> None:
    text = json.dumps([recall(Title="Café Zorbly Recalls Mugs Due to Burn Hazard")], ensure_ascii=False)
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        path = written(text.replace("“", "'").replace("”", "'").encode(encoding))
        assert notices(path)[0].title.startswith("Café Zorbly"), encoding


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Name", "URL", "UPC"]), inner)
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(recall())), _JSON, max_size=4))
def test_should_never_fail_on_a_record_of_any_shape(
    tmp_path_factory: pytest.TempPathFactory, changes: dict[str, object]
) -> None:
    path = tmp_path_factory.mktemp("any") / "recalls.json"
    path.write_text(json.dumps([recall(**changes)]))
    (parsed,) = CPSC.parse(path)
    assert isinstance(parsed, Notice | Rejected)


def test_should_be_registered_under_its_id() -> None:
    assert isinstance(SOURCES["cpsc"], Cpsc)
    assert all(source.id == id for id, source in SOURCES.items())
