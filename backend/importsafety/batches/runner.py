"""The thread that works on unfinished batches: it takes their rows in, has them checked, and keeps the answers.

All it knows is in the store: a server that was killed goes on where it was, and what was being checked at that
moment is checked again, once. Of several servers on one home, one works.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from importsafety.batches import given
from importsafety.batches.answer import Numbered, check_here, check_there
from importsafety.batches.links import LOOKED_AT, PAUSE_SECONDS, Links
from importsafety.cells import BadFile
from importsafety.check import Checker
from importsafety.store import Busy, StoreError
from importsafety.store.batches import Batch, Batches, Given
from importsafety.store.lock import held
from importsafety.workers import pool

CHUNK = 50  # rows checked at a time: a second's work at most, so that a small batch never waits long for a large one
TAKEN = 1_000  # rows read from a file at a time
IDLE_SECONDS = 0.2
RATE_SECONDS = 10.0  # over how long the rate is measured
WORTH_PROCESSES = 10_000  # rows of a batch from which working processes are started
NICE = 5  # people's own questions go first
FORGOTTEN_EVERY = 6 * 3600.0  # seconds between two looks for batches that nobody opened for long

log = logging.getLogger(__name__)


class Runner:
    """Works in the background once it is woken; `pause` as in Links, `processes` the most it uses. `days`: how long a
    batch is kept after it was opened last; 0 for good."""

    def __init__(
        self,
        home: Path,
        checker: Checker,
        pause: float = PAUSE_SECONDS,
        processes: int | None = None,
        days: int = 0,
    ):
        self.store = Batches(home)
        self._home = home
        self._checker = checker
        self._pause = pause
        self._processes = processes or os.cpu_count() or 1
        self._days = days
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def wake(self) -> None:
        """Look for work now; cheap where there is none."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="batches", daemon=True)
                self._thread.start()
        self._woken.set()

    def go_on(self) -> None:
        """Look for what an earlier server left."""
        if self.store.exists:
            self.wake()

    def stop(self) -> None:
        """End the thread; what it has not kept yet is done when the next server starts."""
        self._stopped.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(30)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._woken.wait(FORGOTTEN_EVERY)
            self._woken.clear()
            try:
                if self._days:
                    self.store.forget((datetime.now(UTC) - timedelta(days=self._days)).date().isoformat())
                while not self._stopped.is_set() and self.store.running():
                    with held(self._home / "locks" / "batches", "Working on batches"):
                        _Round(self.store, self._home, self._checker, self._pause, self._processes).work(
                            self._stopped
                        )
            except Busy:
                self._again(1)  # another server works; should it end, this one takes over
            except BrokenProcessPool:
                log.warning("a working process ended unexpectedly; batches go on in this one")
                self._processes = 1
                self._again(1)
            except StoreError as error:
                log.warning("batches cannot be worked on: %s", error)
                self._again(5)
            except Exception:
                log.exception("the work on batches failed")
                self._again(5)
        self.store.close()

    def _again(self, seconds: float) -> None:
        self._stopped.wait(seconds)
        self._woken.set()


