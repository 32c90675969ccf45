"""Downloads are complete and what was asked for, or they are refused."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from agency import Agency, Reply, recall

from importsafety.sources import SourceError
from importsafety.sources.cpsc import Cpsc
from importsafety.sources.cpsc_warnings import CpscWarnings
from importsafety.sources.http import Limits, Session, download, user_agent
from importsafety.sources.source import Unchanged, Validators

LIST = [recall(RecallNumber=f"26{n:03}", RecallID=n) for n in range(900, 910)]
SINCE = datetime.date(2026, 3, 1)


def test_should_store_the_full_list_as_received(
    agency: Agency, session: requests.Session, quick: Limits, tmp_path: Path
) -> None:
    seen: list[int] = []
    source = Cpsc(agency.answers(LIST), full_list=10, limits=quick)
    (raw,) = source.fetch(session, tmp_path, seen.append)
    body = json.dumps(LIST).encode()
    assert raw.path.read_bytes() == body
    assert raw.sha256 == hashlib.sha256(body).hexdigest()
    assert raw.url.endswith("?format=json")
    assert datetime.datetime.fromisoformat(raw.fetched_at).tzinfo
    assert seen[-1] == len(body)
    assert len(list(source.parse(raw.path))) == 10
    assert agency.asked == [{"format": ["json"]}]
    assert agency.agents[0].startswith("importsafety/")


def test_should_try_again_when_the_server_is_busy_or_the_body_is_cut(
    agency: Agency, session: requests.Session, quick: Limits, tmp_path: Path
) -> None:
    body = json.dumps(LIST).encode()
    cut = Reply(body[:500], claimed=len(body))
    source = Cpsc(agency.answers(Reply(b"busy", 500), cut, body), full_list=10, limits=quick)
    (raw,) = source.fetch(session, tmp_path, lambda _: None)
    assert raw.path.read_bytes() == body
    assert len(agency.asked) == 3


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(b"<html>Maintenance</html>", kind="text/html"), "web page"),
        (Reply(b'{"Message": "An error has occurred."}'), "An error has occurred"),
        (Reply(json.dumps(LIST).encode()[:-400]), "not a complete JSON array"),
        (Reply(b"[]"), "fewer than"),
        (Reply(json.dumps(LIST[:3]).encode()), "fewer than"),
        (Reply(json.dumps([{"Name": "x"}] * 20).encode()), "no Title"),
        (Reply(b"Not found", 404), "404"),
        (Reply(b"", 200), "empty"),
        (Reply(b"late", pause=1.5), "3 attempts"),
        (Reply(b"busy", 503), "503"),
        (Reply(b"[1]", claimed=500), "3 attempts"),
    ],
)
def test_should_refuse_an_answer_that_is_not_the_full_list(
    agency: Agency, session: requests.Session, quick: Limits, tmp_path: Path, reply: Reply, says: str
) -> None:
    limits = replace(quick, read=0.3) if reply.pause else quick
    source = Cpsc(agency.answers(reply), full_list=10, limits=limits)
    with pytest.raises(SourceError, match=says):
        list(source.fetch(session, tmp_path, lambda _: None))
    assert not list(tmp_path.glob("*.part"))


def test_should_stop_at_the_size_limit(agency: Agency, session: requests.Session, tmp_path: Path) -> None:
    source = Cpsc(agency.answers(LIST), full_list=10, limits=Limits(size=1_000, pause=0.01))
    with pytest.raises(SourceError, match="more than"):
        list(source.fetch(session, tmp_path, lambda _: None))


def test_should_say_so_when_nothing_answers(session: requests.Session, quick: Limits, tmp_path: Path) -> None:
    source = Cpsc("http://127.0.0.1:9/Recall", full_list=10, limits=quick)
    with pytest.raises(SourceError, match="Check the network"):
        list(source.fetch(session, tmp_path, lambda _: None))


def test_should_fetch_only_what_changed_since_a_date(
    agency: Agency, session: requests.Session, quick: Limits, tmp_path: Path
) -> None:
    source = Cpsc(agency.answers(LIST[:3]), full_list=10, limits=quick)
    (raw,) = source.fetch_since(session, tmp_path, lambda _: None, SINCE)
    assert len(list(source.parse(raw.path))) == 3
    assert agency.asked == [{"format": ["json"], "LastPublishDateStart": ["2026-03-01"]}]


def test_should_take_an_empty_answer_for_nothing_new(
    agency: Agency, session: requests.Session, quick: Limits, tmp_path: Path
) -> None:
    source = Cpsc(agency.answers([]), full_list=10, limits=quick)
    (raw,) = source.fetch_since(session, tmp_path, lambda _: None, SINCE)
    assert list(source.parse(raw.path)) == []


@pytest.mark.parametrize(
    "answer",
    [
        LIST,
        [*LIST[:2], recall(LastPublishDate="2019-01-01T00:00:00")],
        [*LIST[:2], recall(LastPublishDate=None)],
    ],
)
def test_should_refuse_an_increment_whose_filter_was_ignored(
    agency: Agency,
    session: requests.Session,
    quick: Limits,
    tmp_path: Path,
    answer: list[dict[str, object]],
) -> None:
    source = Cpsc(agency.answers(answer), full_list=10, limits=quick)
    with pytest.raises(SourceError, match="filter was ignored"):
        list(source.fetch_since(session, tmp_path, lambda _: None, SINCE))


def test_should_fetch_the_warnings_listing(
    agency: Agency, session: requests.Session, quick: Limits, tmp_path: Path
) -> None:
    listing = (
        b'"Product Safety Warning Number","Product Safety Warning Date","Product Safety Warning Title"\r\n'
        b'26-383,"April 2, 2026","CPSC Warns Consumers to Stop Using Zorbly Lighters"\r\n'
    )
    source = CpscWarnings(agency.answers(listing), full_list=1, limits=quick)
    (raw,) = source.fetch(session, tmp_path, lambda _: None)
    assert [item.id for item in source.parse(raw.path) if not hasattr(item, "reason")] == [
        "cpsc-warnings:26-383"
    ]
    with pytest.raises(SourceError, match="fewer than"):
        list(CpscWarnings(agency.url, full_list=2, limits=quick).fetch(session, tmp_path, lambda _: None))


def test_should_go_on_where_a_body_was_cut(agency: Agency, quick: Limits, tmp_path: Path) -> None:
    body = bytes(range(256)) * 700
    cut = 131_072  # two chunks as they are written
    mark = {"ETag": '"one"'}
    agency.answers(
        Reply(body[:cut], claimed=len(body), headers=mark),
        Reply(body[cut:], 206, headers=mark | {"Content-Range": f"bytes {cut}-{len(body) - 1}/{len(body)}"}),
    )
    raw = download(Session(), agency.url, tmp_path / "whole", lambda _: None, limits=quick)
    assert raw.path.read_bytes() == body
    assert raw.sha256 == hashlib.sha256(body).hexdigest()
    assert (agency.headers[1]["Range"], agency.headers[1]["If-Range"]) == (f"bytes={cut}-", '"one"')


def test_should_begin_anew_where_the_file_changed_meanwhile(
    agency: Agency, quick: Limits, tmp_path: Path
) -> None:
    agency.answers(Reply(b"old " * 900, claimed=9_000, headers={"ETag": '"one"'}), Reply(b"new"))
    raw = download(Session(), agency.url, tmp_path / "whole", lambda _: None, limits=quick)
    assert raw.path.read_bytes() == b"new"


def test_should_ask_only_for_what_changed(agency: Agency, quick: Limits, tmp_path: Path) -> None:
    moment = "Wed, 04 Mar 2026 10:00:00 GMT"
    agency.answers(Reply(b"[]", headers={"ETag": 'W/"one"', "Last-Modified": moment}), Reply(b"", 304))
    raw = download(Session(), agency.url, tmp_path / "one", lambda _: None, limits=quick)
    assert raw.validators == Validators('W/"one"', moment)
    with pytest.raises(Unchanged):
        download(
            Session({agency.url: raw.validators}), agency.url, tmp_path / "two", lambda _: None, limits=quick
        )
    assert (agency.headers[1]["If-None-Match"], agency.headers[1]["If-Modified-Since"]) == ('W/"one"', moment)
    assert not list(tmp_path.glob("two*"))


def test_should_name_a_contact_only_where_one_is_set() -> None:
    assert user_agent({"IMPORTSAFETY_CONTACT": "data@example.com\r\nX: 1"}).endswith(
        "; data@example.comX: 1)"
    )
    assert user_agent({}).endswith("(recall checker for U.S. importers)")
