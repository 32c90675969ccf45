"""The state that a page embeds for its own script: where it stands, and what lies in it at a path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importsafety.pages.recipes import StateAttributes


def at_path(data: Any, path: str) -> list[Any]:
    """All values at a path of `State`; none where it leads nowhere."""
    values = [data]
    for step in path.split("."):
        key = step.removesuffix("[]")
        if key == "*":
            values = [v for value in values if isinstance(value, dict) for v in value.values()]
        else:
            values = [value[key] for value in values if isinstance(value, dict) and key in value]
        if step.endswith("[]"):
            values = [v for value in values if isinstance(value, list) for v in value]
        values = values[:500]
    return values


def starts(text: str, after: tuple[str, ...]) -> Iterator[int]:
    """Where a literal follows the texts `after`, one behind the other."""
    first = text.find(after[0])
    while first >= 0:
        at = first + len(after[0])
        for mark in after[1:]:
            place = text.find(mark, at)
            at = place + len(mark) if place >= 0 else -1
            if at < 0:
                return
        yield at
        first = text.find(after[0], first + 1)


def attributes(
    data: Any, source: StateAttributes, found: dict[str, list[str]], pairs: list[tuple[str, str]]
) -> None:
    """Add the attributes that lie in the state to `pairs`; those whose ids name a field, to `found` too."""
    for item in at_path(data, source.at):
        name = ", ".join(t for v in at_path(item, source.name) if (t := text_at(v)))
        value = ", ".join(t for v in at_path(item, source.value) if (t := text_at(v)))
        pairs.append((name, value))
        field = source.ids.get(text_at(item.get(source.id))) if source.id and isinstance(item, dict) else None
        if field and value:
            found[field].append(value)


def text_at(value: Any) -> str:
    """A value that is text; "" for any other."""
    return value.strip() if isinstance(value, str) else ""
