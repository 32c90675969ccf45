"""A supplier's test report, pasted as text, against the plan: what matches, what is missing or of an old edition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

import msgspec

from importsafety.listing import Listing
from importsafety.standards.laboratories import lab_ids, laboratories
from importsafety.standards.plan import Plan, Test
from importsafety.standards.requirement import Requirement

State = Literal["matches", "missing", "outdated", "withdrawn", "unclear"]
LIMIT = 200_000
YEAR = 365


class Finding(msgspec.Struct, frozen=True):
    """One thing compared. `about`: rule, laboratory, date, model, other. `plan` and `report` are the two sides."""

    about: str
    state: State
    says: str
    plan: str = ""
    report: str = ""


class Standard(msgspec.Struct, frozen=True):
    """A standard as cited: `base` (ASTM F963) and `edition` (23), empty where none is named."""

    base: str
    edition: str
    said: str


# Whole numbers with the edition behind a dash, a colon or in brackets: ASTM F963-23, ANSI/UL 4200A-2023, UL 588.
_STANDARD = re.compile(
    r"(?<![A-Za-z0-9])(?:ANSI\s?/\s?)?(?P<body>ASTM|ULC?|SVIA|WCMA|APSP/ICC|AMS-STD|CAN/CSA|EN|IEC|ISO|ANSI)[\s/\-]*"
    r"(?P<number>[A-Z]?\s?\d{1,5}(?:\.\d)?[A-Z]?)"
    r"(?:\s?[\-–:]\s?(?P<edition>(?:19|20)?\d\d[a-z]?(?:e\d)?)(?!\d))?",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"CPSC[\s\-]*CH[\s\-]*(?P<number>[EC]\d{4})[\s\-]*(?P<edition>\d\d(?:\.\d+)?)?", re.IGNORECASE
)
_TB = re.compile(
    r"(?:Cal(?:ifornia)?\.?\s*)?(?:TB|Technical Bulletin)\s*(?P<number>117)(?:\s?-\s?(?P<edition>\d{4}))?",
    re.I,
)
_CITED = re.compile(
    r"(?P<title>\d{1,2})\s?(?:CFR|C\.F\.R\.)\s?(?:part|§)?\s?(?P<part>\d{2,4})(?P<section>\.\d+)?", re.I
)
_STATUTE = re.compile(r"15\s?U\.?S\.?C\.?\s?(?:§\s?)?(?P<section>\d{4}[a-z]?)", re.IGNORECASE)
# What reports call a rule without citing it.
_CALLED = {
    "15 USC 1278a": re.compile(
        r"total lead|lead (?:in|content)|CPSIA.{0,20}(?:section|sec\.?)\s?101|总铅", re.I
    ),
    "16 CFR 1307": re.compile(r"phthalate|CPSIA.{0,20}(?:section|sec\.?)\s?108|邻苯二甲酸", re.I),
    "16 CFR 1303": re.compile(r"lead in (?:paint|surface coating)|油漆.{0,6}铅|涂层.{0,6}铅", re.I),
    "16 CFR 1501": re.compile(r"small parts|小部件|小零件", re.I),
}


def standards_in(text: str) -> list[Standard]:
    """The standards that a text names, in its order."""
    found: list[tuple[int, Standard]] = []
    for pattern, body in ((_STANDARD, ""), (_METHOD, "CPSC-CH-"), (_TB, "TB ")):
        for match in pattern.finditer(text):
            number = re.sub(r"\s", "", match["number"]).upper()
            named = match.groupdict()
            base = f"{named['body'].upper()} {number}" if not body else f"{body}{number}"
            edition = (match["edition"] or "").lower()
            found.append((match.start(), Standard(base, _short(edition), " ".join(match[0].split()))))
    return [standard for _, standard in sorted(found, key=lambda pair: pair[0])]


def check_report(
    text: str, listing: Listing, plan: Plan, catalogue: Mapping[str, Requirement], today: date
) -> tuple[Finding, ...]:
    """What the report's text says beside what the plan needs. Nothing is said about whether the report is genuine."""
    text = text[:LIMIT]
    return (
        *_laboratory(text, plan),
        *_rules(text, plan, catalogue),
        *_model(text, listing),
        *_dates(text, plan, today),
    )


def _rules(text: str, plan: Plan, catalogue: Mapping[str, Requirement]) -> Iterator[Finding]:
    named = standards_in(text)
    cited = _citations(text)
    used: set[str] = set()
    for test in plan.tests:
        wanted = [standard for name in test.standards for standard in standards_in(name)]
        bases = {standard.base for standard in wanted}
        same = [standard for standard in named if standard.base in bases]
        used |= bases
        rules = {test.citation}.union(*map(_citations, test.standards))
        is_cited = any(_is_cited(rule, cited, text) for rule in rules)
        yield _rule(test, wanted, same, is_cited, catalogue[test.id])
    beside = dict.fromkeys(standard.said for standard in named if standard.base not in used)
    if beside:
        yield Finding(
            "other",
            "unclear",
            "The report names standards that the plan does not ask for.",
            "",
            "; ".join(beside)[:500],
        )


