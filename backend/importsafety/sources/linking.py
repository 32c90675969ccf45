"""Links between notices about the same item: a recall that follows a warning, an expanded recall."""

from __future__ import annotations

from collections.abc import Iterable

from importsafety.notice import Notice


def link(notices: Iterable[Notice]) -> dict[str, tuple[str, ...]]:
    return {}
