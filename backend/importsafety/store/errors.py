"""What the store says when it cannot do what it was asked; every message says what to do."""

from __future__ import annotations

from pathlib import Path


class StoreError(Exception):
    """The store cannot do this. What was stored before is untouched."""


REFRESHED = "`importsafety refresh` sets it aside and loads anew."
RESTORED = "Put a backup in its place, or move it away to begin anew."


class Damaged(StoreError):
    """The database file is not (any more) a readable database. `advice` says what to do."""

    def __init__(self, what: object, advice: str = REFRESHED):
        super().__init__(f"The database is damaged ({what}). {advice}")


class Busy(StoreError):
    """Another process does this work now; which, and since when."""


class TooMuchLost(StoreError):
    """A complete pull lacks so many known notices that it is more likely cut than true."""


def unwritable(home: Path, error: Exception) -> StoreError:
    return StoreError(
        f"Cannot write in {home} ({error}). Set IMPORTSAFETY_HOME to a folder that you may write in."
    )
