"""U.S. Consumer Product Safety Commission: notices of violation, from the sheet its site offers.

cpsc.gov/Recalls/violations links to an Excel file. Above the headings stand a few rows of explanation; a row is
one letter about one product. What the agency asked for is given in letters: RSSC (recall, stop sale, correct
future production), DSSC (distribution-level recall), SSC (stop sale), CFP (correct future production).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from selectolax.lexbor import LexborHTMLParser

from importsafety.notice import Notice, NoticeKind
from importsafety.sources import files, ids, reading
from importsafety.sources.extract import dates
from importsafety.sources.http import Limits, download
from importsafety.sources.record import Record
from importsafety.sources.source import Raw, Rejected, SourceError
from importsafety.sources.text import brief

PAGE = "https://www.cpsc.gov/Recalls/violations"

# The list has thousands of letters since 2013 and only grows.
FULL_LIST = 1_000

# Our name -> how its heading is told, first that fits; the agency has worded them differently over the years.
_HEADINGS = {
    "date": r"(?:letter|loa|nov|violation).*date|^date",
    "product": r"^product(?!.*(?:type|category))|product name",
    "model": r"^model",
    "citation": r"citation|cfr",
    "violation": r"^violation(?!.*(?:date|number))",
    "action": r"action",
    "firm": r"firm(?!.*(?:address|city|state|country|zip))|company",
    "address": r"address|street",
    "city": r"city",
    "state": r"state",
    "country": r"country",
}
_NEEDED = ("date", "product", "firm")
_ACTIONS = {
    "RSSC": "Recall, stop sale and correct future production",
    "DSSC": "Distribution-level recall, stop sale and correct future production",
    "SSC": "Stop sale and correct future production",
    "CFP": "Correct future production",
}


class CpscViolations:
    """Notices of violation of the Consumer Product Safety Commission, one for each letter and product.

    `page` (which links to the sheet) and `full_list` are settable for another server.
    """

    id = "cpsc-violations"
    title = "U.S. Consumer Product Safety Commission: notices of violation"
    home = PAGE

    def __init__(self, page: str = PAGE, full_list: int = FULL_LIST, limits: Limits | None = None):
        self.page = page
        self.full_list = full_list
        self.limits = limits or Limits(size=100_000_000)

    def fetch(
        self, session: requests.Session, folder: Path, progress: Callable[[int], None]
    ) -> Iterator[Raw]:
        """The sheet that the page links to. Raises SourceError where it links to none on the agency's own site."""
        page = download(session, self.page, folder / "cpsc-violations.html", progress, limits=self.limits)
        sheet = _linked_sheet(page.path.read_bytes(), self.page)
        path = folder / f"cpsc-violations{Path(urlsplit(sheet).path).suffix.lower()}"
        raw = download(session, sheet, path, progress, limits=self.limits)
        count = sum(1 for row in _rows(raw.path) if not isinstance(row, Rejected))
        reading.refuse_short(raw, count, self.full_list, "letters")
        yield raw

    def parse(self, path: Path) -> Iterator[Notice | Rejected]:
        return reading.notices(_rows(path), _read)

    def keys(self, path: Path) -> frozenset[str]:
        return reading.keys(path, _rows(path))


def _linked_sheet(page: bytes, base: str) -> str:
    """The address of the first sheet that a page of the agency links to, on the same site."""
    for link in LexborHTMLParser(page).css("a[href]"):
        address = urljoin(base, link.attributes["href"] or "")
        parts = urlsplit(address)
        if re.search(r"\.(?:xlsx|csv)$", parts.path, re.I) and parts.netloc == urlsplit(base).netloc:
            return address
    raise SourceError(
        f"{base} links to no sheet of violations. Download it by hand and give it with --from cpsc-violations=FILE."
    )


def _rows(path: Path) -> Iterator[files.Row | Rejected]:
    """The sheet's rows under the headings as the agency words them."""
    headings = _headings(path)
    return files.rows(path, [headings[name] for name in _NEEDED])


def _headings(path: Path) -> dict[str, str]:
    for line in files.first_lines(path):
        found: dict[str, str] = {}
        for name, pattern in _HEADINGS.items():
            for cell in line:
                if cell not in found.values() and re.search(pattern, cell.strip().lower()):
                    found[name] = cell
                    break
        if all(name in found for name in _NEEDED) and len(found) >= 5:
            return found
    raise SourceError(
        f"{path.name} is not the agency's list of violations: no row has headings for date, product and firm."
    )


def _read(data: Mapping[str, Any]) -> Record:
    field = dict.fromkeys(_HEADINGS, "")
    for name, pattern in _HEADINGS.items():
        for heading in data:
            if re.search(pattern, heading.strip().lower()):
                field[name] = brief(data[heading])
                break
    product, firm, model = field["product"], field["firm"], field["model"]
    title, date = reading.required(
        f"{product} of {firm}: notice of violation" if product and firm else product, dates.iso(field["date"])
    )
    action = _ACTIONS.get(field["action"].upper(), field["action"])
    place = ", ".join(filter(None, (field["city"], field["state"], field["country"])))
    return Record(
        id=f"{CpscViolations.id}:{ids.digest(date, firm, product, model, field['citation'])}",
        source=CpscViolations.id,
        kind=NoticeKind.VIOLATION,
        title=title,
        date=date,
        url=PAGE,
        products=((product, "", model, "", ""),),
        description=f"Model: {model}. Cited: {field['citation']}."
        if model
        else f"Cited: {field['citation']}.",
        hazards=(field["violation"],),
        remedy=action,
        firms=(("importer", f"{firm}, of {place}" if place else firm),),
        countries=(field["country"],),
    )
