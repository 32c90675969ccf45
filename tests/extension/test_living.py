"""Pages that change, fight the banner or outlive the extension."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

import pages
from chromium import Chromium
from looks import HOST, banner, nothing_in
from serving import EXTENSION, Backend
from shop_server import INERT, ShopServer

pytestmark = pytest.mark.browser


def test_a_shop_that_changes_its_page_in_place_is_followed(browser: Chromium, shop: ShopServer) -> None:
    page = browser.open(shop.put(pages.address("clamp", 10), pages.PLAIN))
    assert browser.state(page)["verdict"] == "no_match"
    page.bring_to_front()
    recalled = pages.address("iLive", 11)
    page.evaluate(
        """([url, title]) => {
          document.querySelector('script').remove();
          document.querySelector('h1').textContent = title;
          history.pushState({}, '', url);
        }""",
        [recalled, "iLive GSB56BC Self-Balancing Scooter Hoverboard"],
    )
    banner(page, "recalled")
    page.evaluate("history.pushState({}, '', '/showroom/hoverboard.html')")
    expect(page.locator(HOST)).to_have_count(0)
    browser.badge(page, "")


def test_another_address_of_the_same_product_leaves_the_banner_as_it_is(
    browser: Chromium, shop: ShopServer
) -> None:
    page = browser.open(shop.put(pages.address("iLive", 19), pages.RECALLED))
    banner(page, "recalled")
    inside = browser.shadow(page)
    inside.evaluate("root.querySelector('details').open = true")
    page.evaluate("location.hash = 'reviews'")
    page.evaluate("history.replaceState({}, '', location.pathname + '?spm=a2700')")
    browser.reach(page, "answered")
    assert inside.evaluate("root.querySelector('details').open")


def test_content_that_comes_late_is_read(browser: Chromium, shop: ShopServer) -> None:
    html = "<!doctype html><title>Loading</title><main data-module-name=module_title></main>"
    page = browser.open(shop.put(pages.address("late", 12), html))
    browser.reach(page, "checking")
    page.evaluate(
        "document.querySelector('main').innerHTML = '<h1>iLive GSB56BC Self-Balancing Scooter Hoverboard</h1>'"
    )
    banner(page, "recalled")


def test_another_variant_that_a_person_chooses_is_read(browser: Chromium, shop: ShopServer) -> None:
    html = (
        "<!doctype html><title>x</title><div data-module-name=module_title><h1>Hoverboard, black</h1></div>"
        "<button onclick=\"document.querySelector('h1').textContent = 'iLive GSB56BC Self-Balancing Scooter Hoverboard'"
        '">With lights</button>'
    )
    page = browser.open(shop.put(pages.address("variant", 40), html))
    assert browser.state(page)["verdict"] != "recalled"
    page.get_by_role("button", name="With lights").click()
    banner(page, "recalled")
    page.close()


def test_a_page_from_the_back_forward_cache_has_its_banner_and_badge(
    browser: Chromium, shop: ShopServer
) -> None:
    page = browser.open(shop.put(pages.address("iLive", 41), pages.RECALLED))
    banner(page, "recalled")
    page.evaluate("window.stays = true")
    page.goto(shop.put("https://www.alibaba.com/help/index.html", "<title>x</title>"))
    page.go_back()
    banner(page, "recalled")
    assert page.locator(HOST).count() == 1
    assert browser.state(page)["verdict"] == "recalled"
    browser.badge(page, "!")
    page.close()


def test_two_tabs_of_one_product_are_told_apart(browser: Chromium, shop: ShopServer) -> None:
    url = shop.put(pages.address("iLive", 42), pages.RECALLED)
    one, other = browser.open(url), browser.open(url)
    banner(one, "recalled")
    banner(other, "recalled")
    other.evaluate("history.pushState({}, '', '/help/index.html')")
    expect(other.locator(HOST)).to_have_count(0)
    browser.badge(one, "!")
    browser.badge(other, "")
    one.close()
    other.close()


def test_closing_the_banner_by_keyboard_holds_for_the_session(browser: Chromium, shop: ShopServer) -> None:
    url = shop.put(pages.address("iLive", 13), pages.RECALLED)
    page = browser.open(url)
    banner(page, "recalled")
    # From the top of the page: the notice's link, then the button.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert (
        browser.shadow(page).evaluate("root.activeElement.getAttribute('aria-label')")
        == "Close for this session"
    )
    page.keyboard.press("Enter")
    expect(page.locator(HOST)).to_have_count(0)
    browser.until(lambda: browser.kept("dismissed", "session"), "the product's banner is closed")
    page.goto(url + "?spm=a2700")
    assert browser.state(page)["verdict"] == "recalled"
    assert nothing_in(page)
    browser.badge(page, "!")


@pytest.mark.parametrize(
    "style",
    [
        "header { position: fixed; inset: 0 0 auto; height: 120px; background: #fff; z-index: 99999 }",
        "header { position: fixed; inset: 0 0 auto; height: 120px; background: #fff } main { margin-top: 120px }",
        "body { display: flex }",
        "div:empty { display: none } body > div { visibility: hidden; height: 0; overflow: hidden }",
        "div { all: unset; position: absolute; left: -9999px; color: #fff !important; font-size: 1px }",
    ],
)
def test_the_banner_can_be_read_on_any_layout(browser: Chromium, shop: ShopServer, style: str) -> None:
    html = pages.RECALLED.replace("</style>", style + "</style>")
    page = browser.open(shop.put(pages.address("iLive", 14), html))
    banner(page, "recalled")
    # Whether a place is covered shows once the page is laid out; then the next one is tried.
    page.wait_for_function(
        """() => {
          const host = document.querySelector('[data-import-safety]');
          const {left, top, width, height} = host.getBoundingClientRect();
          const front = document.elementFromPoint(left + width / 2, top + 10) === host;
          return width > 500 && height > 40 && front;
        }"""
    )
    page.close()


def test_a_page_that_throws_the_banner_out_gets_it_back_a_few_times(
    browser: Chromium, shop: ShopServer
) -> None:
    page = browser.open(shop.put(pages.address("iLive", 15), pages.RECALLED))
    banner(page, "recalled")
    page.evaluate("document.querySelector('[data-import-safety]').remove()")
    banner(page, "recalled")
    page.evaluate(
        """new MutationObserver(() => document.querySelector('[data-import-safety]')?.remove())
             .observe(document.body, {childList: true, subtree: true});
           document.querySelector('[data-import-safety]').remove()"""
    )
    expect(page.locator(HOST)).to_have_count(0)
    browser.badge(page, "!")


def test_a_banner_left_by_a_former_version_goes(browser: Chromium, shop: ShopServer) -> None:
    html = pages.PLAIN.replace("<body>", "<body><div data-import-safety=recalled></div>")
    page = browser.open(shop.put(pages.address("clamp", 18), html))
    assert browser.state(page)["verdict"] == "no_match"
    assert nothing_in(page)


def test_a_strict_page_policy_does_not_take_the_banners_style(browser: Chromium, shop: ShopServer) -> None:
    page = browser.open(shop.put(pages.address("iLive", 16), pages.RECALLED, INERT))
    banner(page, "recalled")
    colour = "getComputedStyle(root.querySelector('.line')).backgroundColor"
    assert browser.shadow(page).evaluate(colour) == "rgb(176, 36, 28)"


def test_a_worker_that_was_stopped_answers_again(browser: Chromium, shop: ShopServer) -> None:
    page = browser.open(shop.put(pages.address("iLive", 17), pages.RECALLED))
    banner(page, "recalled")
    browser.stop_worker()
    page.reload()
    banner(page, "recalled")
    assert browser.state(page)["verdict"] == "recalled"


def test_banner_and_popup_speak_the_browsers_language(roaming: Chromium, shop: ShopServer) -> None:
    page = roaming.open(shop.put(pages.address("iLive", 30), pages.RECALLED))
    banner(page, "recalled")
    line = "召回公告提到了此品牌和型号"
    assert roaming.shadow(page).evaluate("root.querySelector('.headline').textContent") == line
    assert roaming.state(page)["line"] == line
    page.close()


# What is said in other words than the reader's: by agencies, by the page, by the comparison that quotes both.
QUOTED = "[lang=en], [data-side], [data-field], .all dl, .cite a, code, textarea"
# Names that no language translates: quotations, citations, certificates, programs, addresses.
NAMES = re.compile(
    r"“[^”]*”|https?://[\w.:/]+|\d+ (?:CFR|USC)[\w .()、]*|\bASTM F\d+|\b(?:CPC|GCC|CPSC|eFiling|LED|mm|ppm)\b"
    r"|importsafety refresh|Alibaba\.com|[^A-Za-z]",
    re.ASCII,
)


def test_nothing_of_ours_is_english_in_a_chinese_popup(roaming: Chromium, shop: ShopServer) -> None:
    """Whatever the verdict: why a rule applies, what it asks, why a certificate is needed, why nothing was read."""
    looks = {
        "recalled": pages.RECALLED,
        "possible": pages.alibaba("216 pcs 5 mm magnetic balls magic cube for kids", {"Origin": "China"}),
        "similar": pages.LOOKALIKE,
        "no_match": pages.alibaba("Baby inclined sleeper with 30 degree angle", {}),
        "unchecked": "<!doctype html><title>Captcha Interception</title><body>Please slide to verify",
    }
    english = {}
    for number, (verdict, html) in enumerate(looks.items(), 31):
        page = roaming.open(shop.put(pages.address("0", number), html))
        popup = roaming.popup(page, "answered")
        assert popup.locator("main").get_attribute("data-verdict") == verdict
        said = popup.evaluate(
            """quoted => [...document.querySelectorAll('main *')].filter(one => !one.closest(quoted))
                 .flatMap(one => [...one.childNodes].filter(node => node.nodeType === 3).map(node => node.data))""",
            QUOTED,
        )
        assert len(said) > 5
        if left := [text for text in said if NAMES.sub("", text)]:
            english[verdict] = left
        for each in (popup, page):
            each.close()
    assert english == {}


def test_scripts_that_outlive_their_extension_fall_silent(
    launch: Callable[..., Chromium], backend: Backend, shop: ShopServer
) -> None:
    with launch(EXTENSION) as short_lived:
        short_lived.use(backend.url)
        _outlive(short_lived, shop)


def _outlive(browser: Chromium, shop: ShopServer) -> None:
    page = browser.open(shop.put(pages.address("iLive", 31), pages.RECALLED))
    banner(page, "recalled")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    browser.switch_off_extension()
    page.evaluate("history.pushState({}, '', '/product-detail/other_1600000000032.html')")
    expect(page.locator(HOST)).to_have_count(0)
    assert errors == []
