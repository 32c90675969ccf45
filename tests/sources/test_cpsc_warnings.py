"""Product safety warnings come as the site's CSV or as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from importsafety.notice import Firm, Notice, NoticeKind
from importsafety.sources import SOURCES, Rejected, SourceError
from importsafety.sources.source import Told

Written = Callable[[str | bytes], Path]
WARNINGS = SOURCES["cpsc-warnings"]
RECORD = {
    "WarningNumber": "26-983",
    "WarningDate": "2026-04-02",
    "Title": "CPSC Warns Consumers to Stop Using Zorbly Torch Lighters Immediately Due to Risk of Serious Injury or "
    "Death from Fire and Burn Hazards; Violates Mandatory Standard for Cigarette Lighters",
    "ProductName": "Zorbly Torch Lighters",
    "Description": "About 4,140 lighters were sold online. “Model: ZT-7001” is printed on the package.",
    "Hazard": "The lighters do not have the required child-resistant mechanisms.",
    "ConsumerAction": "Dispose of them.",
    "Units": "About 4,140",
    "Incidents": "",
    "SoldAtLabel": "Sold Online At",
    "SoldAt": "Sold online at Amazon.com from March 2023 through November 2025 for about $7.",
    "Importers": "",
    "Manufacturers": "",
    "Distributors": "",
    "ManufacturedIn": "Shenzhen, China",
    "CustomLabel": "Seller",
    "CustomField": "Shenzhen Zorb Technology Co., Ltd. of China, doing business as Zorbinh.",
}
HEADINGS = (
    '"Product Safety Warning Number","Product Safety Warning Date","Product Safety Warning Title",'
    '"Name of product",Description,"Hazard Description","Consumer Action",Units,Incidents,"Sold At Label",'
    '"Sold At",Importers,Manufacturers,Distributors,"Manufactured In","Custom Label","Custom Field"\r\n'
)


def row() -> str:
    cells = [str(value).replace('"', '""') for value in RECORD.values()]
    return ",".join(f'"{cell}"' for cell in cells) + "\r\n"


def test_should_read_a_warning_from_either_shape(written: Written) -> None:
    (from_lines,) = WARNINGS.parse(written(json.dumps(RECORD | {"_provenance": "x"})))
    (from_csv,) = WARNINGS.parse(written(HEADINGS + row()))
    assert isinstance(from_lines, Told)
    assert isinstance(from_csv, Told)
    assert msgspec.structs.replace(from_lines, words=from_csv.words) == from_csv
    assert (from_csv.id, from_csv.number, from_csv.kind) == (
        "cpsc-warnings:26-983",
        "26-983",
        NoticeKind.WARNING,
    )
    assert from_csv.url == "https://www.cpsc.gov/Warnings"
    assert from_csv.brands == ("Zorbly",)
    assert from_csv.units == 4_140
    assert from_csv.countries == ("CN",)
    assert from_csv.standards == ("16 CFR 1210",)
    assert set(from_csv.hazard_classes) >= {"fire", "burn"}
    assert [code.value for code in from_csv.identifiers] == ["ZT7001"]
    assert Firm("Shenzhen Zorb Technology Co., Ltd", "seller", ("Zorbinh",), "CN") in from_csv.firms


@pytest.mark.parametrize("given", ["26-983", "26983", " 26-983 "])
def test_should_give_one_id_to_each_form_of_the_number(written: Written, given: str) -> None:
    (notice,) = WARNINGS.parse(written(json.dumps(RECORD | {"WarningNumber": given})))
    assert isinstance(notice, Notice)
    assert notice.id == "cpsc-warnings:26-983"


def test_should_set_bad_records_aside(written: Written) -> None:
    lines = [RECORD, RECORD | {"Title": ""}, RECORD | {"WarningDate": "?"}, ["no object"]]
    parsed = list(WARNINGS.parse(written("\n".join(map(json.dumps, lines)))))
    assert [type(item) for item in parsed] == [Told, Rejected, Rejected, Rejected]


def test_should_refuse_the_recalls_csv(written: Written) -> None:
    with pytest.raises(SourceError, match="Product Safety Warning Title"):
        list(WARNINGS.parse(written("Recall Number,Date,Recall Heading\n26-1,x,y\n")))
