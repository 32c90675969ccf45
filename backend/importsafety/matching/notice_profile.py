"""The profile of a notice: the products it names, and by what it limits itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from importsafety.matching.measures import measures
from importsafety.matching.profile import YEAR, Profile, colours, firm_words, neighbours
from importsafety.matching.words import join, parts, words
from importsafety.notice import Notice
from importsafety.vocabulary import cues_in, kinds_in, main_kinds

# A notice with more products than this is compared by its first ones.
MOST_NAMES = 12
_SMALL_WORDS = frozenset("the of and with for in on a an by or to from sold model brand".split())


class NoticeProfile(Profile, frozen=True, array_like=True):
    """`names` and `heads` are the words and the nouns of its products' names. `models` are those codes by which it
    limits itself, `ranges` first and last code of a range it names. `detailed`: whether it describes the product or
    only names it. `year` is that of its publication, 0 where unknown. `runs` see `shows`.
    """

    names: tuple[tuple[str, ...], ...]
    heads: frozenset[str]
    models: frozenset[str]
    ranges: tuple[tuple[str, str], ...]
    detailed: bool
    year: int
    runs: str

    def shows(self, name: str) -> bool:
        """Whether neighbouring words of its products' names, joined, are this name."""
        return f"\n{name}\n" in self.runs


def notice_text(notice: Notice) -> str:
    """What of a notice is read for measures, colours and the words beyond its name."""
    names = (_first_sentence(product.name) for product in notice.products)
    types = (product.type for product in notice.products)
    captions = (image.caption for image in notice.images)
    return " ; ".join([notice.title, *names, *types, notice.description, *captions])


def profile_notice(notice: Notice) -> NoticeProfile:
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
    return NoticeProfile(
        name=name,
        names=called[:MOST_NAMES],
        words=frozenset(name).union(words(text)),
        brands=tuple(dict.fromkeys(filter(None, map(join, notice.brands)))),
        codes=frozenset(item.value for item in known),
        gtins=frozenset(item.value for item in notice.identifiers if item.kind == "gtin"),
        measures=measures(text),
        colours=colours(text),
        kinds=kinds,
        all_kinds=frozenset(kinds).union(hit.kind for hit in kinds_in(" ; ".join([*names, headline]))),
        heads=heads,
        # As one text: a set of some hundred strings would be most of what a profile takes in memory.
        runs=_listed({run for text in [*names[:MOST_NAMES], headline] for run in neighbours(parts(text))[0]}),
        years=frozenset(YEAR.findall(f"{headline} {' '.join(names)}")).union(
            _model_years(notice.description)
        ),
        models=frozenset(item.value for item in known if item.kind == "model"),
        firms=frozenset(
            firm_words([firm.name for firm in notice.firms] + [a for f in notice.firms for a in f.aliases])
        ),
        countries=frozenset(notice.countries),
        ranges=tuple((item.value, item.until) for item in known if item.until),
        cues=frozenset(hit.cue for product in names for hit in cues_in(product)),
        platform=notice.sold_at.lower(),
        detailed=bool(notice.description),
        year=int(notice.date[:4] or 0),
    )


_YEARS = r"((?:19|20)\d\d(?:(?:\W|and|or|to|through|thru|[-–])*(?:19|20)\d\d)*)"
_MODEL_YEARS = re.compile(rf"model\W?years?\W*{_YEARS}|{_YEARS}\W?model\W?years?", re.IGNORECASE)


def _model_years(text: str) -> Iterator[str]:
    """The model years that a text tells: `model year 2022 through 2024` -> 2022, 2023, 2024."""
    for told in _MODEL_YEARS.finditer(text):
        years = [int(year) for year in YEAR.findall(told[0])]
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
_COMES_WITH = re.compile(
    r"[(]|\b(?:with|for|sold|in|on|from|that|featuring|including|used|by|at|made|packaged|models?)\b",
    re.IGNORECASE,
)


def _called(name: str) -> Iterator[tuple[str, ...]]:
    """The names of each product that one name tells of: `Surge and Tonka ride-on toys with horns` is also `Surge toys`
    and `Tonka ride-on toys`."""
    whole = _distinct(name)
    yield whole
    before = _COMES_WITH.split(name, maxsplit=1)[0]
    several = _joined(before) or _joined(name)
    if several:
        noun = (_distinct(before) or whole)[-1]
        yield from (part if noun in part else (*part, noun) for part in several if part != (noun,))


def _joined(name: str) -> list[tuple[str, ...]]:
    """What a name joins by "and" and the like; nothing where it joins nothing."""
    parts = [part for part in map(_distinct, _OR.split(name)) if part]
    return parts if len(parts) > 1 else []


def _headline(text: str) -> str:
    """The part of a notice's title that names the product, without the agency's own words."""
    return _RECALL_WORDS.sub(" ", _DUE.split(text, maxsplit=1)[0])


def _listed(runs: Iterable[str]) -> str:
    return "\n".join(["", *sorted(runs), ""])
