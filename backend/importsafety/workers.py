"""Working processes, each with a checker of its own: what a process can check in a second, times the cores."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from importsafety.check import Checker
from importsafety.memory import settle

WORTH_PROCESSES = 2_000  # rows; below, starting processes costs more than it saves

_checker: Checker | None = None


def pool(home: Path, workers: int, nice: int = 0) -> ProcessPoolExecutor:
    """`workers` processes on a data folder; `nice`: how much they give way to others. They end with their parent."""
    # Fresh processes, since the index's threads do not survive a fork.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=_start, initargs=(home, nice))


def checker() -> Checker:
    """The checker of this working process."""
    if _checker is None:
        raise RuntimeError("this is no working process")
    return _checker


def _start(home: Path, nice: int) -> None:
    global _checker  # noqa: PLW0603  (one checker a working process)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(nice)
    _checker = Checker(home)
    settle(_checker)


def _end_with_parent() -> None:
    """A parent that was killed says nothing; its children would wait for work forever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
