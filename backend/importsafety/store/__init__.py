"""The store and the snapshot: the only room that knows SQL."""

from importsafety.store.database import StoreError
from importsafety.store.intake import Changes, TooMuchLost
from importsafety.store.lock import Busy
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
