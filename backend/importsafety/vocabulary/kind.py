"""Kind: a sort of product, with its words in English, Chinese and Spanish. Read from `kinds/*.yaml`.

Each file is a family: `id: {name: {en, zh, es}, parents, words: {en, zh, es}, unless, facets}`. Words are
singular phrases with commas between them; the name is a word too. Write `hair dryer` with its space: it
also finds `hairdryer` and `hair-dryers`. `unless` are phrases that hold a word of the kind and mean another
thing. `for_children` is the kind it becomes where the listing says it is for children ("jacket"). `vague: true`
marks words that are as often a colour, motif, flavour or detail of another product as the product ("honey",
"wheel"). Facets (`childrens`, `adult`, `mains`, `lithium`, ...) pass down to narrower kinds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import yaml

LANGUAGES = ("en", "zh", "es")
# A parent with more children than this says too little for its children to be alike.
NARROW = 12
PARENT_OR_CHILD, SIBLINGS = 0.7, 0.4


class BadVocabulary(ValueError):
    """A vocabulary file that does not hold together. The message names the file, the entry and the mend."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of product. `parents` are its broader kinds; `facets` include those of all broader kinds."""

    id: str
    family: str
    name: Mapping[str, str]
    parents: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    unless: tuple[str, ...] = ()
    facets: frozenset[str] = frozenset()
    for_children: str | None = None
    vague: bool = False

    def phrases(self) -> Iterator[tuple[str, str]]:
        """Every phrase that means this kind, with its language."""
        for language in LANGUAGES:
            yield self.name[language], language
            for phrase in self.words[language]:
                yield phrase, language


def read_yaml(file: Traversable) -> dict[str, dict[str, Any]]:
    """A vocabulary file as a mapping of ids to entries. Raises BadVocabulary."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (a safe loader)
    except yaml.YAMLError as error:
        raise BadVocabulary(f"{file.name} is not YAML: {error}") from error
    if not isinstance(data, dict) or not all(isinstance(entry, dict) for entry in data.values()):
        raise BadVocabulary(f"{file.name} must be a mapping of ids to entries.")
    return data


def phrases_of(text: str | None) -> tuple[str, ...]:
    """Comma-separated phrases as a tuple."""
    return tuple(phrase for part in (text or "").split(",") if (phrase := part.strip()))


def load_kinds(files: Iterable[Traversable]) -> Mapping[str, Kind]:
    """All kinds by id. Raises BadVocabulary where an id repeats, a parent is unknown or parents go round."""
    entries: dict[str, tuple[str, dict[str, Any]]] = {}
    for file in files:
        for kind, entry in read_yaml(file).items():
            if kind in entries:
                raise BadVocabulary(f"{file.name}: `{kind}` is already in {entries[kind][0]}.yaml.")
            entries[kind] = (file.name.removesuffix(".yaml"), entry)
    kinds: dict[str, Kind] = {}

    def build(id: str, path: tuple[str, ...]) -> Kind:
        if id in path:
            raise BadVocabulary(f"Parents go round: {' -> '.join((*path, id))}.")
        if id not in kinds:
            family, entry = entries[id]
            named = [*entry.get("parents", ()), *filter(None, [entry.get("for_children")])]
            if unknown := [other for other in named if other not in entries]:
                raise BadVocabulary(f"{family}.yaml: `{id}` names unknown kinds: {', '.join(unknown)}.")
            parents = [build(parent, (*path, id)) for parent in entry.get("parents", ())]
            try:
                kinds[id] = Kind(
                    id=id,
                    family=family,
                    name=MappingProxyType({lang: entry["name"][lang] for lang in LANGUAGES}),
                    parents=tuple(parent.id for parent in parents),
                    words=MappingProxyType(
                        {lang: phrases_of(entry["words"].get(lang)) for lang in LANGUAGES}
                    ),
                    unless=tuple(entry.get("unless", ())),
                    facets=frozenset(entry.get("facets", ())).union(*(parent.facets for parent in parents)),
                    for_children=entry.get("for_children"),
                    vague=bool(entry.get("vague")),
                )
            except (KeyError, TypeError, AttributeError) as error:
                raise BadVocabulary(
                    f"{family}.yaml: `{id}` needs `name` and `words` in {', '.join(LANGUAGES)}: {error!r}"
                ) from error
        return kinds[id]

    for id in entries:
        build(id, ())
    return MappingProxyType({id: kinds[id] for id in entries})


def _files() -> list[Traversable]:
    folder = resources.files(__package__) / "kinds"
    return sorted(
        (file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name
    )


KINDS: Mapping[str, Kind] = load_kinds(_files())


@cache
def ancestors(kind: str) -> frozenset[str]:
    """All broader kinds of `kind`, itself not among them. Raises KeyError for an unknown kind."""
    parents = KINDS[kind].parents
    return frozenset(parents).union(*(ancestors(parent) for parent in parents))


@cache
def _children() -> Mapping[str, int]:
    counts = dict.fromkeys(KINDS, 0)
    for kind in KINDS.values():
        for parent in kind.parents:
            counts[parent] += 1
    return counts


def is_broad(kind: str) -> bool:
    """Whether so many kinds fall under this one that its name alone says little ("toy", "furniture")."""
    return not KINDS[kind].parents or _children()[kind] > NARROW


@cache
def related(one: str, other: str) -> float:
    """How alike two kinds are: 1 the same, 0.7 parent and child, 0.4 siblings under a narrow parent, else 0."""
    if one == other:
        return 1.0
    first, second = KINDS[one].parents, KINDS[other].parents
    if one in second or other in first:
        return PARENT_OR_CHILD
    shared = set(first).intersection(second)
    if not all(map(is_broad, shared)):
        return SIBLINGS
    return 0.0


@lru_cache(maxsize=10_000)
def nearest(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[float, str, str]:
    """The most alike of two things' main kinds, and how alike (`related`); both come best guess first."""
    return max(((related(a, b), a, b) for a in ours[:2] for b in theirs[:4]), default=(0.0, "", ""))
