"""Data out of scripts: JSON and the JavaScript that shops write instead of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.pages.literal import NotLiteral, literal

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def with_numbers_as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: with_numbers_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [with_numbers_as_text(item) for item in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def as_a_shop_writes(value: Any) -> str:
    """JavaScript that means the same, with all the liberties that shops take."""
    if isinstance(value, dict):
        keys = [key if key.isascii() and key.isalnum() else text(key) for key in value]
        items = zip(keys, value.values(), strict=True)
        return "{ /* , } */ " + "".join(f"{key} :{as_a_shop_writes(item)},\n" for key, item in items) + "}"
    if isinstance(value, list):
        return f"[{''.join(as_a_shop_writes(item) + ', // ] next' + chr(10) for item in value)}]"
    if isinstance(value, bool):
        return "!0" if value else "!1"
    if value is None:
        return "undefined"
    return text(value) if isinstance(value, str) else str(value)


def text(value: str) -> str:
    return "'" + json.dumps(value)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"


@given(DATA)
def test_json_comes_back(data: Any) -> None:
    assert literal(json.dumps(data)) == with_numbers_as_text(data)
    assert literal(json.dumps(data, ensure_ascii=False) + ";window.x={}") == with_numbers_as_text(data)


@given(DATA)
def test_javascript_comes_back(data: Any) -> None:
    assert literal(as_a_shop_writes(data)) == with_numbers_as_text(data)


@given(st.text())
def test_anything_else_is_refused(anything: str) -> None:
    try:
        literal(anything)
    except NotLiteral:
        return


@given(DATA, st.integers(min_value=0))
def test_what_is_cut_off_is_refused_or_read_whole(data: Any, at: int) -> None:
    written = as_a_shop_writes({"a": data})
    with pytest.raises(NotLiteral):
        literal(written[: at % len(written)])


@pytest.mark.parametrize(
    ("script", "data"),
    [
        ("{5846845077736:0.1030, 'b':\"c\",}", {"5846845077736": "0.1030", "b": "c"}),
        (
            "{a:void 0,b:NaN,c:-1.50e3,d:0x1F,e:[,1,,2,]}",
            {"a": None, "b": None, "c": "-1.50e3", "d": "0x1F", "e": ["1", "2"]},
        ),
        (
            r"{t:'it\'s \x41B \
on'}",
            {"t": "it's AB on"},
        ),
        ('{"line": "one\ntwo"}', {"line": "one\ntwo"}),
        ("`plain`", "plain"),
        ("09521234543213", "09521234543213"),
    ],
)
def test_liberties(script: str, data: Any) -> None:
    assert literal(script) == data


@pytest.mark.parametrize(
    "script", ["", "   ", "function(){}", "{a:b}", "{a:1", "{'a':'", "[" * 5_000, "{a:" * 5_000, "/* no end"]
)
def test_no_data(script: str) -> None:
    with pytest.raises(NotLiteral):
        literal(script)
