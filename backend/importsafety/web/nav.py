"""The main navigation: which pages stand in it, in which order."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app

from importsafety.api.who import who
from importsafety.web.language import N_

# A page sets `nav` to its endpoint here. One whose part of the application is not registered is left out.
ENTRIES = (
    ("web.start", N_("Check")),
    ("batches.overview", N_("Batches")),
    ("saved.page", N_("My list")),
    ("web.notices", N_("Notices")),
    ("web.requirements", N_("Rules")),
    ("suppliers.overview", N_("Suppliers")),
    ("web.status_page", N_("Data")),
    ("review.queue", N_("Review")),
)

MAINTAIN = {"review.queue"}


def entries() -> Iterator[tuple[str, str]]:
    """Each page's endpoint and its name, in English; nothing before somebody signed in, where people do."""
    asks = who()
    return (
        entry
        for entry in ENTRIES
        if entry[0] in current_app.view_functions
        and asks.team
        and (asks.maintains or entry[0] not in MAINTAIN)
    )
