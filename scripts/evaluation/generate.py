"""Training listings made from notices: what suppliers do to a title, done at random.

They widen what the weights are fitted on (units changed, brand dropped, model punctuated otherwise, a neighbour's
model); the evaluation rows stay the written ones.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from importsafety.listing import Listing
from importsafety.matching import codes
from importsafety.matching.measures import values
from importsafety.matching.profile import COLOURS
from importsafety.notice import Notice
from importsafety.vocabulary import KINDS, main_kinds


@dataclass(frozen=True)
class Generated:
    """A made listing. `about`: the notice it was made from; `covered`: whether that notice covers it;
    `hidden`: whether that notice must be left out, so that only others of its kind can be found."""

    listing: Listing
    about: Notice
    covered: bool
    hidden: bool = False


def generate(
    notices: Sequence[Notice], real: Sequence[Listing], count: int, seed: int = 11
) -> Iterator[Generated]:
    """`count` listings from notices with a description."""
    rng = random.Random(seed)
    detailed = [notice for notice in notices if len(notice.description) > 120 and notice.products]
    makers = (
        _exact,
        _exact,
        _reworded,
        _reworded,
        _relisted,
        _relisted,
        _type,
        _type,
        _other_model,
        _other_product,
    )
    for number in range(count):
        made = makers[number % len(makers)](rng.choice(detailed), detailed, real, rng)
        if made:
            yield made


def _exact(
    notice: Notice, _: Sequence[Notice], real: Sequence[Listing], rng: random.Random
) -> Generated | None:
    model = _model(notice, rng)
    return Generated(_write(notice, real, rng, brand=_brand(notice, rng), model=model), notice, True)


def _reworded(
    notice: Notice, _: Sequence[Notice], real: Sequence[Listing], rng: random.Random
) -> Generated | None:
    return Generated(_write(notice, real, rng, brand=_brand(notice, rng), reword=True), notice, True)


def _relisted(
    notice: Notice, _: Sequence[Notice], real: Sequence[Listing], rng: random.Random
) -> Generated | None:
    return Generated(_write(notice, real, rng, brand=_other_brand(real, rng), reword=True), notice, True)


def _type(
    notice: Notice, _: Sequence[Notice], real: Sequence[Listing], rng: random.Random
) -> Generated | None:
    brand = _other_brand(real, rng)
    return Generated(
        _write(notice, real, rng, brand=brand, reword=rng.random() < 0.5), notice, False, hidden=True
    )


def _other_model(
    notice: Notice, _: Sequence[Notice], real: Sequence[Listing], rng: random.Random
) -> Generated | None:
    model = _model(notice, rng)
    if not model or not any(c.isdigit() for c in model):
        return None
    changed = re.sub(r"\d", lambda d: str((int(d[0]) + rng.randint(1, 8)) % 10), model)
    if codes.normalise(changed) in {item.value for item in notice.identifiers}:
        return None
    return Generated(_write(notice, real, rng, brand=_brand(notice, rng), model=changed), notice, False)


def _other_product(
    notice: Notice, all_notices: Sequence[Notice], real: Sequence[Listing], rng: random.Random
) -> Generated | None:
    other = rng.choice(all_notices)
    if set(main_kinds(other.products[0].name)) & set(main_kinds(notice.products[0].name)):
        return None
    return Generated(_write(other, real, rng, brand=_brand(notice, rng)), other, False, hidden=True)


def _write(
    notice: Notice,
    real: Sequence[Listing],
    rng: random.Random,
    brand: str | None,
    model: str | None = None,
    reword: bool = False,
) -> Listing:
    """A supplier's text for the notice's product under this brand and model."""
    own = {word.lower() for name in notice.brands for word in name.split()}
    name = [w for w in re.findall(r"[\w'-]+", notice.products[0].name) if w.lower() not in own]
    if reword:
        name = [word for word in name if rng.random() < 0.6]
        kind = next(iter(main_kinds(notice.products[0].name)), None)
        if kind and KINDS[kind].words.get("en"):
            name.insert(rng.randint(0, len(name)), rng.choice(KINDS[kind].words["en"]))
    details = _spans(notice.description, own, rng, rng.randint(1, 4))
    noise = _noise(real, rng)
    parts = [" ".join(name), *rng.sample(details, min(len(details), 2)), noise]
    shown = brand if brand and rng.random() < 0.75 else None
    if model and rng.random() < 0.6:
        parts.insert(rng.randint(0, len(parts)), model)
    if rng.random() < 0.4:
        rng.shuffle(parts)
    title = " ".join(filter(None, [shown, *parts]))
    attributes = _attributes(notice, rng)
    return Listing(
        title=title,
        brand=brand if brand and (not shown or rng.random() < 0.5) else None,
        model=model if model and rng.random() < 0.6 else None,
        attributes=attributes,
        description=". ".join(details) if rng.random() < 0.6 else None,
        seller=rng.choice(real).seller,
        country=rng.choice(notice.countries) if notice.countries and rng.random() < 0.7 else None,
    )


def _brand(notice: Notice, rng: random.Random) -> str | None:
    return rng.choice(notice.brands) if notice.brands else None


def _other_brand(real: Sequence[Listing], rng: random.Random) -> str | None:
    return rng.choice(real).brand if rng.random() < 0.6 else None


def _model(notice: Notice, rng: random.Random) -> str | None:
    models = [item.raw for item in notice.identifiers if item.kind == "model" and codes.strength(item.value)]
    if not models:
        return None
    model = rng.choice(models)
    style = rng.random()
    if style < 0.2:
        return model.replace("-", " ")
    if style < 0.4:
        return codes.normalise(model)
    return model.lower() if style < 0.5 else model


def _spans(text: str, without: set[str], rng: random.Random, count: int) -> list[str]:
    """Short runs of words from the description, brand and codes left out."""
    found = [
        w
        for w in re.findall(r"[A-Za-z][\w'-]+", text)
        if w.lower() not in without and not any(map(str.isdigit, w))
    ]
    if len(found) < 8:
        return []
    spans = []
    for _ in range(count):
        start, length = rng.randrange(len(found) - 4), rng.randint(2, 5)
        spans.append(" ".join(found[start : start + length]))
    return spans


def _noise(real: Sequence[Listing], rng: random.Random) -> str:
    words = rng.choice(real).title.split()
    start = rng.randrange(max(1, len(words) - 3))
    return " ".join(words[start : start + rng.randint(1, 4)])


def _attributes(notice: Notice, rng: random.Random) -> dict[str, str]:
    """Colours and measures of the description, in the units a supplier would use."""
    attributes = {}
    text = f"{notice.title} {notice.description}"
    colours = [word for word in re.findall(r"[a-z]+", text.lower()) if word in COLOURS]
    if colours and rng.random() < 0.7:
        attributes["Color"] = ", ".join(rng.sample(colours, rng.randint(1, min(3, len(colours)))))
    sizes = [value for dimension, value in values(text) if dimension == "length" and value < 5000]
    if sizes and rng.random() < 0.6:
        attributes["Size"] = (
            "*".join(f"{value / 10:.0f}" for value in rng.sample(sizes, min(len(sizes), 3))) + "cm"
        )
    others = [
        (dimension, value) for dimension, value in values(text) if dimension in ("power", "count", "voltage")
    ]
    for dimension, value in others[:2]:
        if rng.random() < 0.6:
            unit = {"power": "W", "count": "pcs", "voltage": "V"}[dimension]
            attributes[dimension.title()] = f"{value:.0f}{unit}"
    return attributes
