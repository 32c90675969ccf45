"""Settings: read once from the environment, passed on as one value."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from platformdirs import user_data_path


@dataclass(frozen=True)
class Settings:
    """`home` holds the database, raw responses and snapshots. `origins`: extra web origins that may call the
    API; `hosts`: extra Host names this server answers to (loopback names are always admitted).
    `refresh_on_start`: begin a full refresh when the store holds only the starter list."""

    home: Path
    host: str = "127.0.0.1"
    port: int = 8765
    origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    refresh_on_start: bool = True
    workers: int = 1

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        home = environ.get("IMPORTSAFETY_HOME")
        return cls(
            home=Path(home).expanduser() if home else user_data_path("importsafety", appauthor=False),
            host=environ.get("IMPORTSAFETY_HOST", cls.host),
            port=int(environ.get("IMPORTSAFETY_PORT", cls.port)),
            origins=_words(environ.get("IMPORTSAFETY_ORIGINS")),
            hosts=_words(environ.get("IMPORTSAFETY_HOSTS")),
            refresh_on_start=environ.get("IMPORTSAFETY_REFRESH", "on") != "off",
            workers=int(environ.get("IMPORTSAFETY_WORKERS", cls.workers)),
        )

    def at(self, home: Path) -> Self:
        return replace(self, home=home)


def _words(value: str | None) -> tuple[str, ...]:
    return tuple((value or "").replace(",", " ").split())
