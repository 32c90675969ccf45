"""European Commission, Safety Gate (formerly RAPEX): alerts on dangerous non-food products.

The Commission publishes weekly; the open data copy at public.opendatasoft.com (data set
`healthref-europe-rapex-en`) gives all alerts as one JSON array, a few days later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from importsafety.notice import NoticeKind
from importsafety.sources import reading
from importsafety.sources.extract import dates
from importsafety.sources.onefile import OneFile
from importsafety.sources.record import Record
from importsafety.sources.text import brief, clean, clean_url

_NONE = re.compile(r"(?:unknown|n/?a|none|-+|not (?:known|applicable|specified))?\.?", re.I)


class SafetyGate(OneFile):
    """Alerts of the member states."""

    id = "safety-gate"
    title = "European Commission, Safety Gate: alerts on dangerous products"
    home = "https://ec.europa.eu/safety-gate-alerts/screen/webReport"
    address = "https://public.opendatasoft.com/api/explore/v2.1/catalog/datasets/healthref-europe-rapex-en/exports/json"
    file = "safety-gate.json"
    columns = ("alert_number", "alert_date")
    rows = "alerts"
    full_list = 10_000

    def record(self, data: Mapping[str, Any]) -> Record:
        def known(name: str) -> str:
            text = clean(reading.string(data, name))
            return "" if _NONE.fullmatch(text) else text

        number, brand, model = (
            brief(known("alert_number")),
            brief(known("product_brand")),
            known("product_model"),
        )
        if not number:
            raise ValueError("The record has no alert number.")
        name = brief(known("product_name") or known("product_type") or known("product_category"))
        title, date = reading.required(
            f"{brand} {name}: alert {number}".strip() if name else "", dates.iso(known("alert_date"))
        )
        about = known("product_description")
        return Record(
            id=f"{self.id}:{number.lower().replace(' ', '')}",
            source=self.id,
            kind=NoticeKind.WARNING,
            title=title,
            date=date,
            url=clean_url(known("rapex_url")) or self.home,
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
