"""Answers as a table for people: one flat row a product, written as CSV or XLSX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import orjson

from importsafety.assessment import DECISION, Assessment
from importsafety.rows import Row

TABLES = {".csv", ".xlsx"}
COLUMNS = (
    "id",
    "title",
    "verdict",
    "probability",
    "reasons",
    "notice",
    "notice_title",
    "notice_date",
    "notice_url",
    "other_notices",
    "requirements_yes",
    "requirements_maybe",
    "certificate",
    "banned",
    "as_of",
    "problem",
)
WIDTHS = {"title": 50, "reasons": 60, "notice_title": 50, "notice_url": 40, "requirements_yes": 40}
SHEET_ROWS = 1_000_000  # a sheet holds 1,048,576
CELL = 32_000  # characters; a cell holds 32,767
# A text that begins so would be run as a formula by a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def table_row(assessment: Assessment, row: Row) -> dict[str, Any]:
    """One answer as a flat row; `reasons` are the sentences about the first notice, strongest first."""
    top = assessment.matches[0] if assessment.matches else None
    notice = top.notice if top else None
    evidence = sorted(top.evidence, key=lambda item: -abs(item.weight)) if top else []
    applies: dict[str, list[str]] = {"yes": [], "maybe": []}
    for result in assessment.requirements:
        applies.setdefault(result.applies, []).append(f"{result.citation} {result.title}")
    certificates = {r.certificate for r in assessment.requirements if r.applies == "yes" and r.certificate}
    return {
        "id": row.id,
        "title": assessment.listing.title,
        "verdict": assessment.verdict.value,
        "probability": round(top.probability, 2) if top else None,
        "reasons": " ".join(
            [
                *(f"{decision.notice}: {decision.says}" for decision in assessment.decisions),
                *(item.text for item in evidence if item.feature != DECISION and item.speaks != "alike"),
            ]
        ),
        "notice": notice.id if notice else None,
        "notice_title": notice.title if notice else None,
        "notice_date": notice.date if notice else None,
        "notice_url": notice.url if notice else None,
        "other_notices": " ".join(match.notice.url for match in assessment.matches[1:5]),
        "requirements_yes": "; ".join(applies["yes"]),
        "requirements_maybe": "; ".join(applies["maybe"]),
        "certificate": ", ".join(sorted(certificates - {"none"})) or ("none" if certificates else ""),
        "banned": "; ".join(r.citation for r in assessment.requirements if r.banned and r.applies == "yes"),
        "as_of": "; ".join(f"{source} {date}" for source, date in assessment.as_of.items()),
        "problem": assessment.reason,
    }


def write_table(lines: Path, output: Path, ending: str) -> None:
    """Turn a file of JSON rows into `output`, as a stream."""
    if ending == ".csv":
        with output.open(
            "w", encoding="utf-8-sig", newline=""
        ) as file:  # with a BOM, or spreadsheets guess wrong
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(_cells(lines))
        return
    write_book(_cells(lines), output)


def write_book(
    rows: Iterable[list[Any]], output: Path | IO[bytes], headings: Sequence[str] = COLUMNS
) -> None:
    """Rows of cells as an Excel workbook, as a stream; further sheets where one is full."""
    from openpyxl import Workbook  # noqa: PLC0415  (large, and seldom wanted)
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook(write_only=True)
    for number, cells in enumerate(rows):
        if number % SHEET_ROWS == 0:
            sheet = book.create_sheet("Results" if number == 0 else f"Results {number // SHEET_ROWS + 1}")
            sheet.freeze_panes = "D2"
            for place, name in enumerate(headings, 1):
                sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(name, 16)
            heading = [WriteOnlyCell(sheet, name) for name in headings]
            for cell in heading:
                cell.font = Font(bold=True)
            sheet.append(heading)
        sheet.append(cells)
    if not book.worksheets:
        book.create_sheet("Results").append(headings)
    book.save(output)


def csv_stream(rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Rows of cells as CSV, as they come."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def _cells(lines: Path) -> Iterator[list[Any]]:
    with lines.open("rb") as file:
        for text in file:
            row = orjson.loads(text)
            yield [safe(row.get(name)) for name in COLUMNS]


def safe(value: Any) -> Any:
    """A cell that no spreadsheet runs, refuses or cuts."""
    if value is None or isinstance(value, (int, float)):
        return value
    text = UNPRINTABLE.sub("", str(value))[:CELL]
    return f"'{text}" if text.startswith(FORMULA) else text
