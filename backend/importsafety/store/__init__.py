"""The store and the snapshot: the only room that knows SQL."""

from importsafety.store.errors import Busy, StoreError, TooMuchLost
from importsafety.store.intake import Changes
from importsafety.store.past import Event
from importsafety.store.record import Page, Record, Version
from importsafety.store.saved import STAGES, Saved
from importsafety.store.snapshot import BrokenSnapshot, Snapshot, Snapshots
from importsafety.store.store import Store
from importsafety.store.watching import News, Watch

__all__ = [
    "STAGES",
    "BrokenSnapshot",
    "Busy",
    "Changes",
    "Event",
    "News",
    "Page",
    "Record",
    "Saved",
    "Snapshot",
    "Snapshots",
    "Store",
    "StoreError",
    "TooMuchLost",
    "Version",
    "Watch",
]
