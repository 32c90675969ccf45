"""Record batches: the core of screening, as an engine would call it over many machines."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogues import ROWS, VERDICTS
from doors import recalls_home  # noqa: F401
from importsafety.check import Checker
from importsafety.records import ANSWERS, pack, unpack
from importsafety.rows import Row
from importsafety.screen import screen_batch, screen_records


def test_a_record_batch_of_a_catalogue_is_answered_row_by_row(home: Path) -> None:
    """What an engine that spreads record batches over machines would call."""
    batch = pyarrow.RecordBatch.from_pylist(
        [{"SKU": row["id"], "Product name": row["title"]} for row in ROWS]
    )
    found = screen_records(Checker(home), batch)
    assert found.schema.equals(ANSWERS)
    assert [json.loads(text)["id"] for text in found["line"].to_pylist()] == ["a", "b", "c"]
    assert found["verdict"].to_pylist()[1] == "no_match"
    assert found["error"].null_count == 3


def test_packed_rows_come_to_the_same_answers(home: Path) -> None:
    checker = Checker(home)
    rows = [*(Row(row["id"], row) for row in ROWS), Row(None, None, "torn"), Row(10**30, {}), Row("e", {})]
    found = screen_records(checker, pack(rows))
    assert found["verdict"].to_pylist() == [*VERDICTS, "unchecked", "unchecked", "unchecked"]
    assert found["error"].to_pylist()[3] == "torn"
    assert "cannot be read" in found["error"].to_pylist()[4]
    assert [json.loads(text) for text in found["line"].to_pylist()[:3]] == screen_batch(checker, rows[:3])
    assert screen_records(checker, pack([])).num_rows == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(),
    lambda inner: st.lists(inner, max_size=3),
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            Row, JSON, st.dictionaries(st.sampled_from(["title", "brand", "x"]), JSON), text=st.just("")
        ),
        max_size=4,
    )
)
def test_any_rows_survive_packing(rows: list[Row]) -> None:
    assert list(unpack(pack(rows))) == rows
