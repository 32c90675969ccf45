"""U.S. Consumer Product Safety Commission: unilateral product safety warnings, from the site's CSV.

The list has no addresses. The agency publishes warnings under https://www.cpsc.gov/Warnings/<year>/<title as
a slug>; how it shortens a title to a slug is not documented, so a notice links to the page of all warnings,
where its number and title can be searched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import requests

from importsafety.notice import Notice, NoticeKind
from importsafety.sources import files, ids, reading
from importsafety.sources.extract import dates
from importsafety.sources.http import Limits, download
from importsafety.sources.record import Record
from importsafety.sources.source import Raw, Rejected
from importsafety.sources.text import brief

LISTING = "https://www.cpsc.gov/s3fs-public/recall-data/product_safety_warning_listing.csv"

# The list had 299 warnings in April 2026 and only grows; fewer is not the full list.
FULL_LIST = 200

_COLUMNS = ("Product Safety Warning Number", "Product Safety Warning Date", "Product Safety Warning Title")

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


class CpscWarnings:
    """Product safety warnings of the Consumer Product Safety Commission (firms that did not agree to recall).

    `listing` and `full_list` (the least number of warnings a full list has) are settable for another server.
    """

    id = "cpsc-warnings"
    title = "U.S. Consumer Product Safety Commission: product safety warnings"
    home = "https://www.cpsc.gov/Warnings"

    def __init__(self, listing: str = LISTING, full_list: int = FULL_LIST, limits: Limits | None = None):
        self.listing = listing
        self.full_list = full_list
        self.limits = limits or Limits(size=100_000_000)

    def fetch(
        self, session: requests.Session, folder: Path, progress: Callable[[int], None]
    ) -> Iterator[Raw]:
        """The whole listing. Raises SourceError where the answer is not that."""
        raw = download(session, self.listing, folder / "cpsc-warnings.csv", progress, limits=self.limits)
        count = sum(1 for row in files.rows(raw.path, _COLUMNS) if not isinstance(row, Rejected))
        reading.refuse_short(raw, count, self.full_list, "warnings")
        yield raw

    def parse(self, path: Path) -> Iterator[Notice | Rejected]:
        return reading.notices(files.rows(path, _COLUMNS), _read)

    def keys(self, path: Path) -> frozenset[str]:
        return reading.keys(path, files.rows(path, _COLUMNS))


def _read(data: Mapping[str, Any]) -> Record:
    if "Product Safety Warning Title" in data:
        data = {key: data.get(heading) for heading, key in _FIELDS.items()}
    field = {key: str(data.get(key) or "") for key in _FIELDS.values()}
    title, date = reading.required(brief(field["Title"]), dates.iso(field["WarningDate"]))
    number = ids.number(field["WarningNumber"])
    return Record(
        id=ids.warning(number) if number else f"{CpscWarnings.id}:{ids.digest(title, date)}",
        source=CpscWarnings.id,
        kind=NoticeKind.WARNING,
        title=title,
        date=date,
        url=CpscWarnings.home,
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
