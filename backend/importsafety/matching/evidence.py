"""Evidence: what is compared between a listing and a notice, one small function each.

A function returns the name of what it found (its bin) with both sides' words, or None when there was nothing
to compare. "Nothing to disagree with" is not agreement: bins that say nothing carry no sentence. What each
bin weighs stands in `weights.json`, fitted by `scripts/evaluate --fit`; what it tells a person stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from importsafety.matching import codes
from importsafety.matching.index import Index
from importsafety.matching.profile import Profile
from importsafety.vocabulary import CUES, related


class Finding(NamedTuple):
    """What one comparison found, with the words it rests on."""

    bin: str
    listing: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A listing beside a candidate notice. `share`: index score over the best candidate's; `lead`: over the
    next one's (0 unless this is the best)."""

    listing: Profile
    notice: Profile
    index: Index
    share: float
    lead: float


def gtin(pair: Pair) -> Finding | None:
    """The barcode numbers."""
    ours, theirs = pair.listing.gtins, pair.notice.gtins
    if not ours or not theirs:
        return None
    same = ours & theirs
    if same:
        code = min(same)
        return Finding("same", code, code)
    return Finding("other", min(ours), _some(theirs))


def model(pair: Pair) -> Finding | None:
    """The model or item numbers."""
    theirs = pair.notice.codes
    if not theirs and not pair.notice.ranges:
        return None
    said = pair.listing.said_codes
    ours = pair.listing.codes | said
    same = ours & theirs
    if same:
        code = max(same, key=lambda c: (codes.strength(c), len(c)))
        power = codes.strength(code)
        if power == codes.STRONG:
            return Finding("same", code, code)
        if power == codes.WEAK or code in said:
            return Finding("same_short", code, code)
    for first, last in pair.notice.ranges:
        for code in ours:
            if codes.in_range(code, first, last):
                return Finding("in_range", code, f"{first} to {last}")
    for code in ours:
        for known in theirs:
            if _variant(code, known):
                return Finding("variant", code, known)
    stated = [code for code in said if codes.strength(code)]
    if stated:
        return Finding("other", min(stated), _some(theirs))
    seen = [code for code in pair.listing.codes if codes.strength(code) == codes.STRONG]
    return (
        Finding("none_shared", min(seen), _some(theirs)) if seen else Finding("not_stated", "", _some(theirs))
    )


def brand(pair: Pair) -> Finding | None:
    """The brand names."""
    theirs = pair.notice.brands
    if not theirs:
        return None
    ours = pair.listing.brands
    for name in theirs:
        plain = "_word" if pair.index.is_common(name) else ""
        if name in ours:
            return Finding("same" + plain, name, name)
        if name in pair.listing.aimed:
            return Finding("after_for", name, name)
        if name in pair.listing.lead:
            return Finding("leads_title" + plain, name, name)
        if name in pair.listing.pairs:
            return Finding("in_title" + plain, name, name)
        if len(name) >= 5 and any(firm.startswith(name) for firm in pair.listing.firms):
            return Finding("in_seller" + plain, name, name)
    for name in theirs:
        # "Andersen" beside "Andersen Windows": one name, told shorter.
        if any(len(own) >= 4 and (name.startswith(own) or own.startswith(name)) for own in ours):
            return Finding("part", ours[0], name)
    if ours:
        return Finding("other", ours[0], _some(theirs))
    return Finding("not_named", "", _some(theirs))


def firm(pair: Pair) -> Finding | None:
    """The seller and the firms named by the notice."""
    same = pair.listing.firms & pair.notice.firms
    return Finding("same", min(same), min(same)) if same else None


def kind(pair: Pair) -> Finding | None:
    """The kinds of product."""
    ours, theirs = pair.listing.kinds, pair.notice.kinds
    if not ours or not theirs:
        return Finding("unknown")
    best = max(((related(a, b), a, b) for a in ours[:2] for b in theirs[:4]), default=(0.0, "", ""))
    near, a, b = best
    if near >= 1:
        return Finding("same", a, b)
    if near >= 0.6:
        return Finding("near", a, b)
    if near > 0:
        return Finding("related", a, b)
    if pair.listing.all_kinds & pair.notice.all_kinds:
        shared = min(pair.listing.all_kinds & pair.notice.all_kinds)
        return Finding("mentioned", shared, shared)
    return Finding("other", ours[0], theirs[0])


