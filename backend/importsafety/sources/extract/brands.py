"""Brands: the names under which an item was sold."""

from __future__ import annotations

from collections.abc import Sequence

from importsafety.notice import Firm


def read(title: str, products: Sequence[str], description: str, firms: Sequence[Firm]) -> tuple[str, ...]:
    return ()
