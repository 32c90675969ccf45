"""U.S. Food and Drug Administration: enforcement reports, from openFDA or as iRES gives them.

openFDA (open.fda.gov/apis/device/enforcement, /food, /drug): pages of at most 1000; beyond 26,000 the next page
is named in the `Link` header, which is followed from the first page on, without `skip`. No key is needed for 240
requests a minute and 1,000 a day. Asking for what is not there answers 404.

iRES answers one object with the records under RESULT; its STATUSCODE 400 means success. It wants a key, so its
answers are read from files only.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import requests

from importsafety.notice import Notice, NoticeKind
from importsafety.sources import files, ids, reading
from importsafety.sources.extract import dates
from importsafety.sources.http import Limits, NotFound, download_page, follow
from importsafety.sources.record import Record
from importsafety.sources.source import Raw, Rejected, SourceError, Unchanged
from importsafety.sources.text import brief, clean

API = "https://api.fda.gov"
EVENT = "https://www.accessdata.fda.gov/scripts/ires/?Event="
HOME = "https://www.fda.gov/safety/recalls-market-withdrawals-safety-alerts/enforcement-reports"

# Reports before this day are of goods long sold. A fixed day: with a moving one, old notices would seem withdrawn.
SINCE = datetime.date(2019, 1, 1)
PAGE = 1000
_MOST_PAGES = 200
_NAME = 200

# openFDA's path and iRES's PRODUCTTYPESHORT -> what to call it, and the least reports a full list has since 2019.
KINDS = {
    "device": ("Devices", "medical devices", 8_000),
    "food": ("Food", "food and cosmetics", 8_000),
    "drug": ("Drugs", "drugs", 4_000),
}

# iRES name -> openFDA name of the same field.
_IRES = {
    "RECALLNUM": "recall_number",
    "RECALLEVENTID": "event_id",
    "FIRMLEGALNAM": "recalling_firm",
    "PRODUCTDESCRIPTIONTXT": "product_description",
    "PRODUCTSHORTREASONTXT": "reason_for_recall",
    "PRODUCTDISTRIBUTEDQUANTITY": "product_quantity",
    "DISTRIBUTIONAREASUMMARYTXT": "distribution_pattern",
    "RECALLINITIATIONDT": "recall_initiation_date",
    "ENFORCEMENTREPORTDT": "report_date",
}


class Fda:
    """Enforcement reports on one kind of product ("device", "food", "drug"), a notice for each recall number.

    `api`, `full_list` and `page` (records asked for at a time) are settable for another server.
    """

    def __init__(
        self,
        kind: str,
        api: str = API,
        full_list: int | None = None,
        limits: Limits | None = None,
        page: int = PAGE,
    ):
        self.short, words, least = KINDS[kind]
        self.kind = kind
        self.id = f"fda-{kind}"
        self.title = f"U.S. Food and Drug Administration: recalls of {words}"
        self.home = HOME
        self.api = api
        self.full_list = least if full_list is None else full_list
        self.limits = limits or Limits(size=50_000_000)
        self.page = page

    def fetch(
        self, session: requests.Session, folder: Path, progress: Callable[[int], None]
    ) -> Iterator[Raw]:
        """Every report since 2019, a page a file. Raises SourceError where pages lack records they announced, and
        Unchanged where the server says of each that it is as it was."""
        pages = list(self._pages(session, folder, progress, SINCE))
        if pages and all(page.unchanged for page in pages):
            raise Unchanged(pages[0].url)
        if pages:
            reading.refuse_short(pages[0], _total(pages[0].path), self.full_list, "reports")
        yield from pages

    def fetch_since(
        self,
        session: requests.Session,
        folder: Path,
        progress: Callable[[int], None],
        since: datetime.date,
    ) -> Iterator[Raw]:
        """The reports published on or after `since`; none where there are none."""
        try:
            yield from self._pages(session, folder, progress, since)
        except NotFound:
            return

    def parse(self, path: Path) -> Iterator[Notice | Rejected]:
        # openFDA joins names of its own making to a report, and makes them anew with its other lists.
        return reading.notices(self._rows(path), self._record, restless=("openfda",))

    def keys(self, path: Path) -> frozenset[str]:
        return reading.keys(path, self._rows(path))

    def _pages(
        self,
        session: requests.Session,
        folder: Path,
        progress: Callable[[int], None],
        since: datetime.date,
    ) -> Iterator[Raw]:
        url: str | None = f"{self.api}/{self.kind}/enforcement.json"
        asked: Mapping[str, str] | None = {
            "search": f"report_date:[{since:%Y%m%d} TO 29991231]",
            "sort": "report_date:asc",
            "limit": str(self.page),
        }
        got, total, size, number = 0, 0, 0, 0
        while url and number < _MOST_PAGES:
            path = folder / f"{self.id}-{number:03}.json"
            done = size

            def so_far(bytes_: int, done: int = done) -> None:
                progress(done + bytes_)

            raw = download_page(session, url, path, so_far, asked, self.limits)
            total = _total(path)
            got += sum(1 for _ in self._rows(path))
            size += path.stat().st_size
            url, asked, number = follow(raw, self.api), None, number + 1
            yield raw
        if got < total:
            raise SourceError(
                f"{self.api} announced {total:,} reports and gave {got:,}. Nothing was changed; try again later."
            )

    def _rows(self, path: Path) -> Iterator[files.Row | Rejected]:
        inside = "RESULT" if b'"RESULT"' in path.read_bytes()[:2_000] else "results"
        if inside == "RESULT":
            _refuse_failed(path)
        return files.rows(path, ("recall_number",), inside)

    def _record(self, data: Mapping[str, Any]) -> Record | None:
        if "RECALLNUM" in data:
            if data.get("PRODUCTTYPESHORT") not in (None, self.short):
                return None
            data = {plain: data.get(name) for name, plain in _IRES.items()} | {
                "classification": f"Class {_ROMAN.get(str(data.get('CENTERCLASSIFICATIONTYPETXT')), '')}".strip(),
            }
        field = {
            name: reading.string(data, name) for name in (*_IRES.values(), "classification", "code_info")
        }
        number = brief(field["recall_number"])
        about, firm = clean(field["product_description"]), brief(field["recalling_firm"])
        name = _name(about)
        date = _date(field["report_date"]) or _date(field["recall_initiation_date"])
        title, date = reading.required(f"{firm}: {name}" if firm and name else "", date)
        return Record(
            # A report that is not yet classified has no number: its event and its words stand in.
            id=f"{self.id}:{number or 'event' + field['event_id'] + '-' + ids.digest(about)}",
            source=self.id,
            kind=NoticeKind.RECALL,
            title=title,
            date=date,
            url=f"{EVENT}{field['event_id']}" if field["event_id"].isdigit() else self.home,
            number=number or None,
            products=((name, "", "", field["classification"], ""),),
            description=f"{about} {field['code_info']}",
            hazards=(field["reason_for_recall"],),
            sold_at=field["distribution_pattern"],
            units=field["product_quantity"],
            firms=(("distributor", firm),),
        )


_ROMAN = {"1": "I", "2": "II", "3": "III"}


def _date(text: str) -> str | None:
    """20260722, or as elsewhere."""
    return dates.iso(f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else text)


def _name(about: str) -> str:
    """The product's name: what stands before the first full stop or list, cut at a word."""
    first = re.split(r"\.\s|;", about, maxsplit=1)[0]
    return first if len(first) <= _NAME else first[:_NAME].rsplit(" ", 1)[0]


def _total(path: Path) -> int:
    """How many records the answer says there are. Raises SourceError where it is no openFDA answer."""
    list(files.rows(path, ("recall_number",), "results"))
    try:
        return int(orjson.loads(path.read_bytes())["meta"]["results"]["total"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise SourceError(f"{path.name} is not an openFDA answer: it has no meta.results.total.") from error


def _refuse_failed(path: Path) -> None:
    try:
        whole = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise SourceError(
            f"{path.name} is not a complete iRES answer ({error}). Download it again."
        ) from error
    if not isinstance(whole, dict):
        raise SourceError(f"{path.name} is not an iRES answer: it holds no JSON object. Download it again.")
    if whole.get("STATUSCODE") != 400:
        raise SourceError(f"{path.name} is an error message, not data: {brief(whole.get('MESSAGE'))}")
