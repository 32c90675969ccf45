"""What a request says beside the product: the day the rules are asked for, and answers to their questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from importsafety.api.problems import Problem
from importsafety.standards import Catalogue

ANSWERS = ("yes", "no", "unknown")


def day(data: Mapping[str, Any]) -> date | None:
    """The day `on`. Raises Problem where it is no ISO date."""
    value = data.get("on")
    if value is None:
        return None
    try:
        if isinstance(value, str) and len(value) == len("2026-07-08"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise Problem(
        422, "`on` must be a day such as 2026-07-08; leave it out for today.", [("on", "must be YYYY-MM-DD")]
    )


def answers(data: Mapping[str, Any], catalogue: Catalogue) -> dict[str, str]:
    """The `answers`, question id -> yes, no or unknown. Raises Problem where one is neither, or to no question."""
    value = data.get("answers")
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise Problem(
            422,
            '`answers` must be an object such as {"question_id": "yes"}.',
            [("answers", "must be an object")],
        )
    for id, answer in value.items():
        if id not in catalogue.questions:
            raise Problem(
                422,
                f"There is no question {id[:100]!r}. Answer with the `question_id` of a requirement of an earlier "
                "answer; when the program was updated, check once without answers.",
                [(f"answers.{id[:100]}", "no such question")],
            )
        if answer not in ANSWERS:
            raise Problem(
                422,
                f"The answer to {id} must be yes, no or unknown.",
                [(f"answers.{id}", "yes, no or unknown")],
            )
    return dict(value)


def remember(data: Mapping[str, Any]) -> bool:
    """Whether the product may be remembered. Raises Problem where it says neither true nor false."""
    value = data.get("remember")
    if value is None or isinstance(value, bool):
        return value is not False
    raise Problem(422, "`remember` must be true or false.", [("remember", "must be true or false")])
