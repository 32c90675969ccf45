"""The sentences of an answer in the reader's language, beside the answer, which is in English for every program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from importsafety.api.problems import Problem
from importsafety.assessment import Assessment
from importsafety.web import told, why, words
from importsafety.web.language import ENGLISH, LANGUAGES, speaking, understood


def language(data: Mapping[str, Any]) -> str:
    """The language that a request wants (`say_in`), as one of ours; English when it asks for none. Raises Problem."""
    wanted = data.get("say_in")
    if wanted is None:
        return ENGLISH
    if not isinstance(wanted, str) or len(wanted) > 35:
        raise Problem(
            422,
            f"`say_in` must be one of {', '.join(LANGUAGES)}; leave it out for English.",
            [("say_in", "must be a language's tag")],
        )
    return understood((wanted,))


def answer_of(assessment: Assessment, spoken: str) -> dict[str, Any]:
    """The answer for a program; with `said`, English sentence -> what it is in `spoken`, unless that is English."""
    answer = assessment.as_dict()
    if spoken != ENGLISH:
        with speaking(spoken):
            answer["said"] = {english: text for english, text in _sentences(assessment) if text != english}
    return answer


def _sentences(assessment: Assessment) -> Iterator[tuple[str, str]]:
    for text in (assessment.reason, *((assessment.plan or {}).get("reasons", ()))):
        if text:
            yield text, told.told(text)
    for result in assessment.requirements:
        yield result.why, why.why(result.why)
        if result.question:
            yield result.question, why.asked(result.question)
    for match in assessment.matches:
        for item in match.evidence:
            for value in (item.listing, item.notice):
                yield value, words.side(value, item)
