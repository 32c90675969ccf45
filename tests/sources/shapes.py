"""Records of other agencies, written by hand from their documentation."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from importsafety.sources.nhtsa import FIELDS


def enforcement(number: str, **changes: Any) -> dict[str, Any]:
    """A report as openFDA gives it (open.fda.gov/apis/device/enforcement/searchable-fields)."""
    return {
        "status": "Ongoing",
        "city": "Springfield",
        "state": "IL",
        "country": "United States",
        "classification": "Class II",
        "openfda": {},
        "product_type": "Devices",
        "event_id": "90001",
        "recalling_firm": "Zorbly Medical LLC",
        "voluntary_mandated": "Voluntary: Firm initiated",
        "distribution_pattern": "Nationwide",
        "recall_number": number,
        "product_description": "Zorbly Infrared Thermometer, Model Number: ZT-100. For home use.",
        "product_quantity": "1,200 units",
        "reason_for_recall": "The device can read too low.",
        "recall_initiation_date": "20260401",
        "report_date": "20260506",
        "code_info": "Lot 22A",
    } | changes


def page(records: list[dict[str, Any]], total: int | None = None) -> dict[str, Any]:
    total = len(records) if total is None else total
    return {"meta": {"results": {"skip": 0, "limit": 2, "total": total}}, "results": records}


def campaign(number: str, letter: str = "C", **changes: str) -> str:
    """A row of NHTSA's flat file (RCL.txt)."""
    row = dict.fromkeys(FIELDS, "") | {
        "RECORD_ID": "900001",
        "CAMPNO": number,
        "MAKETXT": "ZORBLY",
        "MODELTXT": "RIDER 3",
        "YEARTXT": "9999",
        "COMPNAME": "CHILD SEAT:BUCKLE",
        "MFGNAME": "Zorbly Juvenile, Inc.",
        "RCLTYPECD": letter,
        "POTAFF": "4000",
        "ODATE": "19010101",
        "MFGTXT": "Zorbly Juvenile, Inc.",
        "RCDATE": "20260302",
        "DATEA": "20260303",
        "DESC_DEFECT": "The buckle of seats with model number ZR-3 may open.",
        "CONEQUENCE_DEFECT": "An open buckle increases the risk of injury in a crash.",
        "CORRECTIVE_ACTION": "A new buckle is sent free of charge.",
        "MFR_COMP_PTNO": "ZB-77",
    }
    return "\t".join((row | changes).values()) + "\r\n"


FSIS = {
    "field_title": "Zorbly Foods Recalls Frozen Dumplings Due to Undeclared Egg",
    "field_recall_number": "012-2026",
    "field_recall_date": "2026-03-05",
    "field_recall_url": "http://www.fsis.usda.gov/recalls-alerts/zorbly-foods-recalls-frozen-dumplings",
    "field_recall_type": "Active Recall",
    "field_recall_reason": ["Misbranding", "Unreported Allergens"],
    "field_recall_classification": "Class I",
    "field_product_items": "<ul><li>16-oz bags of ZORBLY DUMPLINGS, lot 7</li></ul>",
    "field_summary": "<p>Zorbly Foods is recalling about 900 pounds of dumplings.</p>",
    "field_establishment": "Zorbly Foods",
    "field_states": "Illinois, Ohio",
    "langcode": "English",
}

HEALTH_CANADA = {
    "NID": "77001",
    "Title": "Zorbly magnet sets recalled due to ingestion hazard",
    "URL": "https://recalls-rappels.canada.ca/en/alert-recall/zorbly-magnet-sets",
    "Organization": "Health Canada",
    "Product": "Zorbly Magnet Set",
    "Issue": "Product safety - Ingestion hazard",
    "Category": "Toys",
    "Recall class": "",
    "Last updated": "2026-03-07",
    "Archived": "0",
}

SAFETY_GATE = {
    "alert_number": "SR/00123/26",
    "alert_date": "2026-03-06",
    "alert_type": "Injuries",
    "alert_description": "Small magnets can be swallowed.",
    "technical_defect": "The magnets have a high magnetic flux.",
    "product_brand": "Zorbly",
    "product_name": "Magnet set",
    "product_category": "Toys",
    "product_model": "ZB-216",
    "product_description": "216 balls in a tin.",
    "product_barcode": "4006381333931",
    "product_country": "China",
    "product_image": "https://ec.europa.eu/safety-gate-alerts/image.png",
    "rapex_url": "https://ec.europa.eu/safety-gate-alerts/screen/webReport/alertDetail/1",
    "measures_country": "Recall from end users",
}

VIOLATION_HEAD = (
    "Letter Date", "Product", "Model", "Violation", "Citation", "Action Requested", "Firm", "Address", "City",
    "State", "Country",
)  # fmt: skip


def violation(product: str = "Zorbly Bath Seat", **changes: str) -> tuple[str, ...]:
    row = dict(
        zip(
            VIOLATION_HEAD,
            (
                "03/09/2026", product, "ZS-1", "Stability", "16 CFR 1215", "RSSC", "Zorbly Toys Inc.",
                "1 Main St", "Ontario", "CA", "China",
            ),
            strict=True,
        )
    )  # fmt: skip
    return tuple((row | changes).values())


def sheet(*rows: tuple[str, ...], head: tuple[str, ...] = VIOLATION_HEAD) -> bytes:
    """The agency's Excel file: five rows of explanation, the headings, the rows."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for line in (["Violations"], [], ["Explained here."], [], [], head, *rows):
        page.append(line)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
