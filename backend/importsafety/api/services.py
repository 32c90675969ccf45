"""What the views of one application share."""

from __future__ import annotations

from functools import cached_property
from typing import cast

from flask import Flask, current_app

from importsafety.check import Checker
from importsafety.settings import Settings
from importsafety.store import Store

KEY = "importsafety"


class Services:
    """The checker answers from the snapshot alone, so a damaged database stops only what reads the database:
    `store` is opened at first use and raises StoreError then."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.checker = Checker(settings.home)

    @cached_property
    def store(self) -> Store:
        return Store(self.settings.home)


def install(app: Flask, settings: Settings) -> None:
    app.extensions[KEY] = Services(settings)


def services() -> Services:
    return cast(Services, current_app.extensions[KEY])
