"""U.S. Consumer Product Safety Commission: unilateral product safety warnings, from the site's CSV.

The list has no addresses. The agency publishes warnings under https://www.cpsc.gov/Warnings/<year>/<title as
a slug>; how it shortens a title to a slug is not documented, so a notice links to the page of all warnings,
where its number and title can be searched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from importsafety.notice import NoticeKind
from importsafety.sources import ids, reading
from importsafety.sources.extract import dates
from importsafety.sources.http import Limits
from importsafety.sources.onefile import OneFile
from importsafety.sources.record import Record
from importsafety.sources.text import brief

# CSV heading -> key of the same field in JSON lines.
_FIELDS = {
    "Product Safety Warning Number": "WarningNumber",
    "Product Safety Warning Date": "WarningDate",
    "Product Safety Warning Title": "Title",
    "Name of product": "ProductName",
    "Description": "Description",
    "Hazard Description": "Hazard",
    "Consumer Action": "ConsumerAction",
    "Units": "Units",
    "Incidents": "Incidents",
    "Sold At": "SoldAt",
    "Importers": "Importers",
    "Manufacturers": "Manufacturers",
    "Distributors": "Distributors",
    "Manufactured In": "ManufacturedIn",
    "Custom Label": "CustomLabel",
    "Custom Field": "CustomField",
}


class CpscWarnings(OneFile):
    """Product safety warnings of the Consumer Product Safety Commission (firms that did not agree to recall)."""

    id = "cpsc-warnings"
    title = "U.S. Consumer Product Safety Commission: product safety warnings"
    home = "https://www.cpsc.gov/Warnings"
    address = "https://www.cpsc.gov/s3fs-public/recall-data/product_safety_warning_listing.csv"
    file = "cpsc-warnings.csv"
    columns = ("Product Safety Warning Number", "Product Safety Warning Date", "Product Safety Warning Title")
    rows = "warnings"
    full_list = 200  # it had 299 warnings in April 2026 and only grows
    limits = Limits(size=100_000_000)

    def record(self, data: Mapping[str, Any]) -> Record:
        if "Product Safety Warning Title" in data:
            data = {key: data.get(heading) for heading, key in _FIELDS.items()}
        field = {key: str(data.get(key) or "") for key in _FIELDS.values()}
        title, date = reading.required(brief(field["Title"]), dates.iso(field["WarningDate"]))
        number = ids.number(field["WarningNumber"])
        return Record(
            id=ids.warning(number) if number else f"{self.id}:{ids.digest(title, date)}",
            source=self.id,
            kind=NoticeKind.WARNING,
            title=title,
            date=date,
            url=self.home,
            number=number,
            products=((field["ProductName"] or title, "", "", "", field["Units"]),),
            description=field["Description"],
            hazards=(field["Hazard"],),
            remedy=field["ConsumerAction"],
            incidents=field["Incidents"],
            sold_at=field["SoldAt"],
            units=field["Units"],
            firms=tuple(
                (role, text)
                for role, text in (
                    ("importer", field["Importers"]),
                    ("manufacturer", field["Manufacturers"]),
                    ("distributor", field["Distributors"]),
                    (ids.role(field["CustomLabel"]), field["CustomField"]),
                )
                if text
            ),
            countries=(field["ManufacturedIn"],),
        )
