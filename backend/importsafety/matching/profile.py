"""Profile: the parts of a listing or a notice that are compared, taken out of its text once."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from importsafety.matching.words import parts


class Profile(msgspec.Struct, frozen=True, array_like=True):
    """What both sides have. `name` keeps its order; `words` is every word of the text, the name's included.

    `brands`, `firms` and `codes` are joined forms (`placetime`, `YD001`); `measures` and `kinds` see `measures.py` and
    the vocabulary; `years` are model years.
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
    years: frozenset[str]
    cues: frozenset[str]
    platform: str


YEAR = re.compile(r"\b(?:19|20)\d\d\b")


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


def neighbours(name: tuple[str, ...], longest: int = 4) -> tuple[frozenset[str], frozenset[str]]:
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


def colours(text: str) -> frozenset[str]:
    """The colours that a text names, by their American English names."""
    found = {COLOURS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in COLOURS}
    return frozenset(found.union(colour for sign, colour in _HAN_COLOURS.items() if sign in text))


_FIRM_FORMS = frozenset(
    "co ltd limited inc llc company corp corporation gmbh technology trading trade international industrial "
    "import export electronic commerce ecommerce of the and store shop official dba".split()
)


def firm_words(names: Iterable[str]) -> Iterable[str]:
    """Each firm as its joined distinctive words (`shenzhenluobei`): legal forms and line of business left out."""
    for name in names:
        kept = [token for token in parts(name) if token not in _FIRM_FORMS]
        if kept:
            yield "".join(kept[:4])
