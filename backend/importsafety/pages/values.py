"""What a single value of a page is worth: words that mean none, codes, countries, titles without the shop's junk."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from urllib.parse import unquote

from importsafety.pages.recipes import Address, shops
from importsafety.pages.text import clean

# Marks that say which way text runs, and characters without width: invisible, but they break comparison.
_INVISIBLE = re.compile("[\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069]")
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,300}|!--[^<>]{0,300}--)>")
_SCRIPTS = {
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "HEBREW": "he",
    "ARABIC": "ar",
} | {
    "CYRILLIC": "ru",
    "THAI": "th",
}


def tidy(text: str, limit: int) -> str:
    """Text without markup, entities and invisible marks."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    return clean(_INVISIBLE.sub("", text), limit)


def key(text: str) -> str:
    """A name or value as the tables spell it."""
    return text.lower().strip(" .:：*").strip()


def is_none(value: str) -> bool:
    """True for "n/a", "Unbranded", "无" and the like."""
    return value.lower().strip() in _none() or key(value) in _none()


def valid_gtin(text: str) -> str | None:
    """The digits of a GTIN with 8, 12, 13 or 14 digits and a right check digit; else None."""
    digits = re.sub(r"[\s-]", "", text)
    if len(digits) not in (8, 12, 13, 14) or not re.fullmatch("[0-9]+", digits) or len(set(digits)) == 1:
        return None
    total = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(digits[:-1])))
    return digits if (total + int(digits[-1])) % 10 == 0 else None


def company(text: str) -> str:
    """A firm's name for comparison: without legal form, "store", spaces and signs."""
    text = text.lower()
    for word in _endings():
        text = text.replace(word, " ")
    words = [word for word in re.split(r"[^\w]+", text.replace(".", "")) if word]
    while len(words) > 1 and words[-1] in shops().tables.companies:
        words.pop()
    return "".join(words)


def is_company(text: str) -> bool:
    """True when the name says its legal form ("... Co., Ltd.", "...有限公司")."""
    words = re.split(r"[^\w]+", text.lower().replace(".", ""))
    return "公司" in text or (len(words) > 1 and bool({"ltd", "llc", "inc", "gmbh", "limited"} & set(words)))


def country(origin: str) -> str | None:
    """ISO code of the country in a text such as "Guangdong, China" or "浙江义乌"; None where it is not evident."""
    text = re.sub(r"\(origin\)|^made in ", "", key(origin)).strip()
    parts = [part.strip() for part in re.split(r"[,，;/()（）]", text)]
    for part in (text, *reversed(parts)):
        if part in _countries():
            return _countries()[part]
    if origin.strip() in shops().tables.countries:
        return origin.strip()
    for name, code in _countries().items():
        if not name.isascii() and "\u4e00" <= name[0] <= "\u9fff" and text.startswith(name):
            return code
    return None


def title(text: str, junk: Iterable[str], sites: Iterable[str]) -> str:
    """A title without prices, "[Hot Item]" and the shop's own name around it."""
    patterns = (*shops().tables.title_junk, *junk)
    ends = [re.escape(site) for site in sites if site]
    if ends:
        patterns = (*patterns, rf"\s*[-–—|:·_,]\s*(?:{'|'.join(ends)})\s*$")
    for pattern in patterns:
        shorter = re.sub(pattern, "", text, flags=re.IGNORECASE).strip()
        text = shorter or text
    return text


def slug(url: str) -> str:
    """The title that the address spells out; empty where it has none."""
    address = Address(url)
    for pattern in address.recipe.slug:
        found = re.search(pattern, address.where)
        if found:
            named = re.sub(r"(?:[-_.]\d+)?(?:\.html?)?$", "", found.group(1))
            words = clean(re.sub(r"[-_+\s]+", " ", unquote(named, errors="replace")), 300)
            return words if sum(map(str.isalpha, words)) >= 3 else ""
    return ""


def language(text: str, declared: str, usual: str | None) -> str | None:
    """ISO 639-1 code: the script where that tells, else what the page declares, else what the shop's usually is."""
    letters = [unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()]
    told = [_SCRIPTS[script] for script in letters if script in _SCRIPTS]
    if told and len(told) * 3 >= len(letters):
        return "ja" if "ja" in told else max(set(told), key=told.count)
    code = re.match(r"[a-z]{2}(?![a-z])", declared.lower())
    return code.group() if code else usual


@cache
def _none() -> frozenset[str]:
    return frozenset(shops().tables.none)


@cache
def _endings() -> tuple[str, ...]:
    """Company words of scripts that put no spaces between words, longest first."""
    return tuple(sorted((w for w in shops().tables.companies if not w.isascii()), key=len, reverse=True))


@cache
def _countries() -> dict[str, str]:
    return {key(name): code for code, names in shops().tables.countries.items() for name in names}
