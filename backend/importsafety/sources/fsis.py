"""U.S. Department of Agriculture, Food Safety and Inspection Service: recalls of meat, poultry and eggs.

The API answers one JSON array, English and Spanish records of the same recall side by side under one number;
the English one is taken. A public health alert is marked in `field_recall_type` and repeated as the class.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from importsafety.notice import NoticeKind
from importsafety.sources import reading
from importsafety.sources.extract import dates
from importsafety.sources.http import Limits
from importsafety.sources.onefile import OneFile
from importsafety.sources.record import Record
from importsafety.sources.text import brief, clean_url


class Fsis(OneFile):
    """Recalls and public health alerts."""

    id = "fsis"
    title = "U.S. Food Safety and Inspection Service: recalls of meat, poultry and eggs"
    home = "https://www.fsis.usda.gov/recalls"
    address = "https://www.fsis.usda.gov/fsis/api/recall/v/1"
    file = "fsis.json"
    columns = ("field_recall_number", "field_title", "field_recall_date")
    rows = "recalls"
    full_list = 800
    limits = Limits(size=200_000_000)

    def record(self, data: Mapping[str, Any]) -> Record | None:
        if str(data.get("langcode") or "English").lower() not in ("english", "en"):
            return None
        field = {
            name: _text(data, f"field_{name}")
            for name in (
                "title recall_number recall_date recall_url recall_type recall_reason recall_classification "
                "product_items summary establishment states qty_recovered"
            ).split()
        }
        title, date = reading.required(brief(field["title"]), dates.iso(field["recall_date"]))
        number = brief(field["recall_number"])
        if not number:
            raise ValueError("The record has no recall number.")
        alert = "alert" in field["recall_type"].lower()
        return Record(
            id=f"{self.id}:{number.lower()}",
            source=self.id,
            kind=NoticeKind.WARNING if alert else NoticeKind.RECALL,
            title=title,
            date=date,
            url=clean_url(field["recall_url"]) or self.home,
            number=number,
            products=((field["product_items"] or title, "", "", field["recall_classification"], ""),),
            description=field["summary"],
            hazards=(field["recall_reason"],),
            sold_at=field["states"],
            units=field["qty_recovered"],
            firms=(("manufacturer", field["establishment"]),) if field["establishment"] else (),
        )


def _text(data: Mapping[str, Any], name: str) -> str:
    """A field; the API gives some now as a text, now as a list of texts."""
    value = data.get(name)
    if isinstance(value, list):
        return ", ".join(part for part in value if isinstance(part, str))
    return reading.string(data, name)
