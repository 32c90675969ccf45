"""One check in process."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from importsafety.check import Checker
from importsafety.listing import Listing
from importsafety.matching import CANDIDATES, Matcher
from importsafety.matching.listing_profile import profile_listing
from importsafety.memory import settle

Line = tuple[str, str, str]
Item = TypeVar("Item")
SAMPLE = 2_000


def listings(shared: Path) -> list[dict[str, Any]]:
    """Written listings (full of attributes) and as many real ones; without shared data, a few of our own."""
    written = shared / "eval" / "recall_match.jsonl"
    if not written.exists():
        titles = (
            "216 pcs 5mm magnetic balls desk toy",
            "kids bicycle helmet pink size S",
            "ceramic mug 350 ml",
        )
        return [{"title": f"{title} lot {number}"} for number in range(700) for title in titles]
    found = [json.loads(line)["listing"] for line in written.open(encoding="utf-8")]
    real = [
        json.loads(line) for line in (shared / "data/listings/real_listings.jsonl").open(encoding="utf-8")
    ]
    for row in real:
        row["category"] = str(row.get("category", "")).split(" > ")
    return found + random.Random(3).sample(real, SAMPLE - len(found))


def listed(work: Callable[[Item], object], items: Sequence[Item]) -> list[float]:
    """Milliseconds of processor time that `work` took for each, shortest first: on an idle machine the time that
    passes, on a busy one without what others took."""
    took = []
    for item in items:
        begin = time.thread_time()
        work(item)
        took.append((time.thread_time() - begin) * 1000)
    return sorted(took)


def at(took: Sequence[float], share: float) -> float:
    """The value below which that share of sorted values lies."""
    return took[min(len(took) - 1, int(len(took) * share))]


def measure(home: Path, rows: list[dict[str, Any]]) -> Iterator[Line]:
    """Load, p50 and p99 of a check and of its parts."""
    begin = time.perf_counter()
    checker = Checker(home)
    checker.check(Listing(title="magnet balls"))
    yield "load and first check, in process, passed", f"{time.perf_counter() - begin:.2f} s", "1"
    settle(checker)
    notices = len(checker.snapshot.notices) if checker.snapshot else 0
    ready = [Listing.of(row) for row in rows]
    for listing in ready[:300]:
        checker.check(listing)
    took = listed(checker.check, ready)
    cases = f"{len(took)} listings, {notices} notices"
    yield "check p50", f"{at(took, 0.5):.2f} ms", cases
    yield "check p99", f"{at(took, 0.99):.2f} ms", cases
    yield from _parts(checker, ready)


def _parts(checker: Checker, ready: Sequence[Listing]) -> Iterator[Line]:
    """What a check takes before any notice is compared: no comparison, however fast, makes it faster than these."""
    snapshot = checker.snapshot
    assert snapshot is not None, "the snapshot was built for this run"
    index = Matcher.load(snapshot.directory, snapshot.notices).index
    profiles = [profile_listing(listing) for listing in ready]
    steps = {
        "requirements": listed(checker.catalogue.applicable, ready),
        "reading the listing": listed(profile_listing, ready),
        "finding candidates": listed(lambda profile: index.candidates(profile, CANDIDATES), profiles),
    }
    for name, took in steps.items():
        yield f"of it, {name}, p50", f"{at(took, 0.5):.2f} ms", f"{len(took)} listings"


def pace() -> Line:
    """How busy the machine is: a fixed piece of Python work, some 40 ms on an idle core of 2024."""
    begin = time.perf_counter()
    sum(number * number for number in range(1_000_000))
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return "a million squares", f"{(time.perf_counter() - begin) * 1000:.0f} ms", load
