"""Text as it is compared: one normal form, its tokens, and a fold that makes plural and singular alike."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources

_LOOKALIKES = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"'} | dict.fromkeys("‐‑‒–—―−﹘－", "-")
)
# The trade-mark sign would become the letters "tm" at the word's end.
_MARKS = str.maketrans(dict.fromkeys("™℠®©", " "))
# Only the general combining marks: those of Thai or Hindi are vowels, and without them words change.
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
# Scripts written without spaces: a character is a token.
_SPACELESS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_SPACELESS}]|(?:(?![{_SPACELESS}_])\w)+(?:'(?:(?![{_SPACELESS}_])\w)+)*")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_ASCII_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")


def normalise(text: str) -> str:
    """The normal form: NFKC, case folded, accents of Latin letters gone, one kind of dash and quote,
    traditional Chinese characters as simplified ones, white space single. Applying it twice changes nothing."""
    if text.isascii():
        return " ".join(text.lower().split())
    while (folded := _normalise(text)) != text:
        text = folded
    return folded.translate(_simplified()) if _CHINESE.search(folded) else folded


@cache
def _simplified() -> dict[int, int]:
    """Traditional Chinese characters as simplified ones: `燈` -> `灯`."""
    table = (resources.files(__package__) / "traditional.txt").read_text(encoding="utf-8").splitlines()
    rows = [line for line in table if not line.startswith("#")]
    return str.maketrans("".join(rows[::2]), "".join(rows[1::2]))


def _normalise(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.translate(_MARKS)).translate(_LOOKALIKES).casefold()
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text)))
    return " ".join(text.split())


def words_of(normalised: str) -> list[str]:
    """The words of an already normalised text; without apostrophes (`children's` -> `childrens`)."""
    words: list[str] = _pattern(normalised).findall(normalised)
    return [word.replace("'", "") for word in words] if "'" in normalised else words


def spans_of(normalised: str) -> list[tuple[int, int]]:
    """Where each of `words_of(normalised)` starts and ends."""
    return [match.span() for match in _pattern(normalised).finditer(normalised)]


def _pattern(normalised: str) -> re.Pattern[str]:
    return _ASCII_TOKEN if normalised.isascii() else _TOKEN


def tokens(text: str) -> list[str]:
    """The words of any text in normal form, in order; a Chinese character is a word of its own."""
    return words_of(normalise(text))


_IRREGULAR = {
    "children": "child", "childrens": "child", "men": "man", "mens": "man", "women": "woman", "womens": "woman",
    "knives": "knife", "shelves": "shelf", "scarves": "scarf", "wolves": "wolf", "leaves": "leaf",
    "halves": "half", "loaves": "loaf", "feet": "foot", "teeth": "tooth", "mice": "mouse", "geese": "goose",
    "lenses": "lens", "lens": "lens", "gases": "gas", "buses": "bus", "axes": "axe", "tvs": "tv", "pcs": "pcs",
    "molds": "mould", "mold": "mould", "moulds": "mould", "grey": "gray", "aluminium": "aluminum",
    "jewellery": "jewelry", "tyre": "tire", "tyres": "tire", "pyjama": "pajama", "pyjamas": "pajama",
    "colour": "color", "colours": "color", "carburettor": "carburetor", "plough": "plow", "kerb": "curb",
}  # fmt: skip


@lru_cache(maxsize=40_000)
def fold(token: str) -> str:
    """A token without its English (or Spanish, after a vowel) plural, British spellings made American.

    Meant for comparing two folded words, not for reading: `hoodies`, `hoodie` and `hoody` -> `hoody`.
    """
    if token in _IRREGULAR:
        return _IRREGULAR[token]
    if len(token) <= 3:
        return token
    if token.endswith("s") and not token.endswith(("ss", "us", "is")):
        if token.endswith(("ches", "shes", "sses", "xes", "zzes")):
            token = token[:-2]
        elif len(token) > 4 and token.endswith("ies"):
            token = token[:-3] + "y"
        else:
            token = token[:-1]
    if len(token) > 4 and token.endswith("ie"):
        token = token[:-2] + "y"
    return token


def folded(text: str) -> tuple[str, ...]:
    """The folded words of any text."""
    return tuple(fold(token) for token in tokens(text))
