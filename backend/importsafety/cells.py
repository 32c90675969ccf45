"""Tables as lines of cells, before anyone says what a column means: CSV and Excel, read as streams."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Any, NamedTuple

from charset_normalizer import from_bytes

SAMPLE = 256_000  # bytes looked at to recognise a CSV's encoding and separator
LONGEST_LINE = 4_000_000  # bytes of a line
ENCODINGS = ["gb18030", "big5", "shift_jis", "euc_kr", "cp1252"]

# A workbook is a zip file: a few kilobytes may unpack to anything. The sizes stated in it bound what is read, since
# an entry that is longer than stated is an error. Texts are held in memory as a whole, sheets are streamed.
SHEETS_BYTES = 1_000_000_000
TEXTS_BYTES = 150_000_000
ENTRIES = 5_000
MOST_LINES = 1_048_576  # of a sheet; also ends a line number that was made up
MOST_CELLS = 300

csv.field_size_limit(LONGEST_LINE)


# How files begin that are no text, whatever their name says, and what to do with them.
NO_TEXT = {
    b"PK\x03\x04": "is a packed file, such as an Excel workbook: if it is one, give it the ending .xlsx.",
    b"\xd0\xcf\x11\xe0": "is an older Excel file: save it as .xlsx.",
    b"PAR1": "is a Parquet file: give it the ending .parquet.",
    b"%PDF": "is a PDF: save the table in it as .xlsx or .csv.",
    b"\x89PNG": "is a picture: give the table itself, as .xlsx or .csv.",
    b"\xff\xd8\xff": "is a picture: give the table itself, as .xlsx or .csv.",
    b"GIF8": "is a picture: give the table itself, as .xlsx or .csv.",
}


class BadFile(Exception):
    """The file as a whole cannot be read. The message says what to do."""


class Line(NamedTuple):
    """The cells of line `number` (from 1), trimmed; `error` where they are not what the file means."""

    number: int
    cells: list[str]
    error: str | None = None


def csv_lines(path: Path, encoding: str | None = None) -> Iterator[Line]:
    """The lines of a CSV that are not empty; separator and encoding are recognised. Raises BadFile."""
    with path.open("rb") as raw:
        sample = raw.read(SAMPLE)
        raw.seek(0)
        for beginning, says in NO_TEXT.items():
            if sample.startswith(beginning):
                raise BadFile(f"{path.name} {says}")
        try:
            text = io.TextIOWrapper(raw, encoding or recognise(sample), errors="surrogateescape", newline="")
        except LookupError as error:
            raise BadFile(f"{error}. Name an encoding such as utf-8, gb18030 or cp1252.") from error
        separator = _separator(sample, text.encoding)
        taken: list[str] = []
        lines = csv.reader(_keeping(text, taken), delimiter=separator)
        while True:
            taken.clear()
            try:
                cells = [cell.strip() for cell in next(lines)]
            except StopIteration:
                return
            except (csv.Error, UnicodeError) as error:
                yield Line(lines.line_num, [], f"Line {lines.line_num} cannot be read: {error}.")
                continue
            if len(taken) > 1 and _unclosed(taken, separator):
                first = lines.line_num - len(taken) + 1
                wrong = "opens a quotation mark that is never closed, so the lines below were read into it: close it."
                yield Line(first, cells, f"Line {first} {wrong}")
            elif any("\udc80" <= letter <= "\udcff" for cell in cells for letter in cell):
                readable = [cell.encode("ascii", "replace").decode() for cell in cells]
                wrong = f"is not in the encoding {text.encoding}; name the right one with --encoding."
                yield Line(lines.line_num, readable, f"Line {lines.line_num} {wrong}")
            elif any(cells):
                yield Line(lines.line_num, cells)


def xlsx_lines(path: Path) -> Iterator[Line]:
    """The lines of a workbook's first sheet that are not empty, with the values last computed. Raises BadFile."""
    from openpyxl import load_workbook  # noqa: PLC0415  (large, and seldom wanted)

    try:
        _guard(path)
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except BadFile:
        raise
    except Exception as error:  # openpyxl raises of many kinds for a workbook that is none
        raise BadFile(f"{path.name} is not a readable Excel file: save it again as .xlsx.") from error
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_CELLS), 1):
            cells = [_cell(value) for value in values]
            if any(cells):
                while not cells[-1]:
                    cells.pop()
                yield Line(number, cells)
            if number >= MOST_LINES:
                return
    except Exception as error:
        raise BadFile(f"{path.name} cannot be read to its end: save it again as .xlsx.") from error
    finally:
        book.close()


def recognise(sample: bytes) -> str:
    """The encoding of a CSV, from its beginning: BOM, UTF-8, else the likeliest of what spreadsheets write."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    try:
        whole.decode("utf-8")
        return "utf-8-sig"
    except UnicodeDecodeError:
        found = from_bytes(whole, cp_isolation=ENCODINGS).best()
        return found.encoding if found else "utf-8-sig"


def _keeping(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    """`lines`, each put into `taken` as it is read."""
    for line in lines:
        taken.append(line)
        yield line


def _unclosed(lines: list[str], separator: str) -> bool:
    """Whether a record of several lines ends within quotation marks. Only the strict reader tells, and it is not used
    to read with: it refuses what spreadsheets write, too."""
    try:
        list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _separator(sample: bytes, encoding: str) -> str:
    first = sample.decode(encoding, "replace").partition("\n")[0]
    return max(",;\t|", key=first.count)


def _guard(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        entries = packed.infolist()
    texts = sum(entry.file_size for entry in entries if entry.filename.lower().endswith("sharedstrings.xml"))
    if (
        len(entries) > ENTRIES
        or texts > TEXTS_BYTES
        or sum(entry.file_size for entry in entries) > SHEETS_BYTES
    ):
        raise BadFile(f"{path.name} unpacks to more than is read here: save its first sheet as CSV UTF-8.")


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case date() | time():
            return value.isoformat().removesuffix("T00:00:00")
        case float() if value.is_integer():
            return str(int(value))
    return str(value).strip()
