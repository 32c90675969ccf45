"""The profile of a listing: what it says of itself, and where a brand or a model may stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from importsafety.listing import Listing
from importsafety.matching import codes
from importsafety.matching.measures import measures
from importsafety.matching.profile import YEAR, Profile, colours, firm_words, neighbours
from importsafety.matching.words import join, parts, stem, words
from importsafety.pages.values import country
from importsafety.vocabulary import CUES, cues_in, kinds_in, main_kinds
from importsafety.vocabulary.text import normalise

# Longer descriptions repeat themselves; what is beyond adds cost and noise, not evidence.
BODY_CHARACTERS = 4_000

_MODEL_NAMES = re.compile(
    r"model|item\s*n|style\s*n|part\s*n|\bmpn\b|\bsku\b|型号|货号|款号|modelo|referencia", re.IGNORECASE
)
_BRAND_NAMES = re.compile(r"^\W*(?:brand(?:\s*name)?|trademark|marca|品牌|商标)\W*$", re.IGNORECASE)
_NO_BRAND = frozenset(
    "无 none na n/a no nobrand unbranded generic oem odm oemodm doesnotapply customized custom customlogo "
    "无品牌 其他 other 其它 neutral".split()
)

# What separates brands in one field: "Dynacraft / Tonka".
_SEVERAL = re.compile(r"\s*[/|,;、，；]\s*")

_YEAR_NAMES = re.compile(r"year|年份|año", re.IGNORECASE)
# Links behind which a name is what the item is for, not what it is.
AIMING = ("for", "fits")


class ListingProfile(Profile, frozen=True, array_like=True):
    """`said_codes` and `said_names` are what it states as its model.

    `pairs` are runs of neighbouring words, joined, where a brand or a model's name may stand; `lead` those at the
    title's beginning; `aimed` those that stand only behind "for", "fits" or "compatible with". `for_kinds` are the
    kinds that the item is for or a part of.
    """

    said_codes: frozenset[str]
    said_names: frozenset[str]
    pairs: frozenset[str]
    lead: frozenset[str]
    aimed: frozenset[str]
    for_kinds: frozenset[str]


def listing_text(listing: Listing) -> str:
    """What of a listing is read for codes, measures and colours."""
    return f"{listing.title} ; {listing.model or ''} ; {_body(listing)}"


def _body(listing: Listing) -> str:
    facts = " ; ".join(f"{name}: {value}" for name, value in listing.attributes.items())
    return f"{facts} ; {(listing.description or '')[:BODY_CHARACTERS]}"


def profile_listing(listing: Listing) -> ListingProfile:
    """The listing's profile."""
    attributes = listing.attributes
    body = _body(listing)
    title = listing.title
    text = listing_text(listing)
    said = " , ".join([listing.model or "", *_values(attributes, _MODEL_NAMES)])
    brand = listing.brand or next(iter(_values(attributes, _BRAND_NAMES)), "")
    brands = dict.fromkeys(filter(None, map(join, _SEVERAL.split(brand))))
    name = words(title)
    tokens = parts(title)
    hits = kinds_in(title)
    main = main_kinds(title, listing.category, attributes)
    # A brand's own words are no cues: "Total Saddle Fit" fits nothing.
    cues = cues_in(title.replace(brand, " " * len(brand)) if brand else title)
    pairs, lead = neighbours(tokens)
    brand_pairs = neighbours(parts(brand))[0] if brand else frozenset()
    aim = min((hit.start for hit in cues if CUES[hit.cue].link in AIMING), default=None)
    before = pairs if aim is None else neighbours(parts(normalise(title)[:aim]))[0]
    return ListingProfile(
        name=name,
        words=frozenset(name).union(
            words(f"{brand} {listing.model or ''} {body} {' '.join(listing.category)}"), _compounds(tokens)
        ),
        brands=tuple(name for name in brands if len(name) > 1 and name not in _NO_BRAND),
        codes=frozenset(codes.codes_in(text)),
        gtins=frozenset(_gtins(listing)),
        measures=measures(text),
        colours=colours(text),
        kinds=main,
        all_kinds=frozenset(hit.kind for hit in hits).union(main),
        for_kinds=frozenset(hit.kind for hit in hits if hit.role in ("for", "part")).difference(main),
        aimed=pairs - before - brand_pairs,
        years=frozenset(YEAR.findall(f"{title} {_values_text(attributes, _YEAR_NAMES)}")),
        firms=frozenset(firm_words([listing.seller or ""])),
        countries=_countries(listing.country or ""),
        said_names=frozenset(filter(lambda name: len(name) >= 3, map(join, re.split(r"[,;/、，；]", said)))),
        said_codes=codes.said_codes(said) if said.strip(" ,") else frozenset(),
        cues=frozenset(hit.cue for hit in cues),
        pairs=pairs | brand_pairs,
        lead=lead,
        platform=(listing.platform or "").lower(),
    )


def _compounds(name: tuple[str, ...]) -> Iterator[str]:
    """Neighbouring words as the one word that the notice may write: `snow thrower` -> `snowthrow`."""
    for first, second in pairwise(name):
        if len(first) > 2 and len(second) > 2 and first.isalpha() and second.isalpha():
            yield stem(first + second)


@lru_cache(maxsize=1_000)
def _countries(origin: str) -> frozenset[str]:
    """The code of where a listing says it comes from: a page's is one, a catalogue writes "China" or "中国"."""
    known = country(origin) or (origin if re.fullmatch("[A-Z]{2}", origin) else None)
    return frozenset([known] if known else ())


def _values(attributes: Mapping[str, str], names: re.Pattern[str]) -> list[str]:
    return [value for name, value in attributes.items() if names.search(name)]


def _values_text(attributes: Mapping[str, str], names: re.Pattern[str]) -> str:
    return " ".join(_values(attributes, names))


def _gtins(listing: Listing) -> Iterable[str]:
    stated = [
        listing.gtin or "",
        *_values(listing.attributes, re.compile(r"upc|ean|gtin|barcode|条码", re.IGNORECASE)),
    ]
    for text in stated:
        for digits in re.findall(r"\d{8,14}", text.replace(" ", "").replace("-", "")):
            yield digits.zfill(14)
