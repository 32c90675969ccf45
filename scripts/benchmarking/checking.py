"""One check in process."""

from __future__ import annotations

import json
import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from importsafety.check import Checker
from importsafety.listing import Listing

Line = tuple[str, str, str]
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


def measure(home: Path, rows: list[dict[str, Any]]) -> Iterator[Line]:
    """Cold load, p50 and p99 of a check, and the memory of this process."""
    begin = time.perf_counter()
    checker = Checker(home)
    checker.check(Listing(title="magnet balls"))
    yield "load and first check, in process", f"{time.perf_counter() - begin:.2f} s", "1"
    notices = len(checker.snapshot.notices) if checker.snapshot else 0
    ready = [Listing.of(row) for row in rows]
    for listing in ready[:300]:
        checker.check(listing)
    took = []
    for listing in ready:
        begin = time.perf_counter()
        checker.check(listing)
        took.append((time.perf_counter() - begin) * 1000)
    took.sort()
    cases = f"{len(took)} listings, {notices} notices"
    yield "check p50", f"{took[len(took) // 2]:.2f} ms", cases
    yield "check p99", f"{took[int(len(took) * 0.99)]:.2f} ms", cases
    yield (
        "memory of this process",
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB",
        cases,
    )
