"""U.S. National Highway Traffic Safety Administration: recalls, from its flat file.

The file (static.nhtsa.gov/odi/ffdd/rcl; layout in RCL.txt beside it) has 29 fields between tabs, no heading, and
one row for each make, model, year and part: a campaign has one row or hundreds. 19010101 is an unknown date.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import requests

from importsafety.notice import Notice, NoticeKind
from importsafety.sources import files, reading
from importsafety.sources.extract import dates
from importsafety.sources.http import Limits, download
from importsafety.sources.record import Record, notice_of
from importsafety.sources.source import Raw, Rejected, SourceError

FLAT_FILE = "https://static.nhtsa.gov/odi/ffdd/rcl/FLAT_RCL_POST_2010.zip"
HOME = "https://www.nhtsa.gov/recalls"
FIELDS = tuple(
    "RECORD_ID CAMPNO MAKETXT MODELTXT YEARTXT MFGCAMPNO COMPNAME MFGNAME BGMAN ENDMAN RCLTYPECD POTAFF ODATE "
    "INFLUENCED_BY MFGTXT RCDATE DATEA RPNO FMVSS DESC_DEFECT CONEQUENCE_DEFECT CORRECTIVE_ACTION NOTES "
    "RCL_CMPT_ID MFR_COMP_NAME MFR_COMP_DESC MFR_COMP_PTNO DO_NOT_DRIVE PARK_OUTSIDE".split()
)
_UNKNOWN_DATE = "19010101"
_UNPACKED_LIMIT = 2_000_000_000
_MOST_PRODUCTS = 100
_NAMED = 3

# The file's letter -> what it stands for.
_TYPES = {"E": "equipment", "T": "tyre", "C": "child seat", "V": "vehicle", "I": "vehicle"}


@dataclass(slots=True)
class _Campaign:
    """What the rows of one campaign say together; `first` is the first row."""

    first: dict[str, str]
    products: dict[tuple[str, str], str] = field(default_factory=dict)
    parts: dict[str, None] = field(default_factory=dict)

    def said(self) -> list[object]:
        """All of it; a row's running number says nothing."""
        first = {name: value for name, value in self.first.items() if name != "RECORD_ID"}
        return [first, list(self.products.items()), list(self.parts)]


