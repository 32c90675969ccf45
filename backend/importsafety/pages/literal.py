"""Reads data out of a script: JSON, and the JavaScript that shops write instead of it.

Unquoted and numeric keys, single quotes, trailing commas, comments, `undefined`, `!0`: read without running
anything. Numbers stay text as written, since a 14-digit code or "20.50" must not change on the way.
`extension/content/literal.js` has the same reader.
"""

from __future__ import annotations

import json
import re
from typing import Any

Value = Any  # dict, list, str (numbers too), bool or None

MAX_DEPTH = 100
_SKIP = re.compile(r"(?:[\s\ufeff]+|//[^\n]*|/\*[\s\S]*?\*/)*")
_NUMBER = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)")
_NAME = re.compile(r"[A-Za-z0-9_$\u0080-\uffff]+")
_PLAIN = {quote: re.compile(rf"[^\\{quote}]*") for quote in "\"'`"}
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None, "Infinity": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_JSON = json.JSONDecoder(strict=False, parse_int=str, parse_float=str, parse_constant=lambda _: None)


class NotLiteral(ValueError):
    """There is no data at that place."""


def literal(text: str, start: int = 0) -> Value:
    """The value that begins at `start` (after spaces and comments). What follows it is ignored."""
    start = _skip(text, start)
    if text[start : start + 1] in ("{", "["):
        try:
            return _JSON.raw_decode(text, start)[0]
        except (ValueError, RecursionError):
            pass  # not JSON: read it the slow way
    return _value(text, start, 0)[0]


def _skip(text: str, at: int) -> int:
    found = _SKIP.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int, depth: int) -> tuple[Value, int]:
    at = _skip(text, at)
    first = text[at : at + 1]
    if depth > MAX_DEPTH or not first:
        raise NotLiteral("nested too deep" if first else "ends too early")
    if first == "{":
        return _object(text, at + 1, depth + 1)
    if first == "[":
        return _array(text, at + 1, depth + 1)
    if first in _PLAIN:
        return _string(text, at + 1, first)
    if text[at : at + 2] in ("!0", "!1"):
        return text[at + 1] == "0", at + 2
    if text.startswith("void 0", at):
        return None, at + 6
    number = _NUMBER.match(text, at)
    if number:
        return number.group(), number.end()
    name = _NAME.match(text, at)
    if name and name.group() in _WORDS:
        return _WORDS[name.group()], name.end()
    raise NotLiteral(f"no value at {at}")


def _object(text: str, at: int, depth: int) -> tuple[dict[str, Value], int]:
    found: dict[str, Value] = {}
    while True:
        at = _skip(text, at)
        first = text[at : at + 1]
        if first == "}":
            return found, at + 1
        if first == ",":
            at += 1
            continue
        if first in ('"', "'"):
            key, at = _string(text, at + 1, first)
        else:
            name = _NAME.match(text, at)
            if not name:
                raise NotLiteral(f"no key at {at}")
            key, at = name.group(), name.end()
        at = _skip(text, at)
        if text[at : at + 1] != ":":
            raise NotLiteral(f"no colon at {at}")
        found[key], at = _value(text, at + 1, depth)


def _array(text: str, at: int, depth: int) -> tuple[list[Value], int]:
    found: list[Value] = []
    while True:
        at = _skip(text, at)
        first = text[at : at + 1]
        if first == "]":
            return found, at + 1
        if first == ",":
            at += 1
            continue
        value, at = _value(text, at, depth)
        found.append(value)


def _string(text: str, at: int, quote: str) -> tuple[str, int]:
    parts: list[str] = []
    while True:
        plain = _PLAIN[quote].match(text, at)
        if plain:
            parts.append(plain.group())
            at = plain.end()
        if at >= len(text):
            raise NotLiteral("a text does not end")
        if text[at] == quote:
            return _joined("".join(parts)), at + 1
        part, at = _escape(text, at + 1)
        parts.append(part)


def _joined(text: str) -> str:
    """Halves of a character that were written as two escapes, put together."""
    return _HALVES.sub(
        lambda pair: pair.group().encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text
    )


def _escape(text: str, at: int) -> tuple[str, int]:
    kind = text[at : at + 1]
    size = {"x": 2, "u": 4}.get(kind)
    if size and (code := text[at + 1 : at + 1 + size]) and re.fullmatch(f"[0-9a-fA-F]{{{size}}}", code):
        return chr(int(code, 16)), at + 1 + size
    return _ESCAPES.get(kind, kind), at + 1
