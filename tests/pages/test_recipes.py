"""The recipes: well-formed, one for every shop, and right about addresses."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.pages import recipes
from importsafety.pages.recipes import Address, page_kind, recipe_for, shops

LAUNCH = {
    "alibaba",
    "made-in-china",
    "1688",
    "globalsources",
    "dhgate",
    "aliexpress",
    "indiamart",
    "tradeindia",
    "amazon",
    "walmart",
    "ebay",
    "temu",
}


def test_the_schema_is_in_step_and_the_file_is_valid() -> None:
    schema = json.loads(
        (recipes.path().parents[1] / "backend/importsafety/pages/shops.schema.json").read_text("utf-8")
    )
    assert schema == json.loads(recipes.schema()), "write it anew: see docs/shops.md"
    jsonschema.validate(json.loads(recipes.path().read_text("utf-8")), schema)


def test_the_launch_shops_are_there() -> None:
    assert {recipe.id for recipe in shops().shops if recipe.launch} == LAUNCH


def test_no_shop_and_no_host_is_named_twice() -> None:
    ids = [recipe.id for recipe in shops().shops]
    hosts = [host for recipe in shops().shops for host in recipe.hosts]
    assert len(ids) == len(set(ids))
    assert len(hosts) == len(set(hosts))


def test_patterns_are_regular_expressions_with_the_group_they_need() -> None:
    for recipe in (*shops().shops, shops().general):
        for pattern in (*recipe.product, *recipe.results.urls, *recipe.junk):
            re.compile(pattern)
        for pattern in (*recipe.slug, *([recipe.id_pattern] if recipe.id_pattern else [])):
            assert re.compile(pattern).groups == 1, pattern
        for patterns in recipe.unwrap.values():
            assert all(re.compile(pattern).groups == 1 for pattern in patterns)
    for sign in shops().tables.signs:
        given = [x for x in (sign.selector, sign.script, sign.title, sign.url, sign.text) if x]
        assert len(given) == 1, sign.id


def test_every_recipe_says_when_its_places_were_seen() -> None:
    for recipe in shops().shops:
        places = [*recipe.state, *([recipe.selectors] if recipe.selectors != recipes.Selectors() else [])]
        assert all(place.note for place in places), recipe.id


def test_words_in_tables_are_spelled_as_they_are_compared() -> None:
    tables = shops().tables
    names = [name for field in tables.attributes.values() for name in field]
    words = [*names, *tables.none, *tables.noise, *tables.category_junk, *tables.companies]
    assert [word for word in words if word != word.lower()] == []


@pytest.mark.parametrize(
    ("url", "shop", "kind"),
    [
        ("https://www.alibaba.com/product-detail/Sofa_1600930741831.html?spm=1", "alibaba", "product"),
        ("https://www.alibaba.com/product-detail/_1600930741831.html", "alibaba", "product"),
        ("https://spanish.alibaba.com/product-detail/sofa-1600930741831.html", "alibaba", "product"),
        ("https://zhida.en.alibaba.com/product/1600930741831-801/sofa.html", "alibaba", "product"),
        ("https://www.alibaba.com/trade/search?SearchText=sofa", "alibaba", "results"),
        ("https://www.alibaba.com/showroom/magnetic-balls.html", "alibaba", "results"),
        ("https://www.alibaba.com/", "alibaba", "other"),
        (
            "https://x.en.made-in-china.com/product/NSYJteLoHRUK/China-Grating.html",
            "made-in-china",
            "product",
        ),
        ("https://x.en.made-in-china.com/product-list-1.html", "made-in-china", "results"),
        (
            "https://x.en.made-in-china.com/product/keywordSearch?searchKeyword=sofa",
            "made-in-china",
            "results",
        ),
        (
            "https://www.made-in-china.com/products-search/hot-china-products/Sofa.html",
            "made-in-china",
            "results",
        ),
        ("https://detail.1688.com/offer/943009939489.html", "1688", "product"),
        ("https://m.1688.com/offer/943009939489.html", "1688", "product"),
        ("https://s.1688.com/selloffer/offer_search.htm?keywords=socks", "1688", "results"),
        ("https://www.globalsources.com/product/hair-dryer-1234567p.htm", "globalsources", "product"),
        ("https://www.globalsources.com/product/hair-dryer_1234567f.htm", "globalsources", "product"),
        ("https://www.globalsources.com/searchList/products?keyWord=dryer", "globalsources", "results"),
        ("https://www.dhgate.com/product/string-lights/900000005.html", "dhgate", "product"),
        ("https://www.dhgate.com/wholesale/search.do?searchkey=lights", "dhgate", "results"),
        ("https://he.aliexpress.com/item/32993251330.html", "aliexpress", "product"),
        ("https://www.aliexpress.us/item/3256801234567.html?x=1", "aliexpress", "product"),
        ("https://www.aliexpress.com/w/wholesale-magnet.html", "aliexpress", "results"),
        ("https://www.indiamart.com/proddetail/baby-walker-2850000000009.html", "indiamart", "product"),
        ("https://dir.indiamart.com/search.mp?ss=walker", "indiamart", "results"),
        ("https://www.tradeindia.com/products/gas-lighter-c7000011.html", "tradeindia", "product"),
        ("https://www.tradeindia.com/manufacturers/gas-lighter.html", "tradeindia", "results"),
        ("https://www.amazon.com/dp/B00FLYWNYQ", "amazon", "product"),
        ("https://www.amazon.co.uk/gp/product/B00FLYWNYQ?th=1", "amazon", "product"),
        ("https://www.amazon.com.mx/Olla/dp/B00FLYWNYQ/ref=sr_1_1", "amazon", "product"),
        ("https://www.amazon.com/s?k=magnets", "amazon", "results"),
        ("https://www.amazon.com/gp/cart/view.html", "amazon", "other"),
        ("https://www.walmart.com/ip/Bed-Rail/900000013?from=/search", "walmart", "product"),
        ("https://www.walmart.com/search?q=bed+rail", "walmart", "results"),
        ("https://www.walmart.com/checkout", "walmart", "other"),
        ("http://www.ebay.com/itm/Wicker-Couch-/381228738769", "ebay", "product"),
        ("https://www.ebay.de/itm/381228738769?hash=1", "ebay", "product"),
        ("https://www.ebay.com/sch/i.html?_nkw=magnets", "ebay", "results"),
        ("https://www.temu.com/water-beads-g-601099512345678.html", "temu", "product"),
        ("https://www.temu.com/search_result.html?search_key=beads", "temu", "results"),
        ("https://www.etsy.com/listing/230389421/decal", "etsy", "product"),
        ("https://www.etsy.com/search?q=decal", "etsy", "results"),
        ("https://item.taobao.com/item.htm?id=562283240178", "taobao", "product"),
        ("https://detail.tmall.com/item.htm?id=562283240178", "taobao", "product"),
        ("https://s.taobao.com/search?q=1", "taobao", "results"),
        ("https://www.bestbuy.com/site/apple-iphone/4447801.p?skuId=4447801", "bestbuy", "product"),
        ("https://articulo.mercadolibre.com.mx/MLM-123456789-andadera-_JM", "mercadolibre", "product"),
        ("https://www.mercadolibre.com.co/andadera/p/MCO123456", "mercadolibre", "product"),
        ("https://listado.mercadolibre.com.mx/andadera", "mercadolibre", "results"),
        ("https://x.myshopify.com/products/walker", "shopify", "product"),
        ("https://x.myshopify.com/collections/all", "shopify", "results"),
        ("https://driftwell.example/products/rocking-sleeper", "general", "product"),
        ("https://driftwell.example/about", "general", "other"),
        ("https://alibaba.com.evil.example/product-detail/x_1.html", "general", "other"),
        ("https://notalibaba.com/", "general", "other"),
        (
            "https://evil.example/?u=https://www.alibaba.com/product-detail/x_1600930741831.html",
            "general",
            "other",
        ),
        ("", "general", "other"),
        ("https://[broken", "general", "other"),
    ],
)
def test_addresses(url: str, shop: str, kind: str) -> None:
    assert (recipe_for(url).id, page_kind(url)) == (shop, kind)


@given(st.text())
def test_any_address_is_of_some_kind(url: str) -> None:
    assert page_kind(url) in ("product", "results", "other")
    assert Address(f"https://{url}").recipe
