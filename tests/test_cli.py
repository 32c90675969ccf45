"""The command line: what it prints, how it fails, and a served process."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import requests
from click.testing import CliRunner, Result

from doors import RECALLS, recalls_home  # noqa: F401
from importsafety.cli import main
from importsafety.clitools import told
from running import LONG, Server

LISTING = {"title": "KUGELO magnetic balls 216 pcs", "model": "KG-216", "gtin": "036000291452"}


def run(home: Path, *arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(
        main, list(arguments), input=given, env={"IMPORTSAFETY_HOME": str(home), "COLUMNS": "200"}
    )


def test_help_names_every_command() -> None:
    text = CliRunner().invoke(main, ["--help"]).output
    for command in ("serve", "check", "screen", "refresh", "status"):
        assert f"  {command}" in text
        assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0
    assert CliRunner().invoke(main, ["--version"]).exit_code == 0


def test_what_has_no_letter_and_no_digit_is_not_checked(home: Path) -> None:
    result = run(home, "check", "🔥🔥🔥")
    assert "NOT CHECKED" in result.output and "Nothing to compare" in result.output


def test_check_tells_a_person_the_verdict_the_evidence_and_the_rules(home: Path) -> None:
    result = run(home, "check", "--listing", "-", given=json.dumps(LISTING))
    assert result.exit_code == 0, result.output
    for words in (
        "RECALLED",
        "KG-216",
        "https://www.cpsc.gov/Recalls/2025/25901",
        "16 CFR 1262",
        "not a clearance",
    ):
        assert words in result.output


def test_check_as_json_from_a_file(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "listing.json"
    path.write_text(json.dumps(LISTING), encoding="utf-8-sig")
    result = run(home, "check", "--listing", str(path), "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert (answer["verdict"], answer["notices"][0]["id"]) == ("recalled", "cpsc:25901")


def test_check_takes_a_title_or_a_barcode_too(home: Path) -> None:
    assert json.loads(run(home, "check", "KUGELO magnetic balls KG-216", "--json").stdout)["notices"]
    by_code = json.loads(run(home, "check", "0 36000 29145 2", "--json").stdout)
    assert by_code["listing"] == {"gtin": "036000291452"}
    assert by_code["notices"][0]["id"] == "cpsc:25901"


def test_check_answers_the_questions_of_the_rules(home: Path) -> None:
    title, id = "Wooden toy train for kids 3 years", "is-any-surface-painted-or-coated"
    asked = run(home, "check", title)
    assert f"--answer {id}=yes|no" in asked.stdout
    answer = json.loads(run(home, "check", title, "--answer", f"{id}=yes", "--json").stdout)
    assert {r["citation"]: r["applies"] for r in answer["requirements"]}["16 CFR 1303"] == "yes"
    wrong = run(home, "check", title, "--answer", "is-it-blue=yes")
    assert wrong.exit_code == 2 and "write ID=yes or ID=no" in wrong.stderr


def test_a_page_that_cannot_be_had_is_an_answer(home: Path) -> None:
    result = run(home, "check", "http://127.0.0.1:9/item", "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["verdict"] == "unchecked" and answer["reason"]


def test_hostile_text_is_printed_as_text(home: Path) -> None:
    result = run(
        home, "check", "[bold red]x[/] [link=https://evil.example]Zibble[/link] ZB-9 \x1b]0;owned\x07"
    )
    assert result.exit_code == 0
    assert "\x1b]0;owned" not in result.output


@pytest.mark.parametrize(
    ("arguments", "given", "code", "says"),
    [
        (["check"], None, 2, "Give either"),
        (["check", "https://a.example", "--listing", "-"], "{}", 2, "Give either"),
        (["check", "--listing", "-"], "{", 1, "not JSON"),
        (["check", "--listing", "-"], b"\xff\xfe", 1, "not JSON"),
        (["check", "--listing", "-"], "{}", 1, "Nothing to compare"),
        (["check", "--listing", "-"], '{"url": "https://a.example"}', 1, "Nothing to compare"),
        (["check", "--listing", "-"], "[]", 1, "JSON object"),
        (["check", "--listing", "-"], '{"title": {}}', 1, "Nothing to compare"),
        (["check", "--listing", "-"], '{"title": [1]}', 1, "must be text"),
        (["check", "--listing", "/nowhere/x.json"], None, 2, "No such file"),
        (["screen", "/nowhere/x.csv", "--output", "o.csv"], None, 2, "does not exist"),
        (["screen", __file__], None, 2, "--output"),
        (["screen", __file__, "--output", "o.csv"], None, 1, ".csv, .xlsx, .jsonl or .parquet"),
        (["refresh", "nobody"], None, 2, "Known sources"),
        (["refresh", "--from", "cpsc"], None, 2, "SOURCE=PATH"),
        (["refresh", "--from", "cpsc=/nowhere"], None, 2, "no file"),
        (["refresh", "--from", f"nobody={__file__}"], None, 2, "Known sources"),
        (["refresh", "--from", f"cpsc={__file__}"], None, 1, "keeps what it had"),
        (["serve", "--port", "0"], None, 2, "port"),
        (["nothing"], None, 2, "No such command"),
    ],
)
def test_errors_say_what_to_do(
    home: Path, arguments: list[str], given: str | bytes | None, code: int, says: str
) -> None:
    result = run(home, *arguments, given=given)
    assert result.exit_code == code, result.output
    assert says in result.output
    assert "Traceback" not in result.output


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    result = run(blocked / "home", "check", "crib")
    assert result.exit_code == 1
    assert "Traceback" not in result.output and str(blocked) in result.output


def test_wrong_settings_are_told(home: Path) -> None:
    result = CliRunner().invoke(
        main, ["status"], env={"IMPORTSAFETY_HOME": str(home), "IMPORTSAFETY_PORT": "many"}
    )
    assert result.exit_code == 2
    assert "IMPORTSAFETY_PORT" in result.output


def test_refresh_reports_counts_and_status_shows_them(tmp_path: Path) -> None:
    file = tmp_path / "recalls.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in RECALLS) + "{torn\n")
    folder = tmp_path / "home"
    report = json.loads(run(folder, "refresh", "--from", f"cpsc={file}", "--json").stdout)
    assert report["ok"] and report["snapshot"]
    source = report["sources"][0]
    assert (source["source"], source["new"], source["quarantined"]) == ("cpsc", 3, 1)

    again = run(folder, "refresh", "--from", f"cpsc={file}")
    assert again.exit_code == 0
    assert "refused" in again.output

    status = json.loads(run(folder, "status", "--json").stdout)
    assert status["sources"]["cpsc"]["rows"] == 3
    assert status["snapshot"]["notices"] == 3
    text = run(folder, "status").output
    assert "24 Apr 2025" in text and str(folder) in text


def test_screen_writes_the_file_and_says_how_many(home: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": "a", **LISTING}) + "\n{\n")
    output = tmp_path / "out.csv"
    result = run(home, "screen", str(source), "--output", str(output))
    assert result.exit_code == 0
    assert "2 rows" in result.output and "1 with an error" in result.output
    assert output.exists()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on an empty folder, as on the very first start, without a network."""
    home = tmp_path_factory.mktemp("first") / "home"
    with Server(home, "--workers", "2", end=signal.SIGINT) as server:
        yield server.url
    assert server.url in server.said and "starter list" in server.said
    assert server.code == 0


