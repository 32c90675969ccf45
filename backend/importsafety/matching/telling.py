"""What a person is told: a finding's sentence, with words as they were written, not as they were compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from importsafety.assessment import Evidence
from importsafety.listing import Listing
from importsafety.matching.compare.pair import Finding
from importsafety.matching.evidence import BETWEEN, DIFFERS, FEATURES, PAIRWISE, Feature, Together
from importsafety.matching.listing_profile import listing_text
from importsafety.matching.measures import Measure, near, read
from importsafety.matching.notice_profile import notice_text
from importsafety.matching.scorecard import Scorecard
from importsafety.matching.words import join, stem, words
from importsafety.notice import Notice
from importsafety.vocabulary import KINDS
from importsafety.vocabulary.text import tokens

# Of measures that agree or differ, so many a side are told.
MEASURES = 3
# Log-odds; what weighs less speaks neither for a match nor against it.
LEAST = 0.1


class Point(NamedTuple):
    """A finding that is told. `weight` and `speaks` see Evidence."""

    feature: Feature
    finding: Finding
    weight: float
    speaks: str


def tell(
    found: Mapping[str, Finding], card: Scorecard, listing: Listing, notice: Notice
) -> tuple[Evidence, ...]:
    """What speaks for and against, and what is alike, strongest first."""
    points = sorted(_once(_points(found, card)), key=lambda point: -abs(point.weight))
    texts = {text for point in points for text in (point.finding.listing, point.finding.notice)}
    as_written = _as_written(texts.union(*(text.split(" ") for text in texts)), listing, notice)
    evidence = []
    for feature, finding, weight, speaks in points:
        if feature.name == "measure":
            ours, theirs = _measured(listing, notice, finding.bin in DIFFERS["measure"])
        else:
            ours, theirs = (_readable(text, as_written) for text in (finding.listing, finding.notice))
        text = feature.tells[finding.bin].format(listing=ours, notice=theirs)
        evidence.append(Evidence(feature.name, ours, theirs, weight, text, speaks))
    return tuple(evidence)


def _points(found: Mapping[str, Finding], card: Scorecard) -> list[Point]:
    weights, lifts = card.weights_for(found), card.lifts(found)
    points = []
    for feature in FEATURES:
        finding = found.get(feature.name)
        if finding and finding.bin in feature.tells:
            weight = _moved(feature.name, found, weights) + lifts.get(feature.name, 0.0)
            if speaks := _speaks(feature.name, finding, weight):
                points.append(Point(feature, finding, weight, speaks))
    return points


def _speaks(name: str, finding: Finding, weight: float) -> str:
    """A difference never speaks for a match, and what agrees never against it, whatever they weigh beside the rest.
    Empty: nothing to tell."""
    differs = finding.bin in DIFFERS.get(name, ())
    agrees = not differs and finding.bin not in BETWEEN.get(name, ())
    if weight >= LEAST and not differs:
        return "for"
    if weight <= -LEAST and not agrees:
        return "against"
    return "alike" if agrees else ""


# They repeat words; each adds to what those before it tell.
_OF_WORDS = ("name_words", "title_words", "shared_detail", "rare_word")


def _once(points: list[Point]) -> list[Point]:
    """Without what is alike only in words that another point which agrees has told."""
    wordy = {}
    heard: set[str] = set()
    for point in points:
        if point.speaks == "alike" and point.feature.name in _OF_WORDS:
            wordy[point.feature.name] = point.finding.notice.split(" ")
        elif point.speaks != "against":
            heard.update(_heard(point.finding.notice))
    again = set()
    for name in _OF_WORDS:
        if told := wordy.get(name):
            if heard.issuperset(told):
                again.add(name)
            heard.update(told)
    return [point for point in points if point.feature.name not in again]


@lru_cache(maxsize=2048)
def _heard(text: str) -> Sequence[str]:
    """The stems that a person reads where a finding has this text: of a kind its name."""
    return words(KINDS[text].name["en"]) if text in KINDS else text.split(" ")


_TOGETHER: Mapping[str, tuple[Together, ...]] = {
    feature.name: tuple(term for term in PAIRWISE if feature.name in term.of) for feature in FEATURES
}


def _moved(name: str, found: Mapping[str, Finding], weights: Mapping[str, Mapping[str, float]]) -> float:
    """By how much the log-odds would be lower without this finding, what it says together with others included."""
    moved = weights.get(name, {}).get(found[name].bin, 0.0)
    for term in _TOGETHER[name]:
        others = {other: found[other] for other in term.of if other != name and other in found}
        bins = weights.get(term.name, {})
        moved += bins.get(found[term.name].bin, 0.0) - bins.get(term.see(others).bin, 0.0)
    return moved


def _readable(text: str, as_written: Mapping[str, str]) -> str:
    """`self balanc scooter` -> `self balancing scooter`; a kind's id -> its name."""
    if text in as_written:
        return as_written[text]
    if text in KINDS:
        return KINDS[text].name["en"]
    return " ".join(as_written.get(word, word) for word in text.split(" "))


def _measured(listing: Listing, notice: Notice, differs: bool) -> tuple[str, str]:
    """The measures that agree, or those of one dimension that differ, as each side wrote them."""
    ours, theirs = _measures_in(listing_text(listing)), _measures_in(notice_text(notice))
    if differs:
        both = {one.dimension for one in ours} & {other.dimension for other in theirs}
        first, second = ([one for one in side if one.dimension in both] for side in (ours, theirs))
    else:
        terms = {other.term for other in theirs}
        first = [one for one in ours if near(one.term, terms)]
        shown = list(dict.fromkeys(one.written for one in first))[:MEASURES]
        told = {one.term for one in first if one.written in shown}
        second = [other for other in theirs if near(other.term, told)]
    return _some(first), _some(second)


@lru_cache(maxsize=512)
def _measures_in(text: str) -> tuple[Measure, ...]:
    return tuple(dict.fromkeys(read(text)))


def _some(measures: Iterable[Measure]) -> str:
    """`30 cm, 12 in`: a weight or volume in ounces, which is both, stands there once."""
    written = list(dict.fromkeys(" ".join(measure.written.split()) for measure in measures))
    return ", ".join(written[:MEASURES]) + (", …" if len(written) > MEASURES else "")


def _as_written(wanted: set[str], listing: Listing, notice: Notice) -> dict[str, str]:
    """Compared form -> written form of these words, brands and codes."""
    written = {item.value: item.raw for item in notice.identifiers if item.value in wanted}
    written.update((joined, name) for name in _names(listing, notice) if (joined := join(name)) in wanted)
    texts = (listing.title, notice.title, *(product.name for product in notice.products), notice.description)
    # Only what can be a stem is looked for: not a phrase, an id with its dashes, or a code in capitals.
    left = {word for word in wanted.difference(written) if word.isalnum() and word == word.lower()}
    for text in texts:
        if not left:
            break
        tokens_of = _tokens_by_stem(text)
        found = left & tokens_of.keys()
        left -= found
        for word in found:
            written[word] = tokens_of[word]
    return written


@lru_cache(maxsize=1024)
def _tokens_by_stem(text: str) -> Mapping[str, str]:
    """The first token of each stem; a title is told beside several notices, and some notices are told often."""
    first: dict[str, str] = {}
    for token in tokens(text):
        first.setdefault(stem(token), token)
    return first


def _names(listing: Listing, notice: Notice) -> Iterable[str]:
    yield from notice.brands
    if listing.brand:
        yield listing.brand
