"""`python -m importsafety.standards.table > docs/requirements.md`: the catalogue as a page for people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from importsafety.standards.catalogue import Catalogue
from importsafety.standards.requirement import Requirement

_HEAD = """# The requirement catalogue

Written by `python -m importsafety.standards.table` from `backend/importsafety/standards/catalogue/*.yaml`; edit
those, not this page. A test holds the two together.

- **Certificate**: CPC, Children's Product Certificate; GCC, General Certificate of Conformity; GCC/CPC, the one
  that the product's users decide; label, a permanent label is the certificate; agency, the other agency's own
  scheme; none. A question mark: no source settled it.
- **Lab**: whether a CPSC-accepted laboratory must test; "child" where only for a children's product.
- **In force**: from the first day, to the day it ended; a year where no more is known. A star marks a date from
  general knowledge, not found in a text.
- **†** a row whose source was not opened: read the rule before you rely on it.

Which rows are shown for a listing was judged by reading real listings of children's and household goods (November
2026). Of 100 fresh ones, 11% of 140 rows shown as applying were wrong, and 10% of 162 shown as perhaps applying; 7
listings lacked a row. What goes wrong is a word taken in another sense ("boxer", "Cat"), a misspelling, and a shop's
category that is not the item's.
"""
_STATUS = {
    "in_force": "",
    "procedure": "procedure",
    "determination": "no duty: relief or guidance",
    "guide": "guide, not a rule",
}


def markdown(catalogue: Catalogue) -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_topics(catalogue)]).rstrip() + "\n"


def _topics(catalogue: Catalogue) -> Iterator[str]:
    for topic, rows in groupby(catalogue.values(), lambda row: row.topic):
        yield f"## {topic}\n"
        yield "| Citation | Requirement | Who it hits | Certificate | Lab | Standards today | In force |"
        yield "|---|---|---|---|---|---|---|"
        yield from (_row(row) for row in rows)
        yield ""


def _row(row: Requirement) -> str:
    title = f"**{row.title}**. {row.scope}"
    if row.exclusions:
        title += f" Not: {'; '.join(row.exclusions)}."
    current = ", ".join(edition.standard for edition in row.editions if not edition.until)
    cells = [
        f"[{row.citation}]({row.url}){'' if row.verified else ' †'}",
        title,
        row.ages,
        row.certificate,
        row.third_party_test,
        current,
        _in_force(row),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _in_force(row: Requirement) -> str:
    star = "*" if row.dates == "memory" else ""
    if row.until:
        return f"{row.since} to {row.until}{star}, {row.status}"
    status = _STATUS.get(row.status, row.status)
    since = f"{row.since}{star}" if row.since else ""
    return ", ".join(part for part in (since, status) if part)


if __name__ == "__main__":
    print(markdown(Catalogue.load()), end="")
