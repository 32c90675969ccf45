"""Answers to the questions of the rules, as people write them: `ID=yes`, several parted by semicolons or commas."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

SAID = frozenset({"yes", "no"})


class BadAnswer(ValueError):
    """An answer that is none, or to no question. The message says what to write."""


def answers_of(said: Any, questions: Collection[str]) -> dict[str, str]:
    """Question id -> yes or no, from a text such as `id=yes; id=no` or from a mapping; nothing said is no answer.

    `questions` are the ids there are. Raises BadAnswer.
    """
    if not said:
        return {}
    if isinstance(said, Mapping):
        pairs = [(str(id), str(answer)) for id, answer in said.items()]
    else:
        texts = [text for part in re.split(r"[;,\s]+", str(said)) if (text := part.strip())]
        pairs = [(id, answer) for id, _, answer in (text.partition("=") for text in texts)]
    answers = {}
    for id, answer in pairs:
        if id not in questions or answer.lower() not in SAID:
            raise BadAnswer(
                f"{id[:100]}={answer[:20]}: write ID=yes or ID=no, with the ID of a question that `importsafety check` "
                "or `importsafety standards explain` shows for the product."
            )
        answers[id] = answer.lower()
    return answers
