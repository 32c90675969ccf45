"""The certificate's data for eFiling: the seven elements of 16 CFR 1110.11 as a form, filled as far as is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from importsafety.listing import Listing
from importsafety.standards.catalogue import Catalogue
from importsafety.standards.laboratories import laboratories
from importsafety.standards.plan import Plan

LIMIT = 1_000


@dataclass(frozen=True)
class Field:
    """A field of the form. `element` is its number among the seven, 0 for what goes along; `known_from` tells where
    a value was taken from; `problem` says what to mend."""

    key: str
    element: int
    label: str
    help: str
    required: bool = False
    value: str = ""
    known_from: str = ""
    problem: str = ""


ELEMENTS = {
    1: "The product",
    2: "Each rule certified to",
    3: "When it was made",
    4: "Who made it, and where",
    5: "When it was tested last",
    6: "Who tested it",
    7: "Who keeps the records",
    0: "With the entry",
}
FIELDS = (
    Field("product_id", 1, "Product ID", "GTIN, model or your own number; the same in all of its filings.", True),
    Field("product_name", 1, "Product name", "Which product it is; with colour or style where tests differ.", True),
    Field("citations", 2, "Rules", "Citations, separated by semicolons; only those that apply.", True),
    Field("manufacture_date", 3, "Made in", "Month or day when production ended: 2026-08 or 2026-08-31.", True),
    Field("manufacturer_name", 4, "Manufacturer", "The factory; a seller on a marketplace is often not it.", True),
    Field("manufacturer_address", 4, "Place of manufacture", "Street and city of the factory.", True),
    Field("manufacturer_country", 4, "Country", "Two letters (ISO 3166): CN, VN, IN.", True),
    Field("test_date", 5, "Latest test", "Day of the newest test it rests on: 2026-08-15.", True),
    Field("laboratory_name", 6, "Test laboratory", "As on the report, with its city and country.", True),
    Field("laboratory_id", 6, "CPSC lab ID", "Four digits, from CPSC's list; needed for a children's product."),
    Field("records_name", 7, "Contact", "The person who keeps the test records.", True),
    Field("records_email", 7, "E-mail", "Of that person.", True),
    Field("records_phone", 7, "Telephone", "With the country code: +1 555 010 0123."),
    Field("records_address", 7, "Address", "Where the records are kept.", True),
    Field(
        "hts_code", 0, "Tariff code (HTS)",
        "From the Harmonized Tariff Schedule, or from your broker. It does not follow from the rules: CPSC's list of "
        "codes is a guide, and no official table leads from a code to a rule, so nothing is filled in here.",
    ),
)  # fmt: skip
_BY_KEY = {field.key: field for field in FIELDS}
_COUNTRIES = {
    "china": "CN", "vietnam": "VN", "viet nam": "VN", "india": "IN", "taiwan": "TW", "thailand": "TH", "mexico": "MX",
    "indonesia": "ID", "bangladesh": "BD", "pakistan": "PK", "turkey": "TR", "malaysia": "MY", "cambodia": "KH",
    "hong kong": "HK", "south korea": "KR", "japan": "JP", "germany": "DE", "italy": "IT", "united states": "US",
    "usa": "US", "中国": "CN", "越南": "VN",
}  # fmt: skip
_ORIGIN = re.compile(
    r"place of origin|country of (?:origin|manufacture)|made in|产地|原产|lugar de origen", re.I
)


@dataclass(frozen=True)
class Form:
    """The filled form. `certificate` as in the plan; `notes` tell what to know before filing."""

    certificate: str
    fields: tuple[Field, ...]
    notes: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not any(field.problem for field in self.fields)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON types; the fields in the order of the elements."""
        return {
            "certificate": self.certificate,
            "complete": self.complete,
            "notes": list(self.notes),
            "entries": [
                {
                    "key": field.key,
                    "element": field.element,
                    "label": field.label,
                    "help": field.help,
                    "required": field.required,
                    "value": field.value,
                    "known_from": field.known_from,
                    "problem": field.problem,
                }
                for field in self.fields
            ],
        }

    def row(self) -> dict[str, str]:
        """The form as one row, for a table: certificate and every field's value."""
        return {"certificate": self.certificate, **{field.key: field.value for field in self.fields}}


def fill(listing: Listing, plan: Plan, catalogue: Catalogue, given: Mapping[str, str], today: date) -> Form:
    """The form with what the listing and plan know, overridden by what was `given` (field key -> text).

    Unknown keys are ignored, long texts cut. What is missing or cannot be right is each field's `problem`.
    """
    known = _known(listing, plan)
    values = {
        key: str(given[key]).strip()[:LIMIT] if key in given else known.get(key, ("", ""))[0]
        for key in _BY_KEY
    }
    setting = _Setting(plan, catalogue, today)
    fields = []
    for field in FIELDS:
        value, origin = values[field.key], known.get(field.key, ("", ""))
        required = field.required or (field.key == "laboratory_id" and plan.third_party)
        if value:
            check = _CHECKS.get(field.key)
            problem = check(value, setting) if check else ""
        else:
            problem = "Needed." if required else ""
        known_from = origin[1] if value and value == origin[0] else ""
        fields.append(
            Field(field.key, field.element, field.label, field.help, required, value, known_from, problem)
        )
    return Form(plan.certificate, tuple(fields), _notes(plan, catalogue))


