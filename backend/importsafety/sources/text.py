"""Text as agencies publish it, made plain: no markup, no entities, no mojibake, one kind of quote."""

from __future__ import annotations

import html
import re
from itertools import pairwise

import ftfy
from requests.utils import requote_uri

# Four times the longest description, and the longest other field, of 9,972 notices; what is beyond is cut, so
# that hostile input costs no more than this. The raw response keeps it all.
LONG = 20_000
SHORT = 1_500
_PASSES = 6

_MOJIBAKE = re.compile("[ÂÃâÐ\x80-\x9f\ufffd][^a-z ]")
_FIXES = ftfy.TextFixerConfig(unescape_html=False, uncurl_quotes=False, normalization=None)
_ENTITY = re.compile(r"&#?\w{1,32};")
_HIDDEN = re.compile(r"<(script|style)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.I | re.S)
_BLOCK = re.compile(r"</?(?:p|br|div|li|ul|ol|tr|td|th|table|h\d)\b[^<>]*>", re.I)
_TAG = re.compile(r"</?[a-z][^<>]*>|<!--.*?-->|<![^<>]*>", re.I | re.S)
# cpsc.gov's export flattens `<a href="URL" lang="EN-US">words</a>` to `URL… lang="EN-US">words`.
_ANCHOR = re.compile(
    r"https?:/{1,2}\S{1,2000}?…?\s(?:lang|target|rel|class|title|style|href|data-[\w-]+)=\"{1,2}[^\">]*\"{1,2}\s*>",
    re.I,
)
_CUT_URL = re.compile(r"https?:/{1,2}[^\s…]{1,2000}…;?")
# A no-break space that an encoding turned into a question mark: "Due?to Risk".
_LOST_SPACE = re.compile(r"(?<![\w./:-])([A-Za-z]+)\?(?=[a-z]+(?:\s|$|[,.;]))")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200d\u2060\ufeff\u00ad]")
_SPACE = re.compile(r"\s+")
_QUOTES = str.maketrans({**dict.fromkeys("‘’‚‛′´", "'"), **dict.fromkeys("“”„‟″", '"')})

_LABEL = "Model|Serial|UPC|SKU|Item|Style|Part|Product|Date|Lot|Batch|Brand|Color|Size"
_UNGLUE = (
    # Sentences and table cells that lost the space between them: "standard.The", "NumberDescription".
    (re.compile(r"([a-z0-9)\"'][.!?])(?=[A-Z][a-z])(?!(?:Com|Net|Org|Gov)\b)"), r"\1 "),
    (re.compile(r"\b((?:Number|No\.|Name|Code|Range|Description|UPC|SKU|Color)s?)(?=[A-Z0-9])"), r"\1 "),
    (re.compile(rf"(?<=[a-z)])(?=(?:{_LABEL}) ?(?:Number|No\.|Code|Name|Range))"), " "),
    (re.compile(r"(?<=\d{4})(?=[A-Z][a-z]{2})"), " "),
)

_SENTENCE = re.compile(
    r"(?<!\bNo)(?<!\bNos)(?<!\bInc)(?<!\bCo)(?<!\bLtd)(?<!\bCorp)(?<!\bSt)(?<!\bDr)(?<!\bMr)(?<!\bvs)"
    r"(?<!\bU\.S)(?<!\bd\.b\.a)(?<!\bapprox)(?<!\bin)(?<!\blbs)(?<!\boz)(?<!\bft)(?<!\b[A-Z])"
    r"[.!?][\"')]*\s+(?=[\"'(]*[A-Z0-9])"
)


def clean(value: object, limit: int = LONG) -> str:
    """`value` as one line of plain text; "" for None. Idempotent: cleaning clean text changes nothing.

    Entities are decoded, markup is dropped with its words kept, flattened anchors lose their address,
    curly quotes become straight, mojibake is repaired and spaces are single.
    """
    if value is None or value == "":
        return ""
    text = str(value)[:limit].encode("utf-8", "replace").decode("utf-8")
    for _ in range(_PASSES):
        before, text = text, _pass(text)
        if text == before:
            return text
    return _SPACE.sub(" ", text.replace("<", " ").replace(">", " ").replace("&", " ")).strip()


def brief(value: object) -> str:
    """`clean` for a name, a title or a count: cut to `SHORT`."""
    return clean(value, SHORT)


def prose(value: object, limit: int = LONG) -> str:
    """`clean`, and sentences and table cells that run into each other get their space back."""
    text = clean(value, limit)
    for pattern, replacement in _UNGLUE:
        text = pattern.sub(replacement, text)
    return text


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of clean text. Abbreviations ("Model No. 5", "Co. Ltd.", "U.S.") do not end one."""
    starts = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    return tuple(part for a, b in pairwise(starts) if (part := text[a:b].strip()))


def clean_url(value: object) -> str:
    """An http(s) address made well-formed ("https:/www", "hhttps://", spaces), or "" where it is none."""
    text = html.unescape(_CONTROL.sub("", str(value or ""))).strip()
    match = re.match(r"h{0,2}ttp(s?):/+([^/\s?#\"'<>\\]+\.[^/\s?#\"'<>\\]+)(.*)", text, re.I | re.S)
    if not match or len(text) > 4_000:
        return ""
    secure, host, rest = match.groups()
    rest = _SPACE.sub("%20", rest)
    if rest and rest[0] not in "/?#":
        return ""
    return str(requote_uri(f"http{secure.lower()}://{host.lower()}{rest}"))


def _pass(text: str) -> str:
    if _MOJIBAKE.search(text):
        text = ftfy.fix_text(text, _FIXES)
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    if "http" in text:
        text = _CUT_URL.sub(" ", _ANCHOR.sub(" ", text))
    if "<" in text:
        text = _TAG.sub("", _BLOCK.sub(" ", _HIDDEN.sub(" ", text)))
    text = _LOST_SPACE.sub(r"\1 ", _CONTROL.sub("", text.translate(_QUOTES)))
    return _SPACE.sub(" ", text).strip()
