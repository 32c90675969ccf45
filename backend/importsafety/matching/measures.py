"""Measures in text: lengths, weights, volumes, power, voltage, counts ... in one unit each, so that 12 inches
meets 30 cm.

A measure is a term such as `length:88`: the dimension and a step on a logarithmic scale of 3% a step, so two
values are near when their steps differ by at most one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

# Unit words -> (dimension, factor to its base unit). Base units: mm, g, ml, W, V, mAh, cc, piece, BTU, psi, lm.
_UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("mm", "millimeter", "millimetre", "毫米"), ("length", 1.0)),
    **dict.fromkeys(("cm", "centimeter", "centimetre", "厘米", "公分"), ("length", 10.0)),
    **dict.fromkeys(("m", "meter", "metre", "米"), ("length", 1000.0)),
    **dict.fromkeys(
        ("in", "inch", "inches", '"', "”", "''", "英寸", "pulgada", "pulgadas"), ("length", 25.4)
    ),
    **dict.fromkeys(("ft", "foot", "feet", "英尺", "pies"), ("length", 304.8)),
    **dict.fromkeys(("g", "gram", "grams", "克"), ("weight", 1.0)),
    **dict.fromkeys(("kg", "kgs", "kilogram", "kilograms", "公斤", "千克"), ("weight", 1000.0)),
    **dict.fromkeys(("lb", "lbs", "pound", "pounds", "磅"), ("weight", 453.6)),
    **dict.fromkeys(("oz", "ounce", "ounces", "盎司"), ("ounce", 1.0)),
    **dict.fromkeys(("ml", "milliliter", "millilitre", "毫升"), ("volume", 1.0)),
    **dict.fromkeys(("l", "liter", "litre", "liters", "litres", "升"), ("volume", 1000.0)),
    **dict.fromkeys(("qt", "quart", "quarts"), ("volume", 946.4)),
    **dict.fromkeys(("gal", "gallon", "gallons", "加仑"), ("volume", 3785.4)),
    **dict.fromkeys(("w", "watt", "watts", "瓦"), ("power", 1.0)),
    **dict.fromkeys(("kw", "千瓦"), ("power", 1000.0)),
    **dict.fromkeys(("hp", "马力"), ("power", 745.7)),
    **dict.fromkeys(("v", "volt", "volts", "伏"), ("voltage", 1.0)),
    **dict.fromkeys(("mah", "毫安"), ("charge", 1.0)),
    **dict.fromkeys(("ah",), ("charge", 1000.0)),
    **dict.fromkeys(("cc",), ("engine", 1.0)),
    **dict.fromkeys(("btu",), ("heat", 1.0)),
    **dict.fromkeys(("psi",), ("pressure", 1.0)),
    **dict.fromkeys(("lumen", "lumens", "lm"), ("light", 1.0)),
    **dict.fromkeys(
        (
            "piece",
            "pieces",
            "pc",
            "pcs",
            "pk",
            "pack",
            "packs",
            "count",
            "ct",
            "set of",
            "件",
            "个",
            "片",
            "颗",
            "粒",
        ),
        ("count", 1.0),
    ),
    **dict.fromkeys(("speed", "speeds"), ("speeds", 1.0)),
    **dict.fromkeys(("burner", "burners"), ("burners", 1.0)),
    **dict.fromkeys(("drawer", "drawers", "抽"), ("drawers", 1.0)),
}
_WORDS = {
    **dict(
        zip("two three four five six seven eight nine ten twelve".split(), [*range(2, 11), 12], strict=True)
    ),
}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
# "58*43*11cm", "11.8 inches long by 37.4 inches wide", "60/120/200 cm", "20-30cm": numbers before one unit.
_MEASURE = re.compile(
    rf"(?<![A-Za-z0-9.])((?:(?:{_NUMBER})\s?(?:\"|”|in|inch|cm|mm)?\s?(?:x|\*|×|/|-|–|,|by|to|and|or)\s?){{0,8}}(?:{_NUMBER}))"
    rf"[\s-]?({_UNIT})(?![a-z])",
    re.IGNORECASE,
)
_SPELLED = re.compile(rf"\b({'|'.join(_WORDS)})[\s-]({_UNIT})(?![a-z0-9])", re.IGNORECASE)
# "36V10.4Ah": two measures run together.
_RUN_TOGETHER = re.compile(r"(?<=\d)(v|w|kw|mah|ah|wh|mm|cm|kg|g|ml|l)(?=\d)", re.IGNORECASE)
_STEP = math.log(1.03)

Term = tuple[str, int]


class Measure(NamedTuple):
    """`value` is in the base unit of its dimension; `written` is the number and unit as the text has them."""

    dimension: str
    value: float
    written: str

    @property
    def term(self) -> Term:
        return self.dimension, step(self.value)


def measures(text: str) -> frozenset[Term]:
    """All (dimension, step) pairs in the text."""
    return frozenset((dimension, step(value)) for dimension, value, _ in read(text))


def values(text: str) -> Iterator[tuple[str, float]]:
    """All (dimension, value in its base unit)."""
    return ((dimension, value) for dimension, value, _ in read(text))


def near(term: Term, others: Collection[Term]) -> bool:
    """Whether one of the others is the same measure, give or take a step."""
    dimension, place = term
    return term in others or (dimension, place - 1) in others or (dimension, place + 1) in others


def read(text: str) -> Iterator[Measure]:
    """All measures in the text; ounces, which weigh or fill, are given as both."""
    for found in _MEASURE.finditer(_RUN_TOGETHER.sub(r"\1 ", text)):
        unit = found[0][len(found[1]) :]
        for number in re.findall(_NUMBER, found[1]):
            yield from _scaled(found[2], float(number.replace(",", "")), f"{number}{unit}")
    for found in _SPELLED.finditer(text):
        yield from _scaled(found[2], float(_WORDS[found[1].lower()]), found[0])


def _scaled(unit: str, number: float, written: str) -> Iterator[Measure]:
    dimension, factor = _UNITS[unit.lower()]
    if not 0 < number < 1e7:
        return
    if dimension == "ounce":
        yield Measure("weight", number * 28.35, written)
        yield Measure("volume", number * 29.57, written)
    else:
        yield Measure(dimension, number * factor, written)


def step(value: float) -> int:
    """The place of a value on the logarithmic scale."""
    return round(math.log(value) / _STEP)
