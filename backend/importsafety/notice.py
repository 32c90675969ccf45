"""Notice: what an agency published about a product (recall, warning, violation), alike over agencies."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class NoticeKind(StrEnum):
    RECALL = "recall"
    WARNING = "warning"
    VIOLATION = "violation"


class Struct(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of a notice's parts: immutable, compared by value, encodes to JSON without its empty fields."""


class Product(Struct, frozen=True):
    """One product a notice names. `units` is the count as a number where the prose gives one."""

    name: str
    description: str = ""
    model: str = ""
    type: str = ""
    units: int | None = None


class Firm(Struct, frozen=True):
    """A firm named by the notice. `role`: manufacturer, importer, distributor, retailer, seller.
    `aliases` are the "dba" / "doing business as" names. `country` is ISO 3166 alpha-2."""

    name: str
    role: str
    aliases: tuple[str, ...] = ()
    country: str | None = None


class Identifier(Struct, frozen=True):
    """A code the notice names. `kind`: gtin, model, sku, asin, serial, lot, date_code.

    `value` is normalised for comparison (GTIN: 14 digits; else upper case letters and digits only);
    `raw` is as printed; `sentence` is where it was found. A range keeps both ends (`value`..`until`).
    """

    kind: str
    value: str
    raw: str
    sentence: str = ""
    until: str | None = None


class ScopeLimit(Struct, frozen=True):
    """A limit that a warning must repeat. `kind`: model, size, lot, date, serial, seller, color."""

    kind: str
    text: str
    sentence: str = ""


class Image(Struct, frozen=True):
    url: str
    caption: str = ""


class Notice(Struct, frozen=True):
    """One official notice, cleaned. Dates are ISO (YYYY-MM-DD); countries ISO 3166 alpha-2.

    `id` is `<source>:<number>`; where the agency gave no number, `<source>:<fallback key>`.
    `brands` are the names under which the item was sold. `standards` are citations ("16 CFR 1262") that
    the notice names. `linked` holds ids of notices about the same item.
    """

    id: str
    source: str
    kind: NoticeKind
    title: str
    date: str
    url: str
    number: str | None = None
    products: tuple[Product, ...] = ()
    description: str = ""
    brands: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    scope: tuple[ScopeLimit, ...] = ()
    hazards: tuple[str, ...] = ()
    hazard_classes: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    firms: tuple[Firm, ...] = ()
    countries: tuple[str, ...] = ()
    units: int | None = None
    units_text: str = ""
    remedy: str = ""
    remedy_options: tuple[str, ...] = ()
    incidents: str = ""
    sold_at: str = ""
    images: tuple[Image, ...] = ()
    linked: tuple[str, ...] = ()