def head(pair: Pair) -> Finding | None:
    """The noun of the notice's product."""
    theirs = pair.notice.heads
    if not theirs:
        return None
    in_title = theirs.intersection(pair.listing.name)
    if in_title:
        return Finding("in_title", min(in_title), min(in_title))
    in_text = theirs & pair.listing.words
    if in_text:
        return Finding("in_text", min(in_text), min(in_text))
    return Finding("missing", "", _some(theirs))


def year(pair: Pair) -> Finding | None:
    """The model years."""
    ours, theirs = pair.listing.years, pair.notice.years
    if not ours or not theirs:
        return None
    return Finding("same" if ours & theirs else "differ", _some(ours), _some(theirs))


def name_words(pair: Pair) -> Finding | None:
    """How much of the notice's product name the listing repeats, rare words weighing more."""
    rarity, brands = pair.index.rarity, pair.notice.brands
    total = shared = 0.0
    both = []
    for word in pair.notice.name:
        if _of_brand(word, brands):
            continue
        weight = rarity(word)
        total += weight
        if word in pair.listing.words:
            shared += weight
            both.append(word)
    if total == 0:
        return None
    words = " ".join(both)
    return Finding(_grade(shared / total, (0.15, 0.3, 0.45, 0.6, 0.8)), words, words)


def title_words(pair: Pair) -> Finding | None:
    """How much of the listing's title the notice repeats, rare words weighing more."""
    rarity, brands, index = pair.index.rarity, pair.notice.brands, pair.index
    total = shared = 0.0
    both = []
    for word in dict.fromkeys(pair.listing.name):
        # A word that no notice ever used says nothing about any of them.
        if not index.has(word) or _of_brand(word, brands):
            continue
        weight = rarity(word)
        total += weight
        if word in pair.notice.words:
            shared += weight
            both.append(word)
    if total == 0:
        return None
    words = " ".join(both)
    return Finding(_grade(shared / total, (0.15, 0.3, 0.45, 0.6, 0.8)), words, words)


def rare_word(pair: Pair) -> Finding | None:
    """The rarest word that both use."""
    rarity, brands = pair.index.rarity, pair.notice.brands
    shared = [
        w for w in pair.listing.words & pair.notice.words if not _of_brand(w, brands) and not w.isdigit()
    ]
    if not shared:
        return Finding("none")
    word = max(shared, key=rarity)
    return Finding(_grade(rarity(word), (3.5, 4.5, 5.5, 6.5, 7.5)), word, word)


def shared_detail(pair: Pair) -> Finding | None:
    """How much detail both texts share in all."""
    rarity, brands = pair.index.rarity, pair.notice.brands
    shared = [w for w in pair.listing.words & pair.notice.words if not _of_brand(w, brands)]
    rare = sorted(shared, key=rarity, reverse=True)
    words = " ".join(rare[:6])
    return Finding(_grade(sum(map(rarity, shared)), (10, 20, 30, 42, 60)), words, words)


def missing_word(pair: Pair) -> Finding | None:
    """The rarest word of the notice's product name that the listing lacks."""
    rarity, brands = pair.index.rarity, pair.notice.brands
    missing = [w for w in pair.notice.name if w not in pair.listing.words and not _of_brand(w, brands)]
    if not missing:
        return Finding("nothing")
    word = max(missing, key=rarity)
    return Finding(_grade(rarity(word), (4.0, 5.5, 7.0)), "", word)


def measure(pair: Pair) -> Finding | None:
    """Sizes, quantities, power and the like, in one unit."""
    ours, theirs = pair.listing.measures, pair.notice.measures
    if not ours or not theirs:
        return None
    shared = {(d, s) for d, s in theirs if (d, s) in ours or (d, s - 1) in ours or (d, s + 1) in ours}
    if shared:
        weight = sum(pair.index.rarity(f"#{d}:{s}") for d, s in shared)
        words = ", ".join(sorted({d for d, _ in shared}))
        return Finding(_grade(weight, (4, 7, 11, 18)), words, words)
    dimensions = {d for d, _ in ours} & {d for d, _ in theirs}
    return (
        Finding("differ", ", ".join(sorted(dimensions)), ", ".join(sorted(dimensions)))
        if dimensions
        else None
    )


