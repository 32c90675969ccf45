"""What differs between two versions of a notice, field by field, readable: what was taken out and what came in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import msgspec

from importsafety.notice import Notice

# Of words that stayed, so many characters on each side of a change are shown.
_AROUND = 100
# Longer texts are compared by sentence, so that one hostile text cannot keep a page waiting.
_MOST_WORDS = 600


@dataclass(frozen=True, slots=True)
class Difference:
    """One field. `parts` are its words in order as (how, text), how being "same", "gone" or "added"."""

    name: str
    parts: tuple[tuple[str, str], ...]


def differences(before: Notice, after: Notice) -> tuple[Difference, ...]:
    """The fields that read otherwise, in the notice's order. Of a list, the entries that went and came."""
    return tuple(
        Difference(name.replace("_", " "), parts)
        for name in Notice.__struct_fields__
        if (old := getattr(before, name)) != (new := getattr(after, name))
        and (parts := _entries(old, new) if isinstance(old, tuple) else _words(_text(old), _text(new)))
    )


def _entries(before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[tuple[str, str], ...]:
    old, new = dict.fromkeys(map(_text, before)), dict.fromkeys(map(_text, after))
    gone = tuple(("gone", text) for text in old if text not in new)
    return gone + tuple(("added", text) for text in new if text not in old)


def _text(value: Any) -> str:
    """A value as words. The sentence in which a code was found is part of the description, and not told again."""
    if isinstance(value, msgspec.Struct):
        names = (name for name in value.__struct_fields__ if name != "sentence")
        return " ".join(filter(None, (_text(getattr(value, name)) for name in names)))
    if isinstance(value, tuple):
        return ", ".join(map(_text, value))
    return "" if value is None else str(value)


def _words(before: str, after: str) -> tuple[tuple[str, str], ...]:
    old, new = _pieces(before), _pieces(after)
    parts: list[tuple[str, str]] = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            parts.append(("same", _around("".join(old[a:b]))))
            continue
        if b > a:
            parts.append(("gone", "".join(old[a:b])))
        if d > c:
            parts.append(("added", "".join(new[c:d])))
    return tuple(parts)


def _around(text: str) -> str:
    return text if len(text) <= 2 * _AROUND + 40 else f"{text[:_AROUND]} … {text[-_AROUND:]}"


def _pieces(text: str) -> list[str]:
    words = re.findall(r"\S+\s*", text)
    return words if len(words) <= _MOST_WORDS else re.findall(r"[^.;]+[.;]?\s*", text)[:_MOST_WORDS]
