"""U.S. Department of Agriculture, Food Safety and Inspection Service: recalls of meat, poultry and eggs.

The API answers one JSON array, English and Spanish records of the same recall side by side under one number;
the English one is taken. A public health alert is marked in `field_recall_type` and repeated as the class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import requests

from importsafety.notice import Notice, NoticeKind
from importsafety.sources import files, reading
from importsafety.sources.extract import dates
from importsafety.sources.http import Limits, download
from importsafety.sources.record import Record
from importsafety.sources.source import Raw, Rejected
from importsafety.sources.text import brief, clean_url

API = "https://www.fsis.usda.gov/fsis/api/recall/v/1"
_COLUMNS = ("field_recall_number", "field_title", "field_recall_date")


class Fsis:
    """Recalls and public health alerts. `api` and `full_list` are settable for another server."""

    id = "fsis"
    title = "U.S. Food Safety and Inspection Service: recalls of meat, poultry and eggs"
    home = "https://www.fsis.usda.gov/recalls"

    def __init__(self, api: str = API, full_list: int = 800, limits: Limits | None = None):
        self.api = api
        self.full_list = full_list
        self.limits = limits or Limits(size=200_000_000)

    def fetch(
        self, session: requests.Session, folder: Path, progress: Callable[[int], None]
    ) -> Iterator[Raw]:
        """The full list. Raises SourceError where the answer is not that."""
        raw = download(session, self.api, folder / "fsis.json", progress, limits=self.limits)
        count = sum(1 for row in files.rows(raw.path, _COLUMNS) if not isinstance(row, Rejected))
        reading.refuse_short(raw, count, self.full_list, "recalls")
        yield raw

    def parse(self, path: Path) -> Iterator[Notice | Rejected]:
        return reading.notices(files.rows(path, _COLUMNS), _read)

    def keys(self, path: Path) -> frozenset[str]:
        return reading.keys(path, files.rows(path, _COLUMNS))


def _read(data: Mapping[str, Any]) -> Record | None:
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
        id=f"{Fsis.id}:{number.lower()}",
        source=Fsis.id,
        kind=NoticeKind.WARNING if alert else NoticeKind.RECALL,
        title=title,
        date=date,
        url=clean_url(field["recall_url"]) or Fsis.home,
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