def test_the_first_start_answers_from_the_starter_list(served: str) -> None:
    listing = {"title": "216 pcs 5 mm magnetic balls, neodymium magnet cube set"}
    answer = requests.post(f"{served}/api/v1/check", json={"listing": listing}, timeout=LONG).json()
    assert answer["notices"]
    assert "16 CFR 1262" in [row["citation"] for row in answer["requirements"]]
    status = requests.get(f"{served}/api/v1/status", timeout=LONG).json()
    assert status["snapshot"]["starter"] is True
    assert "Only the starter list is loaded" in requests.get(served, timeout=LONG).text


def test_limits_hold_over_real_http(served: str) -> None:
    check = f"{served}/api/v1/check"
    json_type = {"Content-Type": "application/json"}
    big = b'{"listing": {"title": "' + b"x" * 1_200_000 + b'"}}'
    assert requests.post(check, data=big, headers=json_type, timeout=LONG).status_code == 413
    chunked = requests.post(check, data=iter([big[:600_000], big[600_000:]]), headers=json_type, timeout=LONG)
    assert chunked.status_code == 413
    small = requests.post(
        check, data=iter([b'{"listing": ', b'{"title": "crib"}}']), headers=json_type, timeout=LONG
    )
    assert small.status_code == 200
    assert requests.get(served, headers={"Host": "evil.example"}, timeout=LONG).status_code == 421
    assert (
        requests.post(check, json={}, headers={"Origin": "https://evil.example"}, timeout=LONG).status_code
        == 403
    )


def test_a_taken_port_is_told(served: str, home: Path) -> None:
    port = served.rpartition(":")[2]
    result = run(home, "serve", "--port", port)
    assert result.exit_code == 1
    assert f"Port {port} is taken" in result.output


def test_the_documented_help_is_the_real_one() -> None:
    document = (Path(__file__).parents[1] / "docs" / "command-line.md").read_text("utf-8")
    shown = re.findall(r"```text\n(Usage: importsafety.*?)```\n", document, re.DOTALL)
    commands = [[], ["serve"], ["check"], ["screen"], ["refresh"], ["status"]]
    real = [
        CliRunner().invoke(main, [*command, "--help"], prog_name="importsafety", terminal_width=80).output
        for command in commands
    ]
    assert shown == real


def test_a_full_disk_is_told_with_what_to_do() -> None:
    @click.command()
    @told
    def write() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    result = CliRunner().invoke(write)
    assert result.exit_code == 1
    assert "The disk is full. What was there before is as it was: make room" in result.output
