"""What single values are worth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.pages import values
from importsafety.pages.text import clean


@pytest.mark.parametrize(
    "code",
    ["012345678905", "9521234543213", "96385074", "10614141000415", "0-12345-67890-5", " 952 1234543213 "],
)
def test_gtins(code: str) -> None:
    digits = values.valid_gtin(code)
    assert digits is not None and digits.isdigit()


@pytest.mark.parametrize(
    "code",
    [
        "",
        "n/a",
        "012345678904",
        "9521234543214",
        "12345",
        "000000000000",
        "B0SAMPLE01",
        "٩٥٢١٢٣٤٥٤٣٢١٣",
        "1" * 13,
    ],
)
def test_what_is_no_gtin(code: str) -> None:
    assert values.valid_gtin(code) is None


@given(
    st.text("0123456789", min_size=12, max_size=12).filter(lambda digits: len(set(digits)) > 1),
    st.integers(0, 12),
)
def test_one_wrong_digit_shows(digits: str, place: int) -> None:
    code = next(digits + str(check) for check in range(10) if values.valid_gtin(digits + str(check)))
    wrong = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
    assert values.valid_gtin(code) == code
    assert values.valid_gtin(wrong) is None


@pytest.mark.parametrize(
    "value",
    [
        "无",
        "无品牌",
        "n/a",
        "N/A",
        "none",
        "None",
        "Unbranded",
        "No brand",
        "OEM",
        "oem/ODM",
        "Does not apply",
        "does not apply.",
        "-",
        "Generic",
        "Sin marca",
        "其他",
        "NoEnName_Null",
        " N/A ",
    ],
)
def test_words_for_none(value: str) -> None:
    assert values.is_none(value)


@pytest.mark.parametrize("value", ["Nonesuch", "OEMax", "无印良品", "Apple", "NA-30", "No. 7"])
def test_names_that_only_look_like_none(value: str) -> None:
    assert not values.is_none(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KINIS", "kinis"),
        ("Brightnight Store", "brightnight"),
        ("Shandong Lurun Plastic Industry Co., Ltd.", "SHANDONG LURUN PLASTIC INDUSTRY CO LTD"),
        ("星步旗舰店", "星步"),
        ("义乌市星步母婴用品有限公司", "义乌市星步母婴用品"),
        ("Acme L.L.C.", "acme"),
    ],
)
def test_the_same_firm(one: str, other: str) -> None:
    assert values.company(one) == values.company(other) != ""


def test_other_firms_differ() -> None:
    assert values.company("Zhida") != values.company("Guangdong Zhida Furnishings Industrial Co., Ltd.")
    assert values.company("Store") == "store"


@pytest.mark.parametrize(
    ("origin", "code"),
    [
        ("China", "CN"), ("Guangdong, China", "CN"), ("Mainland China", "CN"), ("China (Mainland)", "CN"),
        ("浙江义乌", "CN"), ("广东", "CN"), ("CN(Origin)", None), ("CN", "CN"), ("Made in India", "IN"),
        ("Vietnam", "VN"), ("México", "MX"), ("Hong Kong S.A.R.", "HK"), ("Taiwan, China", "TW"),
        ("United States", "US"), ("Imported", None), ("", None), ("Moon", None), ("us", "US"),
    ],
)  # fmt: skip
def test_country(origin: str, code: str | None) -> None:
    assert values.country(origin) == code


@pytest.mark.parametrize(
    ("shown", "title"),
    [
        ("[Hot Item] Baby Walker", "Baby Walker"),
        ("【现货】磁力球", "磁力球"),
        ("US $412.30 38% OFF|Folding Bike", "Folding Bike"),
        ("€97.39|Phone", "Phone"),
        ("Baby Walker | Driftwell", "Baby Walker"),
        ("Baby Walker - Driftwell", "Baby Walker"),
        ("Driftwell", "Driftwell"),
        ("20% Off-Road Tyre", "20% Off-Road Tyre"),
        ("New Baby Walker", "New Baby Walker"),
    ],
)
def test_titles(shown: str, title: str) -> None:
    assert values.title(shown, (), ("Driftwell",)) == title


@pytest.mark.parametrize(
    ("url", "title"),
    [
        (
            "https://www.alibaba.com/product-detail/Luxury-Sofa-3-Seater_1600930741831.html",
            "Luxury Sofa 3 Seater",
        ),
        ("https://www.alibaba.com/product-detail/_1600930741831.html", ""),
        ("https://x.en.made-in-china.com/product/AbCdEf/China-Baby-Walker.html", "Baby Walker"),
        ("https://www.walmart.com/ip/Magnetic-Balls/123", "Magnetic Balls"),
        ("https://www.temu.com/water-beads-g-601099.html", "water beads"),
        ("https://www.tradeindia.com/products/gas-lighter-c7000011.html", "gas lighter"),
        ("https://www.amazon.com/Nestlo-Infant-Lounger/dp/B0SAMPLE01", "Nestlo Infant Lounger"),
        ("https://www.amazon.com/dp/B0SAMPLE01", ""),
        ("https://shop.example/products/cuna-mecedora-ni%C3%B1os", "cuna mecedora niños"),
        ("https://detail.1688.com/offer/1.html", ""),
        ("https://shop.example/", ""),
        ("nonsense", ""),
    ],
)
def test_the_title_that_an_address_spells_out(url: str, title: str) -> None:
    assert values.slug(url) == title


@pytest.mark.parametrize(
    ("text", "declared", "usual", "code"),
    [
        ("磁力球 216颗", "en", None, "zh"),
        ("Magnetic balls", "en-us", None, "en"),
        ("Bolas magnéticas", "es_MX", None, "es"),
        ("Apple iPhone 15 Pro Max 256GB 手机", "", "zh", "zh"),
        ("おもちゃ の 磁石", "", None, "ja"),
        ("Magnetic balls", "", None, None),
        ("", "english", None, None),
    ],
)
def test_language(text: str, declared: str, usual: str | None, code: str | None) -> None:
    assert values.language(text, declared, usual) == code


@given(st.text(), st.integers(1, 300))
def test_clean_text_is_one_short_line(text: str, limit: int) -> None:
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit and "\n" not in cleaned and "\x00" not in cleaned
    cleaned.encode("utf-8")
    assert clean(cleaned, limit) == cleaned


@given(st.text())
def test_tidy_text_has_no_markup_of_its_own(text: str) -> None:
    assert "<script>" not in values.tidy(f"{text}<script>x</script>", 500)
    assert values.tidy("Brand\u200e\u200f", 50) == "Brand"
    assert values.tidy("A &amp; B <b>c</b>", 50) == "A & B c"
