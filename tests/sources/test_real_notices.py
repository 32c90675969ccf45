"""The agency's real records, where they are at hand: all are read, and read right."""

from __future__ import annotations

from pathlib import Path

import pytest

from importsafety.notice import Notice
from importsafety.sources import SOURCES, link

pytestmark = pytest.mark.shared


def read(source: str, path: Path) -> list[Notice]:
    parsed = list(SOURCES[source].parse(path))
    assert [item for item in parsed if not isinstance(item, Notice)] == []
    return [item for item in parsed if isinstance(item, Notice)]


@pytest.fixture(scope="module")
def notices(shared: Path) -> list[Notice]:
    folder = shared / "data" / "cpsc"
    return read("cpsc", folder / "recalls.jsonl") + read("cpsc-warnings", folder / "warnings.jsonl")


def test_should_read_all_recalls_and_warnings_under_ids_of_their_own(notices: list[Notice]) -> None:
    assert sum(notice.source == "cpsc" for notice in notices) == 9_972
    assert sum(notice.source == "cpsc-warnings" for notice in notices) == 299
    assert len({notice.id for notice in notices}) == len(notices)


def test_should_find_most_of_what_the_notices_tell(notices: list[Notice]) -> None:
    """Floors, measured in November 2025 and not to fall: 88%, 95%, 99%, 96%."""

    def share(of: list[Notice], found: int) -> float:
        return found / len(of)

    numbered = [n for n in notices if "model number" in n.description.lower()]
    assert share(numbered, sum(any(i.kind == "model" for i in n.identifiers) for n in numbered)) > 0.85
    assert share(notices, sum(bool(n.brands) for n in notices)) > 0.93
    counted = [n for n in notices if any(char.isdigit() for char in n.units_text)]
    assert share(counted, sum(n.units is not None for n in counted)) > 0.98
    violating = [n for n in notices if "violat" in n.title.lower()]
    assert share(violating, sum(bool(n.standards) for n in violating)) > 0.94


def test_should_link_a_recall_to_the_warning_before_it(notices: list[Notice]) -> None:
    links = link(notices)
    assert "cpsc-warnings:26-130" in links["cpsc:id10869"]
    assert max(map(len, links.values())) < 10


def test_should_read_the_sites_csv_files(shared: Path) -> None:
    folder = shared / "data" / "cpsc" / "csv_export"
    warnings = read("cpsc-warnings", folder / "product_safety_warning_listing.csv")
    assert len(warnings) == 299
    recalls = [
        notice
        for path in sorted(folder.glob("*.csv"))
        if "warning" not in path.name
        for notice in read("cpsc", path)
    ]
    assert len(recalls) > 300
    assert any("cpsc-warnings:26-190" in notice.linked for notice in recalls if notice.id == "cpsc:26274")


# Typed from the four objects by hand: brands, identifiers, units, standards, hazard classes, sellers.
EXPECTED = {
    "cpsc:26789": (
        {"5Color"},
        {("model", "YD001"), ("lot", "YD260320")},
        324,
        ("16 CFR 1203",),
        {"head-injury", "crash"},
        set(),
    ),
    "cpsc:25030": (
        {"Dreamgro"},
        {
            ("gtin", "00196710005616"),
            ("gtin", "00196710008709"),
            ("model", "DF156MT"),
            ("model", "DF156LI"),
        },
        25_900,
        (),
        {"choking"},
        set(),
    ),
    "cpsc:26606": (
        {"Insignia"},
        {("model", "NSRGFGSS1"), ("model", "NSRGFCGS2")},
        3_820,
        (),
        {"fire"},
        set(),
    ),
    "cpsc:26607": (
        {"BBRKIN", "MouTec"},
        {("model", "QHXP029B"), ("serial", "SQC200034980")},
        9_100,
        (),
        set(),
        {"BBRKIN"},
    ),
}


def test_should_read_the_apis_own_objects_field_by_field(shared: Path) -> None:
    notices = read("cpsc", shared / "data" / "cpsc" / "native_records.json")
    found = {
        notice.id: (
            set(notice.brands),
            {(code.kind, code.value) for code in notice.identifiers},
            notice.units,
            notice.standards,
            set(notice.hazard_classes),
            {firm.name for firm in notice.firms if firm.role == "seller"},
        )
        for notice in notices
    }
    assert found == EXPECTED
    assert all(notice.countries == ("CN",) for notice in notices)
    assert all(notice.images and notice.remedy_options for notice in notices)
    serial = next(i for i in notices[3].identifiers if i.kind == "serial")
    assert serial.until == "SQC202319171"
