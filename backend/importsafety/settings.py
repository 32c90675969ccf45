"""Settings: read once from the environment, passed on as one value."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Self

from platformdirs import user_data_path

from importsafety.sources import DEFAULT, chosen


class BadSetting(ValueError):
    """A setting that cannot be; the message names it and says what it may be."""


# links: with a page that is downloaded because someone gave its link, from a shop that is asked anyhow. on: also for
# pages that the extension read; the shop is then asked, by this program and under its name, for a picture of what
# someone looks at, which is more than he asked for: it wants to be chosen. off: never.
LISTING_PHOTOS = ("links", "on", "off")


MOST_DAYS = 36_500
_ON, _OFF = ("on", "1", "yes", "true"), ("", "off", "0", "no", "false")


@dataclass(frozen=True)
class Settings:
    """`home` holds the database, raw responses and snapshots. `origins`: extra web origins that may call the
    API; `hosts`: extra Host names this server answers to (loopback names are always admitted).
    `refresh`: a server refreshes on a schedule. `sources`: ids of those that are refreshed where none is named.
    `token`: opens the pages that change something to callers from other machines. `photos`: a server hashes the
    photos of notices in the background. `listing_photos`: where a listing's photo is fetched to be compared, see
    LISTING_PHOTOS. `memory`: matched listings are remembered on this machine. `teams`: people
    sign in, and each team has what it made to itself. `proxies`: addresses of the proxies before the server, which
    alone are believed when they say for whom they ask. `batch_days`: a batch is kept so many days after it was last
    opened; 0 for good."""

    home: Path
    host: str = "127.0.0.1"
    port: int = 8765
    origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    refresh: bool = True
    workers: int = 1
    sources: tuple[str, ...] = DEFAULT
    token: str = ""
    photos: bool = True
    listing_photos: str = LISTING_PHOTOS[0]
    memory: bool = True
    teams: bool = False
    proxies: tuple[str, ...] = ()
    batch_days: int = 180

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        home = environ.get("IMPORTSAFETY_HOME")
        teams = _switch("IMPORTSAFETY_TEAMS", environ)
        if teams and environ.get("IMPORTSAFETY_TOKEN"):
            raise BadSetting(
                "IMPORTSAFETY_TOKEN is the password of a server without accounts. With IMPORTSAFETY_TEAMS leave it "
                "out: who signs in as maintainer, or has a token of one, may do what it opened."
            )
        return cls(
            home=Path(home).expanduser() if home else user_data_path("importsafety", appauthor=False),
            host=environ.get("IMPORTSAFETY_HOST", cls.host),
            port=int(environ.get("IMPORTSAFETY_PORT", cls.port)),
            origins=_words(environ.get("IMPORTSAFETY_ORIGINS")),
            hosts=_words(environ.get("IMPORTSAFETY_HOSTS")),
            refresh=environ.get("IMPORTSAFETY_REFRESH", "on") != "off",
            workers=int(environ.get("IMPORTSAFETY_WORKERS", cls.workers)),
            sources=_sources(environ.get("IMPORTSAFETY_SOURCES")),
            token=environ.get("IMPORTSAFETY_TOKEN", ""),
            photos=environ.get("IMPORTSAFETY_PHOTOS", "on") != "off",
            listing_photos=_listing_photos(environ.get("IMPORTSAFETY_LISTING_PHOTOS")),
            memory=environ.get("IMPORTSAFETY_MEMORY", "on") != "off",
            teams=teams,
            proxies=_addresses("IMPORTSAFETY_PROXIES", environ),
            batch_days=_days("IMPORTSAFETY_BATCH_DAYS", environ, cls.batch_days),
        )

    def at(self, home: Path) -> Self:
        return replace(self, home=home)


def _words(value: str | None) -> tuple[str, ...]:
    return tuple((value or "").replace(",", " ").split())


def _switch(name: str, environ: Mapping[str, str]) -> bool:
    """Off unless it says otherwise; a slip of the pen must not open a door, so that it is an error."""
    value = environ.get(name, "").strip().lower()
    if value not in {*_ON, *_OFF}:
        raise BadSetting(f"{name} must be on or off, not {value[:20]}.")
    return value in _ON


def _days(name: str, environ: Mapping[str, str], usual: int) -> int:
    """A slip of the pen must not throw away what somebody gave, so that it is an error."""
    value = environ.get(name, "").strip().lower()
    if value == "off":  # not `0`, which could be meant to keep nothing
        return 0
    if value and not (value.isascii() and value.isdigit() and 0 < int(value) <= MOST_DAYS):
        raise BadSetting(f"{name} must be a number of days, 1 to {MOST_DAYS:,}, or off: not {value[:20]}.")
    return int(value) if value else usual


def _addresses(name: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    words = _words(environ.get(name))
    try:
        return tuple(str(ip_address(word)) for word in words)
    except ValueError as error:
        raise BadSetting(
            f"{name} holds addresses such as 127.0.0.1, separated by blanks: {error}."
        ) from error


def _sources(value: str | None) -> tuple[str, ...]:
    try:
        return chosen(_words(value))
    except ValueError as error:
        raise BadSetting(f"IMPORTSAFETY_SOURCES: {error}") from error


def _listing_photos(value: str | None) -> str:
    chosen = (value or LISTING_PHOTOS[0]).strip().lower()
    if chosen not in LISTING_PHOTOS:
        raise BadSetting(
            f"IMPORTSAFETY_LISTING_PHOTOS must be one of {', '.join(LISTING_PHOTOS)}, not {chosen[:20]}."
        )
    return chosen
