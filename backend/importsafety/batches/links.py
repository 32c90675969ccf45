"""Product pages of batches, downloaded politely: one at a time per shop with a pause between, several shops at once."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

from importsafety.batches.answer import Numbered, check_link
from importsafety.batches.item import shop_key
from importsafety.check import Checker
from importsafety.store.batches import Given

PAUSE_SECONDS = 2.0
SHOPS_AT_ONCE = 6
LOOKED_AT = 500  # links of a batch among which a shop that is free is looked for


class Links:
    """What is being downloaded. `pause`: seconds between the end of one download and the next from the same shop."""

    def __init__(self, checker: Checker, pause: float = PAUSE_SECONDS):
        self._checker = checker
        self._pause = pause
        self._pool = ThreadPoolExecutor(SHOPS_AT_ONCE, thread_name_prefix="links")
        self._coming: dict[tuple[int, int], tuple[str, Future[Numbered]]] = {}
        self._free: dict[str, float] = {}  # shop -> when it may be asked again, by time.monotonic

    def __bool__(self) -> bool:
        return bool(self._coming)

    def ask(self, batch: int, rows: list[Given]) -> None:
        """Begin to download those of these rows whose shop is free."""
        for row in rows:
            if len(self._coming) >= SHOPS_AT_ONCE:
                return
            shop = shop_key(row.listing["url"])
            busy = any(shop == other for other, _ in self._coming.values())
            if not busy and time.monotonic() >= self._free.get(shop, 0):
                self._coming[batch, row.n] = shop, self._pool.submit(check_link, self._checker, row)

    def come(self) -> list[tuple[int, Numbered]]:
        """(batch, answer) of the pages that came since the last time."""
        found = []
        for key, (shop, future) in list(self._coming.items()):
            if future.done():
                del self._coming[key]
                self._free[shop] = time.monotonic() + self._pause
                found.append((key[0], future.result()))
        return found

    def close(self) -> None:
        """Wait for what is under way; nothing else is begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)
