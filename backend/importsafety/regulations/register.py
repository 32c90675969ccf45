"""The Federal Register's API: what the agency published since a day, with the day from which it applies."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import requests

from importsafety.sources.http import Limits, download
from importsafety.sources.source import SourceError

HOME = "https://www.federalregister.gov"
PATH = "/api/v1/documents.json"
AGENCY = "consumer-product-safety-commission"
FIELDS = (
    "document_number", "title", "type", "action", "publication_date", "effective_on", "citation", "html_url",
    "cfr_references",
)  # fmt: skip
LIMITS = Limits(size=20_000_000, seconds=120, read=60, attempts=4, apart=0.25)
MAX_PAGES = 20


class Reference(msgspec.Struct, frozen=True):
    """A part of the CFR that a document speaks of."""

    title: int | str
    part: int | str | None = None


class Document(msgspec.Struct, frozen=True):
    """A rule or proposed rule. `effective_on` is None where the document leaves it open, and for proposals."""

    document_number: str
    title: str
    type: str
    publication_date: str
    effective_on: str | None = None
    action: str | None = None
    citation: str | None = None
    html_url: str = ""
    cfr_references: tuple[Reference, ...] = ()

    @property
    def parts(self) -> list[str]:
        """`16 CFR 1219` and so on."""
        return list(
            dict.fromkeys(
                f"{row.title} CFR {row.part}" for row in self.cfr_references if row.part is not None
            )
        )


class Page(msgspec.Struct, frozen=True):
    count: int
    results: tuple[Document, ...] = ()
    next_page_url: str | None = None


def documents(
    session: requests.Session, since: date, base: str = HOME, limits: Limits = LIMITS
) -> list[Document]:
    """The agency's rules and proposed rules published since a day, newest first. Raises SourceError."""
    base = base.rstrip("/")
    query = [
        ("conditions[agencies][]", AGENCY),
        ("conditions[type][]", "RULE"),
        ("conditions[type][]", "PRORULE"),
        ("conditions[publication_date][gte]", since.isoformat()),
        ("order", "newest"),
        ("per_page", "100"),
        *(("fields[]", name) for name in FIELDS),
    ]
    url: str | None = requests.Request("GET", base + PATH, params=query).prepare().url
    found: dict[str, Document] = {}
    for _ in range(MAX_PAGES):
        if not url:
            break
        page = _page(session, url, limits)
        found |= {document.document_number: document for document in page.results}
        url = page.next_page_url
        if url and urlsplit(url)[:2] != urlsplit(base)[:2]:
            raise SourceError(
                "The Federal Register names a next page on another server. It was not followed."
            )
    return list(found.values())


def _page(session: requests.Session, url: str, limits: Limits) -> Page:
    with tempfile.TemporaryDirectory() as folder:
        raw = download(session, url, Path(folder) / "page", lambda _: None, {}, limits)
        try:
            return msgspec.json.decode(raw.path.read_bytes(), type=Page, strict=False)
        except (msgspec.DecodeError, ValueError) as error:
            raise SourceError(
                f"The Federal Register answered in another shape than documented, or cut off: {error}."
            ) from error
