"""Bulk screening through the command line's own function: rows a second, and whether memory stays flat."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow

from benchmarking.checking import Line
from benchmarking.serving import memory
from importsafety.check import Checker
from importsafety.memory import settle
from importsafety.records import pack
from importsafety.rows import Row
from importsafety.screen import screen_records

BATCH = 200


def measure(home: Path, rows: list[dict[str, Any]], count: int) -> Iterator[Line]:
    """One core in this process without start-up; then the command on all cores with `count` rows."""
    checker = Checker(home)
    settle(checker)
    batches = [
        pack(Row(n, row) for n, row in enumerate(rows[at : at + BATCH])) for at in range(0, len(rows), BATCH)
    ]
    _screen(checker, batches[:2])
    begin = time.thread_time()
    done = _screen(checker, batches)
    yield "screen, one core", f"{done / (time.thread_time() - begin):.0f} rows/s", f"{done} rows"
    yield from _command(home, rows, count)


def _screen(checker: Checker, batches: list[pyarrow.RecordBatch]) -> int:
    return sum(screen_records(checker, batch).num_rows for batch in batches)


def _command(home: Path, rows: list[dict[str, Any]], count: int) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for number in range(count):
                file.write(json.dumps({**rows[number % len(rows)], "id": str(number)}) + "\n")
        begin = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "importsafety", "screen", str(source), "--output", str(target)],
            env={**os.environ, "IMPORTSAFETY_HOME": str(home)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        part = target.with_name(f"{target.name}.part")
        sizes: list[tuple[int, float]] = []
        while process.poll() is None:
            time.sleep(0.25)
            sizes.append((part.stat().st_size if part.exists() else 0, memory(process.pid)))
        took = time.perf_counter() - begin
        if process.returncode:
            raise SystemExit("screen failed")
        written = target.stat().st_size
    cases = f"{count} rows, {os.cpu_count()} cores"
    yield "screen, all cores, start-up included", f"{count / took:.0f} rows/s", cases
    for name, low, high in (("second", 0.25, 0.5), ("last", 0.75, 1.0)):
        held = [size for done, size in sizes if low * written <= done <= high * written]
        yield f"largest process in the {name} quarter", f"{max(held, default=0):.0f} MB", cases