def colour(pair: Pair) -> Finding | None:
    """The colours."""
    ours, theirs = pair.listing.colours, pair.notice.colours
    if not ours or not theirs:
        return None
    both = ", ".join(sorted(ours & theirs))
    if not both:
        return Finding("differ", ", ".join(sorted(ours)), ", ".join(sorted(theirs)))
    return Finding("several" if len(ours & theirs) > 2 else "some", both, both)


def country(pair: Pair) -> Finding | None:
    """The countries of origin."""
    ours, theirs = pair.listing.countries, pair.notice.countries
    if not ours or not theirs:
        return None
    bin = "same" if ours & theirs else "differ"
    return Finding(bin, ", ".join(sorted(ours)), ", ".join(sorted(theirs)))


def shop(pair: Pair) -> Finding | None:
    """Where the notice says the item was sold."""
    if not pair.listing.platform or pair.listing.platform not in pair.notice.platform:
        return None
    return Finding("same", pair.listing.platform, pair.listing.platform)


# Cues by which a listing is another thing than its words say, however well the words agree.
_CONTRADICTIONS = (
    "mould-or-machine",
    "book",
    "digital",
    "service",
    "miniature",
    "doll",
    "pet",
    "costume",
    "compatible",
    "replacement",
    "raw-material",
    "picture",
)


def purpose(pair: Pair) -> Finding | None:
    """Whether the listing is the thing itself or something for it: a cover, a part, a pet's or doll's version."""
    for cue in _CONTRADICTIONS:
        if cue in pair.listing.cues and cue not in pair.notice.cues:
            return Finding(cue, CUES[cue].meaning["en"])
    aimed = pair.listing.for_kinds.intersection(pair.notice.kinds)
    return Finding("for_it", min(aimed), min(aimed)) if aimed else None


def standing(pair: Pair) -> Finding | None:
    """How this notice stands among the candidates."""
    if pair.lead >= 1.6:
        return Finding("far_ahead")
    if pair.lead >= 1.2:
        return Finding("ahead")
    if pair.lead > 0:
        return Finding("first")
    return Finding("close" if pair.share > 0.85 else "behind" if pair.share > 0.6 else "far_behind")


_AGREES = dict.fromkeys(("same", "part", "leads_title", "in_title", "in_seller"), "yes")
_BRAND_SAYS = {
    **_AGREES,
    **{f"{name}_word": "word" for name in _AGREES},
    "other": "other",
    "after_for": "target",
}
_MODEL_SAYS = {
    **dict.fromkeys(("same", "same_short", "in_range"), "yes"),
    "variant": "variant",
    "other": "other",
}
_KIND_SAYS = {"same": "same", **dict.fromkeys(("near", "related", "mentioned"), "near"), "unknown": "unknown"}


def identity(found: Mapping[str, Finding]) -> str:
    """Brand, model and kind seen together: what each says depends on the others."""
    brand_says = _says(found.get("brand"), "none", _BRAND_SAYS)
    model_says = _says(found.get("model"), "none", _MODEL_SAYS)
    kind_says = _says(found.get("kind"), "far", _KIND_SAYS)
    return f"brand_{brand_says}+model_{model_says}+kind_{kind_says}"


def naming(found: Mapping[str, Finding]) -> str:
    """The brand beside the noun of the product."""
    brand_says = _says(found.get("brand"), "none", _BRAND_SAYS)
    noun = found.get("head")
    return f"brand_{brand_says}+head_{noun.bin if noun else 'none'}"


def wording(found: Mapping[str, Finding]) -> str:
    """The product name's words where brands agree, differ or are not named."""
    brand_says = _says(found.get("brand"), "none", _BRAND_SAYS)
    words = found.get("name_words")
    return f"brand_{brand_says}+name_{words.bin if words else 'none'}"


# Few pairwise terms on top of the additive table, each a bin made of the bins of others.
PAIRWISE: tuple[tuple[str, Callable[[Mapping[str, Finding]], str]], ...] = (
    ("identity", identity),
    ("naming", naming),
    ("wording", wording),
)


class Feature(NamedTuple):
    """One row of the table: what is compared, and the sentence for each bin that a person should see."""

    name: str
    compare: Callable[[Pair], Finding | None]
    tells: dict[str, str]


