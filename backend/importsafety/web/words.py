"""The words that pages and the command line use: tables in English, and functions that say a row in the reader's
language. What is wrong here is wrong in front of a seller's lawyer:
say what was compared; never "safe", "verified", "approved", "illegal" or "fake"."""

from __future__ import annotations

from dataclasses import dataclass

from importsafety.assessment import SPEAKS, Assessment, Evidence, Verdict
from importsafety.matching.evidence import FEATURES as TOLD_FEATURES
from importsafety.sources import SOURCES
from importsafety.web.formats import day
from importsafety.web.labels import label
from importsafety.web.language import N_, ngettext
from importsafety.web.language import gettext as _
from importsafety.web.told import told_on_page


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """`short` fits a table cell; `advice` says what to do next."""

    short: str
    advice: str


VERDICTS = {
    Verdict.RECALLED: VerdictWords(
        N_("Recalled"),
        N_(
            "Read the official notice and compare the item in front of you. A product under a recall may not be "
            "sold in U.S. commerce (15 USC 2068)."
        ),
    ),
    Verdict.POSSIBLE: VerdictWords(
        N_("Possible match"),
        N_("Compare the points below with the item; ask the seller for what the listing does not say."),
    ),
    Verdict.SIMILAR: VerdictWords(
        N_("Similar kind"),
        N_("Not evidently this item. Read why others of its kind were recalled before you order."),
    ),
    Verdict.NO_MATCH: VerdictWords(
        N_("No match found"),
        N_("That is not a clearance: see the rules below and what was searched."),
    ),
    Verdict.UNCHECKED: VerdictWords(N_("Not checked"), N_("Nothing can be said about this item from here.")),
}

