"""Evidence: the table of what is compared, with the sentence each finding tells a person.

"Nothing to disagree with" is not agreement: bins that say nothing carry no sentence. What each bin weighs
stands in `weights.json`, fitted by `scripts/evaluate --fit`; what it tells a person stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from importsafety.matching.compare.identity import (
    age,
    brand,
    breadth,
    country,
    detail,
    firm,
    gtin,
    model,
    shop,
    year,
)
from importsafety.matching.compare.image import image, seen_before
from importsafety.matching.compare.nature import CONTRADICTIONS, colour, kind, measure, purpose, standing
from importsafety.matching.compare.pair import Finding, Pair
from importsafety.matching.compare.wording import (
    head,
    missing_word,
    name_words,
    rare_word,
    shared_detail,
    title_words,
)

_AGREES: dict[str | None, str] = dict.fromkeys(
    ("same", "part", "in_name", "leads_title", "in_title", "in_seller"), "yes"
)
_BRAND_SAYS: dict[str | None, str] = {
    **_AGREES,
    **{f"{name}_word": "word" for name in _AGREES},
    "other": "other",
    "after_for": "target",
}
_TELLING = frozenset(("3", "4", "5", "number"))
_KIND_SAYS: dict[str | None, str] = {
    **dict.fromkeys(("same", "same_broad"), "same"),
    **dict.fromkeys(("near", "near_broad", "related", "mentioned"), "near"),
    "unknown": "unknown",
}


# Each takes the bins of the features it is `of`; None where a feature found nothing.
Bin = str | None


@cache
def naming(brand: Bin, head: Bin, missing_word: Bin) -> Finding:
    """The brand beside the noun of the product, and whether its name lacks a telling word."""
    lacks = "telling" if missing_word in _TELLING else "little"
    return Finding(f"brand_{_BRAND_SAYS.get(brand, 'none')}+head_{head or 'none'}+lacks_{lacks}")


@cache
def wording(brand: Bin, name_words: Bin) -> Finding:
    """The product name's words where brands agree, differ or are not named."""
    return Finding(f"brand_{_BRAND_SAYS.get(brand, 'none')}+name_{name_words or 'none'}")


@cache
def repute(breadth: Bin, kind: Bin) -> Finding:
    """The kind beside how many things go by the brand."""
    return Finding(f"{breadth or 'none'}+kind_{_KIND_SAYS.get(kind, 'far')}")


class Together(NamedTuple):
    """What some features (`of`) say together: a bin made of theirs."""

    name: str
    of: tuple[str, ...]
    combine: Callable[..., Finding]

    def see(self, found: Mapping[str, Finding]) -> Finding:
        return self.combine(*[found[name].bin if name in found else None for name in self.of])


# Few pairwise terms on top of the additive table.
PAIRWISE: tuple[Together, ...] = (
    Together("naming", ("brand", "head", "missing_word"), naming),
    Together("wording", ("brand", "name_words"), wording),
    Together("repute", ("breadth", "kind"), repute),
)


class Feature(NamedTuple):
    """One row of the table: what is compared, and the sentence for each bin that a person should see."""

    name: str
    compare: Callable[[Pair], Finding | None]
    tells: dict[str, str]


