"""The catalogue: its schema, its facts against the reviewed table, and what binds on a given day."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from importsafety.listing import Listing
from importsafety.standards import BadCatalogue, Catalogue, make_plan
from importsafety.standards.supplier import messages

CERTIFICATES = {
    "CPC": "CPC",
    "certified on CPC": "CPC",
    "CPC for listed exceptions": "CPC",
    "GCC": "GCC",
    "GCC list / banned": "GCC",
    "GCC (enforcement relaxed if safety mark)": "GCC",
    "GCC?": "GCC?",
    "GCC (CPC if childrens)": "GCC/CPC",
    "GCC (CPC if youth <=12)": "GCC/CPC",
    "GCC adult / CPC child": "GCC/CPC",
    "GCC / CPC": "GCC/CPC",
    "CPC for childrens; GCC for paint/furniture": "GCC/CPC",
    "n/a (agency scheme)": "agency",
    "none: permanent label is the certification (1640.4)": "label",
    "varies": "depends",
}
STATUSES = {
    "in force": {"in_force", "procedure", "determination"},
    "VACATED": {"vacated"},
    "removed": {"removed"},
    "WITHDRAWN": {"withdrawn"},
    "NOT A RULE": {"withdrawn"},
    "unknown": {"proposed"},
    "guide": {"guide"},
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture(scope="module")
def table(shared: Path) -> list[dict[str, str]]:
    with (shared / "data" / "standards" / "requirements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_says_who_it_hits_where_to_read_it_and_what_stands_behind_it(catalogue: Catalogue) -> None:
    assert len(catalogue) >= 167
    for row in catalogue.values():
        assert row.title and row.scope and row.statute and row.agency, row.id
        assert row.url.startswith("https://"), row.id
        assert row.sources, row.id
        assert re.fullmatch(r"(\d{4}(-\d\d-\d\d)?)?", row.since), row.id
        assert not row.until or row.since < row.until, row.id
        assert row.dates or not row.since, f"{row.id}: say how its date was checked"
        for edition in row.editions:
            assert edition.standard, row.id
            assert not (edition.since and edition.until) or edition.since < edition.until, row.id


def test_slugs_name_one_row_each(catalogue: Catalogue) -> None:
    assert len(catalogue.by_slug) == len(catalogue)
    assert catalogue.by_slug["16-cfr-1262"].id == "16 CFR 1262"
    assert catalogue.by_slug["49-cfr-571.139-109-119"].id == "49 CFR 571.139/109/119"


def test_an_unverified_row_does_not_claim_that_its_text_was_read(catalogue: Catalogue) -> None:
    for row in catalogue.values():
        assert row.verified == (row.read != "none"), row.id


@pytest.mark.shared
def test_the_facts_agree_with_the_reviewed_table(catalogue: Catalogue, table: list[dict[str, str]]) -> None:
    assert {line["id"] for line in table} <= set(catalogue)
    for line in table:
        row = catalogue[line["id"]]
        assert (row.citation, row.agency) == (line["citation"], line["agency"])
        assert row.banned == (line["banned_product"] == "yes"), row.id
        assert row.verified == (line["verification"] == "verified"), row.id
        assert row.certificate == CERTIFICATES.get(line["certificate"], "none"), row.id
        allowed = next(known for start, known in STATUSES.items() if line["legal_status"].startswith(start))
        assert row.status in allowed, row.id
        dates = {row.since, row.until, *(edition.since for edition in row.editions)}
        told = " ".join([*dates, *row.history])
        for day in re.findall(r"\d{4}(?:-\d\d-\d\d)?", line["effective_date"]):
            assert day in told, f"{row.id}: {day}"
        named = " ".join(edition.standard for edition in row.editions)
        for standard in re.findall(r"(?:ASTM [A-Z]+ ?|UL |A100\.|SVIA )\d[\w.-]*", line["standards"]):
            assert standard in named, f"{row.id}: {standard}"


@pytest.mark.shared
def test_the_scopes_are_own_words(catalogue: Catalogue, table: list[dict[str, str]], shared: Path) -> None:
    text = " ".join(
        (shared / "data" / "standards" / "ecfr" / "title-16_chapter-II_2025-01.md").read_text("utf-8").split()
    )
    for line in table:
        scope = catalogue[line["id"]].scope
        assert scope != line["scope"]
        assert scope not in text, line["id"]


@pytest.mark.parametrize(
    ("id", "day", "binds"),
    [
        ("16 CFR 1240", "2014-10-04", False),
        ("16 CFR 1240", "2015-06-01", True),
        ("16 CFR 1240", "2016-11-22", False),
        ("16 CFR 1262", "2022-10-20", False),
        ("16 CFR 1262", "2022-10-21", True),
        ("16 CFR 1260", "2023-06-01", True),
        ("16 CFR 1260", "2023-09-12", False),
        ("16 CFR 1120.3(e)-(f)", "2022-12-27", False),
        ("16 CFR 1120.3(e)-(f)", "2023-09-13", True),
        ("16 CFR 1242", "2025-04-22", False),
        ("16 CFR 1242", "2025-04-23", True),
        ("16 CFR 1243", "2025-05-04", False),
        ("16 CFR 1243", "2025-05-05", True),
        ("16 CFR 1250.4", "2026-03-11", False),
        ("16 CFR 1250.4", "2026-03-12", True),
        ("16 CFR 1250 neck floats", "2026-06-14", False),
        ("16 CFR 1250 neck floats", "2026-06-15", True),
        ("16 CFR 1309", "2022-11-11", False),
        ("16 CFR 1309", "2022-11-12", True),
        ("16 CFR 1211", "1992-12-31", False),
        ("16 CFR 1211", "1993-01-01", True),
        ("16 CFR 1245", "2026-01-01", False),
        ("15 USC 1278a", "2000-01-01", True),
    ],
)
def test_a_requirement_binds_from_its_first_day_until_it_ended(
    catalogue: Catalogue, id: str, day: str, binds: bool
) -> None:
    assert catalogue[id].in_force(date.fromisoformat(day)) is binds


def test_the_edition_of_a_standard_changes_with_the_day(catalogue: Catalogue) -> None:
    cribs = catalogue["16 CFR 1219"]
    assert cribs.editions_on(date(2026, 7, 31)) == ("ASTM F1169-19",)
    assert cribs.editions_on(date(2026, 8, 1)) == ("ASTM F1169-25",)
    assert catalogue["16 CFR 1110"].editions_on(date(2026, 7, 7)) == ()
    assert catalogue["16 CFR 1110"].editions_on(date(2026, 7, 8)) == ("Revised rule with eFiling",)


def test_the_certificate_depends_on_whether_the_product_is_for_children(catalogue: Catalogue) -> None:
    helmets = catalogue["16 CFR 1203"]
    assert helmets.burden(child=True) == ("CPC", True)
    assert helmets.burden(child=False) == ("GCC", False)
    assert helmets.burden(child=False, perhaps=True) == ("GCC/CPC", None)
    assert catalogue["16 CFR 1250"].burden(child=True) == ("CPC", True)
    assert catalogue["16 CFR 1640"].burden(child=True) == ("label", False)
    assert catalogue["47 CFR 15"].burden(child=False) == ("agency", None)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("topic: T\nrequirements:\n  - {id: 1 CFR 1, agency: X, title: Y, certificat: CPC}\n", "certificat"),
        ("topic: T\nrequirements:\n  - {id: 1 CFR 1, agency: X, title: Y, status: gone}\n", "status"),
        ("topic: T\nrequirements:\n  - {id: 1 CFR 1, agency: X}\n", "title"),
        ("topic: T\nrequirements: [}\n", "broken.yaml"),
        ("topic: T\n", "requirements"),
    ],
)
def test_a_broken_row_is_named(tmp_path: Path, text: str, names: str) -> None:
    (tmp_path / "broken.yaml").write_text(text)
    (tmp_path / "sources.yaml").write_text("general: words\n")
    with pytest.raises(BadCatalogue, match=names):
        Catalogue.load(tmp_path)


def test_a_row_may_not_stand_twice(tmp_path: Path) -> None:
    row = "  - {id: 1 CFR 1, agency: X, title: Y}\n"
    (tmp_path / "twice.yaml").write_text("topic: T\nrequirements:\n" + row + row)
    (tmp_path / "sources.yaml").write_text("general: words\n")
    with pytest.raises(BadCatalogue, match="1 CFR 1 stands twice"):
        Catalogue.load(tmp_path)


def test_every_title_is_said_in_chinese_and_spanish() -> None:
    for row in Catalogue.load().values():
        assert any("\u4e00" <= char <= "\u9fff" for char in row.title_in("zh_CN")), row.id
        assert row.title_es, row.id
        assert row.title_in("es-MX") == row.title_es
        assert row.title_in("en") == row.title_in("fr") == row.title


def test_the_chinese_message_names_the_rules_in_chinese() -> None:
    catalogue, on = Catalogue.load(), date(2026, 9, 30)
    listing = Listing(title="216 pcs 5 mm neodymium magnetic balls")
    plan = make_plan(catalogue, catalogue.applicable(listing, on), on)
    said = messages(listing, plan, catalogue)
    assert "16 CFR 1262 散装或可分离的磁铁" in said["zh"].body
    assert "16 CFR 1262 Magnets, loose or separable" in said["en"].body
