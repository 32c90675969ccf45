"""The pages' languages: English is the key of every text; `languages/<language>/*.po` hold the others.

A text without a translation is shown in English. Which language is spoken is set for each request by `switch.py`;
outside of one, as on the command line, it is English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

ENGLISH = "en"
# Each by its own name: who looks for their language need not read the present one.
LANGUAGES = {ENGLISH: "English", "es": "Español", "zh_CN": "简体中文"}
FOLDER = Path(__file__).parent / "languages"

# A key of LANGUAGES, or what finds it out.
_spoken: ContextVar[str | Callable[[], str]] = ContextVar("importsafety_language", default=ENGLISH)


def spoken() -> str:
    """The language of the present answer: a key of `LANGUAGES`."""
    language = _spoken.get()
    if callable(language):
        language = speak(language())
    return language


def speak(language: str) -> str:
    """From here on answer in `language`; one we do not have is English. The one that is spoken."""
    known = language if language in LANGUAGES else ENGLISH
    _spoken.set(known)
    return known


def listen(asked: Callable[[], str]) -> None:
    """From here on answer in the language that `asked` finds out, once something is said: most answers to programs say
    nothing."""
    _spoken.set(asked)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` for a while."""
    before = spoken()
    speak(language)
    try:
        yield
    finally:
        speak(before)


def tag() -> str:
    """The present language as HTML wants it: `zh-CN`."""
    return spoken().replace("_", "-")


@cache
def locale(language: str) -> Locale:
    return Locale.parse(language)


@lru_cache(maxsize=256)
def understood(wanted: tuple[str, ...]) -> str:
    """Of what a browser asks for, best first (`es-MX`, `zh-Hans-CN`, `de`), what we have; else English."""
    known = {"zh": "zh_CN", "zh_Hans": "zh_CN"}
    for one in wanted:
        parts = one.replace("-", "_").split("_")
        for name in ("_".join(parts[:2]), parts[0]):
            if found := negotiate_locale([known.get(name, name)], list(LANGUAGES)):
                return found
    return ENGLISH


def messages_of(path: Path) -> list[Message]:
    """What a file translates."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.name, abort_invalid=True)
    return [message for message in catalogue if message.id and not message.fuzzy]


@cache
def translations(language: str) -> NullTranslations:
    """All files of a language as one; where two translate the same text, the later by name holds."""
    every = Catalog(locale=language)
    for path in sorted((FOLDER / language).glob("*.po")):
        for message in messages_of(path):
            every[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, every)
    compiled.seek(0)
    return Translations(compiled)


def gettext(text: str) -> str:
    """`text` in the present language. Import it as `_`: so it is found by who collects the texts."""
    return text if spoken() == ENGLISH else str(translations(spoken()).gettext(text))


def ngettext(one: str, many: str, count: int) -> str:
    """The form for `count` things in the present language."""
    if spoken() == ENGLISH:
        return one if count == 1 else many
    return str(translations(spoken()).ngettext(one, many, count))


def pgettext(context: str, text: str) -> str:
    """A text that means different things in different places."""
    return text if spoken() == ENGLISH else str(translations(spoken()).pgettext(context, text))


def npgettext(context: str, one: str, many: str, count: int) -> str:
    if spoken() == ENGLISH:
        return one if count == 1 else many
    return str(translations(spoken()).npgettext(context, one, many, count))


def N_(text: str) -> str:
    """Marks a text in a table: it is translated where it is shown."""
    return text
