"""European Commission, Safety Gate (formerly RAPEX): alerts on dangerous non-food products.

The Commission publishes weekly; the open data copy at public.opendatasoft.com (data set
`healthref-europe-rapex-en`) gives all alerts as one JSON array, a few days later.
"""

from __future__ import annotations

import re
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
from importsafety.sources.text import brief, clean, clean_url

LISTING = (
    "https://public.opendatasoft.com/api/explore/v2.1/catalog/datasets/healthref-europe-rapex-en/exports/json"
)
_COLUMNS = ("alert_number", "alert_date")
_NONE = re.compile(r"(?:unknown|n/?a|none|-+|not (?:known|applicable|specified))?\.?", re.I)


class SafetyGate:
    """Alerts of the member states. `listing` and `full_list` are settable for another server."""

    id = "safety-gate"
    title = "European Commission, Safety Gate: alerts on dangerous products"
    home = "https://ec.europa.eu/safety-gate-alerts/screen/webReport"

    def __init__(self, listing: str = LISTING, full_list: int = 10_000, limits: Limits | None = None):
        self.listing = listing
        self.full_list = full_list
        self.limits = limits or Limits()

    def fetch(
        self, session: requests.Session, folder: Path, progress: Callable[[int], None]
    ) -> Iterator[Raw]:
        """The full list. Raises SourceError where the answer is not that."""
        raw = download(session, self.listing, folder / "safety-gate.json", progress, limits=self.limits)
        count = sum(1 for row in files.rows(raw.path, _COLUMNS) if not isinstance(row, Rejected))
        reading.refuse_short(raw, count, self.full_list, "alerts")
        yield raw

    def parse(self, path: Path) -> Iterator[Notice | Rejected]:
        return reading.notices(files.rows(path, _COLUMNS), _read)

    def keys(self, path: Path) -> frozenset[str]:
        return reading.keys(path, files.rows(path, _COLUMNS))


def _read(data: Mapping[str, Any]) -> Record:
    def known(name: str) -> str:
        text = clean(reading.string(data, name))
        return "" if _NONE.fullmatch(text) else text

    number, brand, model = brief(known("alert_number")), brief(known("product_brand")), known("product_model")
    if not number:
        raise ValueError("The record has no alert number.")
    name = brief(known("product_name") or known("product_type") or known("product_category"))
    title, date = reading.required(
        f"{brand} {name}: alert {number}".strip() if name else "", dates.iso(known("alert_date"))
    )
    about = known("product_description")
    return Record(
        id=f"{SafetyGate.id}:{number.lower().replace(' ', '')}",
        source=SafetyGate.id,
        kind=NoticeKind.WARNING,
        title=title,
        date=date,
        url=clean_url(known("rapex_url")) or SafetyGate.home,
        number=number,
        products=((f"{brand} {name}".strip(), about, model, known("product_category"), ""),),
        description=f"Model: {model}. {about}" if model else about,
        hazards=tuple(
            filter(None, (known("alert_type"), known("technical_defect"), known("alert_description")))
        ),
        remedy=known("measures_country") or known("measures_operators"),
        countries=(known("product_country"),),
        upcs=(known("product_barcode"),) if known("product_barcode") else (),
        images=((clean_url(known("product_image")), ""),),
        brands=(brand,) if brand else (),
    )
