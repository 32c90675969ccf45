"""A list that a person's file gave: nobody here knows whether it is the agency's whole list, and all doors say so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from importsafety.api import create_app
from importsafety.cli import main
from importsafety.refresh import refresh
from importsafety.settings import Settings
from importsafety.sources import SOURCES
from importsafety.sources.cpsc_warnings import CpscWarnings
from importsafety.sources.http import Limits
from importsafety.store import Snapshots
from replay import Replay, replaying

SOURCE = "cpsc-warnings"


def warning(number: int) -> dict[str, object]:
    return {
        "WarningNumber": f"24-{number}",
        "WarningDate": f"2024-{number - 100:02}-03",
        "Title": f"A warning about heater {number}",
        "LastPublishDate": "",
    }


@pytest.fixture
def agency(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """An agency with six warnings, which says when its list has not changed."""
    with replaying() as replay:
        replay.records = [warning(number) for number in range(101, 107)]
        replay.conditional = True
        monkeypatch.setitem(SOURCES, SOURCE, CpscWarnings(replay.url, full_list=1, limits=Limits(attempts=1)))
        yield replay


@pytest.fixture
def month(tmp_path: Path) -> Path:
    """A file with the last two of the agency's six."""
    path = tmp_path / "month.jsonl"
    path.write_text("".join(json.dumps(warning(number)) + "\n" for number in (105, 106)))
    return path


def from_files(home: Path) -> dict[str, str]:
    current = Snapshots(home).current()
    assert current
    return dict(current.from_files)


def test_it_is_known_until_the_agency_is_asked_though_nothing_else_changes(
    home: Path, agency: Replay, month: Path
) -> None:
    refresh(home, files={SOURCE: month})
    assert from_files(home) == {SOURCE: "2024-05-03"}
    agency.records = agency.records[4:]
    assert refresh(home, [SOURCE]).sources[0].changes.unchanged == 2
    assert from_files(home) == {}
    refresh(home, files={SOURCE: month})
    assert from_files(home) == {SOURCE: "2024-05-03"}


def test_a_file_that_took_the_place_of_the_agencys_list_is_not_taken_for_it(
    home: Path, agency: Replay, month: Path
) -> None:
    """The agency's "unchanged" is about what it sent, not about the file that came after."""
    assert refresh(home, [SOURCE]).ok
    assert refresh(home, files={SOURCE: month}, accept=True).sources[0].changes.withdrawn == 4
    assert refresh(home, [SOURCE]).sources[0].changes.returned == 4
    assert agency.statuses == [200, 200]


@pytest.fixture
def run(home: Path) -> Callable[..., str]:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(main, arguments, env={"IMPORTSAFETY_HOME": str(home), "COLUMNS": "200"})
        assert result.exit_code == 0, result.output
        return result.output

    return run


def test_the_command_line_says_so(run: Callable[..., str], month: Path) -> None:
    said = "Whether the agency has more is not known"
    assert said in run("refresh", "--from", f"{SOURCE}={month}")
    status = run("status")
    assert said in status and "notices of 3 May 2024 to 3 Jun 2024" in status
    assert "CPSC warnings (a file, 3 May 2024 to 3 Jun 2024)" in run("check", "soup ladle")


@pytest.fixture
def client(home: Path, month: Path) -> FlaskClient:
    refresh(home, files={SOURCE: month})
    return create_app(Settings(home=home)).test_client()


def test_programs_are_told(client: FlaskClient) -> None:
    answer = client.post("/api/v1/check", json={"listing": {"title": "soup ladle"}}).get_json()
    assert answer["as_of"] == {SOURCE: "2024-06-03"}
    assert answer["from_files"] == {SOURCE: "2024-05-03"}
    source = client.get("/api/v1/status").get_json()["sources"][SOURCE]
    assert (source["from_file"], source["since"]) == (True, "2024-05-03")


@pytest.mark.parametrize(
    ("language", "data", "searched"),
    [
        ("en", "From a file, with notices of 3 May 2024 to 3 Jun 2024.", "from a file with notices of 3 May"),
        (
            "es",
            "De un archivo, con avisos del 3 may 2024 al 3 jun 2024.",
            "de un archivo con avisos del 3 may",
        ),
        ("zh-CN", "来自文件，含 2024年5月3日 至 2024年6月3日 的公告。", "来自文件，含 2024年5月3日 至"),
    ],
)
def test_pages_say_so(client: FlaskClient, language: str, data: str, searched: str) -> None:
    spoken = {"Accept": "text/html", "Accept-Language": language}
    assert data in client.get("/status", headers=spoken).text
    assert searched in client.get("/check?q=soup+ladle", headers=spoken).text
