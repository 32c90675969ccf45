"""The gate of the store: a notice that is whole passes, with its JSON and hash; any other is kept for review."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit

import msgspec

from importsafety.notice import Notice
from importsafety.sources.source import Rejected, Told

LONGEST_RECORD = 20_000
LONGEST_NOTICE = 2_000_000

_decoder = msgspec.json.Decoder(Notice)


@dataclass(frozen=True, slots=True)
class Fit:
    """A notice that may enter, its JSON text, and the SHA-256 of that text in hex. `words` are the marks of the
    agency's rows that it was read from, between spaces; "" where they were not noted."""

    notice: Notice
    body: str
    hash: str
    words: str = ""


def examine(notice: Notice, source: str) -> Fit | Rejected:
    """The notice as it will be read back, or why it cannot be kept as one."""
    try:
        words = notice.words if isinstance(notice, Told) else ""
        fit = _fit(_decoder.decode(msgspec.json.encode(notice)), words)
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError) as error:
        return Rejected(
            clean(notice.id), f"not a well-formed notice: {error}", clean(repr(notice))[:LONGEST_RECORD]
        )
    if len(fit.body) > LONGEST_NOTICE:
        return Rejected(
            fit.notice.id, f"longer than {LONGEST_NOTICE:,} characters", fit.body[:LONGEST_RECORD]
        )
    for reason, is_so in _FAULTS.items():
        if is_so(fit.notice, source):
            return Rejected(fit.notice.id, reason, fit.body[:LONGEST_RECORD])
    return fit


def read(body: str, words: str = "") -> Fit:
    """A notice from the JSON that `examine` made."""
    return _fit(_decoder.decode(body), words)


def says_the_same(coming: Fit, known: Fit) -> bool:
    """Whether two readings are of the same words of the agency: by the marks of its rows or, where those of one
    were not noted, by the texts that a reading leaves as they are."""
    if coming.words and known.words:
        return set(coming.words.split()) <= set(known.words.split())
    return _texts(coming.notice) == _texts(known.notice)


def renamed(fit: Fit, id: str, number: str | None) -> Fit:
    return _fit(msgspec.structs.replace(fit.notice, id=id, number=number), fit.words)


def joined(known: Fit, summary: Fit) -> Fit:
    """The known notice with what only the summary tells."""
    added = {
        name: value
        for name in known.notice.__struct_fields__
        if not getattr(known.notice, name) and (value := getattr(summary.notice, name))
    }
    words = " ".join(dict.fromkeys((*known.words.split(), *summary.words.split())))
    return _fit(msgspec.structs.replace(known.notice, **added), words)


def url_key(url: str) -> str:
    """What is the same for two spellings of an address: no scheme, no www, no case, no closing slash.

    The agency's own lists hold `https:/www...` with one slash.
    """
    try:
        parts = urlsplit(re.sub(r"^(https?:)/+", r"\1//", url.strip(), flags=re.IGNORECASE))
    except ValueError:
        return url.strip().lower()
    host = parts.netloc.lower().removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{unquote(parts.path).rstrip('/').lower()}{query}"


def clean(text: object) -> str:
    """Text that SQLite and UTF-8 can hold."""
    return str(text).encode("utf-8", "replace").decode().replace("\x00", "\N{REPLACEMENT CHARACTER}")


def _fit(notice: Notice, words: str) -> Fit:
    body = msgspec.json.encode(notice)
    return Fit(notice, body.decode(), hashlib.sha256(body).hexdigest(), words)


def _texts(notice: Notice) -> tuple[object, ...]:
    """What a notice holds as the agency published it, only cleaned."""
    return (
        *(getattr(notice, name) for name in _PUBLISHED),
        *((product.name, product.description, product.model, product.type) for product in notice.products),
    )


_PUBLISHED = (
    "number title date url description hazards units_text remedy remedy_options incidents sold_at images"
).split()


def _is_no_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() != text
    except ValueError:
        return True


_FAULTS: dict[str, Callable[[Notice, str], bool]] = {
    "the id does not begin with its source": lambda n, source: (
        n.source != source or not re.fullmatch(rf"{re.escape(source)}:\S.*", n.id)
    ),
    "no title": lambda n, _: not n.title.strip(),
    "the date is not YYYY-MM-DD": lambda n, _: _is_no_date(n.date),
    "the address is not http(s)": lambda n, _: bool(n.url) and not re.match(r"https?://[^/\s]", n.url),
}
