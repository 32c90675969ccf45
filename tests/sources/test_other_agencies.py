"""The other agencies: each in its real or documented shape, from a loopback server and from files."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
import shapes
from agency import Agency, Reply
from hypothesis import given
from hypothesis import strategies as st

from importsafety.notice import Notice, NoticeKind
from importsafety.refresh import SourceReport, refresh
from importsafety.sources import DEFAULT, ROWS, SOURCES, Rejected, SourceError, chosen
from importsafety.sources.cpsc_violations import CpscViolations
from importsafety.sources.fda import Fda
from importsafety.sources.fsis import Fsis
from importsafety.sources.health_canada import HealthCanada
from importsafety.sources.http import Limits
from importsafety.sources.nhtsa import Nhtsa
from importsafety.sources.safety_gate import SafetyGate
from importsafety.sources.source import Told
from importsafety.store.gate import Fit, examine

Written = Callable[[str | bytes], Path]


def quiet(_: int) -> None:
    return None


def codes(notice: Notice) -> set[tuple[str, str]]:
    return {(code.kind, code.value) for code in notice.identifiers}


def test_an_fda_report_becomes_a_notice(written: Written) -> None:
    (notice,) = Fda("device").parse(written(json.dumps(shapes.page([shapes.enforcement("Z-1-2026")]))))
    assert isinstance(notice, Notice)
    assert (notice.id, notice.date, notice.kind) == ("fda-device:Z-1-2026", "2026-05-06", NoticeKind.RECALL)
    assert notice.url.endswith("ires/?Event=90001")
    assert notice.products[0].name == "Zorbly Infrared Thermometer, Model Number: ZT-100"
    assert ("model", "ZT100") in codes(notice)
    assert notice.hazards == ("The device can read too low.",)
    assert notice.firms[0].name.startswith("Zorbly Medical")


@pytest.mark.shared
def test_the_real_fda_shapes_are_read_whole(shared: Path) -> None:
    parsed = list(Fda("food").parse(shared / "data/fda/openfda_food_enforcement.json"))
    assert [type(item) for item in parsed] == [Told] * 3
    ires = shared / "data/fda/ires_response.json"
    kinds = [item["PRODUCTTYPESHORT"] for item in json.loads(ires.read_text())["RESULT"]]
    devices = list(Fda("device").parse(ires))
    assert len(devices) == kinds.count("Devices")
    assert not [item for item in devices if isinstance(item, Rejected)]
    assert {item.id for item in devices} >= {"fda-device:Z-1967-2026"}


@pytest.mark.shared
def test_the_real_nhtsa_rows_become_campaigns(shared: Path) -> None:
    flat = shared / "data/nhtsa/flat_rcl.tsv"
    assert list(Nhtsa().parse(flat)) == []
    campaigns = list(Nhtsa(vehicles=True).parse(flat))
    assert {line.split("\t")[1] for line in flat.read_text().splitlines()} == {
        item.number for item in campaigns if isinstance(item, Notice)
    }
    assert all(
        "/" not in item.date and isinstance(examine(item, "nhtsa-vehicles"), Fit) for item in campaigns
    )


def test_fda_pages_are_followed_to_the_end(
    agency: Agency, session: requests.Session, quick: Limits, tmp_path: Path
) -> None:
    base = agency.url.rpartition("/RestWebServices")[0]
    first = shapes.page([shapes.enforcement("Z-1-2026"), shapes.enforcement("Z-2-2026")], total=3)
    last = shapes.page([shapes.enforcement("Z-3-2026")], total=3)
    link = {"Link": f'<{base}/device/enforcement.json?search_after=0%3D2>; rel="next"'}
    agency.answers(Reply(json.dumps(first).encode(), headers=link), Reply(json.dumps(last).encode()))
    source = Fda("device", base, full_list=3, limits=quick, page=2)
    pages = list(source.fetch(session, tmp_path, quiet))
    assert [item.number for raw in pages for item in source.parse(raw.path)] == [
        "Z-1-2026",
        "Z-2-2026",
        "Z-3-2026",
    ]
    assert agency.asked[0]["limit"] == ["2"]
    assert agency.asked[0]["search"][0].startswith("report_date:[20190101 TO ")
    assert agency.asked[1] == {"search_after": ["0=2"]}


def test_fda_pages_that_did_not_change_are_not_sent_again(
    agency: Agency, quick: Limits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = agency.url.rpartition("/RestWebServices")[0]
    following = f"{base}/device/enforcement.json?search_after=0%3D1"

    def first(mark: str) -> Reply:
        body = json.dumps(shapes.page([shapes.enforcement("Z-1-2026")], total=2)).encode()
        return Reply(body, headers={"Link": f'<{following}>; rel="next"', "ETag": mark})

    def last(mark: str, *numbers: str) -> Reply:
        reports = [shapes.enforcement(number) for number in numbers]
        return Reply(json.dumps(shapes.page(reports, total=2)).encode(), headers={"ETag": mark})

    monkeypatch.setitem(SOURCES, "fda-device", Fda("device", base, full_list=2, limits=quick, page=1))

    def pull() -> SourceReport:
        (report,) = refresh(tmp_path / "home", ["fda-device"]).sources
        assert report.error is None
        return report

    agency.answers(first('"a"'), last('"b"', "Z-2-2026"))
    assert pull().changes.new == 2
    # Both as they were: nothing is read.
    agency.answers(Reply(b"", 304), Reply(b"", 304))
    assert (pull().changes.unchanged, len(agency.asked)) == (2, 4)
    assert [headers.get("If-None-Match") for headers in agency.headers[2:]] == ['"a"', '"b"']
    # The first as it was, without naming its next page; the second with one report more.
    agency.answers(Reply(b"", 304), last('"c"', "Z-2-2026", "Z-3-2026"))
    changes = pull().changes
    assert (changes.new, changes.unchanged, changes.withdrawn) == (1, 2, 0)


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(json.dumps(shapes.page([shapes.enforcement("Z-1-2026")], total=9)).encode()), "announced 9"),
        (Reply(json.dumps(shapes.page([])).encode()), "fewer than"),
        (Reply(b'{"error": {"code": "SERVER_ERROR", "message": "Check your request"}}'), "error message"),
        (Reply(b'{"meta": {}, "results": []}'), "meta.results.total"),
        (
            Reply(
                json.dumps(shapes.page([shapes.enforcement("Z-1-2026")], 2)).encode(),
                headers={"Link": '<http://evil.example/x>; rel="next"'},
            ),
            "another server",
        ),
    ],
)
def test_fda_answers_that_are_not_the_list_are_refused(
    agency: Agency, session: requests.Session, quick: Limits, tmp_path: Path, reply: Reply, says: str
) -> None:
    agency.answers(reply)
    base = agency.url.rpartition("/RestWebServices")[0]
    with pytest.raises(SourceError, match=says):
        list(Fda("device", base, full_list=1, limits=quick).fetch(session, tmp_path, quiet))


def test_nothing_new_at_the_fda_is_an_answer(
    agency: Agency, session: requests.Session, quick: Limits, tmp_path: Path
) -> None:
    agency.answers(Reply(b'{"error": {"code": "NOT_FOUND"}}', 404))
    base = agency.url.rpartition("/RestWebServices")[0]
    since = datetime.date(2026, 5, 1)
    assert list(Fda("device", base, limits=quick).fetch_since(session, tmp_path, quiet, since)) == []


def test_a_failed_ires_answer_is_refused(written: Written) -> None:
    with pytest.raises(SourceError, match="no key"):
        list(Fda("device").parse(written('{"MESSAGE": "no key", "STATUSCODE": 401, "RESULT": []}')))


def test_nhtsa_rows_of_one_campaign_are_one_notice(
    agency: Agency, session: requests.Session, quick: Limits, tmp_path: Path
) -> None:
    flat = "".join(
        (
            shapes.campaign("26C001000"),
            shapes.campaign("26C001000", MODELTXT="RIDER 4", MFR_COMP_PTNO="ZB-78"),
            shapes.campaign("26E002000", "E", MODELTXT="LAMP"),
            shapes.campaign("26V003000", "V"),
            "too\tfew\r\n",
        )
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("FLAT_RCL_POST_2010.txt", flat)
    source = Nhtsa(flat_file=agency.answers(packed.getvalue()), full_list=2, limits=quick)
    (raw,) = source.fetch(session, tmp_path, quiet)
    parsed = list(source.parse(raw.path))
    seat, lamp = (item for item in parsed if isinstance(item, Notice))
    assert [item.key for item in parsed if isinstance(item, Rejected)] == ["row 5"]
    assert (seat.id, seat.date, seat.units) == ("nhtsa:26C001000", "2026-03-02", 4000)
    assert [product.model for product in seat.products] == ["RIDER 3", "RIDER 4"]
    assert seat.brands == ("ZORBLY",)
    assert lamp.number == "26E002000"
    assert [item.number for item in Nhtsa(vehicles=True).parse(raw.path) if isinstance(item, Notice)] == [
        "26V003000"
    ]


def test_what_is_no_flat_file_is_said(written: Written) -> None:
    for content in (b"<html>Maintenance</html>", b"", b"PK\x03\x04cut"):
        with pytest.raises(SourceError, match=r"flat file|packed"):
            list(Nhtsa().parse(written(content)))


def test_the_sheet_of_violations_is_found_and_read(
    agency: Agency, session: requests.Session, quick: Limits, tmp_path: Path
) -> None:
    page = b'<a href="/about">About</a> <a href="/files/violations.xlsx">All (Excel)</a>'
    agency.answers(page, shapes.sheet(shapes.violation(), shapes.violation("Zorbly Walker")))
    source = CpscViolations(agency.url, full_list=2, limits=quick)
    (raw,) = source.fetch(session, tmp_path, quiet)
    one, other = source.parse(raw.path)
    assert isinstance(one, Notice)
    assert one.kind is NoticeKind.VIOLATION
    assert one.date == "2026-03-09"
    assert one.title == "Zorbly Bath Seat of Zorbly Toys Inc.: notice of violation"
    assert ("model", "ZS1") in codes(one)
    assert one.standards == ("16 CFR 1215",)
    assert one.remedy == "Recall, stop sale and correct future production"
    assert one.id != other.id
    assert isinstance(examine(one, source.id), Fit)


def test_violations_as_csv_and_under_other_headings(written: Written) -> None:
    text = (
        "NOV Date,Product Name,Model Number,Violation Type,CFR Citation,Action,Company Name,Country\n"
        "03/09/2026,Zorbly Helmet,ZH-2,Impact,16 CFR 1203,CFP,Zorbly Sports,China\n"
    )
    (notice,) = CpscViolations().parse(written(text))
    assert isinstance(notice, Notice)
    assert (notice.countries, notice.standards) == (("CN",), ("16 CFR 1203",))


def test_a_page_without_a_sheet_of_the_agencys_own_is_refused(
    agency: Agency, session: requests.Session, quick: Limits, tmp_path: Path
) -> None:
    agency.answers(b'<a href="http://evil.example/violations.xlsx">All</a>')
    with pytest.raises(SourceError, match="links to no sheet"):
        list(CpscViolations(agency.url, limits=quick).fetch(session, tmp_path, quiet))


def test_fsis_takes_the_english_record_and_marks_alerts(written: Written) -> None:
    spanish = shapes.FSIS | {"langcode": "Spanish", "field_title": "Zorbly retira"}
    alert = shapes.FSIS | {
        "field_recall_number": "PHA-03052026-01",
        "field_recall_type": "Public Health Alert",
    }
    recall, warning = Fsis().parse(written(json.dumps([shapes.FSIS, spanish, alert])))
    assert isinstance(recall, Notice)
    assert (recall.id, recall.kind) == ("fsis:012-2026", NoticeKind.RECALL)
    assert recall.hazards == ("Misbranding, Unreported Allergens",)
    assert warning.kind is NoticeKind.WARNING


def test_health_canada_leaves_other_departments_out(written: Written) -> None:
    car = shapes.HEALTH_CANADA | {"NID": "77002", "Organization": "Transport Canada"}
    undated = shapes.HEALTH_CANADA | {"NID": "77003", "Last updated": ""}
    notice, refused = HealthCanada().parse(written(json.dumps([shapes.HEALTH_CANADA, car, undated])))
    assert isinstance(notice, Notice)
    assert (notice.id, notice.date) == ("health-canada:77001", "2026-03-07")
    assert isinstance(refused, Rejected)


def test_a_safety_gate_alert_keeps_brand_model_and_code(written: Written) -> None:
    bare = shapes.SAFETY_GATE | {"alert_number": "SR/9/26", "product_brand": "Unknown", "product_model": "-"}
    notice, plain = SafetyGate().parse(written(json.dumps([shapes.SAFETY_GATE, bare])))
    assert isinstance(notice, Notice)
    assert notice.id == "safety-gate:sr/00123/26"
    assert notice.brands == ("Zorbly",)
    assert {("model", "ZB216"), ("gtin", "04006381333931")} <= codes(notice)
    assert notice.countries == ("CN",)
    assert "Unknown" not in plain.title


@pytest.mark.parametrize(
    ("source", "body"),
    [
        (Fsis, [shapes.FSIS]),
        (HealthCanada, [shapes.HEALTH_CANADA]),
        (SafetyGate, [shapes.SAFETY_GATE]),
    ],
)
def test_the_one_file_sources_fetch_a_full_list_or_nothing(
    agency: Agency, session: requests.Session, quick: Limits, tmp_path: Path, source: type, body: list
) -> None:
    whole = source(agency.answers(body), full_list=1, limits=quick)
    (raw,) = whole.fetch(session, tmp_path, quiet)
    assert len(list(whole.parse(raw.path))) == 1
    assert whole.keys(raw.path) >= body[0].keys()
    with pytest.raises(SourceError, match="fewer than"):
        list(source(agency.url, full_list=2, limits=quick).fetch(session, tmp_path, quiet))


@given(st.binary(max_size=300))
def test_no_bytes_make_a_reader_fall(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes", numbered=True) / "given"
    path.write_bytes(content)
    for source in SOURCES.values():
        try:
            list(source.parse(path))
        except SourceError:
            continue


@given(
    st.dictionaries(
        st.sampled_from(
            sorted({*shapes.FSIS, *shapes.HEALTH_CANADA, *shapes.SAFETY_GATE, *shapes.enforcement("Z")})
        ),
        st.none() | st.text(max_size=30) | st.integers() | st.lists(st.text(max_size=5), max_size=2),
    )
)
def test_any_record_is_a_notice_or_refused(tmp_path_factory: pytest.TempPathFactory, record: dict) -> None:
    path = tmp_path_factory.mktemp("record", numbered=True) / "given"
    for base in (shapes.FSIS, shapes.HEALTH_CANADA, shapes.SAFETY_GATE, shapes.enforcement("Z-1-2026")):
        path.write_text(json.dumps([base | record]), "utf-8")
        for source in (Fsis(), HealthCanada(), SafetyGate(), Fda("device")):
            for item in source.parse(path):
                assert isinstance(item, Rejected) or isinstance(examine(item, source.id), Fit | Rejected)


def test_the_table_says_what_each_source_is_for() -> None:
    assert DEFAULT == ("cpsc", "cpsc-warnings", "cpsc-violations", "nhtsa", "fda-device")
    assert all(row.use and row.seen in ("real", "documented") for row in ROWS.values())


def test_sources_are_chosen_by_words() -> None:
    assert chosen(()) == DEFAULT
    assert chosen(("safety-gate", "-nhtsa")) == (
        "cpsc",
        "cpsc-warnings",
        "cpsc-violations",
        "fda-device",
        "safety-gate",
    )
    assert set(chosen(("all",))) == set(SOURCES)
    with pytest.raises(ValueError, match=r"no source `cpcs`.*safety-gate"):
        chosen(("cpcs",))
