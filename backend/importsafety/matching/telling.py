"""What a person is told: a finding's sentence, with words as they were written, not as they were compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from importsafety.assessment import Evidence
from importsafety.listing import Listing
from importsafety.matching.compare.pair import Finding
from importsafety.matching.evidence import FEATURES
from importsafety.matching.words import join, stem
from importsafety.notice import Notice
from importsafety.vocabulary import KINDS
from importsafety.vocabulary.text import tokens


def tell(
    found: Mapping[str, Finding], weights: Mapping[str, Mapping[str, float]], listing: Listing, notice: Notice
) -> tuple[Evidence, ...]:
    """The evidence for and against, strongest first."""
    as_written = _as_written(listing, notice)
    told = []
    for feature in FEATURES:
        finding = found.get(feature.name)
        sentence = feature.tells.get(finding.bin) if finding else None
        if finding and sentence:
            ours, theirs = (_readable(text, as_written) for text in (finding.listing, finding.notice))
            weight = weights.get(feature.name, {}).get(finding.bin, 0.0)
            told.append(
                Evidence(feature.name, ours, theirs, weight, sentence.format(listing=ours, notice=theirs))
            )
    return tuple(sorted(told, key=lambda item: -abs(item.weight)))


def _readable(text: str, as_written: Mapping[str, str]) -> str:
    """`self balanc scooter` -> `self balancing scooter`; a kind's id -> its name."""
    if text in as_written:
        return as_written[text]
    if text in KINDS:
        return KINDS[text].name["en"]
    return " ".join(as_written.get(word, word) for word in text.split(" "))


def _as_written(listing: Listing, notice: Notice) -> dict[str, str]:
    """Compared form -> written form, of words, brands and codes."""
    texts = [
        notice.description,
        *(product.name for product in notice.products),
        notice.title,
        " ".join(listing.attributes.values()),
        listing.title,
    ]
    written = {stem(token): token for text in texts for token in tokens(text)}
    codes = ((item.value, item.raw) for item in notice.identifiers)
    names = ((join(name), name) for name in _names(listing, notice))
    return {**written, **dict(codes), **dict(names)}


def _names(listing: Listing, notice: Notice) -> Iterable[str]:
    yield from notice.brands
    if listing.brand:
        yield listing.brand
