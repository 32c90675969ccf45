"""Cues and facts: what the words of a listing say about it besides its kind. Read from two YAML files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

from importsafety.vocabulary.kind import KINDS, LANGUAGES, BadVocabulary, phrases_of, read_yaml

PLACES = ("after", "any")
LINKS = ("for", "fits", "with")


@dataclass(frozen=True, slots=True)
class Cue:
    """A sign about a listing. `meaning` is a sentence in each language.

    `link` begins a phrase about another product ("for", "fits", "with"). `place` and `near` say where the
    cue stands to the product it changes and within how many words; `makes` is the kind it turns it into.
    Kinds with the facet `spares` stay what they are. `unless` are phrases that hold a word of the cue and
    mean another thing ("slim fit").
    """

    id: str
    meaning: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    link: str | None = None
    place: str | None = None
    near: int = 1
    makes: str | None = None
    spares: str | None = None
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a listing says that a rule may turn on. `meaning` completes "The listing says that it ..."."""

    id: str
    meaning: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]


def _load(name: str, shape: type[Any]) -> Mapping[str, Any]:
    entries = {}
    for id, entry in read_yaml(resources.files(__package__) / name).items():
        try:
            entries[id] = shape(
                **{key: value for key, value in entry.items() if key not in ("meaning", "words", "unless")},
                id=id,
                meaning=MappingProxyType({language: entry["meaning"][language] for language in LANGUAGES}),
                words=MappingProxyType({lang: phrases_of(entry["words"].get(lang)) for lang in LANGUAGES}),
                **({"unless": phrases_of(entry["unless"])} if "unless" in entry else {}),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise BadVocabulary(
                f"{name}: `{id}` needs `meaning` and `words` in {', '.join(LANGUAGES)}: {error!r}"
            ) from error
    return MappingProxyType(entries)


def _load_cues() -> Mapping[str, Cue]:
    cues: Mapping[str, Cue] = _load("cues.yaml", Cue)
    for cue in cues.values():
        if cue.makes is not None and cue.makes not in KINDS:
            raise BadVocabulary(f"cues.yaml: `{cue.id}` makes `{cue.makes}`, which is no kind.")
        if cue.link not in (None, *LINKS) or cue.place not in (None, *PLACES):
            raise BadVocabulary(f"cues.yaml: `{cue.id}`: link is one of {LINKS}, place one of {PLACES}.")
    return cues


CUES: Mapping[str, Cue] = _load_cues()
FACTS: Mapping[str, Fact] = _load("facts.yaml", Fact)
