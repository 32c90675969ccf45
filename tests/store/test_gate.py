"""Nothing enters the store that cannot be read back; nothing that is refused is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.notice import Notice, NoticeKind, Product
from importsafety.sources import Rejected
from importsafety.store.gate import Fit, examine, read, url_key

texts = st.text(alphabet=st.characters(codec=None), max_size=40)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": "  "}, "no title"),
        ({"date": "05/02/2024"}, "the date is not YYYY-MM-DD"),
        ({"date": "2024-02-31"}, "the date is not YYYY-MM-DD"),
        ({"date": "20240502"}, "the date is not YYYY-MM-DD"),
        ({"url": "javascript:alert(1)"}, "the address is not http(s)"),
        ({"id": "fda:24001"}, "the id does not begin with its source"),
        ({"id": "cpsc:"}, "the id does not begin with its source"),
        ({"source": "fda"}, "the id does not begin with its source"),
        ({"units": "many"}, "not a well-formed notice"),
        ({"products": ("a heater",)}, "not a well-formed notice"),
        ({"title": "bad \ud800 half"}, "not a well-formed notice"),
        ({"description": "x" * 3_000_000}, "longer than"),
    ],
)
def test_an_unfit_notice_is_refused_with_the_reason(notice, fields, reason):
    result = examine(notice("24001", **fields), "cpsc")
    assert isinstance(result, Rejected)
    assert reason in result.reason
    assert 0 < len(result.record) <= 20_000


def test_a_fit_notice_reads_back_as_it_was(notice):
    whole = notice("24001", linked=("cpsc:24002",), units=3)
    fit = examine(whole, "cpsc")
    assert fit.notice == whole
    assert read(fit.body) == fit


def test_a_notice_without_an_address_is_fit(notice):
    assert isinstance(examine(notice("24001", url=""), "cpsc"), Fit)


@given(texts, texts, texts, texts, texts)
def test_any_text_passes_whole_or_is_refused(number, title, date, url, name):
    notice = Notice(f"cpsc:{number}", "cpsc", NoticeKind.RECALL, title, date, url, products=(Product(name),))
    result = examine(notice, "cpsc")
    if isinstance(result, Fit):
        assert read(result.body).notice == notice
    else:
        result.record.encode()
        assert result.reason


@pytest.mark.parametrize(
    "spelling",
    [
        "http://cpsc.gov/Recalls/2024/AB",
        "https:/www.cpsc.gov/recalls/2024/ab/",
        " HTTPS://WWW.CPSC.GOV/Recalls/2024/A%42 ",
    ],
)
def test_an_address_is_known_in_each_spelling(spelling):
    assert url_key(spelling) == url_key("https://www.cpsc.gov/Recalls/2024/AB")


@given(texts)
def test_any_text_has_an_address_key(text):
    assert isinstance(url_key(text), str)