class Nhtsa:
    """Recall campaigns, either of equipment, tyres and child seats, or of vehicles.

    `flat_file` and `full_list` (the least campaigns a full file has) are settable for another server.
    """

    home = HOME

    def __init__(
        self,
        vehicles: bool = False,
        flat_file: str = FLAT_FILE,
        full_list: int = 500,
        limits: Limits | None = None,
    ):
        self.vehicles = vehicles
        self.id = "nhtsa-vehicles" if vehicles else "nhtsa"
        what = "vehicles" if vehicles else "equipment, tyres and child seats"
        self.title = f"U.S. National Highway Traffic Safety Administration: recalls of {what}"
        self.letters = "VI" if vehicles else "ETC"
        self.flat_file = flat_file
        self.full_list = full_list
        self.limits = limits or Limits(size=300_000_000)

    def fetch(
        self, session: requests.Session, folder: Path, progress: Callable[[int], None]
    ) -> Iterator[Raw]:
        """The flat file, packed. Raises SourceError where it is not that."""
        raw = download(session, self.flat_file, folder / f"{self.id}.zip", progress, limits=self.limits)
        campaigns = {
            row["CAMPNO"]
            for row in _rows(raw.path)
            if isinstance(row, dict) and row["RCLTYPECD"] in self.letters
        }
        reading.refuse_short(raw, len(campaigns), self.full_list, "campaigns")
        yield raw

    def parse(self, path: Path) -> Iterator[Notice | Rejected]:
        campaigns: dict[str, _Campaign] = {}
        for row in _rows(path):
            if isinstance(row, Rejected):
                yield row
            elif row["RCLTYPECD"] in self.letters:
                campaign = campaigns.setdefault(row["CAMPNO"], _Campaign(row))
                if len(campaign.products) < _MOST_PRODUCTS:
                    campaign.products[row["MAKETXT"], row["MODELTXT"]] = row["YEARTXT"]
                campaign.parts[row["MFR_COMP_PTNO"]] = None
        for number, campaign in campaigns.items():
            try:
                yield reading.told(notice_of(self._record(number, campaign)), campaign.said())
            except ValueError as error:
                yield files.rejected(f"campaign {number}", str(error), campaign.first)

    def _record(self, number: str, campaign: _Campaign) -> Record:
        row = campaign.first
        makes = tuple(dict.fromkeys(make for make, _ in campaign.products if make))
        models = tuple(dict.fromkeys(model for _, model in campaign.products if model))
        named = ", ".join(models[:_NAMED]) + (" and others" if len(models) > _NAMED else "")
        component = row["COMPNAME"].replace(":", ", ").lower()
        title = f"{', '.join(makes[:_NAMED])} {named}: recall, {component}" if makes and number else ""
        date = _date(row["RCDATE"]) or _date(row["DATEA"]) or _date(row["ODATE"])
        title, date = reading.required(title, date)
        kind = _TYPES[row["RCLTYPECD"]]
        parts = ", ".join(list(filter(None, campaign.parts))[:_MOST_PRODUCTS])
        return Record(
            id=f"{self.id}:{number}",
            source=self.id,
            kind=NoticeKind.RECALL,
            title=title,
            date=date,
            url=f"{HOME}?nhtsaId={number}",
            number=number,
            products=tuple(
                (f"{make} {model}", "", "" if self.vehicles else model, kind, "")
                for make, model in campaign.products
            ),
            description=row["DESC_DEFECT"] + (f" Part numbers: {parts}." if parts else ""),
            hazards=(row["CONEQUENCE_DEFECT"],),
            remedy=row["CORRECTIVE_ACTION"],
            units=row["POTAFF"],
            firms=tuple(
                ("manufacturer", name) for name in dict.fromkeys((row["MFGTXT"], row["MFGNAME"])) if name
            ),
            brands=makes,
        )


def _date(text: str) -> str | None:
    if text == _UNKNOWN_DATE or len(text) != 8:
        return None
    return dates.iso(f"{text[:4]}-{text[4:6]}-{text[6:]}")


def _rows(path: Path) -> Iterator[dict[str, str] | Rejected]:
    """The rows of the flat file, packed or not. Raises SourceError where it is neither."""
    try:
        with zipfile.ZipFile(path) if zipfile.is_zipfile(path) else _Plain(path) as packed:
            member = next(
                (item for item in packed.infolist() if item.filename.lower().endswith((".txt", ".tsv"))), None
            )
            if member is None or member.file_size > _UNPACKED_LIMIT:
                raise SourceError(f"{path.name} holds no flat file of a usable size. Download it again.")
            with packed.open(member) as stream:
                yield from _split(path, stream)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"{path.name} is packed in a way that cannot be read ({error}).") from error


def _split(path: Path, stream: IO[bytes]) -> Iterator[dict[str, str] | Rejected]:
    known = 0
    # A break inside a row cannot be told from its end, and a lone CR is text: only LF ends a row.
    lines = io.TextIOWrapper(stream, "utf-8", "replace", newline="\n")
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) == len(FIELDS):
            known += 1
            yield dict(zip(FIELDS, map(str.strip, cells), strict=True))
        elif line.strip():
            yield files.rejected(
                f"row {number}",
                f"The row has {len(cells)} fields, not the {len(FIELDS)} of the layout.",
                line,
            )
            if not known and number >= 20:
                raise SourceError(
                    f"{path.name} is not NHTSA's flat file of {len(FIELDS)} fields between tabs."
                )
    if not known:
        raise SourceError(f"{path.name} is not NHTSA's flat file of {len(FIELDS)} fields between tabs.")


class _Plain:
    """A file that is not packed, read like an archive of one."""

    def __init__(self, path: Path):
        self._path = path

    def __enter__(self) -> _Plain:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def infolist(self) -> list[zipfile.ZipInfo]:
        info = zipfile.ZipInfo("flat.txt")
        info.file_size = self._path.stat().st_size
        return [info]

    def open(self, _: zipfile.ZipInfo) -> IO[bytes]:
        return self._path.open("rb")
