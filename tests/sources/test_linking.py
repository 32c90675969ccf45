"""Notices about the same item point to each other; others do not."""

from __future__ import annotations

import pytest

from importsafety.notice import Identifier, Notice, NoticeKind, Product
from importsafety.sources import link


def notice(id: str, title: str = "", date: str = "2026-03-01", **more: object) -> Notice:
    warning = id.startswith("cpsc-warnings")
    return Notice(
        id=id,
        source=id.split(":", maxsplit=1)[0],
        kind=NoticeKind.WARNING if warning else NoticeKind.RECALL,
        title=title or id,
        date=date,
        url="https://www.cpsc.gov/Recalls",
        **{"brands": ("Zorb",), "products": (Product("Zorb LED Lights"),)} | more,  # type: ignore[arg-type]
    )


# Forty words, as notices of one item sold by several firms begin alike.
TOLD = "This recall involves the lights. " + "They are red with black caps and yellow cords. " * 4
OTHERWISE = TOLD.replace("They are red", "They are blue", 1)


def model(value: str) -> tuple[Identifier, ...]:
    return (Identifier("model", value, value),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            notice("cpsc:1", linked=("cpsc-warnings:26-190",), brands=()),
            notice("cpsc-warnings:26-190", brands=()),
        ),
        (notice("cpsc:1"), notice("cpsc-warnings:26-190", date="2026-01-15")),
        (notice("cpsc:1", identifiers=model("HC030")), notice("cpsc:2", identifiers=model("HC030"))),
        (
            notice("cpsc:1", brands=("A",), identifiers=(Identifier("gtin", "00012345678905", ""),)),
            notice("cpsc:2", brands=("B",), identifiers=(Identifier("gtin", "00012345678905", ""),)),
        ),
        (
            notice("cpsc:1", "Zorb Recalls LED Lights"),
            notice("cpsc:2", "Zorb Expands Recall of LED Lights", "2026-09-01"),
        ),
        (
            notice("cpsc:1", description=TOLD + "Sold by Quux."),
            notice("cpsc:2", description=TOLD + "Sold by another firm.", date="2020-01-01"),
        ),
    ],
)
def test_should_link_notices_about_the_same_item(one: Notice, other: Notice) -> None:
    assert link([one, other]) == {one.id: (other.id,), other.id: (one.id,)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (notice("cpsc:1"), notice("cpsc:2")),
        (notice("cpsc:1", description=TOLD), notice("cpsc:2", description=OTHERWISE)),
        (notice("cpsc:1", description="LED lights."), notice("cpsc:2", description="LED lights.")),
        (notice("cpsc:1"), notice("cpsc-warnings:26-1", products=(Product("Zorb Bed Rails"),))),
        (notice("cpsc:1"), notice("cpsc-warnings:26-1", brands=("Quux",))),
        (notice("cpsc:1"), notice("cpsc-warnings:26-1", date="2012-01-01")),
        (
            notice("cpsc:1", brands=("A",), identifiers=model("HC030")),
            notice("cpsc:2", brands=("B",), identifiers=model("HC030")),
        ),
        (notice("cpsc:1", linked=("cpsc:absent",)), notice("cpsc:2")),
    ],
)
def test_should_not_link_other_notices(one: Notice, other: Notice) -> None:
    assert link([one, other]) == {}


def test_should_not_link_through_a_code_that_many_products_share() -> None:
    assert link([notice(f"cpsc:{n}", identifiers=model("DC12V2A")) for n in range(20)]) == {}
