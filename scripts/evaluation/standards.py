"""Measures of the requirements shown, on labelled listings.

PYTHONPATH=scripts:backend python -m evaluation.standards [SHARED] [--errors]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evaluation.recall import Measure
from importsafety.assessment import RequirementResult
from importsafety.listing import Listing
from importsafety.standards import Catalogue

# The labels were written for this day, when all of the requirements in them were in force.
DAY = date(2026, 9, 30)
TRACKING_LABEL = "15 USC 2063(a)(5)"
# Duties and procedures that every import has, or that only say how to test: not scored.
UNIVERSAL = frozenset(
    {
        "19 CFR 134",
        "UFLPA",
        "Cal. Prop 65",
        "16 CFR 1107",
        "16 CFR 1109",
        "16 CFR 1110",
        "16 CFR 1112",
        "16 CFR 1115",
    }
    | {"16 CFR 1199", "16 CFR 1200", "16 CFR 1251", "16 CFR 1252", "16 CFR 1253", "16 CFR 1308"}
)


@dataclass(frozen=True)
class Row:
    """A labelled listing and what is shown for it: requirement id -> yes or maybe."""

    id: str
    listing: Listing
    must: frozenset[str]
    may: frozenset[str]
    must_not: frozenset[str]
    shown: dict[str, RequirementResult]

    def shown_ids(self, says: Sequence[str] = ("yes", "maybe")) -> frozenset[str]:
        return frozenset(id for id, result in self.shown.items() if result.applies in says)


def rows(catalogue: Catalogue, path: Path) -> Iterator[Row]:
    """The rows of a labelled set: JSON lines with `title`, `attrs`, `must`, `may`, `must_not`."""
    for line in path.read_text("utf-8").splitlines():
        data = json.loads(line)
        listing = Listing.of({"title": data["title"], "attributes": {"details": data.get("attrs") or ""}})
        shown = {result.id: result for result in catalogue.applicable(listing, DAY)}
        labels = (frozenset(data[name]) for name in ("must", "may", "must_not"))
        yield Row(data["id"], listing, *labels, shown)


def measure(shared: Path) -> list[Measure]:
    """Every measure of requirements in the shared eval/README.md, with its number of labels."""
    catalogue = Catalogue.load()
    return table(catalogue, list(rows(catalogue, shared / "eval" / "standards.jsonl")))


def table(catalogue: Catalogue, labelled: Sequence[Row]) -> list[Measure]:
    unverified = frozenset(id for id, row in catalogue.items() if not row.verified) - {TRACKING_LABEL}
    scored = frozenset(catalogue) - UNIVERSAL - unverified - {TRACKING_LABEL}
    return [
        *_measures("", labelled, scored, goals=True),
        *_measures("unverified rows: ", labelled, unverified - UNIVERSAL),
        *_measures("tracking label: ", labelled, frozenset({TRACKING_LABEL})),
    ]


def _measures(
    name: str, labelled: Sequence[Row], scored: frozenset[str], goals: bool = False
) -> Iterator[Measure]:
    must = [(row, id) for row in labelled for id in row.must & scored]
    must_not = [(row, id) for row in labelled for id in row.must_not & scored]
    shown = [(row, id) for row in labelled for id in row.shown_ids() & scored]
    yes = [(row, id) for row in labelled for id in row.shown_ids(["yes"]) & scored]

    def goal(bound: float) -> float | None:
        return bound if goals else None

    yield _share(f"requirements, {name}must shown", (id in row.shown for row, id in must), goal(0.96))
    said = [(row, id) for row, id in must if id in row.shown]
    yield _share(
        f"requirements, {name}of them yes", (row.shown[id].applies == "yes" for row, id in said), goal(0.85)
    )
    yield _share(
        f"requirements, {name}must not, shown", (id in row.shown for row, id in must_not), goal(0.01), False
    )
    right = (id in row.must | row.may for row, id in yes)
    yield _share(f"requirements, {name}yes is in must or may", right, goal(0.95))
    known = (id in row.must | row.may for row, id in shown)
    yield _share(f"requirements, {name}shown is in must or may", known)


def _share(name: str, hits: Iterable[bool], goal: float | None = None, least: bool = True) -> Measure:
    found = list(hits)
    return Measure(name, sum(found) / len(found) if found else float("nan"), len(found), goal, least)


def _errors(catalogue: Catalogue, labelled: Iterable[Row]) -> Iterator[str]:
    """The rows that go wrong, for reading."""
    for row in labelled:
        missed = row.must - row.shown_ids() - UNIVERSAL
        weak = row.must & row.shown_ids(["maybe"]) - UNIVERSAL
        wrong = row.must_not & row.shown_ids()
        beside = row.shown_ids(["yes"]) - row.must - row.may - row.must_not - UNIVERSAL
        if missed or weak or wrong or beside:
            yield f"{row.id} {row.listing.title} | {row.listing.attributes.get('details', '')}"
            for title, ids in (("missed", missed), ("weak", weak), ("WRONG", wrong), ("beside", beside)):
                for id in sorted(ids):
                    yield f"    {title}: {id} {row.shown[id].why if id in row.shown else ''}"


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    path = Path(arguments[0] if arguments else "../shared") / "eval" / "standards.jsonl"
    catalogue = Catalogue.load()
    labelled = list(rows(catalogue, path))
    if "--errors" in sys.argv:
        print("\n".join(_errors(catalogue, labelled)))
    for line in table(catalogue, labelled):
        bound = "" if line.goal is None else f"{'>=' if line.least else '<='} {line.goal:.0%}"
        print(f"{line.name:55} {line.value:8.1%} {line.rows:5} {bound}")


if __name__ == "__main__":
    main()
