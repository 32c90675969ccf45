"""The words that pages and the command line use. What is wrong here is wrong in front of a seller's lawyer:
say what was compared; never "safe", "verified", "approved", "illegal" or "fake"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from importsafety.assessment import Assessment, Evidence, Verdict
from importsafety.sources import SOURCES


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """`short` fits a table cell; `advice` says what to do next."""

    short: str
    advice: str


VERDICTS = {
    Verdict.RECALLED: VerdictWords(
        "Recalled",
        "Read the official notice and compare the item in front of you. A product under a recall may not be sold in "
        "U.S. commerce (15 USC 2068).",
    ),
    Verdict.POSSIBLE: VerdictWords(
        "Possible match",
        "Compare the points below with the item; ask the seller for what the listing does not say.",
    ),
    Verdict.SIMILAR: VerdictWords(
        "Similar kind", "Not evidently this item. Read why others of its kind were recalled before you order."
    ),
    Verdict.NO_MATCH: VerdictWords(
        "No match found", "That is not a clearance: see the rules below and what was searched."
    ),
    Verdict.UNCHECKED: VerdictWords("Not checked", "Nothing can be said about this item from here."),
}

SHORT = {
    "cpsc": "CPSC recalls",
    "cpsc-warnings": "CPSC warnings",
    "cpsc-violations": "CPSC violations",
    "nhtsa": "NHTSA equipment",
    "nhtsa-vehicles": "NHTSA vehicles",
    "fda-device": "FDA devices",
    "fda-food": "FDA food",
    "fda-drug": "FDA drugs",
    "fsis": "USDA FSIS",
    "health-canada": "Health Canada",
    "safety-gate": "EU Safety Gate",
}
KINDS = {"recall": "Recall", "warning": "Warning", "violation": "Notice of violation"}
KIND_NAMES = {
    "recall": "A recall notice",
    "warning": "A safety warning",
    "violation": "A notice of violation",
}
# Which evidence names the item: the first row whose features all speak for it gives the headline.
NAMED_BY = (
    ({"gtin"}, "this barcode number"),
    ({"brand", "model"}, "this brand and model"),
    ({"model"}, "this model"),
    ({"brand", "kind"}, "this brand and kind of product"),
    (set[str](), "this item"),
)
FEATURES = {
    "gtin": "Barcode",
    "kind": "Kind of product",
    "name_words": "Product name",
    "title_words": "Words of the title",
    "shared_detail": "Details",
    "measure": "Measures",
    "shop": "Sold at",
    "image": "Picture",
    "seen_before": "Matched before",
}
IDENTIFIERS = {
    "gtin": "GTIN (UPC, EAN)",
    "model": "Model",
    "sku": "Item number",
    "asin": "ASIN",
    "serial": "Serial number",
    "lot": "Lot",
    "date_code": "Date code",
}
# ISO 3166 codes of the countries that recalls name most; others are shown as codes.
COUNTRIES = {
    "AU": "Australia", "BD": "Bangladesh", "BR": "Brazil", "CA": "Canada", "CH": "Switzerland", "CN": "China",
    "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "ES": "Spain", "FI": "Finland", "FR": "France",
    "GB": "United Kingdom", "HK": "Hong Kong", "ID": "Indonesia", "IL": "Israel", "IN": "India", "IT": "Italy",
    "JP": "Japan", "KH": "Cambodia", "KR": "South Korea", "LK": "Sri Lanka", "MX": "Mexico", "MY": "Malaysia",
    "NL": "Netherlands", "PH": "Philippines", "PK": "Pakistan", "PL": "Poland", "PT": "Portugal", "SE": "Sweden",
    "SG": "Singapore", "TH": "Thailand", "TR": "Türkiye", "TW": "Taiwan", "US": "United States", "VN": "Vietnam",
}  # fmt: skip
CERTIFICATES = {
    "CPC": "Children's Product Certificate (CPC)",
    "GCC": "General Certificate of Conformity (GCC)",
    "GCC/CPC": "Children's Product Certificate for a children's product, else General Certificate (GCC)",
    "GCC?": "General Certificate of Conformity (GCC); no source settles it",
    "label": "Permanent label instead of a certificate",
    "none": "No CPSC certificate",
    "agency": "The agency's own scheme",
    "depends": "Depends on the product",
}
STATUSES = {
    "in_force": "In force",
    "proposed": "Proposed",
    "guide": "Guide",
    "procedure": "Procedure",
    "determination": "Testing relief",
    "withdrawn": "Withdrawn",
    "vacated": "Vacated by a court",
    "removed": "Removed",
}
THIRD_PARTY = {
    "yes": "Test by a laboratory that CPSC accepts",
    "no": "No third-party test",
    "child": "Third-party test where it is a children's product",
    "depends": "Third-party test depends on the product",
    "relief": "Relief from testing",
    "n/a": "Does not apply",
}
STRONG, SOME = 3.0, 1.0  # log-odds; 3 is about 20 to 1


def headline(assessment: Assessment) -> str:
    """The verdict in one line."""
    match assessment.verdict:
        case Verdict.RECALLED:
            first = assessment.matches[0]
            agreeing = {item.feature for item in first.evidence if item.weight > 0}
            named = next(words for features, words in NAMED_BY if features <= agreeing)
            return f"{KIND_NAMES[first.notice.kind.value]} names {named}."
        case Verdict.POSSIBLE:
            return "Possible match: compare these points."
        case Verdict.SIMILAR:
            count = len(assessment.matches)
            return f"Same kind of product: {count} notice{'s' if count != 1 else ''}."
        case Verdict.NO_MATCH:
            return f"No match found in {searched(assessment.as_of)}."
    return "Could not check this page." if assessment.listing.url else "Could not check this."


def searched(as_of: Mapping[str, str]) -> str:
    """`CPSC recalls to 24 Sep 2026 and CPSC warnings to 20 Sep 2026`."""
    parts = [f"{source_title(source)} to {day(when)}" for source, when in as_of.items()]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts) or "the loaded data"


def source_title(source: str) -> str:
    """A source's short name."""
    return SHORT.get(source) or (SOURCES[source].title if source in SOURCES else source)


