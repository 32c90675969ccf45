"""`scripts/benchmark`: check, server, screen, memory and cold start, with the number of cases beside each figure."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from importsafety.refresh import ensure_started, refresh

from benchmarking import checking, screening, serving


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/benchmark", description=__doc__)
    parser.add_argument(
        "--shared", type=Path, default=Path(os.environ.get("IMPORTSAFETY_SHARED", "../shared"))
    )
    parser.add_argument("--seconds", type=float, default=5, help="length of each server load")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        cpsc = options.shared / "data" / "cpsc"
        if cpsc.is_dir():
            refresh(home, files={"cpsc": cpsc / "recalls.jsonl", "cpsc-warnings": cpsc / "warnings.jsonl"})
        else:
            print("No shared data: measured on the starter list.")
            ensure_started(home)
        listings = checking.listings(options.shared)
        for name, value, cases in [
            *checking.measure(home, listings),
            *serving.measure(home, listings, options.seconds),
            *screening.measure(home, listings),
        ]:
            print(f"{name:52} {value:>14}  {cases}")


main()