class _Setting(NamedTuple):
    """What a value is checked against."""

    plan: Plan
    catalogue: Catalogue
    today: date


def _known(listing: Listing, plan: Plan) -> dict[str, tuple[str, str]]:
    """What is known of the fields: key -> value, where it is from."""
    known: dict[str, tuple[str, str]] = {}
    for value, origin in ((listing.gtin, "bar code"), (listing.model, "model")):
        if value and "product_id" not in known:
            known["product_id"] = value, f"the listing's {origin}"
    if listing.title:
        known["product_name"] = listing.title[:200], "the listing's title"
    certain = [test.citation for test in plan.tests if test.applies == "yes"]
    if certain:
        known["citations"] = "; ".join(certain), "the plan"
    for name, value in listing.attributes.items():
        if _ORIGIN.search(name):
            known["manufacturer_address"] = value, f"the listing's “{name}”"
            code = next((code for word, code in _COUNTRIES.items() if word in value.lower()), "")
            if code:
                known["manufacturer_country"] = code, f"the listing's “{name}”"
            break
    return known


def _notes(plan: Plan, catalogue: Catalogue) -> tuple[str, ...]:
    notes = []
    if plan.certificate == "none":
        notes.append("The plan found no rule that needs a CPSC certificate, so there may be nothing to file.")
    if plan.certificate == "unclear":
        notes.append("Which certificate it is turns on the open questions; answer them first.")
    when = date.fromisoformat(plan.on)
    if catalogue["16 CFR 1110"].editions_on(when):
        notes.append(
            "The importer files it with the entry, in full or as a reference to CPSC's Product Registry (16 CFR "
            "1110); for goods from a foreign trade zone from 8 January 2027."
        )
    else:
        notes.append(
            f"On {plan.on} the certificate accompanies the goods; it is filed electronically from 8 July 2026."
        )
    return tuple(notes)


def _citations(value: str, setting: _Setting) -> str:
    given = [item.strip() for item in re.split(r"[;\n]", value) if item.strip()]
    unknown = [item for item in given if item not in setting.catalogue]
    if unknown:
        return f"Not in the catalogue, so not compared: {'; '.join(unknown)[:200]}."
    lacking = [t.citation for t in setting.plan.tests if t.applies == "yes" and t.citation not in given]
    return f"The plan has these as well: {'; '.join(lacking)}." if lacking else ""


def _made(value: str, setting: _Setting) -> str:
    return _date(value, setting.today, month=True)


def _tested(value: str, setting: _Setting) -> str:
    return _date(value, setting.today, month=False)


def _date(value: str, today: date, month: bool) -> str:
    text = f"{value}-01" if month and re.fullmatch(r"\d{4}-\d\d", value) else value
    try:
        when = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        when = None
    if when is None:
        return f"Write it as {'2026-08 or ' if month else ''}2026-08-15."
    return "That day is still to come." if when > today else ""


def _country(value: str, setting: _Setting) -> str:
    return "" if re.fullmatch(r"[A-Z]{2}", value) else "Two capital letters, such as CN."


def _laboratory(value: str, setting: _Setting) -> str:
    known = laboratories()
    gone = next((lab for lab in known.withdrawn if lab.id == value), None) or next(
        iter(known.named(value)), None
    )
    if gone:
        return f"CPSC no longer accepts {gone.name} (lab ID {gone.id}) since {gone.on}; another must test."
    return ""


def _laboratory_id(value: str, setting: _Setting) -> str:
    if not re.fullmatch(r"\d{4}", value):
        return "Four digits, as in CPSC's list of accepted laboratories."
    return _laboratory(value, setting)


def _email(value: str, setting: _Setting) -> str:
    return "" if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", value) else "Write it as name@example.com."


def _phone(value: str, setting: _Setting) -> str:
    return "" if re.fullmatch(r"\+?[\d\s().x-]{7,30}", value) else "Digits, with the country code."


def _hts(value: str, setting: _Setting) -> str:
    digits = re.sub(r"[.\s]", "", value)
    return "" if re.fullmatch(r"\d{10}|\d{8}", digits) else "Eight or ten digits, such as 9503.00.0073."


_CHECKS: Mapping[str, Callable[[str, _Setting], str]] = {
    "citations": _citations,
    "manufacture_date": _made,
    "test_date": _tested,
    "manufacturer_country": _country,
    "laboratory_name": _laboratory,
    "laboratory_id": _laboratory_id,
    "records_email": _email,
    "records_phone": _phone,
    "hts_code": _hts,
}
