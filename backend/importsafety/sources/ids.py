"""Ids of notices: `<source>:<number>`, and what stands in where the agency gave no number."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from importsafety.sources.record import Record

_NUMBER = re.compile(r"(\d{2})-?(\d{3})-?\s*([A-Za-z]?)")
_YEAR_SLUG = re.compile(r"/(\d{4})/([^/?#]+)")


def number(value: Any) -> str | None:
    """The agency's number as printed, trimmed, where it is one: "26-274", "26274", "99003a"; else None."""
    text = str(value or "").strip()
    return text if _NUMBER.fullmatch(text) else None


def recall(number: str | None, recall_id: Any, url: str, title: str, date: str) -> str:
    """The id of a recall: by number, else RecallID, else year and slug of its URL, else title and date."""
    if number:
        return "cpsc:" + re.sub(r"[\s-]", "", number).lower()
    if recall_id and re.fullmatch(r"\d{1,9}", str(recall_id)):
        return f"cpsc:id{recall_id}"
    if match := _YEAR_SLUG.search(url):
        return f"cpsc:{match[1]}-{_slug(match[2])}"
    return "cpsc:" + digest(title, date)


def warning(number: str) -> str:
    """The id of a product safety warning: "26-383" and "26383" are `cpsc-warnings:26-383`."""
    match = _NUMBER.fullmatch(number)
    return f"cpsc-warnings:{match[1]}-{match[2]}{match[3].lower()}" if match else f"cpsc-warnings:{number}"


def role(label: str) -> str:
    """The firm's role that a custom label ("Seller:", "Retailer", "Sold By") names."""
    words = label.lower()
    return next((name for word, name in _ROLES if word in words), "seller")


_ROLES = (
    ("import", "importer"),
    ("manufact", "manufacturer"),
    ("distribut", "distributor"),
    ("retail", "retailer"),
    ("sell", "seller"),
)


def digest(*parts: object) -> str:
    """Twelve hex digits that stay the same for the same texts."""
    return hashlib.sha256("\n".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:12]


class Ids:
    """Keeps the ids of one file apart: the agency has a few pages with two records under one address."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def unique(self, record: Record) -> str:
        """The record's id or, where a record of other content has it, that id with a mark of the content."""
        mark = digest(record.title, record.date, record.products, record.hazards, record.description)
        return record.id if self._seen.setdefault(record.id, mark) == mark else f"{record.id}-{mark[:6]}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
