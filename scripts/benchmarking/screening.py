"""Bulk screening through the command line's own function."""

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

from benchmarking.checking import Line

ROWS = 10_000


def measure(home: Path, rows: list[dict[str, Any]]) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for number in range(ROWS):
                file.write(json.dumps({**rows[number % len(rows)], "id": str(number)}) + "\n")
        begin = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "importsafety", "screen", str(source), "--output", str(target)],
            env={**os.environ, "IMPORTSAFETY_HOME": str(home)},
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        took = time.perf_counter() - begin
    yield (
        "screen, all cores, start-up included",
        f"{ROWS / took:.0f} rows/s",
        f"{ROWS} rows, {os.cpu_count()} cores",
    )
