"""The page of the catalogue is the one the catalogue writes."""

from __future__ import annotations

from pathlib import Path

from importsafety.standards import Catalogue
from importsafety.standards.table import markdown

PAGE = Path(__file__).resolve().parents[2] / "docs" / "requirements.md"


def test_the_page_is_up_to_date() -> None:
    wanted = markdown(Catalogue.load())
    assert PAGE.read_text("utf-8") == wanted, (
        "run: python -m importsafety.standards.table > docs/requirements.md"
    )


def test_every_requirement_stands_on_the_page_with_its_state() -> None:
    page = markdown(Catalogue.load())
    rows = {
        line.split("]")[0].removeprefix("| ["): line for line in page.splitlines() if line.startswith("| [")
    }
    assert set(rows) == set(Catalogue.load())
    assert "2023-05-30 to 2023-09-12, vacated" in rows["16 CFR 1260"]
    assert "†" in rows["47 CFR 15"] and "†" not in rows["16 CFR 1219"]
    assert "ASTM F1169-25" in rows["16 CFR 1219"] and "F1169-19" not in rows["16 CFR 1219"]
