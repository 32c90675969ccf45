"""Phrases: finds many phrases in a text at once, whole words only, however they are spelt together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from importsafety.vocabulary.text import Token, fold, tokens

V = TypeVar("V")
LONGEST = 12  # words in a phrase
_VALUE = ""  # never a token, so a node's own value can live beside its branches
# Spanish words that end a phrase's leading noun: only what stands before them takes a plural.
_SPANISH_LINKS = frozenset("de del para con sin a al en por".split())


class Found(NamedTuple, Generic[V]):
    """A phrase in a text: its value, and its first and one-past-last token."""

    value: V
    first: int
    last: int


class Phrases(Generic[V]):
    """Phrases with a value each. A later phrase replaces an equal earlier one."""

    def __init__(self, pairs: Iterable[tuple[str, V, str]] = ()):
        self._root: dict[str, Any] = {}
        for phrase, value, language in pairs:
            for words in spellings(phrase, language):
                node = self._root
                for word in words:
                    node = node.setdefault(word, {})
                node[_VALUE] = value

    def find(self, words: Sequence[Token]) -> list[Found[V]]:
        """The longest phrase at each place, without those that lie within another; in order of place."""
        found: list[Found[V]] = []
        root = self._root
        folded = [fold(word.text) for word in words]
        reached = 0
        for first, word in enumerate(folded):
            node = root.get(word)
            if node is None:
                continue
            last, value, at = 0, node.get(_VALUE), first + 1
            if value is not None:
                last = at
            for following in folded[at : at + LONGEST]:
                node = node.get(following)
                if node is None:
                    break
                at += 1
                if _VALUE in node:
                    last, value = at, node[_VALUE]
            if last > reached and value is not None:
                found.append(Found(value, first, last))
                reached = last
        return found


def spellings(phrase: str, language: str = "en") -> set[tuple[str, ...]]:
    """The folded token sequences a phrase is found by: `hair dryer` also as one word, Spanish plurals too."""
    words = tokens(phrase)
    forms = {tuple(words)}
    if language == "es":
        forms.add(tuple(_spanish_plural(words)))
    if words and words[0].isascii():
        forms |= {
            (*form[:at], form[at] + form[at + 1], *form[at + 2 :])
            for form in list(forms)
            for at in range(len(form) - 1)
            if form[at].isascii() and form[at + 1].isascii()
        }
        if language == "en" and len(words) > 2:
            forms.add(("".join(words),))
    return {tuple(map(fold, form)) for form in forms if form}


def _spanish_plural(words: list[str]) -> Iterable[str]:
    """`cargador de bateria` -> `cargadores de bateria`; after a vowel `fold` does it."""
    leading = True
    for word in words:
        leading = leading and word not in _SPANISH_LINKS
        if leading and word[-1:] in "dlnrjyz" and len(word) > 2:
            yield (word[:-1] + "c" if word.endswith("z") else word) + "es"
        else:
            yield word
