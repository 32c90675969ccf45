"""What other rooms say in English - a refusal, the reason why a page was not read, why a certificate is needed - in the
reader's language.

Those rooms know no language, and programs are told the same in English. A text is its own key here; one with something
filled in fits a frame: a key of `languages/*/told.po` with names in braces. `{said}` is a text told by these
rules itself, `{citations}` a list; everything else is put in as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from string import Formatter

from markupsafe import Markup

from importsafety.web.language import ENGLISH, FOLDER, messages_of, spoken, translations
from importsafety.web.language import gettext as _

FILE = "told.po"
LONGEST = 2_000  # of a text that is compared with frames
_LIST = re.compile(r",? (?:and|or) |, ")


def told(text: str) -> str:
    """`text` in the reader's language; as it is where it is neither a key nor fits a frame."""
    return text if spoken() == ENGLISH else _told(spoken(), text)


def shown(text: str, english: str) -> str:
    """For a page: `text`, marked as English where it is still what was said in English."""
    return english_text(text) if text and text == english else text


def english_text(text: str) -> str:
    """For a page: a text that is English whatever the page speaks."""
    if spoken() == ENGLISH:
        return text
    return Markup('<span lang="en">{}</span>').format(text)


def told_on_page(text: str) -> str:
    """For a page: `told`, marked as English where it knows no other words."""
    return shown(told(text), text)


@lru_cache(maxsize=2_048)
def _told(language: str, text: str) -> str:
    known = str(translations(language).gettext(text)) if text else text
    if known != text or len(text) > LONGEST:
        return known
    for frame, form in _frames(language):
        if found := frame.fullmatch(text):
            return form.format(
                **{name: _VALUES.get(name, str)(value) for name, value in found.groupdict().items()}
            )
    return text


def pattern(frame: str) -> re.Pattern[str]:
    """What a frame fits: `Row {n} of {name}` any text of that form."""
    parts = (
        re.escape(literal) + (f"(?P<{name}>.+?)" if name else "")
        for literal, name, *_ in Formatter().parse(frame)
    )
    return re.compile("".join(parts), re.DOTALL)


@cache
def _frames(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those with the most words of their own first: they fit the most narrowly."""
    messages = messages_of(FOLDER / language / FILE)
    frames = [(str(message.id), str(message.string)) for message in messages if "{" in str(message.id)]
    frames.sort(key=lambda pair: -len(re.sub(r"\{\w+\}", "", pair[0])))
    return tuple((pattern(frame), form) for frame, form in frames)


def _list(text: str) -> str:
    return _(", ").join(_LIST.split(text))


_VALUES: Mapping[str, Callable[[str], str]] = {"said": told, "citations": _list}
