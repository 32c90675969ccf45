"""Photos of notices, hashed in the background: politely, one at a time, and going on where it stopped.

Only hashes are kept (see `matching.images`); what could not be had is kept with the reason and asked for again later,
ever more seldom. Once some were hashed, a new snapshot takes them up.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from importsafety.matching.images import BadPicture, kept_hashes, read_picture
from importsafety.matching.images.hashing import VERSION, packed
from importsafety.matching.images.picture import Grey
from importsafety.pages.fetch import PICTURES, Fetcher, FetchError
from importsafety.store import Busy, Store, StoreError, snapshot
from importsafety.store.lock import held, is_held
from importsafety.store.photos import Due
from importsafety.store.store import REFRESH_LOCK

# Seconds between two requests to one host; a recall list has photos for some hours of this.
PAUSE = 1.0
# Photos asked for in one run, and after how many of them a snapshot takes up what is done.
MOST = 2_000
# A host that failed or refused so often in a row is left alone for the rest of the run.
PATIENCE = 3
# How long the background process sleeps when nothing is left to do, and at its start, when a person has just started
# the server and looks at it.
REST_SECONDS = 600
SETTLE_SECONDS = 30
# What asking again would not change.
FINAL = frozenset({"bad_url", "bad_port", "not_public", "not_a_picture", "too_big"})
# What says more of the host than of the photo.
OF_THE_HOST = frozenset({"refused", "timeout", "unreachable", "not_found"})

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class PhotoReport:
    """What a run did: photos `hashed`, found `unchanged`, and not had, by reason. `left_alone`: hosts that refused.
    `snapshot`: the id of the one that took them up."""

    hashed: int = 0
    unchanged: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    left_alone: list[str] = field(default_factory=list)
    snapshot: str | None = None

    @property
    def asked(self) -> int:
        return self.hashed + self.unchanged + self.failed.total()


def hash_photos(
    home: Path,
    most: int = MOST,
    fetcher: Fetcher | None = None,
    pause: float = PAUSE,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> PhotoReport:
    """Ask for at most `most` photos that are due, hash them, and let a snapshot take them up.

    `progress` gets how many are done, of how many. Raises Busy where another process does this, StoreError where the
    home cannot be used; a photo that cannot be had is in the report. Stopped at any moment, it loses nothing."""
    fetcher = fetcher or Fetcher()
    report = PhotoReport()
    with held(home / "locks" / "photos", "Hashing photos"), Store(home) as store:
        due = store.photos_due(most, VERSION)
        try:
            for photo in _in_turn(due, report, pause):
                _renew(store, fetcher, photo, report)
                progress(report.asked, len(due))
        finally:
            if report.hashed:
                report.snapshot = snapshot.build(store, home).id
    return report


def listing_photo(urls: Sequence[str], fetcher: Fetcher) -> Grey | None:
    """The first photo of a listing, where it comes within the fetcher's time; None without, for whatever reason."""
    for url in urls[:1]:
        try:
            return read_picture(fetcher.get(url, PICTURES).body)
        except (FetchError, BadPicture) as error:
            _log.info("a listing's photo was not compared: %s", error)
    return None


def keep_hashing(home: Path) -> None:
    """Hash what is due, whenever a refresh brought new notices, until the process is stopped."""
    time.sleep(SETTLE_SECONDS)
    while True:
        report = PhotoReport()
        if not is_held(home / REFRESH_LOCK):
            try:
                report = hash_photos(home)
            except (Busy, StoreError) as error:
                _log.info("%s", error)
        if report.asked:
            _log.info("photos: %s hashed, %s failed", report.hashed, dict(report.failed))
        time.sleep(PAUSE if report.hashed else REST_SECONDS)


def hash_in_background(home: Path) -> subprocess.Popen[bytes]:
    """`keep_hashing` in a process of its own, which the caller ends with itself; `photos.log` has what it said."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "photos.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "importsafety.photos", str(home)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def _in_turn(due: list[Due], report: PhotoReport, pause: float) -> Iterator[Due]:
    """The photos, each host's in their order and no sooner than `pause` seconds after the last; none of a host that
    has failed too often in a row."""
    waiting: dict[str, deque[Due]] = {}
    for photo in due:
        waiting.setdefault(_host(photo.url), deque()).append(photo)
    ready = dict.fromkeys(waiting, 0.0)
    failures: Counter[str] = Counter()
    while waiting:
        host = min(waiting, key=ready.__getitem__)
        time.sleep(max(0.0, ready[host] - time.monotonic()))
        before = sum(report.failed[code] for code in OF_THE_HOST)
        yield waiting[host].popleft()
        ready[host] = time.monotonic() + pause
        failed = sum(report.failed[code] for code in OF_THE_HOST) > before
        failures[host] = failures[host] + 1 if failed else 0
        if failures[host] >= PATIENCE:
            report.left_alone.append(host)
        if failures[host] >= PATIENCE or not waiting[host]:
            del waiting[host]


def _renew(store: Store, fetcher: Fetcher, photo: Due, report: PhotoReport) -> None:
    conditions = {"If-None-Match": photo.etag, "If-Modified-Since": photo.modified}
    try:
        came = fetcher.get(photo.url, PICTURES, {name: value for name, value in conditions.items() if value})
        if came.status == 304:
            store.photo_unchanged(photo.url)
            report.unchanged += 1
            return
        hashes = kept_hashes(read_picture(came.body))
    except (FetchError, BadPicture) as error:
        final = isinstance(error, BadPicture) or error.code in FINAL
        store.photo_failed(photo.url, f"{error.code}: {error}", final)
        report.failed[error.code] += 1
        return
    store.photo_hashed(photo.url, packed(hashes), VERSION, came.etag, came.modified)
    report.hashed += 1


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    keep_hashing(Path(sys.argv[1]))
