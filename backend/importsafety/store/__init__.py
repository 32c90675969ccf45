"""The store and the snapshot: the only room that knows SQL."""

from importsafety.store.errors import Busy, StoreError, TooMuchLost
from importsafety.store.intake import Changes
from importsafety.store.snapshot import Snapshot, Snapshots
from importsafety.store.store import Page, Record, Store, Version

__all__ = [
    "Busy",
    "Changes",
    "Page",
    "Record",
    "Snapshot",
    "Snapshots",
    "Store",
    "StoreError",
    "TooMuchLost",
    "Version",
]