_GRADES = ("0", "1", "2", "3", "4", "5", "6")
_OF_TITLE = tuple(f"{grade}{short}" for grade in _GRADES[2:] for short in ("", "_short"))
_LACKS = "The listing lacks the word “{notice}” of the notice's product."
_BRAND = "The notice names this brand: {notice}."
_WORDS = "The listing repeats words of the notice's product name: {listing}."
FEATURES: tuple[Feature, ...] = (
    Feature("gtin", gtin, {
        "same": "The notice lists this barcode number: {notice}.",
        "other": "The notice lists other barcode numbers ({notice}).",
    }),
    Feature("model", model, {
        "same": "The notice names this model: {notice}.",
        "same_short": "The notice names this model: {notice}.",
        "in_range": "The model {listing} lies in the notice's range {notice}.",
        "variant": "The model {listing} looks like a variant of {notice} in the notice.",
        "other": "The listing states model {listing}; the notice names {notice}.",
        "in_text": "The notice's text shows this code: {notice}.",
        "named": "The notice's product carries the listing's model name: {notice}.",
        "not_in_notice": "The listing states model {listing}; the notice names no model.",
        "not_stated": "The notice covers certain models ({notice}); the listing states none.",
    }),
    Feature("brand", brand, {
        **dict.fromkeys(("same", "same_word", "leads_title", "leads_title_word", "in_title", "in_title_word"), _BRAND),
        **dict.fromkeys(("in_seller", "in_seller_word"), "The seller carries a brand that the notice names: {notice}."),
        "other": "The listing's brand is {listing}; the notice names {notice}.",
        "after_for": "The listing is for products of the brand {notice}.",
            "not_named": "The notice is about the brand {notice}; the listing names no brand.",
    }),
    Feature("breadth", breadth, {}),
    Feature("firm", firm, {"same": "The notice names this seller as a firm."}),
    Feature("kind", kind, {
        **dict.fromkeys(("same", "same_broad"), "Both are the same kind of product ({notice})."),
        **dict.fromkeys(("near", "near_broad"), "The kinds of product are close, not the same ({listing}; {notice})."),
        "related": "The kinds of product are related, not the same ({listing}; {notice}).",
        "other": "The kinds of product differ ({listing}; {notice}).",
    }),
    Feature("head", head, {"missing": "The listing lacks the noun of the notice's product ({notice})."}),
    Feature("year", year, {
        "same": "The same model year: {notice}.",
        "after_notice": "The listing's year {listing} is later than the notice ({notice}).",
        "differ": "Another model year: {listing}; the notice has {notice}.",
    }),
    Feature("name_words", name_words, {**dict.fromkeys(_GRADES[1:], _WORDS)}),
    Feature("title_words", title_words, dict.fromkeys(_OF_TITLE, "The notice repeats words of the title: {notice}.")),
    Feature("rare_word", rare_word, dict.fromkeys(_GRADES[2:], "Both use the rare word “{notice}”.")),
    Feature("shared_detail", shared_detail, dict.fromkeys(_GRADES[2:], "Details in both: {notice}.")),
    Feature("missing_word", missing_word, dict.fromkeys((*_GRADES[2:], "number"), _LACKS)),
    Feature("measure", measure, {
        **dict.fromkeys(_GRADES, "Measures agree ({listing}; {notice})."),
        "differ": "Other measures: {listing}; the notice has {notice}.",
    }),
    Feature("colour", colour, {
        "several": "The same colours: {notice}.",
        "some": "The same colour: {notice}.",
        "differ": "Other colours: {listing}; the notice has {notice}.",
    }),
    Feature("age", age, {}),
    Feature("detail", detail, {}),
    Feature("country", country, {"same": "The same country of origin.", "differ": "Another country of origin."}),
    Feature("shop", shop, {"same": "The notice says the item was sold on {notice}."}),
    Feature("purpose", purpose, {
        **dict.fromkeys(CONTRADICTIONS, "{listing}"),
        "for_it": "The listing is for, or a part of, the kind of product in the notice ({notice}).",
    }),
    Feature("image", image, {"same": "The notice shows the listing's picture, as compared by shape ({notice} alike)."}),
    Feature("seen_before", seen_before, {
        "picture": "Looks like a listing matched before: the same picture under {listing}, {notice}.",
        "attributes": "Looks like a listing matched before: the same attributes under {listing}, {notice}.",
    }),
    Feature("standing", standing, {}),
)  # fmt: skip


# Bins that tell a difference or an absence, by feature.
DIFFERS: Mapping[str, frozenset[str]] = {
    "gtin": frozenset({"other"}),
    "model": frozenset({"other", "not_in_notice", "not_stated"}),
    "brand": frozenset({"other", "after_for", "not_named"}),
    "kind": frozenset({"other"}),
    "head": frozenset({"missing"}),
    "year": frozenset({"after_notice", "differ"}),
    "missing_word": frozenset({*_GRADES, "number"}),
    "measure": frozenset({"differ"}),
    "colour": frozenset({"differ"}),
    "country": frozenset({"differ"}),
    "purpose": frozenset({*CONTRADICTIONS, "for_it"}),
}


# Bins that tell a likeness that is not the whole: it may count for a match or against it, beside what else was found.
BETWEEN: Mapping[str, frozenset[str]] = {
    "model": frozenset({"variant"}),
    "kind": frozenset({"near", "near_broad", "related"}),
}


# A row's fields, taken out once: a pair is compared in less time than it takes to ask for them again.
_COMPARED = tuple((feature.name, feature.compare) for feature in FEATURES)


def compare(pair: Pair) -> dict[str, Finding]:
    """Everything found between the two, by feature, pairwise terms included."""
    found = {name: finding for name, see in _COMPARED if (finding := see(pair))}
    for term in PAIRWISE:
        found[term.name] = term.see(found)
    return found
