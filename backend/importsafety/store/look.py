"""Looks at the disk that every check takes: what one showed holds for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import ClassVar, Generic, TypeVar

# A look lets other threads go first. One at every check cost a busy server a quarter of its answers.
MOMENT = 0.02

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Look(Generic[K, V]):
    """What `look` showed of a key, for a MOMENT (seconds); at once anew after `forget_all`. Safe to share between
    threads. What `look` raises is raised each time."""

    _generation: ClassVar[int] = 0

    def __init__(self, look: Callable[[K], V]):
        self._look = look
        self._shown: dict[K, tuple[int, float, V]] = {}

    def __call__(self, key: K) -> V:
        generation, now = Look._generation, time.monotonic()
        shown = self._shown.get(key)
        if shown is not None and shown[0] == generation and now < shown[1]:
            return shown[2]
        value = self._look(key)
        self._shown[key] = (generation, now + MOMENT, value)
        return value

    @staticmethod
    def forget_all() -> None:
        """This process changed what is looked at: it sees that at once."""
        Look._generation += 1
