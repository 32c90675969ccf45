"""The starter list: every typed fact is the agency's, every kind is there, and the store takes it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from importsafety.notice import Notice, NoticeKind
from importsafety.sources import SOURCES
from importsafety.sources.extract import gtins, hazards
from importsafety.sources.ids import warning
from importsafety.sources.text import clean, clean_url
from importsafety.store.starter import groups, starter_notices

PRIORITY_KINDS = {
    "magnet sets",
    "hoverboards",
    "e-bikes",
    "drop-side cribs",
    "inclined sleepers",
    "crib bumpers",
    "infant loungers",
    "drawstring clothing",
    "hair dryers",
    "seasonal lights",
    "lighters",
    "lawn darts",
    "window blinds",
    "dressers",
    "adult bed rails",
    "button cell products",
    "water beads",
    "children's sleepwear",
    "bicycle helmets",
}
SCOPE_KINDS = {"model", "size", "lot", "date", "serial", "seller", "color"}
COUNTRIES = {
    "BR": "Brazil", "CA": "Canada", "CN": "China", "HK": "Hong Kong", "ID": "Indonesia", "IN": "India",
    "KR": "South Korea", "PT": "Portugal", "TH": "Thailand", "TR": "Turkey", "TW": "Taiwan",
    "US": "United States", "VN": "Vietnam",
}  # fmt: skip


def _id(notice: Notice) -> str:
    return notice.id


ALL = starter_notices()


def test_there_are_enough_notices_of_every_priority_kind() -> None:
    assert len(ALL) >= 150
    assert {group.kind for group in groups()} == PRIORITY_KINDS
    assert all(len(group.notices) >= 3 for group in groups())
    assert {notice.kind for notice in ALL} == {NoticeKind.RECALL, NoticeKind.WARNING}


def test_no_notice_is_there_twice() -> None:
    assert [id for id, count in Counter(map(_id, ALL)).items() if count > 1] == []


@pytest.mark.parametrize("notice", ALL, ids=_id)
def test_a_notice_is_well_formed(notice: Notice) -> None:
    assert notice.source in SOURCES and notice.id.startswith(f"{notice.source}:")
    assert re.fullmatch(r"(19|20)\d\d-[01]\d-[0-3]\d", notice.date)
    assert notice.url == clean_url(notice.url) and "cpsc.gov/" in notice.url
    assert notice.title.endswith(f": {notice.kind}") and len(notice.title) < 160
    assert set(notice.hazard_classes) <= set(hazards.CLASSES)
    assert all(re.fullmatch(r"\d\d (CFR|USC) [\d.a-z()-]+", standard) for standard in notice.standards)
    assert set(notice.countries) <= COUNTRIES.keys()
    assert {limit.kind for limit in notice.scope} <= SCOPE_KINDS
    assert all(code.kind != "gtin" or gtins.is_valid(code.value) for code in notice.identifiers)
    assert set(notice.linked) <= set(map(_id, ALL)), "a linked notice is in the list as well"


def test_links_go_both_ways() -> None:
    links = {(notice.id, other) for notice in ALL for other in notice.linked}
    assert links and links == {(other, id) for id, other in links}


class Published:
    """What the agency published, from the shared data: the raw record and the notice read from it, by id."""

    def __init__(self, agency: Path, folder: Path):
        self.raw: dict[str, Mapping[str, Any]] = {}
        self.read: dict[str, Notice] = {}
        numbers = {notice.number for notice in ALL if notice.number}
        addresses = {notice.url for notice in ALL}
        for source, name in (("cpsc", "recalls.jsonl"), ("cpsc-warnings", "warnings.jsonl")):
            lines = (agency / name).read_text("utf-8").splitlines()
            records = [
                record
                for record in map(json.loads, lines)
                if (record.get("RecallNumber") or record.get("WarningNumber")) in numbers
                or clean_url(record.get("URL")) in addresses
            ]
            few = folder / name
            few.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
            for record, notice in zip(records, SOURCES[source].parse(few), strict=True):
                assert isinstance(notice, Notice)
                self.read[notice.id] = notice
                self.raw[notice.id] = record


@pytest.fixture(scope="module")
def published(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    return Published(shared / "data" / "cpsc", tmp_path_factory.mktemp("published"))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value is not None:
        yield str(value)


def _plain(text: str) -> str:
    """Letters and digits only: brands are typed with other quotes, signs and cases than the agency's."""
    return re.sub(r"[^0-9a-z]", "", clean(text).casefold())


@pytest.mark.shared
@pytest.mark.parametrize("notice", ALL, ids=_id)
def test_every_typed_fact_is_the_agencys(notice: Notice, published: Published) -> None:
    assert notice.id in published.raw, "the id that the source gives, so that a refresh replaces the notice"
    raw, read = published.raw[notice.id], published.read[notice.id]
    text = _plain(" ".join(_texts(raw)))

    if notice.kind is NoticeKind.WARNING:
        assert notice.number == raw["WarningNumber"] and notice.id == warning(raw["WarningNumber"])
        assert notice.date == raw["WarningDate"]
        units, made_in = raw["Units"], raw["ManufacturedIn"]
    else:
        assert notice.number == raw["RecallNumber"]
        assert notice.date == raw["RecallDate"][:10]
        units = " ".join(product["NumberOfUnits"] for product in raw["Products"])
        made_in = " ".join(country["Country"] for country in raw["ManufacturerCountries"])
        assert notice.remedy_options == tuple(option["Option"] for option in raw["RemedyOptions"])
    assert notice.url == read.url
    assert notice.units is None or f"{notice.units:,}" in units or str(notice.units) in units
    assert all(COUNTRIES[code] in made_in for code in notice.countries)

    for brand in notice.brands:
        assert _plain(brand) in text, f"{brand} is not in the notice"
    for firm in notice.firms:
        assert _plain(firm.name) in text, f"{firm.name} is not in the notice"
    for code in notice.identifiers:
        assert _plain(code.raw) in text, f"{code.raw} is not in the notice"
    published_gtins = {code.value for code in read.identifiers if code.kind == "gtin"}
    assert {code.value for code in notice.identifiers if code.kind == "gtin"} <= published_gtins


@pytest.mark.shared
def test_no_sentence_is_the_agencys(published: Published) -> None:
    for notice in ALL:
        raw = published.raw[notice.id]
        theirs = _plain(" ".join(_texts(raw)))
        assert _plain(raw["Title"]) not in _plain(notice.title)
        assert all(_plain(hazard) not in theirs for hazard in notice.hazards)
