"""What this machine remembers of matched listings, and what a listing looks like among them."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from importsafety.assessment import Match, SeenBefore, Verdict
from importsafety.learning.fingerprint import SIZE, Sketch, likeness
from importsafety.matching.images import AGREES, Asking, ImageIndex
from importsafety.matching.images.hashing import VERSION
from importsafety.store import Store
from importsafety.store.memories import Fingerprint, Remembered

# From this share of attributes in common on, two listings look alike: one of nine changed on either side.
ALIKE = 0.8
SHOWN = 3
# How long what was read is taken for current without asking the database; what this process adds shows at once.
FRESH_SECONDS = 1.0


@dataclass(frozen=True)
class _Loaded:
    state: tuple[int, int, str]
    all: list[Remembered]
    photos: ImageIndex
    with_attributes: list[int]
    sketches: Sketch


class Memory:
    """The memory of one home folder. Safe to share between threads. Methods raise StoreError."""

    def __init__(self, home: Path):
        self._home = home
        self._loaded: _Loaded | None = None
        self._asked = float("-inf")
        self._lock = threading.Lock()

    @cached_property
    def _store(self) -> Store:
        return Store(self._home)

    @property
    def state(self) -> tuple[int, int, str]:
        """Changes whenever something was remembered or forgotten, by other processes a second ago at the latest."""
        return self._current().state

    @property
    def has_photos(self) -> bool:
        return len(self._current().photos) > 0

    def recall(self, fingerprint: Fingerprint, photo: Asking | None = None) -> tuple[SeenBefore, ...]:
        """Listings matched before that this one looks like, though under another title or seller: same pictures
        first, then the latest."""
        known = self._current()
        by = dict.fromkeys(self._alike(known, fingerprint), "attributes")
        if photo is not None:
            near = known.photos.nearest(photo, AGREES, common=len(known.all))
            by |= {place: "picture" for place, _ in near}
        found = [
            SeenBefore(
                by=by[place],
                under=under,
                when=known.all[place].first_seen[:10],
                verdict=Verdict(known.all[place].verdict),
                notices=known.all[place].notices,
                seller=known.all[place].fingerprint.seller or None,
                shop=known.all[place].fingerprint.shop or None,
            )
            for place in sorted(by, key=lambda place: (by[place] != "picture", place))
            if (under := _under(fingerprint, known.all[place].fingerprint))
        ]
        return tuple(found[:SHOWN])

    def remember(self, fingerprint: Fingerprint, verdict: Verdict, matches: tuple[Match, ...]) -> None:
        """Keep what a listing was matched with, where there is something to know it by again."""
        if verdict.rank > Verdict.POSSIBLE.rank or not (fingerprint.photo or fingerprint.attributes):
            return
        named = tuple(match.notice.id for match in matches if match.tier.rank <= Verdict.POSSIBLE.rank)
        if self._knows(fingerprint, verdict, named):
            return
        self._store.remember(fingerprint, verdict.value, named)
        self._asked = float("-inf")

    def _knows(self, fingerprint: Fingerprint, verdict: Verdict, notices: tuple[str, ...]) -> bool:
        """Whether nothing new would be kept, so that checking one page again and again writes nothing."""
        return any(
            (known.verdict, known.notices) == (verdict.value, notices)
            and (known.fingerprint == fingerprint or not fingerprint.photo)
            and (known.fingerprint.page, known.fingerprint.title, known.fingerprint.seller)
            == (fingerprint.page, fingerprint.title, fingerprint.seller)
            for known in self._current().all
        )

    @staticmethod
    def _alike(known: _Loaded, fingerprint: Fingerprint) -> list[int]:
        if not fingerprint.attributes or not known.with_attributes:
            return []
        shares = likeness(fingerprint.attributes, known.sketches)
        return [known.with_attributes[row] for row in np.flatnonzero(shares >= ALIKE).tolist()]

    def _current(self) -> _Loaded:
        loaded = self._loaded
        if loaded is not None and time.monotonic() - self._asked < FRESH_SECONDS:
            return loaded
        with self._lock:
            self._asked = time.monotonic()
            state = self._store.memory_state()
            if self._loaded is None or self._loaded.state != state:
                self._loaded = _load(state, self._store.memories())
            return self._loaded


def _load(state: tuple[int, int, str], known: list[Remembered]) -> _Loaded:
    prints = [item.fingerprint for item in known]
    rows = [place for place, one in enumerate(prints) if len(one.attributes) == 4 * SIZE]
    sketches = [np.frombuffer(prints[place].attributes, "<u4") for place in rows]
    photos = (
        (place, one.photo) for place, one in enumerate(prints) if one.photo and one.photo_version == VERSION
    )
    return _Loaded(state, known, ImageIndex.of(photos), rows, np.array(sketches, np.uint32).reshape(-1, SIZE))


def _under(ours: Fingerprint, theirs: Fingerprint) -> str:
    """Under what else it stood before; empty where it is the same listing."""
    title = ours.title != theirs.title
    seller = bool(
        ours.seller and theirs.seller and ours.seller.casefold() != theirs.seller.casefold()
    ) or bool(ours.shop_id and theirs.shop_id and (ours.shop, ours.shop_id) != (theirs.shop, theirs.shop_id))
    return " and ".join(
        name for name, differs in (("another title", title), ("another seller", seller)) if differs
    )
