"""What the vocabulary calls things in English - kinds of product, facts, signs - in the reader's language. Other rooms
hand on the English label, as it stands in a sentence or at its head, and it is looked up here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from importsafety.vocabulary import CUES, FACTS, KINDS
from importsafety.web.language import spoken


def is_label(text: str) -> bool:
    return text in _known()


def label(text: str) -> str:
    """`hair dryer` -> `secador de pelo`, `Hair dryer` -> `Secador de pelo`; as it is where it is no label."""
    known = _known().get(text)
    return known[spoken()[:2]] if known else text


@cache
def _known() -> Mapping[str, Mapping[str, str]]:
    """English label -> by language."""
    kinds = [kind.name for kind in KINDS.values()]
    within = {
        name["en"].lower(): {tag: text[:1].lower() + text[1:] for tag, text in name.items()} for name in kinds
    }
    meanings = [*(fact.meaning for fact in FACTS.values()), *(cue.meaning for cue in CUES.values())]
    return {**within, **{name["en"]: name for name in (*kinds, *meanings)}}
