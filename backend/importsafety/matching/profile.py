"""Profile: the parts of a listing or a notice that are compared, taken out of its text once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

import msgspec

from importsafety.listing import Listing
from importsafety.matching import codes
from importsafety.matching.measures import measures
from importsafety.matching.words import join, parts, stem, words
from importsafety.notice import Notice
from importsafety.pages.values import country
from importsafety.vocabulary import CUES, cues_in, kinds_in, main_kinds
from importsafety.vocabulary.text import normalise

# Longer descriptions repeat themselves; what is beyond adds cost and noise, not evidence.
BODY_CHARACTERS = 4_000

COLOURS = {
    **{
        name: name
        for name in (
            "black white red blue green yellow pink purple orange brown gray beige gold silver turquoise teal ivory "
            "cream tan navy rose maroon charcoal bronze copper aqua lavender mint khaki"
        ).split()
    },
    "grey": "gray", "violet": "purple", "graphite": "charcoal", "golden": "gold", "rosa": "pink", "negro": "black",
    "blanco": "white", "rojo": "red", "azul": "blue", "verde": "green", "amarillo": "yellow",
}  # fmt: skip
_HAN_COLOURS = {
    "黑": "black", "白": "white", "红": "red", "蓝": "blue", "绿": "green", "黄": "yellow", "粉": "pink",
    "紫": "purple", "橙": "orange", "棕": "brown", "灰": "gray", "米色": "beige", "银": "silver", "金色": "gold",
    "象牙": "ivory",
}  # fmt: skip
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

# A notice with more products than this is compared by its first ones.
MOST_NAMES = 12
_SMALL_WORDS = frozenset("the of and with for in on a an by or to from sold model brand".split())
# Links behind which a name is what the item is for, not what it is.
AIMING = ("for", "fits")


class Profile(msgspec.Struct, frozen=True, array_like=True):
    """What is compared. `name` keeps its order; `words` is every word of the text, the name's included.

    `brands`, `firms` and `codes` are joined forms (`placetime`, `YD001`); `measures` and `kinds` see
    `measures.py` and the vocabulary. `ranges` are first and last code of a range the notice names; `models`
    those codes by which it limits itself. `names` and `heads` are the words and nouns of its products' names,
    `years` the model years.

    Where a brand or a model's name may stand are runs of neighbouring words, joined: `pairs` of a listing; of a notice
    `runs`, which `shows` looks through. Of a listing only: `lead` those at the title's beginning; `aimed` those that stand only behind "for", "fits" or "compatible
    with"; `for_kinds` the kinds that the item is for or a part of.
    """

    name: tuple[str, ...]
    words: frozenset[str]
    brands: tuple[str, ...]
    codes: frozenset[str]
    gtins: frozenset[str]
    measures: frozenset[tuple[str, int]]
    colours: frozenset[str]
    kinds: tuple[str, ...]
    all_kinds: frozenset[str]
    firms: frozenset[str]
    countries: frozenset[str]
    ranges: tuple[tuple[str, str], ...] = ()
    said_codes: frozenset[str] = frozenset()
    said_names: frozenset[str] = frozenset()
    cues: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset()
    lead: frozenset[str] = frozenset()
    names: tuple[tuple[str, ...], ...] = ()
    heads: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()
    aimed: frozenset[str] = frozenset()
    for_kinds: frozenset[str] = frozenset()
    platform: str = ""
    detailed: bool = True
    year: int = 0
    runs: str = ""

    def shows(self, name: str) -> bool:
        """Whether neighbouring words of a notice, joined, are this name."""
        return f"\n{name}\n" in self.runs


def listing_text(listing: Listing) -> str:
    """What of a listing is read for codes, measures and colours."""
    return f"{listing.title} ; {listing.model or ''} ; {_body(listing)}"


def _body(listing: Listing) -> str:
    facts = " ; ".join(f"{name}: {value}" for name, value in listing.attributes.items())
    return f"{facts} ; {(listing.description or '')[:BODY_CHARACTERS]}"


def notice_text(notice: Notice) -> str:
    """What of a notice is read for measures, colours and the words beyond its name."""
    names = (_first_sentence(product.name) for product in notice.products)
    types = (product.type for product in notice.products)
    captions = (image.caption for image in notice.images)
    return " ; ".join([notice.title, *names, *types, notice.description, *captions])


def profile_listing(listing: Listing) -> Profile:
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
    pairs, lead = _neighbours(tokens)
    brand_pairs = _neighbours(parts(brand))[0] if brand else frozenset()
    aim = min((hit.start for hit in cues if CUES[hit.cue].link in AIMING), default=None)
    before = pairs if aim is None else _neighbours(parts(normalise(title)[:aim]))[0]
    return Profile(
        name=name,
        words=frozenset(name).union(
            words(f"{brand} {listing.model or ''} {body} {' '.join(listing.category)}"), _compounds(tokens)
        ),
        brands=tuple(name for name in brands if len(name) > 1 and name not in _NO_BRAND),
        codes=frozenset(codes.codes_in(text)),
        gtins=frozenset(_gtins(listing)),
        measures=measures(text),
        colours=_colours(text),
        kinds=main,
        all_kinds=frozenset(hit.kind for hit in hits).union(main),
        for_kinds=frozenset(hit.kind for hit in hits if hit.role in ("for", "part")).difference(main),
        aimed=pairs - before - brand_pairs,
        years=frozenset(_YEAR.findall(f"{title} {_values_text(attributes, _YEAR_NAMES)}")),
        firms=frozenset(_firm_words([listing.seller or ""])),
        countries=_countries(listing.country or ""),
        said_names=frozenset(filter(lambda name: len(name) >= 3, map(join, re.split(r"[,;/、，；]", said)))),
        said_codes=codes.said_codes(said) if said.strip(" ,") else frozenset(),
        cues=frozenset(hit.cue for hit in cues),
        pairs=pairs | brand_pairs,
        lead=lead,
        platform=(listing.platform or "").lower(),
    )


def profile_notice(notice: Notice) -> Profile:
    """The notice's profile."""
    names = [_first_sentence(product.name) for product in notice.products]
    headline = _headline(notice.title)
    called = tuple(dict.fromkeys(filter(None, (each for name in names for each in _called(name)))))
    called = called or (_distinct(headline),)
    name = tuple(dict.fromkeys(token for text in [*names, headline] for token in words(text)))
    text = notice_text(notice)
    kinds = tuple(
        dict.fromkeys(k for name in names or [headline] for k in _kinds_of(name, notice.brands)[:1])
    )
    if not kinds:
        kinds = main_kinds(headline)
    heads = frozenset(head for product in names for head in _heads(product))
    known = [item for item in notice.identifiers if item.kind in ("model", "sku", "asin")]
    return Profile(
        name=name,
        names=called[:MOST_NAMES],
        words=frozenset(name).union(words(text)),
        brands=tuple(dict.fromkeys(filter(None, map(join, notice.brands)))),
        codes=frozenset(item.value for item in known),
        gtins=frozenset(item.value for item in notice.identifiers if item.kind == "gtin"),
        measures=measures(text),
        colours=_colours(text),
        kinds=kinds,
        all_kinds=frozenset(kinds).union(hit.kind for hit in kinds_in(" ; ".join([*names, headline]))),
        heads=heads,
        # As one text: a set of some hundred strings would be most of what a profile takes in memory.
        runs=_listed({run for text in [*names[:MOST_NAMES], headline] for run in _neighbours(parts(text))[0]}),
        years=frozenset(_YEAR.findall(f"{headline} {' '.join(names)}")).union(
            _model_years(notice.description)
        ),
        models=frozenset(item.value for item in known if item.kind == "model"),
        firms=frozenset(
            _firm_words([firm.name for firm in notice.firms] + [a for f in notice.firms for a in f.aliases])
        ),
        countries=frozenset(notice.countries),
        ranges=tuple((item.value, item.until) for item in known if item.until),
        cues=frozenset(hit.cue for product in names for hit in cues_in(product)),
        platform=notice.sold_at.lower(),
        detailed=bool(notice.description),
        year=int(notice.date[:4] or 0),
    )


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEAR_NAMES = re.compile(r"year|年份|año", re.IGNORECASE)
_YEARS = r"((?:19|20)\d\d(?:(?:\W|and|or|to|through|thru|[-–])*(?:19|20)\d\d)*)"
_MODEL_YEARS = re.compile(rf"model\W?years?\W*{_YEARS}|{_YEARS}\W?model\W?years?", re.IGNORECASE)


