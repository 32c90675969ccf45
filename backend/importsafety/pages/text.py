"""Text as the collectors take it from a page: decoded, one space between words, no control characters."""

from __future__ import annotations

import codecs
import re

# Spelled out, since "white space" means other characters in other languages' regular expressions.
SPACE = re.compile(
    "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+"
)
CONTROL = re.compile("[\\x00-\\x08\\x0e-\\x1f\\x7f]")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,30})""", re.IGNORECASE)
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# Names that pages use; the others mean UTF-8. As browsers do, the older of two kin is read as the newer.
_CODECS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-15": "iso8859_15",
    "windows-1251": "cp1251",
    "windows-1255": "cp1255",
}


def clean(text: str, limit: int) -> str:
    """At most `limit` characters of `text`, on one line."""
    text = CONTROL.sub("", SPACE.sub(" ", text[: limit * 4])).strip(" ")
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text[:limit].strip(" ")


def decode(html: bytes, charset: str | None = None) -> str:
    """The page's text. What is valid UTF-8 is that; else `charset` (what the server said) or the page's own mark."""
    for mark, codec in _MARKS.items():
        if html.startswith(mark):
            return html[len(mark) :].decode(codec, "replace")
    try:
        return html.decode()
    except UnicodeDecodeError:
        found = None if charset else _CHARSET.search(html[:4096])
        named = charset or (found.group(1).decode("ascii", "replace") if found else "")
        return html.decode(_CODECS.get(named.strip().lower(), "utf-8"), "replace")