SHORT = {
    "cpsc": N_("CPSC recalls"),
    "cpsc-warnings": N_("CPSC warnings"),
    "cpsc-violations": N_("CPSC violations"),
    "nhtsa": N_("NHTSA equipment"),
    "nhtsa-vehicles": N_("NHTSA vehicles"),
    "fda-device": N_("FDA devices"),
    "fda-food": N_("FDA food"),
    "fda-drug": N_("FDA drugs"),
    "fsis": N_("USDA FSIS"),
    "health-canada": N_("Health Canada"),
    "safety-gate": N_("EU Safety Gate"),
}
KINDS = {"recall": N_("Recall"), "warning": N_("Warning"), "violation": N_("Notice of violation")}
KIND_NAMES = {
    "recall": N_("A recall notice"),
    "warning": N_("A safety warning"),
    "violation": N_("A notice of violation"),
}
# Which evidence names the item: the first row whose features are all there, none of them against, gives the headline.
NAMED_BY = (
    ({"gtin"}, N_("%(notice)s names this barcode number.")),
    ({"brand", "model"}, N_("%(notice)s names this brand and model.")),
    ({"model"}, N_("%(notice)s names this model.")),
    ({"brand", "kind"}, N_("%(notice)s names this brand and kind of product.")),
    (set[str](), N_("%(notice)s names this item.")),
)
FEATURES = {
    "gtin": N_("Barcode"),
    "brand": N_("Brand"),
    "model": N_("Model"),
    "firm": N_("Firm"),
    "kind": N_("Kind of product"),
    "head": N_("Its noun"),
    "year": N_("Year"),
    "rare_word": N_("Rare word"),
    "missing_word": N_("Missing word"),
    "colour": N_("Colour"),
    "country": N_("Country"),
    "purpose": N_("What it is for"),
    "name_words": N_("Product name"),
    "title_words": N_("Words of the title"),
    "shared_detail": N_("Details"),
    "measure": N_("Measures"),
    "shop": N_("Sold at"),
    "image": N_("Picture"),
    "decision": N_("Decided by a maintainer"),
    "seen_before": N_("Matched before"),
}
# Features that are told with kinds of product and signs of the vocabulary, which are English in the evidence.
LABELLED = frozenset({"kind", "purpose"})
IDENTIFIERS = {
    "gtin": N_("GTIN (UPC, EAN)"),
    "model": N_("Model"),
    "sku": N_("Item number"),
    "asin": N_("ASIN"),
    "serial": N_("Serial number"),
    "lot": N_("Lot"),
    "date_code": N_("Date code"),
}
CERTIFICATES = {
    "CPC": N_("Children's Product Certificate (CPC)"),
    "GCC": N_("General Certificate of Conformity (GCC)"),
    "GCC/CPC": N_("Children's Product Certificate for a children's product, else General Certificate (GCC)"),
    "GCC?": N_("General Certificate of Conformity (GCC); no source settles it"),
    "label": N_("Permanent label instead of a certificate"),
    "none": N_("No CPSC certificate"),
    "agency": N_("The agency's own scheme"),
    "depends": N_("Depends on the product"),
}
STATUSES = {
    "in_force": N_("In force"),
    "proposed": N_("Proposed"),
    "guide": N_("Guide"),
    "procedure": N_("Procedure"),
    "determination": N_("Testing relief"),
    "withdrawn": N_("Withdrawn"),
    "vacated": N_("Vacated by a court"),
    "removed": N_("Removed"),
}
THIRD_PARTY = {
    "yes": N_("Test by a laboratory that CPSC accepts"),
    "no": N_("No third-party test"),
    "child": N_("Third-party test where it is a children's product"),
    "depends": N_("Third-party test depends on the product"),
    "relief": N_("Relief from testing"),
    "n/a": N_("Does not apply"),
}
STAGES = {
    "considering": N_("Considering"),
    "sample": N_("Sample"),
    "ordered": N_("Ordered"),
    "shipped": N_("Shipped"),
    "arrived": N_("Arrived"),
    "selling": N_("On sale"),
    "dropped": N_("Dropped"),
}
ROLES = {
    "manufacturer": N_("Manufacturer"),
    "importer": N_("Importer"),
    "distributor": N_("Distributor"),
    "retailer": N_("Retailer"),
    "seller": N_("Seller"),
}
HAZARDS = {
    "fire": N_("Fire"),
    "burn": N_("Burns"),
    "explosion": N_("Explosion"),
    "shock": N_("Electric shock"),
    "carbon-monoxide": N_("Carbon monoxide"),
    "choking": N_("Choking"),
    "ingestion": N_("Swallowing"),
    "magnet": N_("Magnets"),
    "battery-ingestion": N_("Button cells"),
    "aspiration": N_("Aspiration"),
    "strangulation": N_("Strangulation"),
    "entrapment": N_("Entrapment"),
    "suffocation": N_("Suffocation"),
    "drowning": N_("Drowning"),
    "fall": N_("Fall"),
    "tip-over": N_("Tip-over"),
    "crash": N_("Crash"),
    "laceration": N_("Cuts"),
    "amputation": N_("Amputation"),
    "impact": N_("Impact"),
    "crush": N_("Crushing"),
    "head-injury": N_("Head injury"),
    "lead": N_("Lead"),
    "phthalates": N_("Phthalates"),
    "poisoning": N_("Poisoning"),
    "chemical": N_("Chemicals"),
    "bacteria": N_("Bacteria, mould"),
    "eye-injury": N_("Eye injury"),
    "hearing": N_("Hearing"),
    "alarm-failure": N_("Alarm failure"),
}
UNDER = {
    "another title": N_("under another title"),
    "another seller": N_("under another seller"),
    "another title and another seller": N_("under another title and another seller"),
}
# How a refresh stands.
RUN_STATES = {
    "starter": N_("starter list only"),
    "running": N_("running"),
    "done": N_("done"),
    "failed": N_("failed"),
    "interrupted": N_("interrupted"),
}
# What a refresh did with a notice.
EVENTS = {
    "new": N_("new"),
    "changed": N_("changed"),
    "withdrawn": N_("withdrawn"),
    "returned": N_("returned"),
    "renumbered": N_("renumbered"),
}
# The parts of a notice, as its history names them.
PARTS = (
    N_("kind"), N_("title"), N_("date"), N_("url"), N_("number"), N_("products"), N_("description"),
    N_("brands"), N_("identifiers"), N_("scope"), N_("hazards"), N_("hazard classes"), N_("standards"),
    N_("firms"), N_("countries"), N_("units"), N_("units text"), N_("remedy"), N_("remedy options"),
    N_("incidents"), N_("sold at"), N_("images"), N_("linked"),
)  # fmt: skip
# What the matcher tells, by feature. Their translations are held by a test, since the texts are not here.
TOLD = {feature.name: tuple(dict.fromkeys(feature.tells.values())) for feature in TOLD_FEATURES}
# `assessment.DISCLAIMER`, which is English there.
DISCLAIMER = N_(
    "Matches are found by comparing text and codes with official notices; they are not a finding about this "
    "seller or item. No match is not a clearance. Read the official notice before you act."
)
STRONG, SOME = 3.0, 1.0  # log-odds; 3 is about 20 to 1