def _model_years(text: str) -> Iterator[str]:
    """The model years that a text tells: `model year 2022 through 2024` -> 2022, 2023, 2024."""
    for told in _MODEL_YEARS.finditer(text):
        years = [int(year) for year in _YEAR.findall(told[0])]
        yield from map(str, years)
        if len(years) == 2 and re.search(r"to|through|thru|[-–]", told[0]):
            yield from map(str, range(years[0], min(years[1], years[0] + 30)))


_HEAD_END = re.compile(
    r"[,;:()“”\"]|\b(?:with|for|sold|in|on|from|and|of|that|featuring|including|used|by|at|made|model|models)\b",
    re.IGNORECASE,
)


def _heads(name: str) -> Iterator[str]:
    """The noun of a product's name: `Tuo convertible high chairs with tray` -> `chair`."""
    for part in _HEAD_END.split(name):
        found = [word for word in words(part) if not word.isdigit()]
        if found:
            yield found[-1]
            if not re.search(r"\band\b", name):
                return


_DUE = re.compile(r"\b(?:due to|because of|for violat|following|; ?violat)", re.IGNORECASE)
_RECALL_WORDS = re.compile(
    r"\b(?:recalls?|recalled|recalling|reannounces?|expands?|cpsc|warns?|warning|consumers?|immediately|"
    r"stop|using|sold|exclusively|on|by|at|of|the|and|recall|imported|voluntary|announces?|to)\b",
    re.IGNORECASE,
)


