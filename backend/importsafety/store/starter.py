"""The starter list: notices that the first start answers from, before any refresh (`starter.yaml`)."""

from __future__ import annotations

import functools
import re
from importlib import resources

import msgspec
import yaml

from importsafety.notice import Firm, Identifier, Notice, NoticeKind, Product, ScopeLimit, Struct
from importsafety.sources import ids
from importsafety.sources.cpsc import Cpsc
from importsafety.sources.cpsc_warnings import CpscWarnings
from importsafety.sources.extract import gtins

_ALIEN = re.compile(r"[^0-9A-Z]")
# A title names as many brands as can be read at a glance.
_BRANDS_IN_TITLE = 3


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One notice's facts, as the head of `starter.yaml` explains them."""

    date: str
    product: str
    number: str | None = None
    warning: str | None = None
    recall_id: str | None = None
    url: str = ""
    brands: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    asins: tuple[str, ...] = ()
    gtins: tuple[str, ...] = ()
    sellers: tuple[str, ...] = ()
    only: dict[str, str] = {}  # noqa: RUF012 (msgspec copies defaults)
    hazard: str | None = None
    hazard_classes: tuple[str, ...] | None = None
    standards: tuple[str, ...] | None = None
    units: int | None = None
    countries: tuple[str, ...] = ()
    remedy: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()


class Group(Struct, frozen=True, forbid_unknown_fields=True):
    """Notices about one kind of product, with what they share."""

    kind: str
    hazard: str
    hazard_classes: tuple[str, ...]
    standards: tuple[str, ...]
    notices: tuple[Entry, ...]


@functools.cache
def groups() -> tuple[Group, ...]:
    """The list as typed, kind by kind. Raises msgspec.ValidationError, naming the place, where it is wrong."""
    text = resources.files(__package__).joinpath("starter.yaml").read_text("utf-8")
    # BaseLoader leaves every fact as typed: 07055 stays a number's text, NO a country.
    return msgspec.convert(yaml.load(text, yaml.BaseLoader), tuple[Group, ...], strict=False)  # noqa: S506


def starter_notices() -> tuple[Notice, ...]:
    """The notices of the list, with the ids that the sources give them, so that a refresh replaces them."""
    return tuple(_notice(group, entry) for group in groups() for entry in group.notices)


def _notice(group: Group, entry: Entry) -> Notice:
    source = CpscWarnings if entry.warning else Cpsc
    hazard = group.hazard if entry.hazard is None else entry.hazard
    title = _title(entry)
    return Notice(
        id=ids.warning(entry.warning)
        if entry.warning
        else ids.recall(entry.number, entry.recall_id, entry.url, title, entry.date),
        source=source.id,
        kind=NoticeKind.WARNING if entry.warning else NoticeKind.RECALL,
        title=title,
        date=entry.date,
        url=entry.url or source.home,
        number=entry.warning or entry.number,
        products=(Product(name=" ".join((*entry.brands[:1], entry.product)), type=group.kind),),
        brands=entry.brands,
        identifiers=_identifiers(entry),
        scope=tuple(ScopeLimit(kind, text) for kind, text in entry.only.items()),
        hazards=(hazard,),
        hazard_classes=group.hazard_classes if entry.hazard_classes is None else entry.hazard_classes,
        standards=group.standards if entry.standards is None else entry.standards,
        firms=tuple(Firm(name, "seller") for name in entry.sellers),
        countries=entry.countries,
        units=entry.units,
        units_text="" if entry.units is None else f"{entry.units:,}",
        remedy_options=entry.remedy,
        sold_at=entry.only.get("seller", ""),
        linked=entry.linked,
    )


def _title(entry: Entry) -> str:
    """The agency's titles are its sentences; this one is ours."""
    brands = ", ".join(entry.brands[:_BRANDS_IN_TITLE])
    if len(entry.brands) > _BRANDS_IN_TITLE:
        brands += " and others"
    # A brand keeps its own spelling (iLive); a product's plain name begins as a sentence does.
    name = f"{brands} {entry.product}" if brands else entry.product[0].upper() + entry.product[1:]
    return f"{name}: {'warning' if entry.warning else 'recall'}"


def _identifiers(entry: Entry) -> tuple[Identifier, ...]:
    return (
        *gtins.read(entry.gtins, ()),
        *(
            Identifier(kind, _ALIEN.sub("", raw.upper()), raw)
            for kind, codes in (("model", entry.models), ("sku", entry.skus), ("asin", entry.asins))
            for raw in codes
        ),
    )
