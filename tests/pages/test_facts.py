"""Collecting: the same facts whatever way a page writes them, within limits whatever it holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.pages import collect
from importsafety.pages.text import decode
from page_files import own_pages

URL = "https://shop.example/products/walker"


def ld(*blocks: Any) -> str:
    written = [block if isinstance(block, str) else json.dumps(block) for block in blocks]
    return "".join(f'<script type="application/ld+json">{block}</script>' for block in written)


def jsonld(*blocks: Any) -> dict[str, Any]:
    layer: dict[str, Any] = collect(ld(*blocks), URL)["layers"].get("jsonld", {})
    return layer


def product(**fields: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "Product", "name": "Walker", **fields}


@pytest.mark.parametrize(
    "blocks",
    [
        [product()],
        [[product()]],
        [{"@graph": [{"@type": "WebSite", "name": "Shop"}, product()]}],
        [{"@type": "WebPage", "name": "Page", "mainEntity": product()}],
        [{"@type": ["Thing", "https://schema.org/Product"], "name": "Walker"}],
        [{"@type": "ProductGroup", "name": "Walker", "hasVariant": [product(name="Walker red")]}],
        ["", product()],
        ["{ broken", product()],
        ["   ", '{"@type": "Product", "name": "Walker",}'],
        ['/* note */ {"@type": "Product",\n"name": "Walk\x08er"}'],
        [product(review={"@type": "Review", "itemReviewed": {"@type": "Product", "name": "Other"}})],
        [{"@type": "Offer", "itemOffered": product()}],
    ],
)
def test_where_jsonld_keeps_the_product(blocks: list[Any]) -> None:
    assert jsonld(*blocks)["title"] == "Walker"


@pytest.mark.parametrize(
    "brand",
    [
        "Totterly",
        {"@type": "Brand", "name": "Totterly"},
        [{"name": "Totterly"}, "Other"],
        {"name": ["Totterly"]},
    ],
)
def test_how_jsonld_writes_the_brand(brand: Any) -> None:
    assert jsonld(product(brand=brand))["brand"] == "Totterly"


@pytest.mark.parametrize("name", ["gtin", "gtin8", "gtin12", "gtin13", "gtin14"])
def test_how_jsonld_writes_the_gtin(name: str) -> None:
    assert jsonld(product(**{name: "9521234543213"}))["gtin"] == "9521234543213"
    assert jsonld(product(**{name: 9521234543213}))["gtin"] == "9521234543213"
    assert jsonld(product(offers=[{"@type": "Offer", name: "9521234543213"}]))["gtin"] == "9521234543213"


def test_offers_give_price_and_seller() -> None:
    offer = {"@type": "Offer", "price": 20.50, "priceCurrency": "USD", "seller": {"name": "Smallstep"}}
    read = jsonld(product(offers=offer))
    assert (read["price"], read["seller"]) == ("USD 20.5", "Smallstep")
    spread = {"@type": "AggregateOffer", "lowPrice": "8.50", "highPrice": "10.90", "priceCurrency": "USD"}
    assert jsonld(product(offers=spread))["price"] == "USD 8.50 - 10.90"


def test_a_code_of_one_variant_is_not_the_groups() -> None:
    variants = [product(name="Red", gtin13="9521234543213", mpn="W-1"), product(name="Blue", mpn="W-1")]
    read = jsonld({"@type": "ProductGroup", "name": "Walker", "hasVariant": variants})
    assert read["mpn"] == "W-1" and "gtin" not in read


def test_related_products_do_not_mix_in() -> None:
    read = collect(ld(product(), product(name="Other", brand="Wrong"), product(mpn="W-1")), URL)
    assert read["layers"]["jsonld"]["mpn"] == "W-1" and "brand" not in read["layers"]["jsonld"]
    assert read["products"] == 2


def test_microdata_stays_within_its_product() -> None:
    html = """<div itemscope itemtype="http://schema.org/Product"><h1 itemprop="name">Walker</h1>
    <div itemprop="review" itemscope itemtype="http://schema.org/Review"><b itemprop="name">Great</b></div>
    <span itemprop="brand" itemscope itemtype="http://schema.org/Brand"><meta itemprop="name" content="Totterly"></span>
    <a itemprop="model" href="/m/610">TW-610</a><img itemprop="image" src="/w.jpg">
    <div itemprop="offers" itemscope><b itemprop="price" content="20.50">$20.50</b></div></div>
    <b itemprop="mpn">outside</b>"""
    assert collect(html, URL)["layers"]["microdata"] == {
        "title": "Walker",
        "brand": "Totterly",
        "model": "TW-610",
        "price": "20.50",
        "images": ["/w.jpg"],
    }


def test_text_is_what_a_reader_sees() -> None:
    html = "<h1>Baby<b>lux</b> <i>Walker</i><br>red<script>var a</script><style>b</style><p>two</p>lines</h1>"
    assert collect(html, URL)["page"]["h1"] == "Babylux Walker red two lines"


def test_rows_of_an_unknown_shop() -> None:
    html = "<table><tr><th>Brand</th><td>Totterly</td></tr><tr><td colspan=2>Note</td></tr></table>"
    html += "<dl><dt>Model</dt><dd>TW-610</dd></dl>"
    assert collect(html, URL)["layers"]["rows"]["attributes"] == [["Brand", "Totterly"], ["Model", "TW-610"]]


def test_state_that_reads_only_at_the_second_place() -> None:
    html = "<script>if (window.detailData == null) log('no window.detailData = {');</script>"
    html += "<script>window.detailData = {globalData: {product: {subject: 'Walker'}}, };</script>"
    read = collect(html, "https://www.alibaba.com/product-detail/_1600000000002.html")
    assert read["layers"]["state"] == {"title": "Walker"}


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>磁力球</title>".encode(), "磁力球"),
        (b"\xef\xbb\xbf" + "<title>磁力球</title>".encode(), "磁力球"),
        ("<meta charset=gbk><title>磁力球</title>".encode("gbk"), "磁力球"),
        ("<meta charset=utf-8><title>é</title>".encode("latin-1"), "\ufffd"),
        ('<meta content="text/html; charset=ISO-8859-1"><title>Niño</title>'.encode("latin-1"), "Niño"),
        ("\ufeff<title>Niño</title>".encode("utf-16-le"), "Niño"),
    ],
)  # fmt: skip
def test_encodings(html: bytes, title: str) -> None:
    assert collect(html, URL)["page"]["title"] == title


def test_what_the_server_says_of_the_encoding_counts() -> None:
    assert decode("磁力球".encode("gbk"), "GBK") == "磁力球"
    assert decode("磁力球".encode("big5"), "no-such-thing") != ""


def test_a_saved_page_without_address_is_read_by_its_own() -> None:
    html = '<link rel="canonical" href="https://item.taobao.com/item.htm?id=1">'
    html += '<h3 class="tb-main-title" data-title="壳">'
    assert collect(html, "")["layers"]["selectors"]["title"] == "壳"


def hostile() -> str:
    huge = '磁😀"\\<' * 1_000
    rows = "".join(f"<tr><td>名{place}{huge[:300]}</td><td>{huge[:900]}</td></tr>" for place in range(400))
    block = product(
        name=huge, description=huge, image=[huge] * 50, brand=huge, category=[huge] * 50, mpn=huge
    )
    meta = "".join(
        f'<meta property="{name}" content="{huge[:9000]}">'
        for name in ("og:title", "og:description", "og:image")
    )
    return f"<title>{huge}</title>{meta}{ld(block)}<h1>{huge}</h1><table>{rows}</table>" + "<div>" * 200


def test_facts_stay_small() -> None:
    read = collect(hostile(), f"{URL}?{'x' * 9_000}")
    assert len(json.dumps(read, ensure_ascii=False).encode()) < 60_000


NESTED = (ld("[" * 100_000), ld('{"@graph":' * 1_000), "<div>" * 50_000)


@pytest.mark.parametrize("html", [b"", b"\x00" * 50, b"\xff\xfe", b"%PDF-1.7 \x80", *NESTED])
def test_what_is_no_page_gives_few_facts(html: str | bytes) -> None:
    assert collect(html, URL)["layers"] == {}


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    json.dumps(collect(b"<h1>x</h1><script type='application/ld+json'>" + data, URL)).encode()


KEYS = st.sampled_from(["@type", "name", "brand", "offers", "@graph", "hasVariant", "image"])
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("Product")
LOOSE = st.recursive(
    SCALARS, lambda x: st.lists(x, max_size=3) | st.dictionaries(KEYS, x, max_size=3), max_leaves=9
)


@given(LOOSE)
def test_any_jsonld(data: Any) -> None:
    jsonld(
        {"@type": "Product", "name": "Walker", "x": data, "offers": data, "hasVariant": data, "brand": data}
    )
    collect(ld(data), URL)


@pytest.mark.parametrize("page", own_pages(), ids=lambda page: page.name)
def test_own_pages_fit_in_every_shop(page: Any) -> None:
    read = collect(page.html, page.url)
    assert read["shop"] == page.truth["shop"]
    assert read["signs"] == []
