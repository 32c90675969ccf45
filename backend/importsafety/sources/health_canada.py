"""Health Canada: recalls and safety alerts, from the open data file of recalls-rappels.canada.ca.

One JSON array or CSV with a row a notice: title, product, issue, address, organisation, when last updated. There
is no date of publication, so the day of the last update stands in; a record without any day is refused.
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

LISTING = "https://recalls-rappels.canada.ca/sites/default/files/opendata-donneesouvertes/HCRSAMOpenData.json"
_COLUMNS = ("NID", "Title", "URL", "Last updated")
# Vehicles are recalled by tens of thousands, and food by lot: neither is told by a product page.
_LEFT_OUT = ("transport canada", "cfia", "canadian food inspection agency")


class HealthCanada:
    """Consumer and health products. `listing` and `full_list` are settable for another server."""

    id = "health-canada"
    title = "Health Canada: recalls and safety alerts of consumer and health products"
    home = "https://recalls-rappels.canada.ca/en"

    def __init__(self, listing: str = LISTING, full_list: int = 5_000, limits: Limits | None = None):
        self.listing = listing
        self.full_list = full_list
        self.limits = limits or Limits(size=300_000_000)

    def fetch(
        self, session: requests.Session, folder: Path, progress: Callable[[int], None]
    ) -> Iterator[Raw]:
        """The full list. Raises SourceError where the answer is not that."""
        raw = download(session, self.listing, folder / "health-canada.json", progress, limits=self.limits)
        count = sum(1 for row in files.rows(raw.path, _COLUMNS) if not isinstance(row, Rejected))
        reading.refuse_short(raw, count, self.full_list, "records")
        yield raw

    def parse(self, path: Path) -> Iterator[Notice | Rejected]:
        return reading.notices(files.rows(path, _COLUMNS), _read)

    def keys(self, path: Path) -> frozenset[str]:
        return reading.keys(path, files.rows(path, _COLUMNS))


def _read(data: Mapping[str, Any]) -> Record | None:
    field = {
        name: reading.string(data, name)
        for name in ("NID", "Title", "URL", "Organization", "Product", "Issue", "Category", "Last updated")
    }
    if field["Organization"].strip().lower() in _LEFT_OUT:
        return None
    title, date = reading.required(brief(field["Title"]), dates.iso(field["Last updated"]))
    number = brief(field["NID"])
    if not number:
        raise ValueError("The record has no NID.")
    address = field["URL"] if field["URL"].startswith("http") else f"{HealthCanada.home}{field['URL']}"
    return Record(
        id=f"{HealthCanada.id}:{number}",
        source=HealthCanada.id,
        kind=NoticeKind.WARNING if " warns " in f" {title.lower()} " else NoticeKind.RECALL,
        title=title,
        date=date,
        url=clean_url(address) or HealthCanada.home,
        number=number,
        products=((field["Product"] or title, "", "", field["Category"], ""),),
        hazards=(field["Issue"],),
    )
