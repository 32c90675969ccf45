"""Reading: which kinds, cues and facts a text names, and in what role each kind stands there."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, TypeVar

from importsafety.vocabulary.cue import CUES, FACTS, Cue, Fact
from importsafety.vocabulary.kind import KINDS, ancestors
from importsafety.vocabulary.phrases import Found, Phrases
from importsafety.vocabulary.text import fold, normalise, spans_of, words_of

V = TypeVar("V")
HEAD, FOR, WITH, PART = "head", "for", "with", "part"


class KindHit(NamedTuple):
    """A kind named in a text. `start` and `end` are character offsets in the normalised text.

    `role`: head (the thing sold), for (what it is meant for or fits), with (what comes with it), part (a
    word beside it makes it something else: a cover, spare part, doll's or toy version; `makes` is the kind
    it becomes, where known). `language` is that of the phrase; `clause` counts commas and the like.
    """

    kind: str
    words: str
    start: int
    end: int
    role: str = HEAD
    makes: str | None = None
    language: str = "en"
    clause: int = 0


class CueHit(NamedTuple):
    """A cue in a text, with the words it rests on; `meaning` is its English sentence."""

    cue: str
    words: str
    start: int
    end: int
    meaning: str


class FactHit(NamedTuple):
    """A fact in a text, with the words it rests on; `meaning` completes "The listing says that it ..."."""

    fact: str
    words: str
    start: int
    end: int
    meaning: str


class _Sense(NamedTuple):
    """What a phrase can mean: a kind, a cue, both, or (neither) something that must not be taken for a kind."""

    kind: str | None = None
    cue: Cue | None = None
    language: str = "en"


def _senses() -> Iterable[tuple[str, _Sense, str]]:
    for phrase in [*(p for kind in KINDS.values() for p in kind.unless), *_CUE_MASKS]:
        yield phrase, _Sense(), "en"
    for kind in KINDS.values():
        for phrase, language in kind.phrases():
            yield phrase, _Sense(kind.id, None, language), language


def _with_cues(senses: Phrases[_Sense]) -> Phrases[_Sense]:
    """A phrase may mean a kind and a cue, in any spelling: a `tyre` is sold by itself, and a part of a stroller."""
    for cue in CUES.values():
        for language, phrases in cue.words.items():
            for phrase in phrases:
                known = senses.get(phrase)
                if known is None or known.kind is None:
                    senses.add(phrase, _Sense(None, cue, language), language)
                elif not cue.link:  # folding makes "suits" the suit
                    senses.add(phrase, known._replace(cue=cue), known.language)
    return senses


_CUE_MASKS = tuple(phrase for cue in CUES.values() for phrase in cue.unless)
_SENSES: Phrases[_Sense] = _with_cues(Phrases(_senses()))
_CUES: Phrases[Cue | None] = Phrases(
    [
        *((phrase, None, "en") for phrase in _CUE_MASKS),
        *((phrase, cue, lang) for cue in CUES.values() for lang in cue.words for phrase in cue.words[lang]),
    ]
)
_FACTS: Phrases[Fact] = Phrases(
    (phrase, fact, lang) for fact in FACTS.values() for lang in fact.words for phrase in fact.words[lang]
)

# Commas part a list; the stronger signs part statements, so that what an item fits ends there too.
_BREAK = re.compile(r"[,;|()\[\]{}•·:。!?<>~*]|\.(?=\s|$)|\s[-–/+]+\s")
# "For kids electric scooter" says who uses it, not what it fits.
_AUDIENCE = frozenset(
    map(
        fold,
        "kid kids child children toddler baby babies infant newborn boy girl man men woman women adult teen youth "
        "senior elderly beginner student home outdoor outdoors indoor indoors camping travel sale gift nino nina "
        "bebe adulto hombre mujer hogar casa exterior".split(),
    )
)
_SPANISH_OF = frozenset(["de", "del"])


# Matching and requirements read one title, and the categories of a catalogue's rows are few: each text is read once.
_once = lru_cache(maxsize=4096)


@_once
def kinds_in(text: str) -> tuple[KindHit, ...]:
    """The kinds a text names, in order, the most specific at each place, each with its role."""
    normalised = normalise(text)
    words = words_of(normalised)
    found = _without_overlaps(_SENSES.find_words(words))
    if not any(item.value.kind for item in found):
        return ()
    return tuple(_with_roles(normalised, words, found))


@_once
def cues_in(text: str) -> tuple[CueHit, ...]:
    """The cues in a text, in order, those that begin "for ..." and "with ..." included."""
    normalised = normalise(text)
    return tuple(
        CueHit(cue.id, normalised[start:end], start, end, cue.meaning["en"])
        for cue, start, end in _placed(_CUES, normalised)
        if cue is not None
    )


@_once
def facts_in(text: str) -> tuple[FactHit, ...]:
    """The facts in a text, in order."""
    normalised = normalise(text)
    return tuple(
        FactHit(fact.id, normalised[start:end], start, end, fact.meaning["en"])
        for fact, start, end in _placed(_FACTS, normalised)
    )


def _placed(phrases: Phrases[V], normalised: str) -> Iterable[tuple[V, int, int]]:
    found = phrases.find_words(words_of(normalised))
    spans = spans_of(normalised) if found else []
    return ((value, spans[first][0], spans[last - 1][1]) for value, first, last in found)


def _without_overlaps(found: list[Found[_Sense]]) -> list[Found[_Sense]]:
    """Of two kinds that share a word, the one whose noun is the thing: "kids scooter" gives way in "kids
    scooter helmet"; in Spanish, "casco de bicicleta infantil", the later gives way. A kind also gives way
    to a phrase that means something else: "baby bed" in "baby bed sheet"."""
    kept: list[Found[_Sense]] = []
    for item in found:
        before = kept[-1] if kept else None
        if before is not None and item.first < before.last and before.value.kind and item.value.cue is None:
            if item.value.kind and before.value.language == "es":
                continue
            kept.pop()
        kept.append(item)
    return kept


def _with_roles(normalised: str, words: list[str], found: list[Found[_Sense]]) -> Iterable[KindHit]:
    spans = spans_of(normalised)
    breaks = [(match.start(), match[0]) for match in _BREAK.finditer(normalised)]
    places = [place for place, _ in breaks]
    clauses = [bisect_right(places, spans[item.first][0]) for item in found]
    scope, named, clause = HEAD, False, 0
    for index, (sense, first, last) in enumerate(found):
        if clauses[index] != clause:
            passed = {sign.strip() for _, sign in breaks[clause : clauses[index]]}
            if scope != "fits" or passed != {","}:
                scope = HEAD
            clause = clauses[index]
        if sense.cue is not None and sense.cue.link:
            for_whom = sense.cue.link == FOR and last < len(words) and fold(words[last]) in _AUDIENCE
            # Folding makes "fits" and "fit" alike; only the verb says what the item goes on.
            adjective = words[first:last] == ["fit"]
            if not adjective and (named or not for_whom):
                scope = sense.cue.link
        elif sense.cue is not None and sense.cue.place:
            named = True
        if sense.kind is None:
            continue
        named = True
        role, makes = (FOR if scope == "fits" else scope), None
        changed_by = _changed_by(words, found, clauses, index)
        if changed_by is not None and role == HEAD:
            role, makes = PART, changed_by.makes
        start, end = spans[first][0], spans[last - 1][1]
        yield KindHit(sense.kind, normalised[start:end], start, end, role, makes, sense.language, clause)


def _changed_by(words: list[str], found: list[Found[_Sense]], clauses: list[int], index: int) -> Cue | None:
    """The cue beside a kind that makes it something else: after it ("grill cover") or near it ("doll crib")."""
    sense, first, last = found[index]
    assert sense.kind is not None
    for step in (1, -1):
        at = index + step
        while 0 <= at < len(found) and clauses[at] == clauses[index]:
            other = found[at]
            cue = other.value.cue
            if cue is not None and cue.link:
                break
            gap = other.first - last if step == 1 else first - other.last
            if gap > 4:
                break
            if cue is not None and cue.place and _changes(cue, sense.kind):
                of = step == -1 and 1 <= gap <= 2 and words[other.last] in _SPANISH_OF
                if of or (gap < cue.near + 1 and (step == 1 or cue.place == "any")):
                    return cue
            at += step
    return None


def _changes(cue: Cue, kind: str) -> bool:
    if cue.spares is not None and cue.spares in KINDS[kind].facets:
        return False
    return cue.makes is None or (cue.makes != kind and cue.makes not in ancestors(kind))
