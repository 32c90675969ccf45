"""Deciding: which of the facts is the title, the brand, the model; and what is no product page."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.listing import Listing
from importsafety.pages import BadFacts, Reading, collect, read
from page_files import SavedPage, own_pages

ALIBABA = "https://www.alibaba.com/product-detail/Baby-Walker_1600000000002.html"
AMAZON = "https://www.amazon.com/Baby-Walker/dp/B0SAMPLE01"
ETSY = "https://www.etsy.com/listing/230389421/baby-walker"
GENERAL = "https://driftwell.example/products/Baby-Walker"


def reading(
    url: str = ALIBABA, *, page: Any = None, signs: Any = (), cards: int = 0, products: int = 0, **layers: Any
) -> Reading:
    return read(
        {
            "url": url,
            "page": page or {},
            "layers": layers,
            "signs": list(signs),
            "cards": cards,
            "products": products,
        }
    )


def listing(url: str = ALIBABA, **layers: Any) -> Listing:
    layers.setdefault("heading", {"title": "Walker"})
    found = reading(url, **layers)
    assert found.problem is None
    return found.listing


def rows(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"attributes": [list(pair) for pair in pairs]}


@pytest.mark.parametrize("page", own_pages(), ids=lambda page: page.name)
def test_own_pages(page: SavedPage) -> None:
    found = read(collect(page.html, page.url))
    assert found.problem is None
    said = found.listing.as_dict()
    for field in ("title", "brand", "model", "gtin", "seller", "category", "country"):
        assert said.get(field) == page.truth.get(field), field
    assert said["platform"] == page.truth.get("platform", page.truth["shop"])
    assert said.get("language", "en") == page.truth.get("language", "en")
    assert said["url"] == page.url


# Layers


def test_the_better_layer_wins_and_is_named() -> None:
    named = {
        layer: {"title": f"From {layer}"}
        for layer in ("state", "jsonld", "selectors", "microdata", "meta", "heading")
    }
    for layer in list(named):
        found = listing(**named)
        assert (found.title, found.layers["title"]) == (f"From {layer}", layer)
        del named[layer]
        named.setdefault("heading", {"title": "From heading"})


def test_the_page_title_is_a_last_resort() -> None:
    found = reading(page={"title": "Baby Walker - Buy Walker on Alibaba.com"})
    assert (found.listing.title, found.problem) == ("Baby Walker", None)


def test_what_the_recipe_distrusts_is_passed_over() -> None:
    url = "https://x.en.made-in-china.com/product/AbCdEf/China-Baby-Walker.html"
    found = listing(
        url, jsonld={"title": "Walker", "brand": "Smallstep Co., Ltd.", "mpn": "MIC-AbCdEf", "sku": "AbCdEf"}
    )
    assert (found.brand, found.model, found.attributes) == (None, None, {"SKU": "AbCdEf"})


def test_state_left_over_from_the_page_before_is_passed_over() -> None:
    found = reading(state={"title": "Sofa", "sku": "1600000000009"}, selectors={"title": "Walker"})
    assert found.listing.title == "Walker"
    assert "1600000000009" in found.notes[0]


# Brand


def test_a_seller_in_the_brands_place_is_not_the_brand() -> None:
    found = reading(ETSY, jsonld={"title": "Walker", "brand": "InfernoDecals", "seller": "Inferno Decals"})
    assert found.listing.brand is None
    assert found.notes == ('"InfernoDecals" is the seller, not the brand.',)


def test_a_brand_stated_in_a_row_stays_though_the_seller_has_its_name() -> None:
    found = listing(
        AMAZON, selectors={"title": "Lamp", "seller": "KINIS"}, rows=rows(("Brand", "\u200ekinis"))
    )
    assert (found.brand, found.seller) == ("kinis", "KINIS")


def test_a_whole_company_name_that_is_the_sellers_is_no_brand_even_in_a_row() -> None:
    firm = "Hebei Smallstep Baby Products Co., Ltd."
    assert listing(state={"title": "Walker", "seller": firm}, rows=rows(("Brand Name", firm))).brand is None


def test_a_shop_that_sells_its_own_brand_keeps_it() -> None:
    found = listing(GENERAL, jsonld={"title": "Walker", "brand": "Driftwell", "seller": "Driftwell"})
    assert found.brand == "Driftwell"


def test_the_marketplace_is_not_the_brand() -> None:
    assert listing(ETSY, jsonld={"title": "Walker", "brand": "Etsy"}).brand is None


@pytest.mark.parametrize("byline", ["Visit the Nestlo Store", "Brand: Nestlo", "Marca: Nestlo", "Nestlo"])
def test_the_byline_names_the_brand(byline: str) -> None:
    assert listing(AMAZON, selectors={"title": "Lounger", "brand": byline}).brand == "Nestlo"


@pytest.mark.parametrize("none", ["无", "n/a", "None", "Unbranded", "No Brand", "OEM", "Does not apply"])
def test_none_is_none(none: str) -> None:
    found = listing(rows=rows(("Brand Name", none), ("Model Number", none), ("Batteries included", "No")))
    assert (found.brand, found.model) == (None, None)
    assert found.attributes == {"Batteries included": "No"}


# Model and codes


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Model NO.", "model"),
        ("Item model number", "model"),
        ("型号", "model"),
        ("货号：", "model"),
        ("Número de modelo", "model"),
        ("Model Name/Number", "model"),
        ("Part Number", "model"),
        ("Trademark", "brand"),
        ("品牌", "brand"),
        ("Marca", "brand"),
    ],
)
def test_names_of_attributes(name: str, field: str) -> None:
    assert getattr(listing(rows=rows((name, "TW-610"))), field) == "TW-610"


@pytest.mark.parametrize("name", ["Compatible Brand", "Phone Model", "Branded", "Model Age", "型号颜色"])
def test_names_that_only_look_alike(name: str) -> None:
    found = listing(rows=rows((name, "X-1")))
    assert (found.brand, found.model) == (None, None)


def test_the_model_number_goes_before_its_name_and_the_part_number_stays() -> None:
    found = listing(
        rows=rows(("Model Name", "Duo"), ("Part Number", "IP-DUO60"), ("Model Number", "DUO 60*"))
    )
    assert found.model == "DUO 60*"
    assert found.attributes["Part Number"] == "IP-DUO60"


def test_a_model_that_repeats_the_brand_is_none() -> None:
    assert listing(rows=rows(("Brand", "Totterly"), ("Model", "TOTTERLY"))).model is None


def test_a_gtin_is_checked() -> None:
    found = reading(
        rows=rows(("UPC", "9521234543214"), ("EAN", "0 12345 67890 5")), heading={"title": "Walker"}
    )
    assert found.listing.gtin == "012345678905"
    assert found.listing.attributes == {"EAN": "0 12345 67890 5"}
    assert found.notes == ("9521234543214 is no GTIN: its length or check digit is wrong.",)


def test_of_several_codes_the_first_right_one_counts() -> None:
    assert listing(rows=rows(("UPC", "123456, 9521234543213"))).gtin == "9521234543213"


# The rest


def test_markup_and_invisible_marks_go() -> None:
    found = listing(
        jsonld={"title": "Walker &amp; <b>Rocker</b>\u200e", "description": "<p>Soft</p><p>safe &lt;3</p>"}
    )
    assert (found.title, found.description) == ("Walker & Rocker", "Soft safe <3")


def test_breadcrumbs_without_home_shop_and_the_product_itself() -> None:
    crumbs = ["Home", "All", "Baby &amp; Kids", "Alibaba.com", "Baby &amp; Kids", "Walker"]
    assert listing(state={"title": "Walker", "category": crumbs}).category == ("Baby & Kids",)


def test_images_are_whole_addresses() -> None:
    images = [
        "//s.alicdn.com/a.jpg",
        "/b.jpg",
        "javascript:alert(1)",
        "data:image/gif;base64,x",
        "https://[bad",
    ]
    found = listing(state={"title": "Walker", "images": images})
    assert found.images == ("https://s.alicdn.com/a.jpg", "https://www.alibaba.com/b.jpg")


# What is no product page


def test_a_blocked_page_offers_what_the_address_says() -> None:
    found = reading(
        signs=["alibaba-slider"], page={"title": "Captcha Interception"}, heading={"title": "Sorry"}
    )
    assert (found.problem, found.listing.title) == ("blocked", "Baby Walker")
    assert found.listing.layers == {"title": "slug"}
    assert found.message and "Alibaba.com showed a check for robots" in found.message


def test_a_product_page_with_the_guards_script_is_not_blocked() -> None:
    assert reading(signs=["alibaba-guard-script"], selectors={"title": "Walker"}).problem is None
    assert reading(signs=["alibaba-slider", "login-form"], state={"title": "Walker"}).problem is None
    assert reading(signs=["login-form"], heading={"title": "Walker"}).problem == "login"


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<title>Robot or human?</title><h1>Robot or human?</h1>", "blocked"),
        ("<title>Pardon Our Interruption...</title>", "blocked"),
        ("<title>Just a moment...</title><h1>shop</h1>", "blocked"),
        ('<iframe src="/_Incapsula_Resource?x=1"></iframe>', "blocked"),
        ("<script>location='/_____tmd_____/page/login_jump'</script>", "login"),
        ('<h1>Welcome back</h1><form><input type="password"></form>', "login"),
        ("<title>用户登录</title>", "login"),
        ('<form action="/errors/validateCaptcha"><h4>Enter the characters</h4></form>', "blocked"),
        ("<title>404 Not Found</title><h1>Not Found</h1>", "error"),
        ("<title>Shop</title><p>This item is no longer available.</p>", "error"),
        ("", "no_title"),
        ("<p>loading</p>", "no_title"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("url", [ALIBABA, AMAZON, GENERAL])
def test_pages_that_stand_in_the_products_place(html: str, problem: str, url: str) -> None:
    found = read(collect(html, url))
    assert (found.problem, found.listing.title) == (problem, "Baby Walker")
    assert found.message


def test_a_product_may_be_called_like_a_blocked_page() -> None:
    assert (
        reading(
            AMAZON,
            page={"title": "Amazon.com: Robot or Human? : Books"},
            selectors={"title": "Robot or Human?"},
        ).problem
        is None
    )


@pytest.mark.parametrize(
    ("url", "extra"),
    [
        ("https://www.alibaba.com/trade/search?SearchText=walker", {}),
        ("https://www.alibaba.com/", {}),
        ("https://www.alibaba.com/somewhere/new", {"cards": 24}),
        ("https://driftwell.example/about", {}),
        ("https://driftwell.example/all", {"products": 12}),
    ],
)
def test_pages_without_one_product(url: str, extra: dict[str, int]) -> None:
    found = reading(url, heading={"title": "Walkers"}, **extra)
    assert found.problem == "not_a_product" and found.message


def test_a_product_under_an_unknown_address_is_one_when_its_data_say_so() -> None:
    assert reading("https://driftwell.example/walker", jsonld={"title": "Walker"}, products=1).problem is None
    assert (
        reading("https://www.alibaba.com/new/walker", state={"title": "Walker"}, cards=24).problem
        == "not_a_product"
    )
    assert reading(ALIBABA, heading={"title": "Walker"}, cards=24).problem is None


# Facts from the network


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        (None, "facts"),
        ([], "facts"),
        ("x", "facts"),
        ({"url": 5}, "`url`"),
        ({"layers": []}, None),
        ({"layers": [1]}, "`layers`"),
        ({"layers": {"state": "x"}}, "`layers.state`"),
        ({"layers": {"state": {"title": ["x"]}}}, "`layers.state.title`"),
        ({"layers": {"state": {"images": "x"}}}, "`layers.state.images`"),
        ({"layers": {"rows": {"attributes": [["Brand"]]}}}, "`layers.rows.attributes`"),
        ({"layers": {"rows": {"attributes": [["Brand", 5]]}}}, "`layers.rows.attributes`"),
        ({"page": {"title": {}}}, "`page.title`"),
        ({"signs": "x"}, "`signs`"),
        ({"cards": True}, "`cards`"),
    ],
)
def test_what_is_wrong_is_named(facts: Any, named: str | None) -> None:
    if named is None:
        assert read(facts).problem
        return
    with pytest.raises(BadFacts, match=named):
        read(facts)


def test_only_web_addresses_become_links() -> None:
    found = read({"url": "javascript:alert(1)", "layers": {"jsonld": {"title": "Walker"}}})
    assert found.listing.url is None and found.listing.title == "Walker"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
TEXT_FIELDS = ("title", "brand", "model", "gtin", "mpn", "sku", "seller", "description", "price")
LAYER_NAMES = st.sampled_from(["state", "jsonld", "rows", "selectors", "microdata", "meta", "heading"])
NAMES = st.sampled_from(["Brand", "Model", "UPC", "产地", ""])
LAYER = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(TEXT_FIELDS, st.text() | JSON),
        "images": st.lists(st.text()) | JSON,
        "category": st.lists(st.text()) | JSON,
        "attributes": st.lists(st.tuples(NAMES, st.text())) | JSON,
    },
)
KNOWN_URLS = st.sampled_from([ALIBABA, AMAZON, ETSY, GENERAL, "https://[x", ""])
URLS = KNOWN_URLS | st.text().map("https://shop.example/products/".__add__)
FACTS = st.fixed_dictionaries(
    {"url": URLS | JSON, "layers": st.dictionaries(LAYER_NAMES, LAYER) | JSON},
    optional={
        "page": st.dictionaries(st.sampled_from(["title", "h1", "site", "type"]), st.text()) | JSON,
        "signs": st.lists(st.sampled_from(["incapsula", "login-form"])) | JSON,
        "cards": st.integers() | JSON,
        "products": JSON,
        "shop": JSON,
        "language": JSON,
    },
)
TEXT_LAYER = st.fixed_dictionaries({"title": st.text(), "brand": st.text(), "gtin": st.text()})


@given(JSON | FACTS)
def test_anything_is_read_or_refused(facts: Any) -> None:
    try:
        found = read(facts)
    except BadFacts as error:
        assert str(error)
        return
    assert isinstance(found.listing, Listing)
    assert (found.problem is None) == (found.message is None)


@given(URLS, st.dictionaries(LAYER_NAMES, TEXT_LAYER))
def test_texts_alone_are_never_refused(url: str, layers: Any) -> None:
    read({"url": url, "layers": layers})
