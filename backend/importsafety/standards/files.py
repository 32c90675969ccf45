"""Reading of this room's own YAML files into typed values."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

T = TypeVar("T")

# The C loader reads all of the catalogue in 15 ms; the Python one, where libyaml is missing, in 150.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """Safe YAML in which `2026-07-08`, `2024` and `no` are text; only true, false and nothing are more."""


_Loader.yaml_implicit_resolvers = {
    "t": [("tag:yaml.org,2002:bool", re.compile("true$"))],
    "f": [("tag:yaml.org,2002:bool", re.compile("false$"))],
    "": [("tag:yaml.org,2002:null", re.compile("$"))],
}


class BadCatalogue(ValueError):
    """A catalogue or rule file breaks its schema. The message names file, row and field."""


def read_yaml(path: Path, kind: type[T]) -> T:
    """The file as a `kind`. Raises BadCatalogue."""
    try:
        return msgspec.convert(yaml.load(path.read_text("utf-8"), _Loader), kind)  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise BadCatalogue(f"{path.name}: {error}") from error
