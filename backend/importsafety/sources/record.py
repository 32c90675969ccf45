"""Record: an agency's row in plain fields, before it is read; `notice_of` reads it into a Notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from importsafety.notice import Image, Notice, NoticeKind, Product
from importsafety.sources.extract import (
    brands,
    countries,
    firms,
    gtins,
    hazards,
    models,
    scope,
    standards,
    units,
)
from importsafety.sources.text import SHORT, brief, clean, prose, sentences

# More products, firms, codes or pictures than any notice has.
MOST = 500


@dataclass(slots=True)
class Record:
    """One row as published, field by field, not yet cleaned. `firms` are (role, text); `date` is ISO.

    `products` are (name, description, model, type, units text); `images` are (clean URL, caption).
    `related` are notice ids that the row itself names; `brands` those that the agency gives in a field of their
    own, else they are read from the prose.
    """

    id: str
    source: str
    kind: NoticeKind
    title: str
    date: str
    url: str
    number: str | None = None
    products: Sequence[tuple[str, str, str, str, str]] = ()
    description: str = ""
    hazards: Sequence[str] = ()
    remedy: str = ""
    remedy_options: Sequence[str] = ()
    incidents: str = ""
    sold_at: str = ""
    units: str = ""
    firms: Sequence[tuple[str, str]] = ()
    countries: Sequence[str] = ()
    upcs: Sequence[str] = ()
    images: Sequence[tuple[str, str]] = ()
    related: Sequence[str] = field(default=())
    brands: Sequence[str] = ()


def notice_of(record: Record) -> Notice:
    """The notice a record stands for: its text cleaned and everything named in prose extracted."""
    title = prose(record.title, SHORT)
    description = prose(record.description)
    hazard_texts = tuple(filter(None, map(clean, record.hazards[:MOST])))
    sold_at = prose(record.sold_at, SHORT)
    products = tuple(
        Product(
            name=brief(name),
            description=prose(about),
            model=brief(model),
            type=brief(kind),
            units=units.read(brief(count)),
        )
        for name, about, model, kind, count in record.products[:MOST]
        if brief(name)
    )
    units_text = brief(record.units) or "; ".join(
        filter(None, (brief(count) for *_, count in record.products[:MOST]))
    )
    named = firms.read(record.firms[:MOST], title, sold_at, tuple(product.name for product in products))
    lines = sentences(description)
    identifiers = models.read(
        (title, *(product.name for product in products)),
        (*(line for product in products for line in sentences(product.description)), *lines),
        tuple(brief(caption) for _, caption in record.images[:MOST]),
        tuple(product.model for product in products if product.model),
    )
    codes = gtins.read(record.upcs[:MOST], lines)
    known = {(code.kind, code.value) for code in codes}
    identifiers = (*codes, *(code for code in identifiers if (code.kind, code.value) not in known))
    return Notice(
        id=record.id,
        source=record.source,
        kind=record.kind,
        title=title,
        date=record.date,
        url=record.url,
        number=record.number,
        products=products,
        description=description,
        brands=tuple(dict.fromkeys(filter(None, map(brief, record.brands[:MOST]))))
        or brands.read(title, tuple(product.name for product in products), description, named),
        identifiers=identifiers,
        scope=scope.read(title, lines, sold_at, identifiers),
        hazards=hazard_texts,
        hazard_classes=hazards.read(title, hazard_texts),
        standards=standards.read(title, hazard_texts, description),
        firms=named,
        countries=countries.read(record.countries[:MOST], named),
        units=_total(products) if len(products) > 1 and not record.units else units.read(units_text),
        units_text=units_text,
        remedy=prose(record.remedy),
        remedy_options=tuple(filter(None, map(brief, record.remedy_options))),
        incidents=prose(record.incidents),
        sold_at=sold_at,
        images=tuple(Image(url, brief(caption)) for url, caption in record.images[:MOST] if url),
        linked=tuple(record.related),
    )


def _total(products: Sequence[Product]) -> int | None:
    """The sum of the products' units where each has its own; else the one that is given."""
    counts = [product.units for product in products if product.units is not None]
    return sum(counts) if counts else None
