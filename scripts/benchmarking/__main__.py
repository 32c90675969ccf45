"""`scripts/benchmark`: check, growth, server, screen, memory and cold start, and other ways beside ours, in one run
with the number of cases beside each figure."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarking import checking, growth, rivals, screening, serving
from evaluation import data
from importsafety.check import Checker
from importsafety.matching.index import build
from importsafety.refresh import ensure_started, refresh

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "docs" / "speed.json"
PARTS = ("check", "growth", "server", "screen", "rivals")


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/benchmark", description=__doc__)
    parser.add_argument(
        "--shared", type=Path, default=Path(os.environ.get("IMPORTSAFETY_SHARED", "../shared"))
    )
    parser.add_argument("--seconds", type=float, default=5, help="length of each server load")
    parser.add_argument("--rows", type=int, default=10_000, help="rows for the screen command")
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="*",
        default=[10_000, 100_000, 500_000],
        help="numbers of notices for the growth",
    )
    parser.add_argument("--only", choices=PARTS, nargs="*", default=PARTS, help="parts to run (all)")
    parser.add_argument(
        "--save", action="store_true", help="keep the figures of these parts for the page on matching"
    )
    options = parser.parse_args()
    kept: dict[str, Any] = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        cpsc = options.shared / "data" / "cpsc"
        if cpsc.is_dir():
            refresh(home, files={"cpsc": cpsc / "recalls.jsonl", "cpsc-warnings": cpsc / "warnings.jsonl"})
        else:
            print("No shared data: measured on the starter list; no other ways beside ours.")
            ensure_started(home)
        for part in options.only:
            lines = []
            for line in chain([checking.pace()], _measure(part, home, options)):
                print(f"{line[0]:52} {line[1]:>14}  {line[2]}", flush=True)
                lines.append(line)
            kept[part] = {"day": day, "cores": os.cpu_count(), "lines": lines}
    if options.save:
        FIGURES.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _measure(part: str, home: Path, options: argparse.Namespace) -> Iterator[checking.Line]:
    listings = checking.listings(options.shared)
    if part == "check":
        yield from checking.measure(home, listings)
    elif part == "server":
        yield from serving.measure(home, listings, options.seconds)
    elif part == "screen":
        yield from screening.measure(home, listings, options.rows)
    elif part == "growth":
        snapshot = Checker(home).snapshot
        yield from growth.measure(snapshot.notices if snapshot else (), listings, options.sizes)
    elif (options.shared / "eval").is_dir():
        known = data.notices(options.shared)
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder), known.all)
            yield from rivals.lines(rivals.measure(options.shared, Path(folder), known))


main()
