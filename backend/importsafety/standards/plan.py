"""The certificate plan: from the requirements of a listing to the certificate, the tests to order and the marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from importsafety.assessment import RequirementResult
from importsafety.standards.files import read_yaml
from importsafety.standards.requirement import Requirement

FILE = Path(__file__).parent / "planning.yaml"
CERTIFYING = frozenset({"CPC", "GCC", "GCC/CPC", "GCC?"})

Kind = Literal["CPC", "GCC", "unclear", "none"]
Laboratory = Literal["accepted", "any", "depends"]


class Hint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Testing that a component or material may save: for the requirements `when`, on the authority `cites`."""

    when: tuple[str, ...]
    cites: str
    says: str


class Planning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`planning.yaml`: the hints, and for some requirements what must stand on the product or its packaging."""

    hints: tuple[Hint, ...]
    marks: Mapping[str, str]


@cache
def planning() -> Planning:
    """The shipped table. Raises BadCatalogue when it breaks its schema."""
    return read_yaml(FILE, Planning)


class Test(msgspec.Struct, frozen=True):
    """A test to order. `applies`: yes or maybe; `standards`: the editions in force on the plan's day, empty where the
    citation itself is the test. `laboratory`: `accepted` is one that CPSC accepts, `any` is the importer's choice."""

    id: str
    citation: str
    title: str
    applies: str
    certificate: str
    standards: tuple[str, ...]
    laboratory: Laboratory
    why: str
    question_id: str | None = None


class Mark(msgspec.Struct, frozen=True):
    """What must stand on the product or its packaging, and by which rule."""

    id: str
    citation: str
    applies: str
    says: str


class Duty(msgspec.Struct, frozen=True):
    """A rule that asks for no CPSC certificate: another agency's, or a label or report only."""

    id: str
    citation: str
    title: str
    agency: str
    applies: str
    standards: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True):
    """What to order and to ask for, as of the day `on` (ISO). `bans` are citations whose article may not be sold."""

    on: str
    certificate: Kind
    reasons: tuple[str, ...]
    third_party: bool
    tests: tuple[Test, ...]
    marks: tuple[Mark, ...]
    hints: tuple[Hint, ...]
    duties: tuple[Duty, ...]
    bans: tuple[str, ...]
    questions: Mapping[str, str]


class Certificate(NamedTuple):
    """Which certificate the requirements found lead to, and why."""

    kind: Kind
    reasons: tuple[str, ...]


def make_plan(catalogue: Mapping[str, Requirement], results: Sequence[RequirementResult], on: date) -> Plan:
    """The plan for what `Catalogue.applicable` found on the day `on`."""
    certifying = [result for result in results if result.certificate in CERTIFYING]
    tests = tuple(
        Test(
            id=result.id,
            citation=result.citation,
            title=result.title,
            applies=result.applies,
            certificate=result.certificate,
            standards=catalogue[result.id].editions_on(on),
            laboratory=_laboratory(result.third_party_test),
            why=result.why,
            question_id=result.question_id,
        )
        for result in certifying
    )
    ids = {result.id for result in results}
    table = planning()
    kind, reasons = certificate(results)
    return Plan(
        on=on.isoformat(),
        certificate=kind,
        reasons=reasons,
        third_party=_third_party(results),
        tests=tests,
        marks=tuple(
            Mark(result.id, result.citation, result.applies, table.marks[result.id])
            for result in results
            if result.id in table.marks
        ),
        hints=tuple(hint for hint in table.hints if not ids.isdisjoint(hint.when)),
        duties=tuple(
            Duty(
                result.id,
                result.citation,
                result.title,
                result.agency,
                result.applies,
                catalogue[result.id].editions_on(on),
            )
            for result in results
            if result.certificate not in CERTIFYING
        ),
        bans=tuple(result.citation for result in results if result.banned),
        questions={
            result.question_id: result.question
            for result in results
            if result.question_id and result.question
        },
    )


def summary(results: Sequence[RequirementResult]) -> dict[str, Any]:
    """The plan in a few words: `certificate`, `reasons`, `tests` (how many apply), `third_party`, `questions` (how
    many stand open)."""
    kind, reasons = certificate(results)
    return {
        "certificate": kind,
        "reasons": list(reasons),
        "tests": sum(result.certificate in CERTIFYING for result in _sure(results)),
        "third_party": _third_party(results),
        "questions": len({result.question_id for result in results if result.question_id}),
    }


def certificate(results: Sequence[RequirementResult]) -> Certificate:
    """The certificate and why. A children's product has a CPC whatever else applies; what is only a maybe, or turns
    on whether it is a children's product, leaves it unclear."""
    sure: dict[str, list[str]] = {kind: [] for kind in (*CERTIFYING, "label")}
    perhaps: dict[str, list[str]] = {kind: [] for kind in CERTIFYING}
    for result in results:
        table = sure if result.applies == "yes" else perhaps
        if result.certificate in table:
            table[result.certificate].append(result.citation)
    general = sure["GCC"] + sure["GCC?"]
    labelled = [f"The permanent label of {_list(sure['label'])} takes the place of a certificate."] * bool(
        sure["label"]
    )
    if sure["CPC"]:
        reasons = [
            f"It is a children's product under {_list(sure['CPC'])}: a Children's Product Certificate, on tests by a "
            "laboratory that CPSC accepts (15 USC 2063(a)(2), 16 CFR 1107)."
        ]
        if general:
            reasons.append(f"{_list(general)} asks for a General Certificate beside it.")
        return Certificate("CPC", (*reasons, *labelled))
    if sure["GCC/CPC"]:
        return Certificate(
            "unclear",
            (
                f"{_list(sure['GCC/CPC'])} applies. Whether the item is designed mainly for children of 12 or younger "
                "(16 CFR 1200) decides between a Children's Product Certificate and a General Certificate.",
                *labelled,
            ),
        )
    childs = perhaps["CPC"] + perhaps["GCC/CPC"]
    if general and childs:
        return Certificate(
            "unclear",
            (
                f"{_list(general)} asks for a General Certificate.",
                f"{_list(childs)} may apply, and then a Children's Product Certificate takes its place.",
                *labelled,
            ),
        )
    if general:
        return Certificate(
            "GCC",
            (
                f"{_list(general)} asks for a General Certificate of Conformity, on tests or a reasonable testing "
                "program (15 USC 2063(a)(1)).",
                *labelled,
            ),
        )
    open_ones = [*childs, *perhaps["GCC"], *perhaps["GCC?"]]
    if open_ones:
        return Certificate(
            "unclear", (f"A certificate is needed only if {_list(open_ones, 'or')} applies.", *labelled)
        )
    return Certificate("none", tuple(labelled) or ("No rule was found that leads to a CPSC certificate.",))


def _sure(results: Iterable[RequirementResult]) -> list[RequirementResult]:
    return [result for result in results if result.applies == "yes"]


def _third_party(results: Iterable[RequirementResult]) -> bool:
    return any(result.third_party_test and result.certificate in CERTIFYING for result in _sure(results))


def _laboratory(third_party: bool | None) -> Laboratory:
    return "depends" if third_party is None else "accepted" if third_party else "any"


def _list(items: Sequence[str], word: str = "and") -> str:
    return f" {word} ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))
