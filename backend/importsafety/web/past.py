"""What changed in a notice, from its stored versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from importsafety.store import Version


@dataclass(frozen=True, slots=True)
class Change:
    """`fields` are the parts of the notice that read otherwise than before; none for the first version."""

    when: str
    fields: tuple[str, ...]


def changes(versions: Sequence[Version]) -> list[Change]:
    """From the versions, newest first, what each changed."""
    if not versions:
        return []
    found = [
        Change(
            newer.first_seen,
            tuple(
                field.name.replace("_", " ")
                for field in msgspec.structs.fields(newer.notice)
                if getattr(newer.notice, field.name) != getattr(older.notice, field.name)
            ),
        )
        for newer, older in pairwise(versions)
    ]
    return [*found, Change(versions[-1].first_seen, ())]
