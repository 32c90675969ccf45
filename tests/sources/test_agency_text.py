"""Published text becomes plain text, whatever was done to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.sources.text import clean, clean_url, prose, sentences


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (None, ""),
        ("  a&nbsp;b\u00a0 c\n", "a b c"),
        ("Tom &amp;amp; Co", "Tom & Co"),
        ("<p>One</p><p>Two <b>bold</b></p>", "One Two bold"),
        ("a<script>alert(1)</script>b", "a b"),
        ("&lt;img src=x onerror=alert(1)&gt;hi", "hi"),
        ("less than 3 < 5 lbs", "less than 3 < 5 lbs"),
        ("Children’s “ZB” toy", 'Children\'s "ZB" toy'),
        ("Childrenâ\x80\x99s toys", "Children's toys"),
        ('the https://www.cpsc.gov/Busin… lang="EN-US">mandatory standard', "the mandatory standard"),
        ('the https://www.cpsc.gov/x lang=""EN-US"">mandatory standard', "the mandatory standard"),
        ("the https://www.ecfr.gov/current/title-16… standard for toys", "the standard for toys"),
        ("Recalled Due?to Risk", "Recalled Due to Risk"),
        ("soft\u00adhyphen\u200b", "softhyphen"),
    ],
)
def test_should_clean_what_agencies_publish(given: str | None, plain: str) -> None:
    assert clean(given) == plain


@given(st.text(alphabet=st.sampled_from("a<>&;/\"' bpâ€™Ãnbsp#x3cltgm!-?\n“”\x00\x85"), max_size=120))
def test_should_not_change_clean_text(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert "\n" not in once
    assert "  " not in once


@given(st.text(max_size=300))
def test_should_clean_any_text(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    sentences(prose(text))


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https:/www.cpsc.gov/Recalls/1", "https://www.cpsc.gov/Recalls/1"),
        ("hhttps://www.cpsc.gov/a", "https://www.cpsc.gov/a"),
        ("http://www.cpsc.gov/a b.jpg?VersionId=x_Y", "http://www.cpsc.gov/a%20b.jpg?VersionId=x_Y"),
        (" HTTPS://CPSC.gov/A ", "https://cpsc.gov/A"),
        ("javascript:alert(1)", ""),
        ("//www.cpsc.gov/a", ""),
        ("https://", ""),
        ('https://cpsc.gov"onload=x', ""),
        (None, ""),
    ],
)
def test_should_mend_or_drop_addresses(given: str | None, url: str) -> None:
    assert clean_url(given) == url


@given(st.text(max_size=80))
def test_should_only_give_http_addresses_without_spaces_or_quotes(text: str) -> None:
    for address in (text, "https://a.example/" + text):
        url = clean_url(address)
        assert url == "" or url.startswith(("http://", "https://"))
        assert not set(url) & set(' "<>\n')


def test_should_split_sentences_but_not_abbreviations() -> None:
    text = prose("Sold by Zorb Co., Ltd. of China.The Model No. 5 is red. It weighs 3 lbs. and is big.")
    assert sentences(text) == (
        "Sold by Zorb Co., Ltd. of China.",
        "The Model No. 5 is red.",
        "It weighs 3 lbs. and is big.",
    )
