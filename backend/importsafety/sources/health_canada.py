"""Health Canada: recalls and safety alerts, from the open data file of recalls-rappels.canada.ca.

One JSON array or CSV with a row a notice: title, product, issue, address, organisation, when last updated. There
is no date of publication, so the day of the last update stands in; a record without any day is refused.
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

# Vehicles are recalled by tens of thousands, and food by lot: neither is told by a product page.
_LEFT_OUT = ("transport canada", "cfia", "canadian food inspection agency")


class HealthCanada(OneFile):
    """Consumer and health products."""

    id = "health-canada"
    title = "Health Canada: recalls and safety alerts of consumer and health products"
    home = "https://recalls-rappels.canada.ca/en"
    address = (
        "https://recalls-rappels.canada.ca/sites/default/files/opendata-donneesouvertes/HCRSAMOpenData.json"
    )
    file = "health-canada.json"
    columns = ("NID", "Title", "URL", "Last updated")
    rows = "records"
    full_list = 5_000
    limits = Limits(size=300_000_000)

    def record(self, data: Mapping[str, Any]) -> Record | None:
        field = {
            name: reading.string(data, name)
            for name in (
                "NID",
                "Title",
                "URL",
                "Organization",
                "Product",
                "Issue",
                "Category",
                "Last updated",
            )
        }
        if field["Organization"].strip().lower() in _LEFT_OUT:
            return None
        title, date = reading.required(brief(field["Title"]), dates.iso(field["Last updated"]))
        number = brief(field["NID"])
        if not number:
            raise ValueError("The record has no NID.")
        address = field["URL"] if field["URL"].startswith("http") else f"{self.home}{field['URL']}"
        return Record(
            id=f"{self.id}:{number}",
            source=self.id,
            kind=NoticeKind.WARNING if " warns " in f" {title.lower()} " else NoticeKind.RECALL,
            title=title,
            date=date,
            url=clean_url(address) or self.home,
            number=number,
            products=((field["Product"] or title, "", "", field["Category"], ""),),
            hazards=(field["Issue"],),
        )