_GRADES = ("0", "1", "2", "3", "4", "5")
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
        "none_shared": "The listing shows the code {listing}; the notice names {notice}.",
        "not_stated": "The notice covers certain models ({notice}); the listing states none.",
    }),
    Feature("brand", brand, {
        **dict.fromkeys(("same", "same_word", "leads_title", "leads_title_word", "in_title", "in_title_word"), _BRAND),
        **dict.fromkeys(("in_seller", "in_seller_word"), "The seller carries a brand that the notice names: {notice}."),
        "other": "The listing's brand is {listing}; the notice names {notice}.",
        "after_for": "The listing is for products of the brand {notice}.",
            "not_named": "The notice is about the brand {notice}; the listing names no brand.",
    }),
    Feature("firm", firm, {"same": "The notice names this seller as a firm."}),
    Feature("kind", kind, {
        "same": "Both are the same kind of product ({notice}).",
        "near": "The kinds of product are close ({listing}; {notice}).",
        "related": "The kinds of product are related ({listing}; {notice}).",
        "other": "The kinds of product differ ({listing}; {notice}).",
    }),
    Feature("head", head, {"missing": "The listing lacks the noun of the notice's product ({notice})."}),
    Feature("year", year, {
        "same": "The same model year: {notice}.",
        "differ": "Another model year: {listing}; the notice has {notice}.",
    }),
    Feature("name_words", name_words, {**dict.fromkeys(_GRADES[1:], _WORDS)}),
    Feature("title_words", title_words, dict.fromkeys(_GRADES[2:], "The notice repeats words of the title: {notice}.")),
    Feature("rare_word", rare_word, dict.fromkeys(_GRADES[2:], "Both use the rare word “{notice}”.")),
    Feature("shared_detail", shared_detail, dict.fromkeys(_GRADES[2:], "Details in both: {notice}.")),
    Feature("missing_word", missing_word, dict.fromkeys(_GRADES[2:4], "The listing lacks the word “{notice}”.")),
    Feature("measure", measure, {
        **dict.fromkeys(_GRADES, "Measures agree ({notice})."),
        "differ": "Measures differ ({notice}).",
    }),
    Feature("colour", colour, {
        "several": "The same colours: {notice}.",
        "some": "The same colour: {notice}.",
        "differ": "Other colours: {listing}; the notice has {notice}.",
    }),
    Feature("country", country, {"same": "The same country of origin.", "differ": "Another country of origin."}),
    Feature("shop", shop, {"same": "The notice says the item was sold on {notice}."}),
    Feature("purpose", purpose, {
        **dict.fromkeys(_CONTRADICTIONS, "{listing}"),
        "for_it": "The listing is for, or a part of, the kind of product in the notice ({notice}).",
    }),
    Feature("standing", standing, {}),
)  # fmt: skip


def compare(pair: Pair) -> dict[str, Finding]:
    """Everything found between the two, by feature, pairwise terms included."""
    found = {feature.name: finding for feature in FEATURES if (finding := feature.compare(pair))}
    found.update({name: Finding(combine(found)) for name, combine in PAIRWISE})
    return found


def _says(finding: Finding | None, missing: str, names: Mapping[str, str]) -> str:
    return names.get(finding.bin, missing) if finding else missing


def _grade(value: float, steps: tuple[float, ...]) -> str:
    """Which step of the ladder a value reaches, as a bin name."""
    return str(sum(value >= step for step in steps))


def _of_brand(word: str, brands: tuple[str, ...]) -> bool:
    return any(word in brand for brand in brands) if len(word) > 2 else word in brands


def _variant(code: str, known: str) -> bool:
    """HC030BK beside HC030: same beginning, up to three letters more."""
    short, long = sorted((code, known), key=len)
    return (
        len(short) >= 5
        and 0 < len(long) - len(short) <= 3
        and long.startswith(short)
        and codes.strength(short) == codes.STRONG
        and long[len(short) :].isalpha()
    )


def _some(values: object) -> str:
    """A few of many, for a sentence."""
    listed = sorted(values)  # type: ignore[call-overload]
    return ", ".join(listed[:3]) + (" ..." if len(listed) > 3 else "")
