"""Phrases: finds many phrases in a text at once, whole words only, however they are spelt together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from importsafety.vocabulary.text import fold, tokens

V = TypeVar("V")
# Spanish words that end a phrase's leading noun: only what stands before them takes a plural.
_SPANISH_LINKS = frozenset("de del para con sin a al en por".split())


class Found(NamedTuple, Generic[V]):
    """A phrase in a text: its value, and its first and one-past-last token."""

    value: V
    first: int
    last: int


class Phrases(Generic[V]):
    """Phrases with a value each. A later phrase replaces an equal earlier one.

    A phrase is kept as its folded words run together, so `hair dryer` is found in `hair-dryers` and
    `hairdryer`. The other way round is not wanted (`carpet` is not in `car pet`), so the number of words is
    kept beside it.
    """

    def __init__(self, phrases: Iterable[tuple[str, V, str]] = ()):
        """Each phrase comes with its value and its language."""
        self._values: dict[str, tuple[V, int]] = {}
        self._longest: dict[str, int] = {}  # by first word (or words run together): words that can follow it
        for phrase, value, language in phrases:
            self.add(phrase, value, language)

    def get(self, phrase: str) -> V | None:
        """The value of a phrase, however it is spelt together; None where there is none."""
        found = self._values.get("".join(map(fold, tokens(phrase))))
        return found[0] if found else None

    def add(self, phrase: str, value: V, language: str) -> None:
        """One more phrase, in the place of an equal one."""
        words = tokens(phrase)
        self._add(words, value)
        if language == "es" and (plural := _spanish_plural(words)) != words:
            self._add(plural, value)

    def _add(self, words: list[str], value: V) -> None:
        start, longest = "", self._longest
        for following, word in zip(range(len(words), 0, -1), words, strict=True):
            start += fold(word)
            if following > longest.get(start, 0):
                longest[start] = following
        if start:
            self._values[start] = value, max(len(words), self._values.get(start, (value, 0))[1])

    def find_words(self, words: Sequence[str]) -> list[Found[V]]:
        """The longest phrase at each place, without those that lie within another; in order of place."""
        found: list[Found[V]] = []
        values, longest = self._values, self._longest
        folded = [fold(word) for word in words]
        reached = 0
        for first, word in enumerate(folded):
            following = longest.get(word)
            if following is None:
                continue
            text, best, last = "", None, reached
            for at, following_word in enumerate(folded[first : first + following], first + 1):
                text += following_word
                entry = values.get(text)
                if entry is not None and at > last and at - first <= entry[1]:
                    best, last = entry, at
            if best is not None:
                found.append(Found(best[0], first, last))
                reached = last
        return found


def _spanish_plural(words: list[str]) -> list[str]:
    """`cargador de bateria` -> `cargadores de bateria`; after a vowel `fold` does it."""
    plural, leading = [], True
    for word in words:
        leading = leading and word not in _SPANISH_LINKS
        if leading and word[-1:] in "dlnrjyz" and len(word) > 2:
            word = (word[:-1] + "c" if word.endswith("z") else word) + "es"  # noqa: PLW2901
        plural.append(word)
    return plural
