"""What the matcher answers, on notices written by hand."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importsafety.assessment import Evidence, Match, Verdict
from importsafety.listing import Listing
from importsafety.matching import Matcher
from importsafety.matching.compare.pair import Finding
from importsafety.matching.evidence import PAIRWISE
from importsafety.matching.index import build
from importsafety.matching.scorecard import Scorecard
from importsafety.matching.telling import tell
from importsafety.notice import Firm, Identifier, Notice, NoticeKind, Product

WORDS = "maple river copper lantern meadow harbor walnut falcon cedar pebble orchid summit".split()


def notice(
    number: str, brand: str, product: str, description: str, codes: tuple[str, ...] = (), gtin: str = ""
) -> Notice:
    found = [Identifier("model", code.replace("-", ""), code) for code in codes]
    if gtin:
        found.append(Identifier("gtin", gtin.zfill(14), gtin))
    return Notice(
        id=f"cpsc:{number}",
        source="cpsc",
        kind=NoticeKind.RECALL,
        title=f"{brand} Recalls {product} Due to Hazard",
        date="2025-05-01",
        url=f"https://www.cpsc.gov/Recalls/2025/{number}",
        products=(Product(f"{brand} {product}"),),
        description=f"This recall involves {brand} {product}. {description}",
        brands=(brand,),
        identifiers=tuple(found),
        firms=(Firm(f"{brand} Trading Co., Ltd.", "importer"),),
        countries=("CN",),
    )


NOTICES = (
    notice(
        "25001", "Veltrano", "bicycle helmets", "Pink helmet, 18 to 22 inches.", ("VT-330",), "036000291452"
    ),
    notice("25002", "Ombrelo", "magnetic ball sets", "216 silver magnetic balls of 5 mm.", ("OB-216",)),
    notice(
        "25003", "Kirrado", "space heaters", "White tower heater, 1500 watts, 28 inches high.", ("KR4420",)
    ),
    notice("25004", "Pellworth", "baby walkers", "Gray walkers with a music tray.", ("PW-88A", "PW-88B")),
    notice("25005", "Dunmarrow", "gas grills", "Four burner stainless steel grill.", ("DM-6331",)),
    *(
        notice(
            f"24{number:03}",
            f"{word.title()}ix",
            f"{word} {other} lamps",
            f"Lamp with a {word} base.",
            (f"{word[:2].upper()}{number + 100}",),
        )
        for number, (word, other) in enumerate((w, o) for w in WORDS for o in WORDS if w != o)
    ),
)


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    folder: Path = tmp_path_factory.mktemp("snapshot")
    build(folder, NOTICES)
    return Matcher.load(folder, NOTICES)


def best(matcher: Matcher, **fields: object) -> Match | None:
    return next(iter(matcher.match(Listing.of(fields))), None)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Veltrano kids bicycle helmet VT-330", "brand": "Veltrano", "model": "VT-330"},
        {"title": "Veltrano kids bicycle helmet vt330 pink"},
        {"title": "Bicycle helmet", "brand": "VELTRANO", "attributes": {"Model NO.": "VT 330"}},
        {"title": "Veltrano bicycle helmet", "gtin": "036000291452"},
    ],
)
def test_brand_and_model_or_barcode_is_recalled(matcher: Matcher, fields: dict[str, object]) -> None:
    found = best(matcher, **fields)
    assert found and found.notice.id == "cpsc:25001" and found.tier is Verdict.RECALLED
    assert any(item.feature in ("model", "gtin") and item.weight > 0 for item in found.evidence)


def test_another_model_of_the_brand_is_never_recalled(matcher: Matcher) -> None:
    found = best(matcher, title="Veltrano bicycle helmet VT-910", brand="Veltrano", model="VT-910")
    assert found is None or found.tier is not Verdict.RECALLED
    if found:
        assert any(item.feature == "model" and "VT910" in item.text for item in found.evidence)


@pytest.mark.parametrize(
    ("title", "told"),
    [
        (
            "Kirrado tower space heater 1.5kW 71cm",
            ("1.5kW, 71cm", "1500 watts, 28 inches", "Measures agree (1.5kW, 71cm; 1500 watts, 28 inches)."),
        ),
        (
            "Kirrado tower space heater 900W, 10/12/14/16 inch",
            (
                "900W, 10 inch, 12 inch, …",
                "1500 watts, 28 inches",
                "Other measures: 900W, 10 inch, 12 inch, …; the notice has 1500 watts, 28 inches.",
            ),
        ),
    ],
)
def test_measures_are_told_as_both_sides_wrote_them(
    matcher: Matcher, title: str, told: tuple[str, str, str]
) -> None:
    found = best(matcher, title=title, brand="Kirrado")
    assert found and found.notice.id == "cpsc:25003"
    (said,) = (item for item in found.evidence if item.feature == "measure")
    assert (said.listing, said.notice, said.text) == told


def told(weight: float, conclusive: float = 0.0, **found: Finding) -> dict[str, Evidence]:
    """What is told, by feature, of these findings, each of which weighs so much."""
    weights = {name: {finding.bin: weight} for name, finding in found.items()}
    terms = {term.name: term.see({}) for term in PAIRWISE}
    heater = next(each for each in NOTICES if each.id == "cpsc:25003")
    card = Scorecard("made up", 0.1, 0.0, weights, {}, conclusive)
    return {
        item.feature: item
        for item in tell(found | terms, card, Listing(title="Sports helmet, 1.5kW"), heater)
    }


def test_what_the_listing_lacks_is_never_told_as_speaking_for_a_match(matcher: Matcher) -> None:
    titles = ("Veltrano helmet", "Dunmarrow grill", "bicycle helmet for kids", "gas grill with two burners")
    told = [
        item for title in titles for match in matcher.match(Listing(title=title)) for item in match.evidence
    ]
    assert told
    assert {item.speaks for item in told if "lacks" in item.text} == {"against"}


COLOUR = Finding("some", "white", "white")


def test_what_agrees_is_never_told_as_speaking_against_a_match() -> None:
    """Beside other findings an agreement may be fitted to weigh less than nothing."""
    related = Finding("related", "sports-helmet", "bicycle-helmet")
    items = told(-1.0, measure=Finding("1", "power", "power"), colour=COLOUR, kind=related)
    speaks = {name: item.speaks for name, item in items.items()}
    assert speaks == {"measure": "alike", "colour": "alike", "kind": "against"}
    assert "not the same" in items["kind"].text


@pytest.mark.parametrize("weight", [-0.05, 0.05])
def test_what_barely_weighs_speaks_neither_for_nor_against(weight: float) -> None:
    near = Finding("near", "sports-helmet", "bicycle-helmet")
    items = told(weight, colour=COLOUR, country=Finding("differ", "CN", "VN"), kind=near)
    assert {name: item.speaks for name, item in items.items()} == {"colour": "alike"}


def test_of_a_notice_on_the_same_kind_it_is_told_what_is_alike(matcher: Matcher) -> None:
    found = best(matcher, title="Zhaobei bicycle helmet for adults", brand="Zhaobei")
    assert found and found.tier is Verdict.SIMILAR
    sides = dict(found.sides)
    assert list(sides) == [side for side in ("for", "alike", "against") if side in sides]
    assert any(item.feature == "kind" for item in [*sides.get("for", ()), *sides.get("alike", ())])
    assert sides["against"]


@pytest.mark.parametrize("decides", [("gtin",), ("brand", "model")])
def test_what_decides_is_told_with_what_it_adds(decides: tuple[str, ...]) -> None:
    """Weights are fitted beside the rule that these decide, which leaves them little to say."""
    same = {name: Finding("same", "x", "x") for name in (*decides, "country")}
    items = told(0.2, conclusive=0.96, **same)
    assert {name for name, item in items.items() if item.weight > 2} == set(decides)
    assert {name for name, item in items.items() if item.speaks == "for"} == same.keys()


def test_words_that_are_alike_are_told_once() -> None:
    """Each of these features repeats the product's name where a listing uses the notice's words."""
    items = told(
        -1.0,
        name_words=Finding("3", "space heater", "space heater"),
        title_words=Finding("3", "space heater", "space heater"),
        rare_word=Finding("2", "heater", "heater"),
        shared_detail=Finding("2", "quartz", "quartz"),
    )
    assert items.keys() == {"name_words", "shared_detail"}


def test_a_cover_for_the_item_is_neither_recalled_nor_possible(matcher: Matcher) -> None:
    found = best(matcher, title="Waterproof grill cover for Dunmarrow DM-6331 gas grill", brand="Tarpwell")
    assert found is None or found.tier not in (Verdict.RECALLED, Verdict.POSSIBLE)


def test_the_same_kind_of_another_brand_is_at_most_possible(matcher: Matcher) -> None:
    found = best(matcher, title="Baby walker with wheels", brand="Zhaobei", model="ZB-71")
    assert found is None or found.tier is not Verdict.RECALLED


def test_a_chinese_title_reaches_the_notice_by_brand_and_model(matcher: Matcher) -> None:
    found = best(
        matcher,
        title="跨境 Kirrado 取暖器 家用 立式 KR4420",
        attributes={"品牌": "Kirrado", "型号": "KR4420"},
    )
    assert found and found.notice.id == "cpsc:25003" and found.tier is Verdict.RECALLED


def test_nothing_alike_is_no_match(matcher: Matcher) -> None:
    assert best(matcher, title="Hydraulic breaker chisel for 20 ton excavator") is None


def test_matches_come_best_first_and_at_most_ten(matcher: Matcher) -> None:
    matches = matcher.match(Listing(title="maple river copper lantern meadow lamp lamps base"))
    assert len(matches) <= 10
    assert [m.tier.rank for m in matches] == sorted(m.tier.rank for m in matches)


@settings(max_examples=60, deadline=None)
@given(st.text(), st.text(), st.text(), st.dictionaries(st.text(), st.text(), max_size=3))
def test_any_listing_is_answered(title: str, brand: str, model: str, attributes: dict[str, str]) -> None:
    listing = Listing.of({"title": title, "brand": brand, "model": model, "attributes": attributes})
    for match in SHARED.match(listing):
        assert 0 <= match.probability <= 1


SHARED: Matcher


@pytest.fixture(scope="module", autouse=True)
def _share(matcher: Matcher) -> None:
    global SHARED  # noqa: PLW0603  hypothesis does not take function fixtures
    SHARED = matcher


def test_the_silence_of_a_notice_that_only_names_its_product_says_less(tmp_path: Path) -> None:
    """What a listing tells beyond brand and name stands in no such notice, so it cannot speak against it."""
    described = notice("25901", "Tarvello", "pull toys", "A yellow duck on four red wheels with a blue cord.")
    named = msgspec.structs.replace(described, description="")
    listing = Listing(title="Tarvello pull toy snail beech wood natural", brand="Tarvello")
    chances = []
    for number, about in enumerate((described, named)):
        folder = tmp_path / str(number)
        folder.mkdir()
        notices = (about, *NOTICES)
        build(folder, notices)
        (match,) = (m for m in Matcher.load(folder, notices).match(listing) if m.notice.id == about.id)
        chances.append(match.probability)
    assert chances[0] < chances[1]


def test_brand_and_model_name_an_item_but_not_another_kind_of_thing_that_carries_them(
    matcher: Matcher,
) -> None:
    alone = best(matcher, title="Kirrado KR4420", brand="Kirrado", model="KR4420")
    assert alone is not None and alone.tier is Verdict.RECALLED
    other = best(matcher, title="Kirrado KR4420 cotton bed sheet set", brand="Kirrado")
    assert other is None or other.tier is not Verdict.RECALLED


def test_each_product_of_a_joint_name_is_named_without_what_they_come_with(tmp_path: Path) -> None:
    """ "Ardo ST and LT e-bikes with seat posts" names the Ardo LT e-bike; no listing need say "posts"."""
    joint = notice("25902", "Velobrand", "Ardo ST and LT e-bikes with telescopic seat posts", "Sold in 2024.")
    notices = (joint, *NOTICES)
    build(tmp_path, notices)
    listing = Listing(title="Velobrand LT e-bike gray", brand="Velobrand")
    (found,) = (m for m in Matcher.load(tmp_path, notices).match(listing) if m.notice.id == joint.id)
    lacking = [evidence.notice for evidence in found.evidence if evidence.feature == "missing_word"]
    assert not {"seat", "posts", "telescopic", "ST"}.intersection(" ".join(lacking).split())


def test_a_kind_that_most_notices_are_of_is_compared_too(tmp_path: Path) -> None:
    """Where a list is nearly all of one kind, that kind and its words lead nowhere, and may share nothing else."""
    many = tuple(notice(f"23{n:03}", f"Ombrelo{n}", "magnetic ball sets", "") for n in range(150))
    notices = (*many, notice("25903", "Quillbrook", "garden hoses", "Sold in green."))
    build(tmp_path, notices)
    listing = Listing(title="Quillbrook magnetic ball set", brand="Quillbrook")
    matches = Matcher.load(tmp_path, notices).match(listing)
    assert all(0 < match.probability < 1 for match in matches)
