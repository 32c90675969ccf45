"""The requirement catalogue: reviewed facts about U.S. import requirements, one YAML file a topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import msgspec

from importsafety.assessment import RequirementResult
from importsafety.listing import Listing
from importsafety.standards.decide import Rules
from importsafety.standards.files import BadCatalogue, read_yaml
from importsafety.standards.requirement import Requirement, Struct

FOLDER = Path(__file__).parent / "catalogue"


class Topic(Struct, frozen=True):
    """A topic file: `common` holds what all of its rows share; a row's own value wins."""

    topic: str
    requirements: tuple[dict[str, Any], ...]
    common: Mapping[str, Any] = msgspec.field(default_factory=dict)

    def rows(self) -> Iterable[Requirement]:
        for row in self.requirements:
            try:
                yield msgspec.convert({**self.common, "topic": self.topic, **row}, Requirement)
            except msgspec.ValidationError as error:
                raise BadCatalogue(f"{self.topic}: {row.get('id', 'a row without id')}: {error}") from error


class Catalogue(Mapping[str, Requirement]):
    """The requirements by id, and which of them bear on a listing."""

    def __init__(self, requirements: Iterable[Requirement], sources: Mapping[str, str] | None = None):
        self._rows: dict[str, Requirement] = {}
        for requirement in requirements:
            if requirement.id in self._rows:
                raise BadCatalogue(f"{requirement.id} stands twice in the catalogue; remove one.")
            self._rows[requirement.id] = requirement
        self.sources = dict(sources or {})

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Self:
        """The catalogue as shipped. Raises BadCatalogue when a file breaks the schema."""
        rows: list[Requirement] = []
        for path in sorted(folder.glob("*.yaml")):
            if path.name != "sources.yaml":
                rows += read_yaml(path, Topic).rows()
        catalogue = cls(rows, read_yaml(folder / "sources.yaml", dict[str, str]))
        _ = catalogue.rules  # so that a broken rule file is an error now, not at the first listing
        return catalogue

    def __getitem__(self, id: str) -> Requirement:
        return self._rows[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def applicable(
        self, listing: Listing, on: date | None = None, answers: Mapping[str, str] = MappingProxyType({})
    ) -> tuple[RequirementResult, ...]:
        """The requirements that bear on a listing on that day (today when not given), most pressing first.

        `answers`: id of a question in `questions` -> yes, no or unknown; other ids and words change nothing.
        Banned articles come first, then what applies, then what may; the order of equal input is always the same.
        """
        return self.rules.applicable(listing, on or date.today(), answers)

    @cached_property
    def rules(self) -> Rules:
        """The decision tables over this catalogue."""
        return Rules.load(self)

    @property
    def questions(self) -> Mapping[str, str]:
        """Every question that settles a maybe: its id -> its words."""
        return self.rules.questions

    @cached_property
    def by_slug(self) -> Mapping[str, Requirement]:
        """The requirements by the form of their id that fits in a URL."""
        return {requirement.slug: requirement for requirement in self.values()}

    def source(self, named: str) -> str:
        """What a source of a row stands for, in words."""
        return self.sources.get(named, named)