def _rule(test: Test, wanted: list[Standard], same: list[Standard], cited: bool, row: Requirement) -> Finding:
    plan = f"{test.citation} {test.title}" + (f": {', '.join(test.standards)}" if test.standards else "")
    said = "; ".join(dict.fromkeys(standard.said for standard in same))
    editions = {standard.base: standard.edition for standard in wanted if standard.edition}
    if same and any(not editions.get(s.base) or s.edition == editions[s.base] for s in same):
        return Finding("rule", "matches", f"The report names what {test.citation} asks for.", plan, said)
    dated = [standard for standard in same if standard.edition]
    if dated:
        since = next((e.since for e in row.editions if e.standard in test.standards and e.since), "")
        tail = f", which applies from {since}" if since else ""
        return Finding(
            "rule", "outdated",
            f"Another edition than {', '.join(test.standards)}{tail}. Ask for a report to that edition.",
            plan, said,
        )  # fmt: skip
    if same or (cited and editions):
        return Finding(
            "rule", "unclear",
            f"The report names the rule but not the edition; the plan's is {', '.join(test.standards)}.",
            plan, said or test.citation,
        )  # fmt: skip
    if cited:
        return Finding("rule", "matches", f"The report names {test.citation}.", plan, test.citation)
    if test.applies == "maybe":
        return Finding("rule", "unclear", f"Not in the report; {test.citation} may apply.", plan)
    return Finding("rule", "missing", f"The report does not name {test.citation}.", plan)


def _laboratory(text: str, plan: Plan) -> Iterator[Finding]:
    known, ids = laboratories(), lab_ids(text)
    gone = known.named(text)
    for lab in gone:
        yield Finding(
            "laboratory", "withdrawn",
            f"CPSC no longer accepts {lab.name} (lab ID {lab.id}) since {lab.on}; ask for new tests elsewhere.",
            "A laboratory that CPSC accepts", f"{lab.name} ({lab.id})",
        )  # fmt: skip
    others = [id for id in ids if id not in {lab.id for lab in gone}]
    if others:
        yield Finding(
            "laboratory", "unclear",
            f"Lab ID {', '.join(others)} is not among those withdrawn as of {known.as_of}. Look it up in CPSC's "
            f"list, with its scope: {known.accepted}",
            "A laboratory that CPSC accepts" if plan.third_party else "A qualified laboratory", ", ".join(others),
        )  # fmt: skip
    elif plan.third_party and not gone:
        yield Finding(
            "laboratory", "missing",
            "No CPSC lab ID was found. Ask for it: a children's product is tested by an accepted laboratory.",
            "A laboratory that CPSC accepts",
        )  # fmt: skip


def _model(text: str, listing: Listing) -> Iterator[Finding]:
    if not listing.model:
        yield Finding(
            "model",
            "unclear",
            "The listing names no model to look for. Compare the report's sample with the item.",
        )
        return
    code = re.sub(r"[^A-Z0-9]", "", listing.model.upper())
    pattern = r"[^A-Z0-9\n]{0,2}".join(map(re.escape, code))
    if code and re.search(rf"(?<![A-Z0-9]){pattern}(?![A-Z0-9])", text.upper()):
        yield Finding("model", "matches", "The report names the model.", listing.model, listing.model)
    else:
        yield Finding("model", "missing", "The report does not name this model.", listing.model)


def _dates(text: str, plan: Plan, today: date) -> Iterator[Finding]:
    found = dates_in(text)
    if not found:
        yield Finding("date", "missing", "No date was found in the report.", "The date of the test")
        return
    newest = max(found)
    said = newest.isoformat()
    if newest > today:
        yield Finding("date", "unclear", "The newest date in the report is still to come.", "", said)
    elif plan.third_party and (today - newest).days > YEAR:
        yield Finding(
            "date", "outdated",
            "The newest date is more than a year ago; production that goes on is tested again at least once a year "
            "(16 CFR 1107.21).", "At most a year ago", said,
        )  # fmt: skip
    else:
        yield Finding("date", "matches", "The newest date in the report.", "", said)


_MONTHS = {m: n for n, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_NAMES = r"(?P<{}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATES = [
    re.compile(r"(?<!\d)(?P<y>20\d\d)\s?[\-/.年]\s?(?P<m>\d{1,2})\s?[\-/.月]\s?(?P<d>\d{1,2})(?!\d)"),
    re.compile(rf"{_NAMES.format('name')}\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>20\d\d)", re.I),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s\-]*{_NAMES.format('name')}[\s,\-]*(?P<y>20\d\d)", re.I
    ),
    re.compile(r"(?<!\d)(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>20\d\d)(?!\d)"),
]


def dates_in(text: str) -> list[date]:
    """The days that a text names, ISO, in words, in Chinese, or as in the United States (month first)."""
    found = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = _MONTHS[parts["name"].lower()] if parts.get("name") else int(parts["m"])
            try:
                found.append(date(int(parts["y"]), month, int(parts["d"])))
            except ValueError:
                continue
    return found


def _citations(text: str) -> set[str]:
    cited = {f"{m['title']} CFR {m['part']}{m['section'] or ''}" for m in _CITED.finditer(text)}
    cited |= {f"{m['title']} CFR {m['part']}" for m in _CITED.finditer(text)}
    return cited | {f"15 USC {m['section'].lower()}" for m in _STATUTE.finditer(text)}


def _is_cited(citation: str, cited: set[str], text: str) -> bool:
    called = _CALLED.get(citation)
    return citation in cited or bool(called and called.search(text))


def _short(edition: str) -> str:
    """2023 and 23 are the same edition, 17e1 is one of 17."""
    edition = re.sub(r"e\d$", "", edition)
    return edition[2:] if re.fullmatch(r"(?:19|20)\d\d[a-z]?", edition) else edition