class _Round:
    """The work from the first unfinished batch until none is left."""

    def __init__(self, store: Batches, home: Path, checker: Checker, pause: float, processes: int):
        self._store = store
        self._home = home
        self._checker = checker
        self._processes = processes
        self._links = Links(checker, pause)
        self._pool: ProcessPoolExecutor | None = None
        self._starting: list[Future[int]] = []
        self._asked: deque[tuple[int, list[Given], Future[list[Numbered]]]] = deque()
        self._files: dict[int, Iterator[Given]] = {}
        self._kept: dict[int, deque[tuple[float, int]]] = {}

    def work(self, stopped: threading.Event) -> None:
        try:
            while not stopped.is_set() and (running := self._store.running()):
                moved = False
                # Whose least is under way comes first: a small batch does not wait for a large one to end.
                for batch in sorted(
                    running, key=lambda batch: sum(id == batch.id for id, _, _ in self._asked)
                ):
                    moved |= self._step(batch)
                moved |= self._collect(wait=not moved)
                if not moved:
                    stopped.wait(IDLE_SECONDS)
        finally:
            self._links.close()
            if self._pool is not None:
                self._pool.shutdown(cancel_futures=True)

    def _step(self, batch: Batch) -> bool:
        """A bit of work on one batch; whether there was any. A batch that cannot go on is `failed`, and says why."""
        try:
            if not batch.complete:
                self._take_in(batch)
                return True
            return self._ask(batch)
        except BadFile as error:
            self._fail(batch, str(error))
        except (StoreError, BrokenProcessPool):
            raise
        except Exception as error:
            log.exception("batch %d failed", batch.id)
            self._fail(
                batch, f"The work stopped ({type(error).__name__}: {error}). Press Go on to try again."
            )
        return True

    def _fail(self, batch: Batch, why: str) -> None:
        self._files.pop(batch.id, None)
        self._store.change(batch.id, note=why)
        self._store.turn(batch.id, ["running"], "failed")

    def _take_in(self, batch: Batch) -> None:
        """Read the next rows of its file; after a restart those that were taken are passed over."""
        if batch.id not in self._files:
            all_rows = given.rows(self._store.folder / batch.source, batch.plan)
            self._files[batch.id] = islice(all_rows, batch.taken, None)
        rows = list(islice(self._files[batch.id], min(TAKEN, given.MOST + 1 - batch.taken)))
        more = rows and rows[-1].n > given.MOST
        complete = more or len(rows) < min(TAKEN, given.MOST + 1 - batch.taken)
        self._store.add(batch.id, [row for row in rows if row.n <= given.MOST], bool(complete))
        if more:
            self._store.change(batch.id, note=given.TOO_MANY)
        if complete:
            del self._files[batch.id]

    def _ask(self, batch: Batch) -> bool:
        """Have the next rows checked; a batch with none open is done."""
        mine = [rows for id, rows, _ in self._asked if id == batch.id]
        under_way = {row.n for rows in mine for row in rows}
        waiting = [
            row
            for row in self._store.open_rows(batch.id, "waiting", CHUNK + len(under_way))
            if row.n not in under_way
        ][:CHUNK]
        links = self._store.open_rows(batch.id, "link", LOOKED_AT)
        self._links.ask(batch.id, links)
        if waiting:
            return self._check(batch.id, waiting)
        if not (links or under_way) and self._store.finish(batch.id):
            self._store.facets(batch.id)  # counted now, so that the first look does not wait for it
        return False

    def _check(self, id: int, rows: list[Given]) -> bool:
        if (
            self._pool is None
            and self._processes > 1
            and self._store.counts(id).get("waiting", 0) >= WORTH_PROCESSES
        ):
            self._pool = pool(self._home, self._processes, NICE)
            self._starting = [self._pool.submit(os.getpid) for _ in range(self._processes)]
        if not any(
            start.done() for start in self._starting
        ):  # processes need seconds to start; this one is ready
            self._keep(id, check_here(self._checker, rows))
            return True
        if self._pool is None or len(self._asked) > 2 * self._processes:
            return False
        self._asked.append((id, rows, self._pool.submit(check_there, rows)))
        return True

    def _collect(self, wait: bool) -> bool:
        """Keep the answers that came; whether there were any. `wait`: for the next one, a little."""
        found: dict[int, list[Numbered]] = {}
        if wait and self._asked:
            _, _, first = self._asked[0]
            first.exception()
        while self._asked and self._asked[0][2].done():
            id, _, future = self._asked.popleft()
            found.setdefault(id, []).extend(future.result())
        for id, answer in self._links.come():
            found.setdefault(id, []).append(answer)
        for id, answers in found.items():
            self._keep(id, answers)
        return bool(found)

    def _keep(self, id: int, answers: list[Numbered]) -> None:
        self._store.keep(id, answers)
        now = time.monotonic()
        kept = self._kept.setdefault(id, deque([(now - IDLE_SECONDS, 0)]))
        kept.append((now, len(answers)))
        while len(kept) > 2 and now - kept[0][0] > RATE_SECONDS:
            kept.popleft()
        rate = sum(count for _, count in list(kept)[1:]) / max(now - kept[0][0], 0.001)
        self._store.change(id, rate=round(rate, 2))
