"""Requirement: one reviewed row of the catalogue, a duty that U.S. law puts on a product or its importer."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

import msgspec

Status = Literal[
    "in_force", "vacated", "withdrawn", "removed", "proposed", "determination", "procedure", "guide"
]
# GCC/CPC: a Children's Product Certificate where the product is one, else a General Certificate. agency: the
# other agency's own scheme. label: a permanent label is the certificate. A "?" was not settled by any source.
Certificate = Literal["CPC", "GCC", "GCC/CPC", "GCC?", "label", "none", "agency", "depends"]
ThirdParty = Literal["yes", "no", "child", "depends", "relief", "n/a"]

# Rows without a source of their own were typed beside those of this month.
FIRST_REVIEW = "2025-01"
_REVIEWED = re.compile(r"ecfr-(\d{4}-\d\d)")
_STATED = re.compile(r"(\d+) CFR (\d+)(\.\d+)?")


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of the catalogue's parts: immutable, and a misspelt field is an error."""


class Edition(Struct, frozen=True, rename={"since": "from"}):
    """A standard incorporated by reference, and when that edition applies (ISO dates, or a year)."""

    standard: str
    since: str = ""
    until: str = ""


class Requirement(Struct, frozen=True, rename={"since": "from"}):
    """One requirement. Dates are ISO, or a year where no more is known; `until` is the first day it no longer is.

    `basis` says which event the date counts for (manufacture, import, sale). `dates` tells how the dates were
    checked (text, notice, memory), `read` how the scope was (text, title, none); `verified` is false where the
    source itself was not opened. `banned`: the article may not be sold at all, or not in the way described.
    `title_zh` and `title_es` are our translations of `title`.
    """

    id: str
    topic: str
    agency: str
    title: str
    title_zh: str = ""
    title_es: str = ""
    statute: str = ""
    scope: str = ""
    ages: str = ""
    exclusions: tuple[str, ...] = ()
    certificate: Certificate = "none"
    third_party_test: ThirdParty = "n/a"
    editions: tuple[Edition, ...] = ()
    since: str = ""
    until: str = ""
    basis: str | None = None
    dates: Literal["text", "notice", "memory", ""] = ""
    status: Status = "in_force"
    banned: bool = False
    link: str = msgspec.field(default="", name="url")
    guidance: str = ""
    verified: bool = True
    read: Literal["text", "title", "none"] = "none"
    sources: tuple[str, ...] = ()
    history: tuple[str, ...] = ()

    @property
    def citation(self) -> str:
        """How the requirement is cited; the catalogue's ids are citations."""
        return self.id

    def title_in(self, language: str) -> str:
        """The title in a language by its tag ("zh_CN", "es"); in English where there is none."""
        return {"zh": self.title_zh, "es": self.title_es}.get(language[:2], "") or self.title

    @property
    def slug(self) -> str:
        """The id for use in a URL: lower case letters, digits and dashes."""
        return re.sub(r"[^a-z0-9.]+", "-", self.id.lower()).strip("-")

    @property
    def url(self) -> str:
        """Where to read it: the stated link, else the part or section in the eCFR."""
        if self.link:
            return self.link
        stated = _STATED.match(self.id)
        if not stated:
            return ""
        title, part, section = stated.groups()
        kind, number = ("section", part + section) if section else ("part", part)
        return f"https://www.ecfr.gov/current/title-{title}/{kind}-{number}"

    @property
    def reviewed(self) -> date:
        """The day as of which the row was last compared with the rule's text: its newest source of the eCFR."""
        months = [match[1] for source in self.sources if (match := _REVIEWED.match(source))]
        return date.fromisoformat(f"{max(months, default=FIRST_REVIEW)}-01")

    def in_force(self, on: date) -> bool:
        """Whether it binds on that day. A date known by its year alone counts from 1 January."""
        day = on.isoformat()
        if self.status in {"withdrawn", "proposed"}:
            return False
        return self.since <= day and (
            day < self.until if self.until else self.status not in {"vacated", "removed"}
        )

    def editions_on(self, on: date) -> tuple[str, ...]:
        """The incorporated standards whose edition applies on that day."""
        day = on.isoformat()
        return tuple(
            edition.standard
            for edition in self.editions
            if edition.since <= day and (not edition.until or day < edition.until)
        )

    def burden(self, child: bool, perhaps: bool = False) -> tuple[str, bool | None]:
        """Certificate and third-party test (None: it depends) for a children's product, or perhaps one."""
        certificate: str = self.certificate
        test = {"yes": True, "no": False}.get(self.third_party_test)
        if certificate == "GCC/CPC" and not (perhaps and not child):
            certificate = "CPC" if child else "GCC"
        if self.third_party_test == "child" and not (perhaps and not child):
            test = child
        return certificate, test
