"""Laboratories that CPSC no longer accepts, as typed in `laboratories.yaml` with their source."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec

from importsafety.standards.files import read_yaml

FILE = Path(__file__).parent / "laboratories.yaml"


class Laboratory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A laboratory whose acceptance was withdrawn `on` a day (ISO). `words` are those of its name that name it."""

    id: str
    name: str
    words: str
    on: str


class Laboratories(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"accepted": "list"}):
    """The withdrawn ones as of a day, their `source`, and the agency's own list of the `accepted`."""

    as_of: str
    source: str
    accepted: str
    withdrawn: tuple[Laboratory, ...]

    def named(self, text: str) -> tuple[Laboratory, ...]:
        """Those that a text names, by name or by `Lab ID 1843`."""
        plain = " ".join(re.findall(r"\w+", text.lower()))
        ids = set(lab_ids(text))
        return tuple(lab for lab in self.withdrawn if lab.id in ids or f" {lab.words} " in f" {plain} ")


_ID = re.compile(
    r"\b(?:CPSC|lab(?:oratory)?|实验室)[\s\-]*(?:lab(?:oratory)?|accreditation|acceptance)?[\s\-]*"
    r"(?:ID|No\b\.?|number|code|#|编号|号)[^\w\n]{0,6}(?:number|No\.?)?[^\w\n]{0,4}(\d{4})(?!\d)",
    re.IGNORECASE,
)


def lab_ids(text: str) -> list[str]:
    """The CPSC lab IDs (four digits) that a text states as such."""
    return list(dict.fromkeys(_ID.findall(text)))


@cache
def laboratories() -> Laboratories:
    """The shipped list. Raises BadCatalogue when it breaks its schema."""
    return read_yaml(FILE, Laboratories)
