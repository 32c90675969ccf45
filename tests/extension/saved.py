"""The saved real pages of the shared data: where they belong, and what a person read on them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from serving import EXTENSION

# Each page that stands in a product's place, under the address of a product of its shop.
BLOCKED = {
    "1688_tmp.html": "https://detail.1688.com/offer/600000000901.html",
    "alibaba_captcha_interception.html": "https://www.alibaba.com/product-detail/Magnetic-Ball-Set_1600000000901.html",
    "globalsources_incapsula.html": "https://www.globalsources.com/product/magnetic-ball-set-1234567p.htm",
    "walmart_robot_or_human.html": "https://www.walmart.com/ip/Magnetic-Ball-Set/123456789",
}


def address_of(label: dict[str, Any]) -> str:
    """A label's address; a saved fragment without one gets one of its shop's form."""
    made = {
        "alibaba": "https://www.alibaba.com/product-detail/_1600000000900.html",
        "taobao": "https://item.taobao.com/item.htm?id=600000000900",
    }
    url: str = label.get("url") or made[label["site"]]
    return url


def labels(shared: Path) -> list[dict[str, Any]]:
    labels: list[dict[str, Any]] = json.loads((shared / "data/pages/product/labels.json").read_text())
    return labels


def differences(label: dict[str, Any], read: dict[str, str]) -> dict[str, tuple[Any, Any]]:
    fields = ("title", "brand", "model", "gtin")
    return {
        name: (label[name], read.get(name))
        for name in fields
        if name in label and read.get(name) != label[name]
    }


def is_launch(url: str) -> bool:
    (scripts,) = json.loads((EXTENSION / "manifest.json").read_text())["content_scripts"]
    host = "." + url.split("/")[2]
    return any(
        host.endswith(match.removeprefix("https://*").removesuffix("/*")) for match in scripts["matches"]
    )
