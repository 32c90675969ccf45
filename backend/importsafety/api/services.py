"""What the views of one application share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property, lru_cache
from typing import TypeVar, cast

from flask import Flask, current_app

from importsafety.batches import Runner
from importsafety.check import Checker
from importsafety.learning.looking import Looking
from importsafety.settings import Settings
from importsafety.store import Store

KEY = "importsafety"
# Answers kept, of questions of at most so many bytes: some ten kilobytes each.
KEPT, KEPT_BYTES = 1024, 16_000

Made = TypeVar("Made")


class Services:
    """The checker answers from the snapshot alone, so a damaged database stops only what reads the database:
    `store` is opened at first use and raises StoreError then."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.awake = False
        self.checker = Checker(settings.home, Looking.of(settings))
        self._kept = lru_cache(maxsize=KEPT)(self._answer)

    def answer(self, question: bytes, work: Callable[[Checker, bytes], Made]) -> Made:
        """What `work` makes of a question; of one asked before, what it made then. A shop's page is opened again and
        again, and the answer hangs on the question, the data, what is remembered of other listings, and the day."""
        if len(question) > KEPT_BYTES:
            return work(self.checker, question)
        snapshot = self.checker.snapshot
        data = snapshot.id if snapshot else "", self.checker.memory_state
        return cast(Made, self._kept(question, work, data, date.today()))

    def _answer(
        self, question: bytes, work: Callable[[Checker, bytes], Made], data: object, day: date
    ) -> Made:
        return work(self.checker, question)

    @cached_property
    def runner(self) -> Runner:
        """Works on batches in the background, once woken; its `store` holds them."""
        return Runner(self.settings.home, self.checker, days=self.settings.batch_days)

    @cached_property
    def store(self) -> Store:
        return Store(self.settings.home)


def install(app: Flask, settings: Settings) -> None:
    here = app.extensions[KEY] = Services(settings)

    @app.before_request
    def go_on() -> None:
        """A server of another make than `serve` begins with its first request: what was under way goes on."""
        if not here.awake:
            here.awake = True
            here.runner.go_on()


def services() -> Services:
    return cast(Services, current_app.extensions[KEY])
