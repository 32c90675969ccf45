"""Real saved pages, and both collectors: what Python and the browser collect is the same, and it is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from importsafety.pages import Reading, collect, read
from page_files import SavedPage, own_pages

Collector = Callable[[SavedPage], dict[str, Any]]


def differences(found: Reading, truth: dict[str, Any]) -> dict[str, Any]:
    """Fields of the label that were read otherwise. A part number counts where it is the model or an attribute."""
    listing = found.listing
    codes = {listing.model, *listing.attributes.values()}
    wrong = {
        field: (getattr(listing, field), truth[field])
        for field in ("title", "brand", "model", "gtin", "seller")
        if field in truth and getattr(listing, field) != truth[field]
    }
    if "category" in truth and list(listing.category) != truth["category"]:
        wrong["category"] = (listing.category, truth["category"])
    if "mpn" in truth and truth["mpn"] not in codes:
        wrong["mpn"] = (codes, truth["mpn"])
    return wrong | ({"problem": found.problem} if found.problem else {})


def collect_here(page: SavedPage) -> dict[str, Any]:
    return collect(page.html, page.url)


@pytest.fixture(params=["python", pytest.param("browser", marks=pytest.mark.browser)])
def collector(request: pytest.FixtureRequest) -> Collector:
    if request.param == "python":
        return collect_here
    chosen: Collector = request.getfixturevalue("collect_in_browser")
    return chosen


@pytest.mark.shared
def test_labelled_pages_are_read_right(real_products: list[SavedPage], collector: Collector) -> None:
    assert len(real_products) >= 14
    wrong = {page.name: differences(read(collector(page)), page.truth) for page in real_products}
    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.shared
def test_no_brand_stays_none(real_products: list[SavedPage]) -> None:
    unbranded = next(page for page in real_products if page.truth["site"] == "1688")
    found = read(collect_here(unbranded)).listing
    assert found.brand is None and "品牌" not in found.attributes


@pytest.mark.shared
def test_blocked_pages_are_recognised(real_blocked: list[SavedPage], collector: Collector) -> None:
    found = {page.name: read(collector(page)).problem for page in real_blocked}
    assert len(found) >= 4 and set(found.values()) <= {"blocked", "login"}


@pytest.mark.shared
def test_result_pages_are_no_products(real_results: list[SavedPage], collector: Collector) -> None:
    found = {page.name: read(collector(page)).problem for page in real_results}
    assert len(found) >= 5 and set(found.values()) == {"not_a_product"}


@pytest.mark.shared
@pytest.mark.browser
def test_both_collect_the_same_from_real_pages(
    real_products: list[SavedPage],
    real_blocked: list[SavedPage],
    real_results: list[SavedPage],
    collect_in_browser: Collector,
) -> None:
    for page in [*real_products, *real_blocked, *real_results]:
        assert collect_in_browser(page) == collect_here(page), page.name


@pytest.mark.browser
def test_both_collect_the_same_from_own_pages(collect_in_browser: Collector) -> None:
    for page in own_pages():
        assert collect_in_browser(page) == collect_here(page), page.name


@pytest.mark.browser
def test_both_collect_the_same_from_awkward_pages(collect_in_browser: Collector) -> None:
    for html in AWKWARD:
        url = (
            "https://www.alibaba.com/product-detail/_1600000000002.html" if "detailData" in html else GENERAL
        )
        page = SavedPage(html[:60], url, html.encode("utf-8", "replace"), {})
        assert collect_in_browser(page) == collect_here(page), page.name


GENERAL = "https://driftwell.example/products/walker"
AWKWARD = [
    "",
    "<title> a \u3000 b </title><h1></h1><h1>😀" + "磁" * 600 + "</h1>",
    "<h1>one<br>two<span> three</span><noscript>no</noscript><template>no</template><style>no</style></h1>",
    "<script>window.detailData = {globalData:{product:{subject:'It\\'s \\u4EF6 \\ud83d\\ude00 \\x41', productId:16002,"
    "mediaItems:[{imageUrl:{big:`//x/y.jpg`}},,], productBasicProperties:[{attrName:'Weight',attrValue:0.10},"
    "{attrName:'A',attrValue:!0}],},seller:undefined}, /* } */ }</script>",
    "<script>window.detailData == 1; window.detailData = [] ; "
    "window.detailData = {globalData:{product:{subject:'x'}}}</script>",
    '<script type="application/ld+json"></script><script type=" Application/LD+JSON ">{"@type":"http://schema.org/Product",'
    '"name":"Walker","brand":["A","B"],"offers":[{"price":1.50,"priceCurrency":"USD"}],"gtin13":9521234543213,'
    '"image":[{"url":"/a.jpg"},"/b.jpg"],"category":"Baby > Walkers",'
    '"additionalProperty":{"name":"Age","value":["6","12"]},'
    '"hasVariant":[{"name":"r","mpn":"W"},{"name":"b","mpn":"W","sku":"2"}],"__proto__":{"name":"x"}}</script>',
    '<div itemscope itemtype="https://schema.org/Product"><p itemprop="name mpn">Walker'
    '<div itemprop="offers" itemscope><i itemprop="seller" itemscope><b itemprop="name">S</b></i>'
    '<meta itemprop=price content="5"></div>'
    '<div itemprop="manufacturer">M</div><img itemprop=image src=a.jpg></div>',
    "<table><tr><th>Brand<td>A &amp; B<tr><td>one<tr><td>Model</td><td>M<script>x</script>-1</td></tr></table>"
    "<dl><dt>K<dd>V<dt>K2<dd>V2</dl>" + "<table>" + "<tr><td>n<td>v" * 120,
    "<p>unclosed <b>bold <div>block</p></b><h1>after</h1><svg><title>svg</title></svg><title>body title</title>",
    '<html lang="ES-mx"><meta property=og:title content="T &quot;q&quot;"><meta name=Description content=" d \n e ">'
    '<meta property="product:price:amount" content="5"><meta property=og:locale content=en_US>'
    "<body>Pardon: press & hold to confirm",
]
