"""What differs between two versions of a notice, field by field, readable: what was taken out and what came in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import msgspec

from importsafety.notice import Notice

# Longer texts are compared by sentence, so that one hostile text cannot keep a page waiting.
_MOST_WORDS = 600


@dataclass(frozen=True, slots=True)
class Difference:
    """One field. `parts` are its words in order as (how, text), how being "same", "gone" or "added"."""

    name: str
    parts: tuple[tuple[str, str], ...]


def differences(before: Notice, after: Notice) -> tuple[Difference, ...]:
    """The fields that read otherwise, in the notice's order."""
    return tuple(
        Difference(name.replace("_", " "), _parts(_text(old), _text(new)))
        for name in Notice.__struct_fields__
        if (old := getattr(before, name)) != (new := getattr(after, name))
    )


def _text(value: Any) -> str:
    """A field's value as words: parts of a list apart by semicolons, of an object by commas."""
    if isinstance(value, tuple):
        return "; ".join(map(_text, value))
    if isinstance(value, msgspec.Struct):
        texts = (_text(getattr(value, name)) for name in value.__struct_fields__)
        return ", ".join(filter(None, texts))
    return "" if value is None else str(value)


def _parts(before: str, after: str) -> tuple[tuple[str, str], ...]:
    old, new = _pieces(before), _pieces(after)
    parts: list[tuple[str, str]] = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            parts.append(("same", "".join(old[a:b])))
            continue
        if b > a:
            parts.append(("gone", "".join(old[a:b])))
        if d > c:
            parts.append(("added", "".join(new[c:d])))
    return tuple(parts)


def _pieces(text: str) -> list[str]:
    words = re.findall(r"\S+\s*", text)
    return words if len(words) <= _MOST_WORDS else re.findall(r"[^.;]+[.;]?\s*", text)[:_MOST_WORDS]
