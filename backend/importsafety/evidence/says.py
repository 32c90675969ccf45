"""The words of an evidence file. It is kept in English, whatever the pages speak: U.S. agencies and brokers read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from importsafety.assessment import by_side, speaks

VERDICTS = {
    "recalled": "Recalled: an official notice names this item",
    "possible": "Possible match: compare the points below",
    "similar": "Same kind of product has notices; not evidently this item",
    "no_match": "No match found in the data named above",
    "unchecked": "Could not be checked",
}
TIERS = {"recalled": "Names this item", "possible": "Possible match", "similar": "Same kind of product"}
KINDS = {"recall": "Recall", "warning": "Safety warning", "violation": "Notice of violation"}
LISTING = ("title", "brand", "model", "gtin", "seller", "platform", "country", "category", "url", "id")
NAMES = {"gtin": "GTIN", "platform": "Shop", "url": "Page", "id": "Your id"}
CERTIFICATES = {
    "CPC": "Children's Product Certificate",
    "GCC": "General Certificate of Conformity",
    "unclear": "Certificate not clear yet: open questions decide it",
    "none": "No CPSC certificate found necessary",
}


def listing_rows(listing: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What was read of the listing, as name and value."""
    for field in LISTING:
        if value := listing.get(field):
            yield (
                NAMES.get(field, field.capitalize()),
                " > ".join(value) if isinstance(value, list) else str(value),
            )
    for name, value in listing.get("attributes", {}).items():
        yield str(name), str(value)


def title(item: Mapping[str, Any]) -> str:
    """What an item is called: its listing's title, else what was asked."""
    listing = item["answer"]["listing"]
    return str(listing.get("title") or item["asked"] or item["name"] or "Without a title")


def sides(match: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """What speaks for a match, what is alike, what speaks against; strongest first, no side that says nothing."""
    return by_side(sorted(match["evidence"], key=lambda row: -abs(row["weight"])), speaks)


def rule(result: Mapping[str, Any]) -> str:
    """A requirement's consequences in a line."""
    test = {True: "third-party test", False: "no third-party test", None: "third-party test depends"}
    banned = ["a ban"] if result["banned"] else []
    return "; ".join([*banned, f"certificate: {result['certificate']}", test[result["third_party_test"]]])


def data_line(data: Mapping[str, Any]) -> str:
    """Which data answered."""
    known = (
        f", made {data['created'][:16].replace('T', ' ')} UTC of {data['notices']:,} notices"
        if data["created"]
        else ""
    )
    starter = "; only a short starter list of some sources was loaded" if data["starter"] else ""
    return f"Snapshot {', '.join(data['snapshots']) or 'unknown'}{known}{starter}"


def source_line(source: Mapping[str, Any]) -> str:
    return f"{source['title']}: {reach(source)}"


def reach(source: Mapping[str, Any]) -> str:
    """From when to when a source's notices are, as far as it is known; files kept earlier tell of no `from_file`."""
    age, since = source["age_days"], source.get("from_file")
    given = f"from a file with notices of {since} " if since else ""
    whole = "; whether that is the agency's whole list is not known" if since else ""
    return f"{given}to {source['to']} ({age} day{'s' if age != 1 else ''} old when this was kept{whole})"


def moment(iso: str) -> str:
    """`2026-09-24T10:11:12+00:00` -> `2026-09-24 10:11 UTC`."""
    return f"{iso[:10]} {iso[11:16]} UTC"


def applying(answer: Mapping[str, Any], applies: str) -> Sequence[Mapping[str, Any]]:
    return [row for row in answer["requirements"] if row["applies"] == applies]