def _kinds_of(name: str, brands: Iterable[str]) -> tuple[str, ...]:
    """The kinds a product's name says without its brand: nothing of Peg Perego is a peg."""
    bare = name
    for brand in brands:
        if brand.casefold() not in bare.casefold():
            continue  # most are not there, and a pattern for each costs more than all the rest
        bare = re.sub(rf"\b{re.escape(brand)}\b", " ", bare, flags=re.IGNORECASE)
    return main_kinds(bare) or main_kinds(name)


def _first_sentence(text: str) -> str:
    """A product's name without the explanations that some carry."""
    return re.split(r"(?<=\w{3})\. ", text, maxsplit=1)[0]


def _distinct(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words(name) if word not in _SMALL_WORDS))


_OR = re.compile(r"\b(?:and|or|a/?k/?a)\b|[,;/&]", re.IGNORECASE)


def _called(name: str) -> Iterator[tuple[str, ...]]:
    """The names of each product that one name tells of: `Surge and Tonka ride-on toys` is also `Surge toys` and
    `Tonka ride-on toys`."""
    whole = _distinct(name)
    yield whole
    several = [part for part in map(_distinct, _OR.split(name)) if part]
    if len(several) > 1:
        noun = whole[-1]
        yield from (part if noun in part else (*part, noun) for part in several if part != (noun,))


def _headline(text: str) -> str:
    """The part of a notice's title that names the product, without the agency's own words."""
    return _RECALL_WORDS.sub(" ", _DUE.split(text, maxsplit=1)[0])


def _neighbours(name: tuple[str, ...], longest: int = 4) -> tuple[frozenset[str], frozenset[str]]:
    """Joined runs of up to four neighbouring words; and those that begin within the first three words."""
    runs, lead = set(), set()
    for start in range(len(name)):
        joined = ""
        for token in name[start : start + longest]:
            joined += token
            runs.add(joined)
            if start < 3:
                lead.add(joined)
    return frozenset(runs), frozenset(lead)


def _listed(runs: Iterable[str]) -> str:
    return "\n".join(["", *sorted(runs), ""])


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


def _colours(text: str) -> frozenset[str]:
    found = {COLOURS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in COLOURS}
    return frozenset(found.union(colour for sign, colour in _HAN_COLOURS.items() if sign in text))


_FIRM_FORMS = frozenset(
    "co ltd limited inc llc company corp corporation gmbh technology trading trade international industrial "
    "import export electronic commerce ecommerce of the and store shop official dba".split()
)


def _firm_words(names: Iterable[str]) -> Iterable[str]:
    """Each firm as its joined distinctive words (`shenzhenluobei`): legal forms and line of business left out."""
    for name in names:
        kept = [token for token in parts(name) if token not in _FIRM_FORMS]
        if kept:
            yield "".join(kept[:4])
