"""What changed in a notice, from its stored versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from importsafety.differences import Difference, differences
from importsafety.store import Version


@dataclass(frozen=True, slots=True)
class Change:
    """`differences` are the parts of the notice that read otherwise than before; none for the first version."""

    when: str
    differences: tuple[Difference, ...]


def changes(versions: Sequence[Version]) -> list[Change]:
    """From the versions, newest first, what each changed."""
    if not versions:
        return []
    found = [
        Change(newer.first_seen, differences(older.notice, newer.notice))
        for newer, older in pairwise(versions)
    ]
    return [*found, Change(versions[-1].first_seen, ())]
