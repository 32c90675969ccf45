"""U.S. Consumer Product Safety Commission: recalls, from its API or its site's CSV.

Programmer's guide version 1.4 (17 Sep 2018): no key, no paging, filters are ANDed, and "any attempt to use
made-up search parameters ... will retrieve ALL existing recall records". Errors can come with status 200.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import requests

from importsafety.notice import Notice, NoticeKind
from importsafety.sources import files, ids, reading
from importsafety.sources.extract import dates
from importsafety.sources.http import Limits, download
from importsafety.sources.record import Record
from importsafety.sources.source import Raw, Rejected, SourceError
from importsafety.sources.text import brief, clean_url

API = "https://www.saferproducts.gov/RestWebServices/Recall"

# The list had 8,000 recalls in 2018 and only grows; fewer is not the full list.
FULL_LIST = 8_000

_ROLES = {
    "Manufacturers": "manufacturer",
    "Importers": "importer",
    "Distributors": "distributor",
    "Retailers": "retailer",
}
_COLUMNS = ("Recall Number", "Date", "Recall Heading")


class Cpsc:
    """Recalls of the Consumer Product Safety Commission.

    `api` and `full_list` (the least number of recalls a full answer has) are settable for another server.
    """

    id = "cpsc"
    title = "U.S. Consumer Product Safety Commission: recalls"
    home = "https://www.cpsc.gov/Recalls"

    def __init__(self, api: str = API, full_list: int = FULL_LIST, limits: Limits | None = None):
        self.api = api
        self.full_list = full_list
        self.limits = limits or Limits()

    def fetch(
        self, session: requests.Session, folder: Path, progress: Callable[[int], None]
    ) -> Iterator[Raw]:
        """The full list: one JSON array of about 27 MB. Raises SourceError where the answer is not that."""
        raw = download(
            session, self.api, folder / "cpsc-recalls.json", progress, {"format": "json"}, self.limits
        )
        reading.refuse_short(raw, len(_records(raw)), self.full_list, "recalls")
        yield raw

    def fetch_since(
        self,
        session: requests.Session,
        folder: Path,
        progress: Callable[[int], None],
        since: datetime.date,
    ) -> Iterator[Raw]:
        """The recalls published or touched on or after `since`.

        An ignored filter returns everything, so an answer with an older record, or with more than half of a
        full list, is a SourceError. `LastPublishDate` does not move on every edit: pull the full list as
        well from time to time.
        """
        raw = download(
            session,
            self.api,
            folder / f"cpsc-recalls-since-{since}.json",
            progress,
            {"format": "json", "LastPublishDateStart": since.isoformat()},
            self.limits,
        )
        records = _records(raw)
        older = sum(1 for record in records if (published(record) or "") < since.isoformat())
        if older or len(records) > self.full_list // 2:
            raise SourceError(
                f"{raw.url} gave {len(records):,} recalls, {older:,} of them older than {since}: the date "
                "filter was ignored. Nothing was changed; run a full refresh instead."
            )
        yield raw

    def parse(self, path: Path) -> Iterator[Notice | Rejected]:
        return reading.notices(
            files.rows(path, _COLUMNS),
            lambda data: _from_csv(data) if "Recall Heading" in data else _from_api(data),
            # It moves when old records are touched by the thousand, and not with every edit.
            restless=("LastPublishDate",),
        )

    def keys(self, path: Path) -> frozenset[str]:
        return reading.keys(path, files.rows(path, _COLUMNS))


def published(record: Any) -> str | None:
    """The ISO date on which the API says the record was last published, None where it says nothing."""
    value = record.get("LastPublishDate") if isinstance(record, Mapping) else None
    return dates.iso(value)


def _records(raw: Raw) -> list[Any]:
    """Every record of a downloaded array. Raises SourceError where it is not one of API objects."""
    if not raw.path.read_bytes()[:200].lstrip().startswith(b"["):
        list(files.rows(raw.path, _COLUMNS))
        raise SourceError(f"{raw.url} did not answer with a JSON array. Try again later.")
    records = [row[1] for row in files.rows(raw.path, _COLUMNS) if not isinstance(row, Rejected)]
    strange = sum(1 for record in records if "Title" not in record)
    if strange:
        raise SourceError(f"{raw.url}: {strange:,} of {len(records):,} records have no Title; not recalls.")
    return records


def _from_api(data: Mapping[str, Any]) -> Record:
    title, date, url = brief(data.get("Title")), dates.iso(data.get("RecallDate")), clean_url(data.get("URL"))
    number = ids.number(data.get("RecallNumber"))
    products = tuple(
        tuple(str(item.get(name) or "") for name in ("Name", "Description", "Model", "Type", "NumberOfUnits"))
        for item in _objects(data, "Products")
    )
    names = tuple(brief(product[0]) for product in products)
    return Record(
        id=ids.recall(number, data.get("RecallID"), url, *reading.required(title, date)),
        source=Cpsc.id,
        kind=NoticeKind.RECALL,
        title=title,
        date=date or "",
        url=url or Cpsc.home,
        number=number,
        products=products,  # type: ignore[arg-type]
        description=reading.string(data, "Description"),
        hazards=_names(data, "Hazards"),
        remedy=" ".join(_names(data, "Remedies")),
        remedy_options=_names(data, "RemedyOptions", "Option"),
        incidents=" ".join(_names(data, "Injuries")),
        sold_at=" ".join(_names(data, "Retailers")),
        firms=tuple(
            (role, name)
            for group, role in _ROLES.items()
            for name in _names(data, group)
            if not _is_product(name, names)
        ),
        countries=_names(data, "ManufacturerCountries", "Country"),
        upcs=_names(data, "ProductUPCs", "UPC"),
        images=tuple(
            (clean_url(item.get("URL")), str(item.get("Caption") or "")) for item in _objects(data, "Images")
        ),
    )


def _from_csv(data: Mapping[str, Any]) -> Record:
    title, date = brief(data.get("Recall Heading")), dates.iso(data.get("Date"))
    number = ids.number(data.get("Recall Number"))
    warning = ids.number(data.get("Product Safety Warning Number"))
    custom = str(data.get("Custom Label") or "").strip(": ").lower()
    return Record(
        id=ids.recall(number, None, "", *reading.required(title, date)),
        source=Cpsc.id,
        kind=NoticeKind.RECALL,
        title=title,
        date=date or "",
        url=Cpsc.home,
        number=number,
        products=((str(data.get("Name of product") or title), "", "", "", str(data.get("Units") or "")),),
        description=reading.string(data, "Description"),
        hazards=(reading.string(data, "Hazard Description"),),
        remedy=reading.string(data, "Remedy") or reading.string(data, "Consumer Action"),
        remedy_options=tuple(part.strip() for part in reading.string(data, "Remedy Type").split(",")),
        incidents=reading.string(data, "Incidents"),
        sold_at=reading.string(data, "Sold At"),
        units=reading.string(data, "Units"),
        firms=tuple(
            (role, text)
            for role, text in (
                ("importer", reading.string(data, "Importers")),
                ("manufacturer", reading.string(data, "Manufacturers")),
                ("distributor", reading.string(data, "Distributors")),
                (ids.role(custom), reading.string(data, "Custom Field")),
            )
            if text and role
        ),
        countries=(reading.string(data, "Manufactured In"),),
        related=(ids.warning(warning),) if warning else (),
    )


def _is_product(firm: str, products: Iterable[str]) -> bool:
    """Compilations of the API put the product's name, sometimes cut, where the firm is not known."""
    name = brief(firm).lower()
    return any(
        name == product.lower() or (len(name) >= 40 and product.lower().startswith(name))
        for product in products
    )


def _objects(data: Mapping[str, Any], name: str) -> tuple[Mapping[str, Any], ...]:
    value = data.get(name) or ()
    if not isinstance(value, list | tuple) or not all(isinstance(item, Mapping) for item in value):
        raise ValueError(f"`{name}` must be a list of objects.")
    return tuple(value)


def _names(data: Mapping[str, Any], name: str, key: str = "Name") -> tuple[str, ...]:
    return tuple(text for item in _objects(data, name) if (text := reading.string(item, key).strip()))
