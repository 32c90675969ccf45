"""What stays in memory for as long as a process answers."""

from __future__ import annotations

import gc

from importsafety.check import Checker


def settle(checker: Checker) -> None:
    """Load what `checker` reads and keep the garbage collector from going through it again and again: it is some
    hundred thousand objects that stay, and each full collection would stop the answers for a tenth of a second."""
    _ = checker.snapshot
    gc.collect()
    gc.freeze()
