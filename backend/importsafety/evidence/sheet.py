"""An evidence file as a workbook, and its items as CSV; no cell of either is run as a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from importsafety.evidence import says
from importsafety.evidence.file import EvidenceFile
from importsafety.tables import safe

if TYPE_CHECKING:
    from openpyxl import Workbook

ITEMS = (
    "item",
    "title",
    "brand",
    "model",
    "gtin",
    "seller",
    "page",
    "verdict",
    "probability",
    "notice",
    "notice_title",
    "notice_date",
    "notice_url",
    "other_notices",
    "rules_yes",
    "rules_maybe",
    "certificate",
    "decisions",
    "problem",
    "checked",
    "snapshot",
    "evidence_file",
)
EVIDENCE = (
    "item",
    "notice",
    "tier",
    "probability",
    "speaks",
    "feature",
    "what_was_compared",
    "listing",
    "in_notice",
    "weight",
)
RULES = (
    "item",
    "applies",
    "citation",
    "title",
    "agency",
    "why",
    "certificate",
    "third_party_test",
    "banned",
    "url",
)
WIDE = {
    "title",
    "notice_title",
    "notice_url",
    "what_was_compared",
    "why",
    "rules_yes",
    "url",
    "page",
    "value",
}
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)

Row = Sequence[Any]


def csv_text(file: EvidenceFile) -> str:
    """One row an item. With a byte order mark, or spreadsheets guess wrong."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(ITEMS)
    writer.writerows([safe(cell) for cell in row] for row in _items(file))
    return text.getvalue()


def xlsx(file: EvidenceFile) -> bytes:
    """Sheets: about the file, its items, what was compared, the rules. The same content gives the same bytes."""
    from openpyxl import Workbook  # noqa: PLC0415  (large, and seldom wanted)

    book = Workbook(write_only=True)
    _sheet(book, "About", ("about", "value"), _about(file))
    _sheet(book, "Items", ITEMS, _items(file))
    _sheet(book, "Compared", EVIDENCE, _compared(file))
    _sheet(book, "Rules", RULES, _rules(file))
    book.properties.creator = file.content["program"]
    book.properties.created = datetime.fromisoformat(file.content["kept"]).replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    return _settled(out.getvalue(), file.content["kept"])


def _about(file: EvidenceFile) -> Iterator[Row]:
    content = file.content
    yield "evidence file", file.id
    yield "sha256 of its JSON", file.sha256
    yield "title", content["title"]
    yield "kept", says.moment(content["kept"])
    yield "data", says.data_line(content["data"])
    for source in content["data"]["sources"]:
        yield "source", f"{says.source_line(source)} {source['home']}"
    yield "program", content["program"]
    yield "statement", content["statement"]


def _items(file: EvidenceFile) -> Iterator[Row]:
    for item in file.items:
        answer, listing = item["answer"], item["answer"]["listing"]
        top = answer["notices"][0] if answer["notices"] else {}
        yield (
            item["name"],
            says.title(item),
            *(listing.get(name) for name in ("brand", "model", "gtin", "seller", "url")),
            answer["verdict"],
            top.get("probability"),
            *(top.get(name) for name in ("id", "title", "date", "url")),
            " ".join(match["url"] for match in answer["notices"][1:5]),
            *(
                "; ".join(f"{row['citation']} {row['title']}" for row in says.applying(answer, applies))
                for applies in ("yes", "maybe")
            ),
            answer["plan"]["certificate"] if answer["plan"] else "",
            " ".join(f"{decision['notice']}: {decision['says']}" for decision in answer["decisions"]),
            answer["reason"],
            says.moment(item["checked"]),
            item["snapshot"],
            file.id,
        )


def _compared(file: EvidenceFile) -> Iterator[Row]:
    for item in file.items:
        for match in item["answer"]["notices"]:
            for side, rows in says.sides(match):
                for row in rows:
                    yield (
                        item["name"],
                        match["id"],
                        match["tier"],
                        match["probability"],
                        side,
                        row["feature"],
                        *(row[name] for name in ("text", "listing", "notice", "weight")),
                    )


def _rules(file: EvidenceFile) -> Iterator[Row]:
    for item in file.items:
        for row in item["answer"]["requirements"]:
            yield (
                item["name"],
                *(row[name] for name in ("applies", "citation", "title", "agency", "why", "certificate")),
                {True: "yes", False: "no", None: "depends"}[row["third_party_test"]],
                "yes" if row["banned"] else "no",
                row["url"],
            )


def _sheet(book: Workbook, title: str, names: Sequence[str], rows: Iterable[Row]) -> None:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "C2" if len(names) > 2 else "A2"
    for number, name in enumerate(names):
        sheet.column_dimensions[_letter(number)].width = 48 if name in WIDE else 16
    heading = [WriteOnlyCell(sheet, name) for name in names]
    for cell in heading:
        cell.font = Font(bold=True)
    sheet.append(heading)
    for row in rows:
        sheet.append([safe(value) for value in row])


def _letter(number: int) -> str:
    return chr(ord("A") + number)


def _settled(book: bytes, moment: str) -> bytes:
    """The workbook without the moment it was written at."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + moment[:19].encode() + b"Z", part)
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)
    return out.getvalue()
