"""Model numbers and other codes are read from prose; what only looks like one is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importsafety.sources.extract import gtins, models
from importsafety.sources.extract.measures import is_measure


def codes(*lines: str, kind: str = "model") -> list[str]:
    return [code.value for code in models.read((), lines, (), ()) if code.kind == kind]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('"Model: HC030" is printed on the product packaging.', ["HC030"]),
        ('The model number is "LY0204A".', ["LY0204A"]),
        ('The model number "240-14-1380" is printed on the tag.', ["240141380"]),
        (
            "heaters with model numbers NS-RGF1, NS-RGF2 and NS-RGF3, sold in black",
            ["NSRGF1", "NSRGF2", "NSRGF3"],
        ),
        ("sold in pink (model BB5656PI), beige (model BB5656BE) and gray", ["BB5656PI", "BB5656BE"]),
        ("models E300, E300S, E200 and E200S Zorb Electric Scooters", ["E300", "E300S", "E200", "E200S"]),
        ("Model No. WQ-12 (red), WQ-13 (blue) or WQ-14 (green)", ["WQ12", "WQ13", "WQ14"]),
        ("The following model numbers are included: NZ 9110.3, NZ 9160.4.", ["NZ91103", "NZ91604"]),
        ("bed rails, models C3 Pro, C4 Pro and C5 Pro 2.0", ["C3PRO", "C4PRO", "C5PRO20"]),
        ("blankets with model numbers LP-BRMDY-BLK and LP-BRMDY-GRY", ["LPBRMDYBLK", "LPBRMDYGRY"]),
        ("sold in white with style number NF0A8ADB3IE.", ["NF0A8ADB3IE"]),
        ("Product Model hw-003 is on the front.", ["HW003"]),
        ("scales, models: 0480, 0455 and 0456.", ["0480", "0455", "0456"]),
        (
            "Product and Color Model Number UPC Code Blue Bear DF156-MT 196710005616 Pink Bear DF156-LI 196710008709",
            ["DF156MT", "DF156LI"],
        ),
    ],
)
def test_should_find_labelled_models(line: str, found: list[str]) -> None:
    assert codes(line) == found


@pytest.mark.parametrize(
    "line",
    [
        "This recall involves model year 2013 Zorb bicycles.",
        "all models sold from 2019 through 2021 for about $25",
        "two styles of 100% polyester bathrobes",
        "three models measuring 31.5 inches wide by 40 inches high",
        "models with 1500W heaters and a 24V battery",
        "The model comes with 3-in-1 functions and 12-drawer storage.",
        "models that use CR2032 or AA batteries",
        "The model number is on a label; call 800-638-2772.",
        "Models ZX100 and ZX200 are not included in this recall.",
        "the battery is compatible with Zorb model ZX100 vacuums",
        "No other model numbers are affected: ZX900.",
        "styles in sizes 2T-5T",
        "The models are for children between 110 and 160 cm tall.",
        "The model name is printed on the frame.",
    ],
)
def test_should_not_take_other_things_for_models(line: str) -> None:
    assert codes(line) == []


def test_should_leave_out_what_is_excepted() -> None:
    assert codes("models ZX100 and ZX200, except models ZX300 and ZX400") == ["ZX100", "ZX200"]


def test_should_keep_kinds_of_codes_apart() -> None:
    line = "with item number 157310, serial numbers SQC200034980 - SQC202319171, lot code 24B07 and date code 23K10"
    found = {code.kind: (code.value, code.until) for code in models.in_sentence(line)}
    assert found == {
        "sku": ("157310", None),
        "serial": ("SQC200034980", "SQC202319171"),
        "lot": ("24B07", None),
        "date_code": ("23K10", None),
    }


def test_should_read_ranges_of_serial_numbers() -> None:
    line = "serial numbers ranging from 31706-35058 and between Y1025 and Y1310"
    found = [(code.value, code.until) for code in models.in_sentence(line)]
    assert ("31706", "35058") in found


def test_should_find_what_amazon_prints() -> None:
    found = {
        code.kind: code.value for code in models.in_sentence("ASIN B0CKZG94TL; the label reads X004Q55E07.")
    }
    assert found == {"asin": "B0CKZG94TL", "sku": "X004Q55E07"}


def test_should_find_codes_in_names_without_a_label() -> None:
    names = ("Zorb V5130 and TX-900A gas valves, 24V, 3-in-1, 2019",)
    assert [code.value for code in models.read(names, (), (), ())] == ["V5130", "TX900A"]


def test_should_keep_the_sentence_as_evidence() -> None:
    (code,) = models.read((), ('"Model: HC-030" is printed below.',), (), ())
    assert (code.raw, code.sentence) == ("HC-030", '"Model: HC-030" is printed below.')


_CODES = st.from_regex(r"[A-Z]{2,4}-?[0-9]{3,5}[A-Z]?", fullmatch=True).filter(
    lambda code: not is_measure(code) and not code.startswith("VIN")  # a label, not a model
)


@given(st.lists(_CODES, min_size=1, max_size=8, unique_by=models.normalise))
def test_should_find_every_code_of_a_list(listed: list[str]) -> None:
    text = ", ".join(listed[:-1]) + (" and " if len(listed) > 1 else "") + listed[-1]
    expected = [models.normalise(code) for code in listed]
    assert codes(f"heaters with model numbers {text}.") == expected
    assert codes(f"model numbers {text} are not included in this recall.") == []


@given(st.text(max_size=200))
def test_should_only_give_normalised_codes_from_any_text(text: str) -> None:
    for line in (text, f"Model numbers {text}", f"UPC {text} serial numbers {text}"):
        for code in models.read((line,), (line,), (), ()):
            assert code.value == models.normalise(code.value) != ""
            assert len(code.value) <= 60


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["196710005616"], [("gtin", "00196710005616")]),
        (["0 12345 67890 5"], [("gtin", "00012345678905")]),
        (["12345678905"], [("gtin", "00012345678905")]),  # a leading zero was lost
        (["01234567890"], [("gtin", "00012345678905")]),  # printed without the check digit
        (["4006381333931"], [("gtin", "04006381333931")]),
        (["10012345678902"], [("gtin", "10012345678902")]),
        (["40123455"], [("gtin", "00000040123455")]),
        (["13826865", "13838218"], [("sku", "13826865"), ("sku", "13838218")]),
        (["10005650, 10006051"], [("sku", "10005650"), ("sku", "10006051")]),
        (["196710005616 / 196710008709"], [("gtin", "00196710005616"), ("gtin", "00196710008709")]),
        (["196710005617"], [("sku", "196710005617")]),
        (["M0080000"], [("sku", "M0080000")]),
        (["", "12", "000000000000"], []),
    ],
)
def test_should_tell_gtins_from_item_numbers(values: list[str], found: list[tuple[str, str]]) -> None:
    assert [(code.kind, code.value) for code in gtins.read(values, ())] == found


def test_should_find_upcs_in_prose_only_beside_their_label() -> None:
    line = "UPC 196710005616 is on the tag; the order was 4006381333931."
    assert "00196710005616" in {code.value for code in gtins.read((), (line,))}
    assert gtins.read((), ("Serial number 196710005616 is on the tag.",)) == ()


@given(
    st.from_regex(r"[0-9]{11}|[0-9]{12}|[0-9]{13}|[0-9]{7}", fullmatch=True).filter(lambda d: d.strip("0"))
)
def test_should_accept_a_code_with_its_check_digit_and_no_other(body: str) -> None:
    right = gtins.check_digit(body)
    assert gtins.normalise(body + right) == (body + right).zfill(14)
    for wrong in set("0123456789") - {right}:
        assert gtins.normalise(body + wrong) is None


@given(st.text(max_size=30))
def test_should_give_fourteen_digits_or_nothing(text: str) -> None:
    code = gtins.normalise(text)
    assert code is None or (len(code) == 14 and gtins.is_valid(code))
    for identifier in gtins.read([text], [f"UPC {text}"]):
        assert identifier.kind == "sku" or gtins.is_valid(identifier.value)