def headline(assessment: Assessment) -> str:
    """The verdict in one line."""
    match assessment.verdict:
        case Verdict.RECALLED:
            first = assessment.matches[0]
            agreeing = {item.feature for item in first.evidence if item.speaks != "against"}
            named = next(words for features, words in NAMED_BY if features <= agreeing)
            return _(named) % {"notice": _(KIND_NAMES[first.notice.kind.value])}
        case Verdict.POSSIBLE:
            return _("Possible match: compare these points.")
        case Verdict.SIMILAR:
            count = len(assessment.matches)
            said = ngettext(
                "Same kind of product: %(count)s notice.", "Same kind of product: %(count)s notices.", count
            )
            return said % {"count": count}
        case Verdict.NO_MATCH:
            return _("No match found in %(sources)s.") % {"sources": searched(assessment)}
    return _("Could not check this page.") if assessment.listing.url else _("Could not check this.")


def searched(assessment: Assessment) -> str:
    """`CPSC recalls to 24 Sep 2026 and CPSC warnings to 20 Sep 2026`; of a file, with its first day."""
    parts = []
    for source, when in assessment.as_of.items():
        since = assessment.from_files.get(source)
        said = _("%(source)s to %(day)s") if since is None else _("%(source)s (a file, %(since)s to %(day)s)")
        parts.append(said % {"source": source_title(source), "since": day(since), "day": day(when)})
    if len(parts) > 1:
        return _("%(first)s and %(last)s") % {"first": _(", ").join(parts[:-1]), "last": parts[-1]}
    return parts[0] if parts else _("the loaded data")


def verdict(name: str) -> str:
    """A verdict in a word or two."""
    return _(VERDICTS[Verdict(name)].short)


def advice(assessment: Assessment) -> str:
    """What to do next, or why nothing could be said."""
    return told_on_page(assessment.reason) if assessment.reason else _(VERDICTS[assessment.verdict].advice)


def disclaimer(text: str) -> str:
    """Our disclaimer in the reader's language."""
    return _(text)


def kind(name: str) -> str:
    return _(KINDS[name])


def source_title(source: str) -> str:
    """A source's short name."""
    if source in SHORT:
        return _(SHORT[source])
    return SOURCES[source].title if source in SOURCES else source


def feature(name: str) -> str:
    return _(FEATURES.get(name) or name.replace("_", " ").capitalize())


def evidence_text(item: Evidence) -> str:
    """The sentence of a point, which the matcher says in English, in the reader's language."""
    said = TOLD.get(item.feature, ())
    filled = {"listing": item.listing, "notice": item.notice}
    named = {name: side(value, item) for name, value in filled.items()}
    return next(
        (_(sentence).format(**named) for sentence in said if sentence.format(**filled) == item.text),
        item.text,
    )


def side(value: str, item: Evidence) -> str:
    """What a listing or a notice says on a point; where that is a label of the vocabulary, in the reader's language."""
    return label(value) if item.feature in LABELLED else value


def speaks(side: str) -> str:
    """What stands above the points that speak so."""
    return _(SPEAKS[side])


def strength(item: Evidence) -> str:
    """How much a point counts, in a word."""
    size = abs(item.weight)
    return _("strong") if size >= STRONG else _("some") if size >= SOME else _("slight")


def certificate(code: str) -> str:
    """A certificate code with its name."""
    return _(CERTIFICATES.get(code, code))


def identifier(kind: str) -> str:
    return _(IDENTIFIERS.get(kind, kind))


def status(name: str) -> str:
    """The status of a requirement."""
    return _(STATUSES[name])


def third_party(name: str) -> str:
    """Whether a requirement asks for a third party's test."""
    return _(THIRD_PARTY[name])


def stage(name: str) -> str:
    """The stage of an order."""
    return _(STAGES.get(name, name))


def hazard(name: str) -> str:
    """A hazard class."""
    return _(HAZARDS.get(name, name))


def role(name: str) -> str:
    """What a notice calls a firm."""
    return _(ROLES.get(name, name.capitalize()))


def seen_under(name: str) -> str:
    """Under what else a listing was matched before."""
    return _(UNDER.get(name, name))


def run_state(name: str) -> str:
    return _(RUN_STATES.get(name, name))


def event(name: str) -> str:
    """What a refresh did with a notice."""
    return _(EVENTS.get(name, name))


def changed(name: str) -> str:
    """A part of a notice that reads otherwise than before."""
    return _(name)
