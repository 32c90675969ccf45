"""The agencies we read, one module each. To add one: write its module, add its row to TABLE."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from importsafety.sources.cpsc import Cpsc
from importsafety.sources.cpsc_violations import CpscViolations
from importsafety.sources.cpsc_warnings import CpscWarnings
from importsafety.sources.fda import Fda
from importsafety.sources.fsis import Fsis
from importsafety.sources.health_canada import HealthCanada
from importsafety.sources.linking import link
from importsafety.sources.nhtsa import Nhtsa
from importsafety.sources.safety_gate import SafetyGate
from importsafety.sources.source import Raw, Rejected, Source, SourceError


@dataclass(frozen=True, slots=True)
class Row:
    """A source as it is offered. `on`: part of the default set; `use`: what an importer has of it;
    `seen`: what its reader was tested with ("real": the agency's own records; "documented": records
    written from its documentation, never yet compared with a live answer)."""

    source: Source
    on: bool
    use: str
    seen: str


TABLE = (
    Row(Cpsc(), True, "Consumer products that may not be sold in the U.S. any more.", "real"),
    Row(
        CpscWarnings(),
        True,
        "Consumer products whose sellers did not agree to a recall; most are sold through marketplaces.",
        "real",
    ),
    Row(
        CpscViolations(),
        True,
        "Products and firms found against a rule, many at the port and before any recall.",
        "documented",
    ),
    Row(Nhtsa(), True, "Child seats, tyres, lamps, helmets and other motor equipment.", "real"),
    Row(Fda("device"), True, "Masks, thermometers, massagers and other devices.", "real"),
    Row(Fda("food"), False, "Food, supplements and cosmetics.", "real"),
    Row(Fda("drug"), False, "Drugs, sanitizers and sunscreens.", "documented"),
    Row(Nhtsa(vehicles=True), False, "Cars, motorcycles and trailers; many campaigns.", "real"),
    Row(Fsis(), False, "Meat, poultry and eggs.", "documented"),
    Row(
        HealthCanada(),
        False,
        "Goods recalled in Canada, often with or before the U.S. recall.",
        "documented",
    ),
    Row(SafetyGate(), False, "Goods stopped in Europe, often of the same makers.", "documented"),
)
SOURCES: dict[str, Source] = {row.source.id: row.source for row in TABLE}
DEFAULT: tuple[str, ...] = tuple(row.source.id for row in TABLE if row.on)
ROWS: dict[str, Row] = {row.source.id: row for row in TABLE}


def chosen(wanted: Iterable[str]) -> tuple[str, ...]:
    """Source ids from a setting: names add to the default set, `-name` takes away, `all` is every one.

    Raises ValueError that lists the sources there are.
    """
    found = dict.fromkeys(DEFAULT)
    for word in wanted:
        name = word.removeprefix("-")
        if word == "all":
            found |= dict.fromkeys(SOURCES)
        elif name not in SOURCES:
            raise ValueError(f"There is no source `{name}`. Known sources: {', '.join(SOURCES)}.")
        elif word.startswith("-"):
            found.pop(name, None)
        else:
            found[name] = None
    return tuple(found)


__all__ = [
    "DEFAULT",
    "ROWS",
    "SOURCES",
    "TABLE",
    "Raw",
    "Rejected",
    "Source",
    "SourceError",
    "chosen",
    "link",
]
