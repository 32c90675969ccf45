"""How the data stands, for every page that tells it."""

from __future__ import annotations

from typing import Any

from importsafety.api.services import services
from importsafety.api.who import who
from importsafety.condition import condition
from importsafety.store import StoreError


def state() -> dict[str, Any] | None:
    """What is known about the data; None where the database cannot be read (the checker still answers)."""
    try:
        return condition(services().checker, services().store, who().team)
    except StoreError:
        return None