def day(iso: str | None) -> str:
    """`2026-09-24` -> `24 Sep 2026`; what is no date stays as it is."""
    try:
        when = date.fromisoformat((iso or "")[:10])
    except ValueError:
        return iso or ""
    return f"{when.day} {when:%b %Y}"


def moment(iso: str | None) -> str:
    """`2026-09-24T10:11:12+00:00` -> `24 Sep 2026, 10:11 UTC`."""
    return f"{day(iso)}, {iso[11:16]} UTC" if iso and len(iso) >= 16 else day(iso)


def age(iso: str | None, today: date | None = None) -> str:
    """How old a date is, in words."""
    try:
        days = ((today or date.today()) - date.fromisoformat((iso or "")[:10])).days
    except ValueError:
        return ""
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 60:
        return f"{days} days ago"
    return f"{days // 30} months ago" if days < 730 else f"{days // 365} years ago"


def country(code: str) -> str:
    return COUNTRIES.get(code, code)


def feature(name: str) -> str:
    return FEATURES.get(name) or name.replace("_", " ").capitalize()


def sides(evidence: Sequence[Evidence]) -> tuple[list[Evidence], list[Evidence]]:
    """What speaks for a match and what against it. The same words on both sides may count less than usual, but
    they contradict nothing, so they are not listed against."""
    return (
        [item for item in evidence if item.weight >= 0],
        [item for item in evidence if item.weight < 0 and not (item.listing and item.listing == item.notice)],
    )


def strength(item: Evidence) -> str:
    """How much a point counts, in a word."""
    size = abs(item.weight)
    return "strong" if size >= STRONG else "some" if size >= SOME else "slight"


def certificate(code: str) -> str:
    """A certificate code with its name."""
    return CERTIFICATES.get(code, code)
