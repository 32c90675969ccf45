"""What a listing is known by again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.learning.fingerprint import FEWEST, fingerprint, likeness, shop_id, sketch
from importsafety.listing import Listing
from importsafety.store import Store, memories
from importsafety.store.memories import Fingerprint

PAIRS = {f"name {number}": f"value {number}" for number in range(20)}


def alike(one: dict[str, str], other: dict[str, str]) -> float:
    return float(likeness(sketch(one), np.frombuffer(sketch(other), "<u4")[None, :])[0])


def test_order_case_and_spaces_are_no_difference() -> None:
    turned = {f" {name.upper()} ": f"{value}  " for name, value in reversed(PAIRS.items())}
    assert sketch(turned) == sketch(PAIRS)


@pytest.mark.parametrize(
    ("changed", "least", "most"), [(0, 1, 1), (1, 0.75, 1), (10, 0.1, 0.6), (20, 0, 0.1)]
)
def test_the_more_is_changed_the_less_alike(changed: int, least: float, most: float) -> None:
    other = {name: f"{value}!" if n < changed else value for n, (name, value) in enumerate(PAIRS.items())}
    assert least <= alike(PAIRS, other) <= most


def test_who_returns_under_another_name_is_known() -> None:
    renamed = {**PAIRS, "Brand Name": "Other", "Model Number": "X-1", "品牌": "别的"}
    assert sketch(renamed) == sketch(PAIRS)


def test_few_attributes_are_none() -> None:
    assert sketch(dict(list(PAIRS.items())[: FEWEST - 1])) == b""
    assert sketch({"Brand": "a", "Model": "b", "Seller": "c", "SKU": "d", "Price": "e", "Store": "f"}) == b""


@pytest.mark.parametrize(
    ("url", "id"),
    [
        ("https://kugelo.en.alibaba.com/product/1.html", "kugelo"),
        ("https://kugelo.en.made-in-china.com/product/x.html", "kugelo"),
        ("https://www.aliexpress.com/store/1102/pages.html", "1102"),
        ("https://www.amazon.com/dp/B00?seller=A1B2C3", "A1B2C3"),
        ("https://www.ebay.com/usr/star-shop", "star-shop"),
        ("https://www.alibaba.com/product-detail/x_1.html", ""),
        ("https://detail.1688.com/offer/1.html", ""),
        (None, ""),
    ],
)
def test_the_sellers_id_in_an_address(url: str | None, id: str) -> None:
    assert shop_id(url) == id


@given(st.dictionaries(st.text(), st.text()), st.text(), st.text())
def test_any_listing_has_a_fingerprint(attributes: dict[str, str], title: str, url: str) -> None:
    mark = fingerprint(Listing(title=title, url=url, attributes=attributes))
    assert mark == fingerprint(Listing(title=title, url=url, attributes=attributes))


def test_the_memory_is_bounded(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for number in range(memories.MOST + 5):
            store.remember(Fingerprint(page=str(number), attributes=b"x"), "recalled", ("cpsc:1",))
        known = store.memories()
        assert len(known) == memories.MOST
        assert known[0].fingerprint.page == str(memories.MOST + 4)
        assert store.forget_memories() == memories.MOST
