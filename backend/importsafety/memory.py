"""What stays in memory for as long as a process answers."""

from __future__ import annotations

import gc

from importsafety.check import Checker

# Objects made before the collector looks at them, rounds before it looks at those that stayed (else 700, 10, 10).
SELDOM = (20_000, 20, 20)


def settle(checker: Checker) -> None:
    """Load what `checker` reads and keep the garbage collector from going through it again and again: it is some
    hundred thousand objects that stay, and each full collection would stop the answers for a tenth of a second."""
    _ = checker.snapshot
    gc.collect()
    gc.freeze()
    # What one answer makes is soon dropped, and hardly any of it goes round: looked through seldom, it costs less.
    gc.set_threshold(*SELDOM)
