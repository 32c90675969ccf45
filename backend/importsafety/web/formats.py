"""Dates, numbers and countries as a reader of the present language writes them."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from importsafety.web.language import gettext as _
from importsafety.web.language import locale, ngettext, spoken

# The day first and the month as a word: nobody can take one for the other.
DAYS = {"en": "d MMM y", "es": "d MMM y", "zh_CN": "y年M月d日"}
MONTHS = {"en": "MMM y", "es": "MMM y", "zh_CN": "y年M月"}


def day(iso: str | None) -> str:
    """`2026-09-24` -> `24 Sep 2026`; what is no date stays as it is."""
    try:
        when = date.fromisoformat((iso or "")[:10])
    except ValueError:
        return iso or ""
    return format_date(when, DAYS[spoken()], locale=locale(spoken()))


def month(iso: str) -> str:
    """`2026-09` -> `Sep 2026`."""
    try:
        when = date.fromisoformat(f"{iso}-01")
    except ValueError:
        return iso
    return format_date(when, MONTHS[spoken()], locale=locale(spoken()))


def moment(iso: str | None) -> str:
    """`2026-09-24T10:11:12+00:00` -> `24 Sep 2026, 10:11 UTC`."""
    return f"{day(iso)}, {iso[11:16]} UTC" if iso and len(iso) >= 16 else day(iso)


def age(iso: str | None, today: date | None = None) -> str:
    """How old a date is, in words."""
    try:
        days = ((today or date.today()) - date.fromisoformat((iso or "")[:10])).days
    except ValueError:
        return ""
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days < 60:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    if days < 730:
        return ngettext("%(count)s month ago", "%(count)s months ago", days // 30) % {"count": days // 30}
    return ngettext("%(count)s year ago", "%(count)s years ago", days // 365) % {"count": days // 365}


def number(value: float) -> str:
    """`1234.5` -> `1,234.5`; at most one digit after the point."""
    return format_decimal(round(value, 1), locale=locale(spoken()))


def percent(share: float) -> str:
    """`0.97` -> `97%`."""
    return format_percent(share, locale=locale(spoken()))


def country(code: str) -> str:
    """The name of an ISO 3166 code; what is none stays as it is."""
    return str(locale(spoken()).territories.get(code, code))
