"""Brands, firms, units, countries, hazards, standards, limits and dates are read from prose."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.notice import Firm
from importsafety.sources.extract import brands, countries, dates, firms, hazards, scope, standards, units


@pytest.mark.parametrize(
    ("title", "products", "description", "found"),
    [
        ("Zorb Recalls Stools Due to Fall Hazard", ["Zorb Stools"], "", {"Zorb"}),
        ("Zorb Recalls Quell® Stools Due to Fall Hazard", ["Quell Step Stools"], "", {"Quell", "Zorb"}),
        ("Best Buy Recalls Insignia® Gas Ranges Due to Fire", ["Insignia Gas Ranges"], "", {"Insignia"}),
        ("Target Recalls Toddler Boots Due to Choking Hazard", ["Toddler Boots"], "", set()),
        (
            "Electric Heaters Recalled Due to Fire Hazard; Sold on Amazon by Quux",
            ["Electric Heaters"],
            "",
            set(),
        ),
        ("QUUX Dressers Recalled Due to Tip-Over", ["QUUX 12-Drawer Dressers"], "", {"QUUX"}),
        ("EVL and Gunu Mattresses Recalled Due to Fire", ["EVL and Gunu Mattresses"], "", {"EVL", "Gunu"}),
        ("Persil Brand Zebra Blinds Recalled Due to Strangulation", ["Zebra Blinds"], "", {"Persil"}),
        ("Bed Rails Recalled", ["Bed Rails"], "This recall involves Quux-branded bed rails.", {"Quux"}),
        ("CPSC, Razzor USA Announce Recall of Electric Scooters", ["Electric Scooters"], "", {"Razzor"}),
        ("Squeeze Toys Recalled by Reliant", ["Protecto squeeze toys"], "", {"Protecto", "Reliant"}),
        (
            "CPSC Warns Consumers to Immediately Stop Using Klasy Jet Torch Lighters Due to Fire",
            ["Klasy Jet Torch Lighters"],
            "",
            {"Klasy"},
        ),
        (
            "Dirt Devel Vacuums Recalled",
            ["Dirt Devel Vacuums"],
            '"Dirt Devel" is on the lid.',
            {"Dirt Devel"},
        ),
        (
            "Heated Socks Recalled",
            ["Heated Socks"],
            'The socks were sold under the brand names "Zooz" and "Toos".',
            {"Zooz", "Toos"},
        ),
        (
            "Goal Nil Recalls YETTI 3000X Power Stations",
            ["Goal Nil YETTI 3000X Power Stations"],
            "",
            {"Goal Nil"},
        ),
        ("5Colour Recalls Bike Helmets Due to Head Injury", ["5Colour Bike Helmets"], "", {"5Colour"}),
        # Words of the language, codes and product lines' numbers are no brands.
        ("Oka Data Recalls Printers Due to Shock", ["C9600 Series Printers"], "", {"Oka Data"}),
        ("Zorb Recalls Fans Due to Fire Hazard", ["Ventilation Fans"], "", {"Zorb"}),
        ("Guidekraft Recalls Toys", ["Sort & See sorting toys"], "", {"Guidekraft"}),
        ("Generic Magnetic Balls Recalled", ["Generic Magnetic Balls"], "", set()),
        ("Quux Solo III Lamps Recalled", ["Quux Solo III Lamps"], "", {"Quux Solo"}),
        ("Quux Recalls Washers Due to Injury", ["Top-Loading Washers"], "", {"Quux"}),
        ("Quux Recalls Hats", ["Halloween-themed hats", "Battery-Powered fans"], "", {"Quux"}),
        ("Char-Quux Grills Recalled", ["Char-Quux grills"], "", {"Char-Quux"}),
        # What stays of a name is the brand.
        ("Zorb Ride-On Toy Recalled", ["Zorb Rockin Rollin Rider toys"], "", {"Zorb"}),
        ("Dolls Recalled", ["Zorb Cyber Fighter dolls", "Zorb Quell dolls"], "", {"Zorb"}),
        ("Whistles Recalled", ["Lucky Quux Enterprises Siren whistles"], "", {"Lucky Quux Enterprises"}),
        # Firms of common words, and "Recall" as a verb and as a noun.
        ("Carrier Recalls Heat Pumps Due to Fire", ["Heat Pumps"], "", {"Carrier"}),
        ("CPSC And Quux Announced Recall Of Baskets", ["Juicers"], "", {"Quux"}),
        ("CPSC Announces Recall Of Metal Jewelry", ["Toy jewelry"], "", set()),
        ("CPSC, Park Tool USA Announce Recall of Pumps", ["Floor Pump"], "", {"Park Tool"}),
        ("Juice Extractors Recall by Mulinex S.A.", ["Mulinex juice extractors"], "", {"Mulinex"}),
        ("Crate and Barrel Recalls Stools", ["Stools"], "", {"Crate and Barrel"}),
        ("Bathrobes Recalled", ["Bathrobes sold under the brand names Zooz and Toos"], "", {"Zooz", "Toos"}),
    ],
)
def test_should_find_the_names_an_item_was_sold_under(
    title: str, products: list[str], description: str, found: set[str]
) -> None:
    assert set(brands.read(title, products, description, ())) == found


def test_should_take_a_trading_name_for_a_brand_where_the_item_bears_it() -> None:
    firm = Firm("Ningbo Zorb Co. Ltd", "distributor", ("BBQQ",), "CN")
    title, products = "Gun Safes Recalled Due to Injury Hazard", ["Gun Safes"]
    assert brands.read(title, products, 'The brand name "BBQQ" is on the safes.', [firm]) == ("BBQQ",)
    assert brands.read("Zoomi Safes Recalled", ["Zoomi Safes"], "", [firm]) == ("Zoomi",)


@given(st.text(max_size=120), st.text(max_size=60), st.text(max_size=200))
def test_should_read_brands_from_any_text(title: str, product: str, description: str) -> None:
    for brand in brands.read(title, [product], description, ()):
        assert brand.strip() == brand != ""


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        (
            "Ningbo Moyu Co. Ltd., dba BBQQ, of China",
            Firm("Ningbo Moyu Co. Ltd", "importer", ("BBQQ",), "CN"),
        ),
        ("Razzor USA LLC, of Cerritos, Calif.", Firm("Razzor USA LLC", "importer", (), "US")),
        ("Inkar B.V., of the Netherlands", Firm("Inkar B.V", "importer", (), "NL")),
        (
            "Shenzhen Danya Co., Ltd. d/b/a Evaj, of China",
            Firm("Shenzhen Danya Co., Ltd", "importer", ("Evaj",), "CN"),
        ),
        (
            "Ruian Hardware, of China, doing business as Amazon seller Chen Store",
            Firm("Ruian Hardware", "importer", ("Chen Store",), "CN"),
        ),
        ("The Bank of Toys Inc", Firm("The Bank of Toys Inc", "importer")),
    ],
)
def test_should_read_a_firm_with_its_names_and_country(text: str, firm: Firm) -> None:
    assert firms.one(text, "importer") == firm


def test_should_find_sellers_in_titles_and_known_shops_in_the_places_of_sale() -> None:
    found = firms.read(
        (), "Gates Recalled Due to Entrapment; Sold on Amazon by Qey and Yany", "Sold at Walmart from 2020"
    )
    assert found == (Firm("Qey", "seller"), Firm("Yany", "seller"), Firm("Walmart", "retailer"))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("About 45,140", 45_140),
        ("9,100", 9_100),
        ("Approximately 1.2 million (In addition, about 3,000 in Canada)", 1_200_000),
        ("About 623 in the United States and 53 in Canada", 623),
        ("About 105,000 in the U.S. and 15,000 in Canada", 105_000),
        ("About 1,800 bicycles and 182 stems (In addition, about 243 were sold in Canada)", 1_982),
        ("More than 3,000 units.", 3_000),
        ("About 60 10-Drawer Dressers and 40 12-Drawer Dressers", 100),
        ("Millions", None),
        ("", None),
    ],
)
def test_should_count_units_sold_in_the_united_states(text: str, count: int | None) -> None:
    assert units.read(text) == count


@pytest.mark.parametrize(
    ("texts", "codes"),
    [
        (["China"], ("CN",)),
        (["Taiwan or Vietnam"], ("TW", "VN")),
        (["Canada (ski kits)\nChina (adaptor kits)"], ("CA", "CN")),
        (["U.S.A."], ("US",)),
        (["Shenzhen, China", "China"], ("CN",)),
        (["Lead"], ()),
    ],
)
def test_should_code_countries(texts: list[str], codes: tuple[str, ...]) -> None:
    assert countries.read(texts) == codes


@pytest.mark.parametrize(
    ("title", "hazard", "classes"),
    [
        ("X Recalled Due to Fire and Burn Hazards", "", {"fire", "burn"}),
        ("X Recalled", "The battery can overheat and ignite.", {"fire"}),
        ("X Recalled Due to Tip-Over and Entrapment Hazards", "", {"tip-over", "entrapment"}),
        ("X Recalled Due to Violation of Lead Paint Standard", "", {"lead"}),
        ("X Recalled", "The cord poses a strangulation hazard.", {"strangulation"}),
        ("Fire Engine Toys Recalled Due to Choking Hazard", "", {"choking"}),
        ("X Recalled", "The set violates several provisions of the rule.", set()),
    ],
)
def test_should_class_hazards(title: str, hazard: str, classes: set[str]) -> None:
    assert set(hazards.read(title, (hazard,))) == classes


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("X Recalled Due to Head Injury; Violate Mandatory Standard for Bicycle Helmets", ("16 CFR 1203",)),
        ("X Recalled; Violates Mandatory Standard for Toys", ("16 CFR 1250",)),
        ("Fails to meet the requirements of 16 C.F.R. Part 1513.", ("16 CFR 1513",)),
        ("X Recalled; Violates Federal Crib Bumper Ban", ("16 CFR 1309",)),
        ("X Recalled Due to Violation of the Federal Lead Content Ban", ("15 USC 1278a",)),
        ("X Recalled; Violates Mandatory Standard for Adult Portable Bed Rails", ("16 CFR 1270",)),
        ("X Recalled; Violates Mandatory Standard for Children's Portable Bed Rails", ("16 CFR 1224",)),
        ("The toys violate the mandatory standard for toys because a button cell is loose", ("16 CFR 1250",)),
        ("The light lacks the warnings required by Reese's Law.", ("16 CFR 1263",)),
        (
            "Violates Federal Statute for Child-Resistant Packaging of Coin Batteries",
            ("15 USC 2056e",),
        ),
        ("The helmets crack. A bicycle helmet should be replaced.", ()),
        ("Bicycle helmets recalled due to strap failure", ()),
    ],
)
def test_should_cite_the_standard_that_is_violated(text: str, cited: tuple[str, ...]) -> None:
    assert standards.read(text, (), "") == cited


def test_should_state_limits_with_their_sentence() -> None:
    lines = (
        "Only the size small helmets are included in this recall.",
        "The lot number 2025A7 is on the label.",
        "They were manufactured between March 2020 and June 2021.",
        "Serial numbers beginning with 57X are included.",
    )
    found = scope.read(
        "X Recalled; Sold Exclusively on Amazon by Quux", lines, "Sold from May 2020 for $5.", ()
    )
    assert {limit.kind for limit in found} == {"size", "lot", "date", "serial", "seller"}
    by_kind = {limit.kind: limit for limit in found}
    assert by_kind["seller"].text == "Sold Exclusively on Amazon by Quux"
    assert by_kind["lot"].sentence == lines[1]
    assert any("March 2020 and June 2021" in limit.text for limit in found if limit.kind == "date")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-09-24T00:00:00", "2026-09-24"),
        ("March 26, 2026", "2026-03-26"),
        ("Sept. 5, 2024", "2024-09-05"),
        ("03/26/2026", "2026-03-26"),
        ("February 30, 2026", None),
        ("tomorrow", None),
        (None, None),
        (20260101, None),
    ],
)
def test_should_read_dates(text: object, iso: str | None) -> None:
    assert dates.iso(text) == iso


@given(st.dates(min_value=datetime.date(1900, 1, 1)))
def test_should_read_any_date_in_words(day: object) -> None:
    assert dates.iso(f"{day:%B} {day:%d}, {day:%Y}") == f"{day}"
