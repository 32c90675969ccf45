"""The pages that are read in tests, each with the address it stands under."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
# Saved pages whose labels give no address stand under one of their shop's.
ADDRESSES = {
    "taobao": "https://item.taobao.com/item.htm?id=562283240178",
    "alibaba": "https://www.alibaba.com/product-detail/_71021852701.html",
}
BLOCKED = {
    "1688": "https://detail.1688.com/offer/1.html",
    "alibaba": "https://www.alibaba.com/product-detail/Magnetic-Balls_1600000000001.html",
    "globalsources": "https://www.globalsources.com/product/magnetic-balls_1234567p.htm",
    "walmart": "https://www.walmart.com/ip/Magnetic-Balls/123",
}
RESULTS = {
    "alibaba": "https://www.alibaba.com/trade/search?SearchText=sofa",
    "aliexpress": "https://aliexpress.ru/popular/%D0%BD%D0%B0%D1%83%D1%88%D0%BD%D0%B8%D0%BA%D0%B8",
    "amazon": "https://www.amazon.com/s?k=RTX+4090",
    "indiamart": "https://dir.indiamart.com/search.mp?ss=baby+walkers",
    "made-in-china": "https://zhidafurniture.en.made-in-china.com/product-list-1.html",
}


@dataclass(frozen=True)
class SavedPage:
    """A page with the address it stands under; `truth` is what a person read on it."""

    name: str
    url: str
    html: bytes
    truth: dict[str, Any]


def own_pages() -> list[SavedPage]:
    """The hand-written pages, one a shop and more."""
    folder = HERE / "shops"
    listed = json.loads((folder / "pages.json").read_text("utf-8"))
    return [
        SavedPage(each["file"], each["url"], (folder / each["file"]).read_bytes(), each) for each in listed
    ]
