"""Ages: the ages a listing names, from "3-6 years", "0-36 months", "18M-6X", "3岁以上" or "a partir de 3 años"."""

from __future__ import annotations

import re
from collections.abc import Iterator


def _unit(number: int) -> str:
    return rf"(?P<unit{number}>months?|mos?|m|years?|yrs?|yo|y|个月|月|周岁|岁|meses|mes|anos?)"


_TO = r"\s*(?:-|~|to|a|至|到|and)\s*"
_START, _END = r"(?<![\w.$])", r"(?![\w.])"
# "2 years warranty", "24 months shelf life", "10 years old factory" are no ages.
_OTHER = (
    r"(?!\s*(?:of\s)?(?:old\s(?:brand|company|factory)|warranty|guarant|experience|life|shelf|质保|保修|garantia"
    r"|factory|history))"
)
_WHO = (
    r"\b(?:ages?|aged|edad(?:es)?|年龄|适用年龄|boys|girls|kids|children|toddlers?|ninos|ninas)"
    r"(?:\s(?:range|group|size|recommended))?\s*:?\s*(?:over\s|from\s|above\s|under\s)?"
)
_AND_UP = r"(?:\+|and (?:up|over|above|older)|or older|以上|y mas|en adelante)"

_AGES = re.compile(
    "|".join(
        [
            # 3-6 years, 0 to 36 months, 18m - 3 years
            rf"{_START}(?P<low>\d{{1,3}})\s*{_unit(1)}?{_TO}(?P<high>\d{{1,3}})\s*{_unit(2)}(?:\s*old)?{_END}{_OTHER}",
            # 3+, 12 months+, 3 years and up, 3岁以上
            rf"{_START}(?P<from>\d{{1,3}})\s*{_unit(3)}?\s*{_AND_UP}{_END}{_OTHER}",
            # 5 year old, 5 anos de edad
            rf"{_START}(?P<old>\d{{1,2}})\s*(?:-\s*)?{_unit(4)}\s*(?:-\s*)?(?:olds?|de edad)(?!\w){_OTHER}",
            # age 3, ages 3-6, boys 4-12
            rf"{_WHO}(?P<age>\d{{1,2}})(?:{_TO}(?P<until>\d{{1,2}}))?\s*{_unit(5)}?(?:\s*\+)?{_END}{_OTHER}",
            # a partir de 3 anos
            rf"(?<!\w)a partir de (?P<desde>\d{{1,2}})\s*{_unit(6)}(?!\w)",
        ]
    )
)
_MONTHS = frozenset("month months mo mos m 个月 月 mes meses".split())
_NEWBORN_TO = 24


def ages_in(text: str) -> dict[str, str]:
    """Age facts of a normalised text -> the words that state them.

    `infant` (from under 1 year to at most 2), `under-3`, `age-3-6` (an age from 3 to 6 is meant), `child` (from
    under 12 years, 16 CFR 1200), `age-12-up`, `adult` (from 13 years), and `age-from-3`.
    """
    facts: dict[str, str] = {}
    for match in _AGES.finditer(text):
        low, high = _months(match)
        if low is None or low > 100 * 12:
            continue
        for fact in _facts(low, high):
            facts.setdefault(fact, match[0].strip(" :"))
    return facts


def _facts(low: int, high: int | None) -> Iterator[str]:
    """The facts of an age from `low` months to `high`."""
    if low >= 13 * 12:
        yield "adult"
    elif low >= 12 * 12:
        yield "age-12-up"
    else:
        yield "child"
    if low >= 36:
        yield "age-from-3"
    else:
        yield "under-3"
    if low < 12 and (high is None or high <= _NEWBORN_TO):
        yield "infant"
    if low < 84 and (high is None or high > 36):
        yield "age-3-6"


def _months(match: re.Match[str]) -> tuple[int | None, int | None]:
    """Lower and upper age in months; (None, None) when a number cannot be an age."""
    got = match.groupdict()
    if got["low"]:
        unit = got["unit2"]
        low, high = int(got["low"]), int(got["high"])
        if low >= high:
            return None, None
        return _as_months(low, got["unit1"] or unit), _as_months(high, unit)
    for number, unit in (("from", "unit3"), ("old", "unit4"), ("desde", "unit6")):
        if got[number]:
            if number == "from" and not got[unit] and int(got[number]) > 18:
                return None, None
            return _as_months(int(got[number]), got[unit]), None
    low = int(got["age"])
    if low > 18 and not got["unit5"]:
        return None, None
    return _as_months(low, got["unit5"]), _as_months(int(got["until"]), got["unit5"]) if got[
        "until"
    ] else None


def _as_months(number: int, unit: str | None) -> int:
    return number if unit in _MONTHS else number * 12
