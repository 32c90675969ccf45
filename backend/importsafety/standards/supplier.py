"""The message to a supplier: what the plan needs from it, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec

from importsafety.listing import Listing
from importsafety.standards.files import read_yaml
from importsafety.standards.laboratories import laboratories
from importsafety.standards.plan import Plan, Test
from importsafety.standards.requirement import Requirement

FILE = Path(__file__).parent / "supplier.yaml"
LANGUAGES = {"en": "English", "zh": "中文"}


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The sentences of one language; those in braces are filled in."""

    subject: str
    greeting: str
    intro: str
    product: str
    model: str
    brand: str
    page: str
    ban: str
    reports: str
    maybe: str
    perhaps: str
    edition: str
    accepted: str
    any: str
    depends: str
    no_reports: str
    laboratory: str
    laboratory_items: tuple[str, ...]
    withdrawn: str
    coverage: str
    coverage_items: tuple[str, ...]
    labels: str
    no_labels: str
    factory: str
    factory_items: tuple[str, ...]
    questions: str
    close: str


class Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`supplier.yaml`."""

    en: Phrases
    zh: Phrases
    questions: Mapping[str, str]
    marks_zh: Mapping[str, str]


class Message(msgspec.Struct, frozen=True):
    """Plain text, to be copied or sent."""

    language: str
    subject: str
    body: str


@cache
def book() -> Book:
    """The shipped phrases. Raises BadCatalogue when the file breaks its schema."""
    return read_yaml(FILE, Book)


def messages(listing: Listing, plan: Plan, catalogue: Mapping[str, Requirement]) -> dict[str, Message]:
    """The message in every language, by language; the rules' titles are the catalogue's in that language."""
    return {language: _message(language, listing, plan, catalogue) for language in LANGUAGES}


def _message(language: str, listing: Listing, plan: Plan, catalogue: Mapping[str, Requirement]) -> Message:
    words: Phrases = getattr(book(), language)
    product = _line(listing.title or listing.model or listing.gtin or "")
    return Message(
        language,
        words.subject.format(product=product),
        "\n".join(_body(words, language, listing, plan, catalogue)) + "\n",
    )


def _body(
    words: Phrases, language: str, listing: Listing, plan: Plan, catalogue: Mapping[str, Requirement]
) -> Iterator[str]:
    yield from (words.greeting, "", words.intro, "")
    pairs = (
        (words.product, listing.title),
        (words.brand, listing.brand),
        (words.model, listing.model),
        (words.page, listing.url),
    )
    yield from (f"{name}: {_line(value)}" for name, value in pairs if value)
    if plan.bans:
        yield from ("", words.ban.format(citations=", ".join(plan.bans)))
    for number, (title, items) in enumerate(_sections(words, language, plan, catalogue), 1):
        yield from ("", f"{number}. {title}")
        yield from (f"   - {item}" for item in items)
    yield from ("", words.close)


def _sections(
    words: Phrases, language: str, plan: Plan, catalogue: Mapping[str, Requirement]
) -> Iterator[tuple[str, list[str]]]:
    if plan.tests:
        asked = _questions(language, plan)
        yield (
            words.reports,
            [_test(words, test, catalogue[test.id].title_in(language), asked) for test in plan.tests],
        )
    else:
        yield words.no_reports, []
    labs = laboratories()
    withdrawn = "; ".join(f"{lab.name} ({lab.id})" for lab in labs.withdrawn)
    yield (
        words.laboratory,
        [*words.laboratory_items, f"{words.withdrawn.format(as_of=labs.as_of)}: {withdrawn}"],
    )
    yield words.coverage, list(words.coverage_items)
    marks = [
        (mark.citation, _mark(language, mark.id, mark.says)) for mark in plan.marks if mark.applies == "yes"
    ]
    if marks:
        yield words.labels, [f"{citation}: {says}" for citation, says in marks]
    else:
        yield words.no_labels, []
    yield words.factory, list(words.factory_items)
    asked = _questions(language, plan)
    if asked:
        yield words.questions, list(asked.values())


def _test(words: Phrases, test: Test, title: str, questions: Mapping[str, str]) -> str:
    parts = [f"{test.citation} {title}"]
    if test.standards:
        parts.append(words.edition.format(standards=", ".join(test.standards)))
    parts.append(getattr(words, {"accepted": "accepted", "any": "any"}.get(test.laboratory, "depends")))
    text = "; ".join(parts)
    if test.applies == "yes":
        return text
    question = questions.get(test.question_id or "")
    return f"{words.maybe.format(question=question) if question else words.perhaps}: {text}"


def _questions(language: str, plan: Plan) -> dict[str, str]:
    """The open questions that a supplier can answer, by id; the rest are the importer's own."""
    known = book().questions
    return {
        id: known[question] if language == "zh" else question
        for id, question in plan.questions.items()
        if question in known
    }


def _mark(language: str, id: str, says: str) -> str:
    return book().marks_zh.get(id, says) if language == "zh" else says


def _line(text: str) -> str:
    """One line, so that no listing can add lines of its own to the message."""
    return " ".join(text.split())[:300]
