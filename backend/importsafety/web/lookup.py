"""Look it up: what the search page shows of a search, beside its notices: choices with counts, and pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from importsafety.store import Store
from importsafety.store.search import NARROWING
from importsafety.web import charts, formats, words
from importsafety.web.language import N_
from importsafety.web.language import gettext as _

MONTHS = 36  # of longer times the last three years by month, and all by year
ROWS = 12  # in a picture; the table below it has all

Pairs = list[tuple[str, int]]
# A choice -> its label and how a value is said.
CHOICES: dict[str, tuple[str, Callable[[str], str]]] = {
    "source": (N_("Source"), words.source_title),
    "kind": (N_("Kind"), words.kind),
    "hazard": (N_("Hazard"), words.hazard),
    "country": (N_("Made in"), formats.country),
}
# What else narrows a search -> its label, and how a value is said.
TYPED: dict[str, tuple[str, Callable[[str], str]]] = {
    "firm": (N_("Firm"), str),
    "code": (N_("Model, UPC or GTIN"), str),
    "since": (N_("From"), formats.day),
    "until": (N_("Until"), formats.day),
}


def context(store: Store, query: Mapping[str, Any]) -> dict[str, Any]:
    """What the template shows of a search. `query` has q, page and size, and of NARROWING what was asked."""
    asked = {name: str(query[name]) for name in NARROWING if query.get(name)}
    found = store.search(query["q"], page=query["page"], size=query["size"], **asked)
    counts = _counts(store, store.newest(), query["q"], tuple(asked.items()))
    return {
        "query": query,
        "asked": asked,
        "address": {"q": query["q"] or None, **asked},
        "found": found,
        "choices": [
            (name, _(label), _options(counts[name], asked.get(name), say))
            for name, (label, say) in CHOICES.items()
        ],
        "chips": [
            (name, _(label), say(asked[name]))
            for name, (label, say) in (CHOICES | TYPED).items()
            if name in asked
        ],
        "typed": any(name in asked for name in TYPED),
        "pictures": _pictures(counts) if found.total else [],
    }


@lru_cache(maxsize=64)
def _counts(
    store: Store, data: tuple[int, int], words: str, asked: tuple[tuple[str, str], ...]
) -> Mapping[str, Pairs]:
    """The counts of a search, kept while the notices are the same: every page of its results shows them."""
    return store.counts(words, **dict(asked))


def _options(pairs: Pairs, chosen: str | None, say: Callable[[str], str]) -> list[tuple[str, str, int]]:
    """(value, its words, notices); what is chosen is among them though nothing has it."""
    rows = [(value, say(value), count) for value, count in pairs]
    if chosen and chosen not in {row[0] for row in rows}:
        rows.append((chosen, say(chosen) if chosen in dict(pairs) else chosen, 0))
    return rows


def _pictures(counts: Mapping[str, Pairs]) -> list[tuple[str, Markup, list[tuple[str, str, str, int]]]]:
    """(title, drawing, table); a row of the table is (field, value, words, notices), the field "" where it is none of
    a search."""
    months = _filled(counts["month"])
    drawn = []
    if len(months) > MONTHS:
        years: dict[str, int] = {}
        for month, count in months:
            years[month[:4]] = years.get(month[:4], 0) + count
        title = _("Notices per year")
        drawn.append(
            (
                title,
                charts.columns(list(years.items()), title, width=charts.NARROW),
                [("year", year, year, count) for year, count in reversed(years.items())],
            )
        )
    title = _("Notices per month")
    latest = [(formats.month(month), count) for month, count in months[-MONTHS:]]
    drawn.append(
        (
            title,
            charts.columns(latest, title, width=charts.NARROW),
            [("", "", said, count) for said, count in latest[::-1]],
        )
    )
    for name, title in (("hazard", _("Notices per hazard")), ("country", _("Notices per country"))):
        say = CHOICES[name][1]
        rows = [(name, value, say(value), count) for value, count in counts[name]]
        if rows:
            drawing = charts.rows([row[2:] for row in rows[:ROWS]], title, width=charts.NARROW)
            drawn.append((title, drawing, rows))
    return drawn


def _filled(months: Pairs) -> Pairs:
    """Months in their order, those without a notice as well."""
    if not months:
        return []
    known, (first, last) = dict(months), (months[0][0], months[-1][0])
    try:
        begin, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    except ValueError:
        return months
    every = (f"{at // 12:04}-{at % 12 + 1:02}" for at in range(begin, end + 1))
    return [(month, known.get(month, 0)) for month in every]
