"""Catalogue files that tests give, and what they hold."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

ROWS = [
    {"id": "a", "title": "KUGELO magnetic balls 216 pcs", "model": "KG-216", "gtin": "036000291452"},
    {"id": "b", "title": "Stainless steel soup ladle"},
    {"id": "c", "title": "Bergfalke kids bike helmet", "brand": "Bergfalke", "gtin": "4006381333931"},
]


VERDICTS = ["recalled", "no_match", "recalled"]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write_jsonl(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_csv(path: Path, rows: list[dict[str, Any]], encoding: str = "utf-8", **how: Any) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)), **how)
        writer.writeheader()
        writer.writerows(rows)
    return path
