"""Looking things up in the catalogue: the rows that fit what is asked, and a row with all its fields."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from importsafety.listing import Listing
from importsafety.standards.catalogue import Catalogue
from importsafety.standards.requirement import Requirement

# Rows that bind nobody, whatever the day.
NO_DUTY = frozenset({"determination", "guide"})


def find(
    catalogue: Catalogue,
    words: str = "",
    agency: str | None = None,
    status: str | None = None,
    on: date | None = None,
    product: str = "",
) -> list[Requirement]:
    """The rows that hold all the words (in any case), in the catalogue's order.

    `on`: those that bind on that day. `product`: those that apply, or may, to a product of that title.
    """
    wanted = words.lower().split()
    apply = (
        {result.id for result in catalogue.applicable(Listing(title=product), on)} if product else catalogue
    )
    return [
        row
        for row in catalogue.values()
        if row.id in apply
        and (not agency or row.agency == agency)
        and (not status or row.status == status)
        and (on is None or (row.in_force(on) and row.status not in NO_DUTY))
        and all(word in _text(row) for word in wanted)
    ]


def _text(row: Requirement) -> str:
    return " ".join(
        (
            row.id,
            row.title,
            row.title_zh,
            row.title_es,
            row.scope,
            row.topic,
            row.agency,
            row.guidance,
            row.ages,
        )
    ).lower()


def entry(catalogue: Catalogue, row: Requirement) -> dict[str, Any]:
    """All fields of a row, also those without content; the sources in words."""
    given = msgspec.to_builtins(row)
    fields = {field.encode_name: field.default for field in msgspec.structs.fields(row)}
    return {
        **{
            name: given.get(name, list(empty) if isinstance(empty, tuple) else empty)
            for name, empty in fields.items()
        },
        "citation": row.citation,
        "slug": row.slug,
        "url": row.url,
        "sources": [catalogue.source(named) for named in row.sources],
    }
