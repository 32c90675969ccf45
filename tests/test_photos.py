"""Notice photos are hashed in the background: politely, resumably, with every failure kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from doors import NOTICES, recall
from importsafety.cli import main
from importsafety.matching.images import ImageIndex
from importsafety.pages.fetch import Fetcher
from importsafety.photos import PATIENCE, PhotoReport, hash_photos
from importsafety.refresh import refresh
from importsafety.store import Busy, Snapshots, Store
from importsafety.store.database import FILE
from importsafety.store.lock import held
from pictures import Gallery, drawn, encoded, opened_gallery

LOOPBACK = ("127.0.0.1",)


@pytest.fixture
def gallery() -> Iterator[Gallery]:
    with opened_gallery() as gallery:
        yield gallery


def loaded(home: Path, addresses: list[str]) -> Path:
    """A data folder with a recall a photo, the first address on the newest recall."""
    recalls = [
        recall(
            str(25801 + number),
            f"Northwind Recalls Lamps {number} Due to Fire Hazard",
            f"Northwind Lamp {number}",
            f"This recall involves Northwind lamps with model number NW-{number}.",
            RecallDate=f"2025-03-{28 - number:02}T00:00:00",
            Images=[{"URL": address, "Caption": ""}],
        )
        for number, address in enumerate(addresses)
    ]
    file = home.parent / f"{home.name}.json"
    file.write_text(json.dumps(recalls), encoding="utf-8")
    assert refresh(home, files={"cpsc": file}).ok
    return home


def run(home: Path, most: int = 100) -> PhotoReport:
    return hash_photos(home, most, Fetcher(LOOPBACK, seconds=5), pause=0)


def photos_of(home: Path) -> ImageIndex:
    snapshot = Snapshots(home).current()
    assert snapshot
    return ImageIndex.load(snapshot.directory)


def test_photos_are_hashed_and_a_snapshot_takes_them_up(tmp_path: Path, gallery: Gallery) -> None:
    home = loaded(tmp_path / "home", [gallery.hang(f"/{n}.jpg", encoded(drawn(n))) for n in range(3)])
    assert len(photos_of(home)) == 0
    before = Snapshots(home).current()
    report = run(home)
    assert (report.hashed, report.failed.total()) == (3, 0)
    assert before and report.snapshot and report.snapshot > before.id
    assert len(photos_of(home)) == 3
    assert gallery.asked[0][1]["User-Agent"].startswith("ImportSafety/")
    kept = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert encoded(drawn(0))[300:400] not in kept, "only hashes are kept"


def test_a_run_is_bounded_and_the_next_goes_on_with_the_newest_notices_first(
    tmp_path: Path, gallery: Gallery
) -> None:
    home = loaded(tmp_path / "home", [gallery.hang(f"/{n}.jpg", encoded(drawn(n))) for n in range(5)])
    assert run(home, most=2).hashed == 2
    assert [path for path, _ in gallery.asked] == ["/0.jpg", "/1.jpg"]
    assert run(home).hashed == 3
    assert run(home).asked == 0
    assert len(gallery.asked) == 5


def test_stopped_in_the_middle_it_loses_nothing(tmp_path: Path, gallery: Gallery) -> None:
    home = loaded(tmp_path / "home", [gallery.hang(f"/{n}.jpg", encoded(drawn(n))) for n in range(4)])

    def stop(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hash_photos(home, 100, Fetcher(LOOPBACK), pause=0, progress=stop)
    assert len(photos_of(home)) == 2
    assert run(home).hashed == 2
    assert len(photos_of(home)) == 4


def test_what_cannot_be_had_is_kept_with_the_reason(tmp_path: Path, gallery: Gallery) -> None:
    addresses = [
        gallery.hang("/page.jpg", b"<html>", kind="text/html"),
        gallery.hang("/cut.jpg", encoded(drawn(1))[:900]),
        f"{gallery.url}/gone.jpg",
        "http://192.168.0.1/private.jpg",
        gallery.hang("/good.jpg", encoded(drawn(2))),
    ]
    home = loaded(tmp_path / "home", addresses)
    report = run(home)
    assert report.hashed == 1
    assert report.failed == {"not_a_picture": 1, "broken": 1, "http_error": 1, "not_public": 1}
    with Store(home) as store:
        failures = {str(row["url"]): row for row in store.photo_failures()}
        assert store.photo_counts() == {"all": 5, "hashed": 1, "failed": 4, "waiting": 0}
    assert set(failures) == set(addresses[:4])
    assert failures[addresses[2]]["due"], "what is gone may come back"
    assert not failures[addresses[3]]["due"], "a private address stays one"
    assert run(home).asked == 0, "none is asked for again before its time"


def test_a_host_that_refuses_is_left_alone(tmp_path: Path, gallery: Gallery) -> None:
    home = loaded(tmp_path / "home", [gallery.hang(f"/{n}.jpg", b"", status=429) for n in range(8)])
    report = run(home)
    assert len(gallery.asked) == PATIENCE
    assert report.left_alone == [gallery.url.removeprefix("http://")]
    with Store(home) as store:
        assert store.photo_counts()["waiting"] == 8 - PATIENCE


def test_a_photo_that_is_due_again_is_asked_for_with_conditions(tmp_path: Path, gallery: Gallery) -> None:
    address = gallery.hang("/0.jpg", encoded(drawn(0)))
    home = loaded(tmp_path / "home", [address])
    run(home)
    with sqlite3.connect(home / FILE) as database:
        database.execute("UPDATE photos SET due = '2020-01-01T00:00:00+00:00'")
    database.close()
    assert (report := run(home)).unchanged == 1 and not report.hashed
    assert gallery.asked[-1][1]["If-None-Match"]
    assert run(home).asked == 0


def test_a_slow_server_costs_its_time_only(tmp_path: Path, gallery: Gallery) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "image/jpeg")
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.rfile.read(1)  # until the other side has had enough

    gallery.pictures["/slow.jpg"] = drip
    home = loaded(tmp_path / "home", [f"{gallery.url}/slow.jpg"])
    assert hash_photos(home, 5, Fetcher(LOOPBACK, seconds=0.3), pause=0).failed == {"timeout": 1}


def test_only_one_process_does_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with held(home / "locks" / "photos", "Hashing photos"), pytest.raises(Busy):
        run(home)


def test_photos_of_withdrawn_notices_are_not_asked_for(tmp_path: Path, gallery: Gallery) -> None:
    home = loaded(tmp_path / "home", [gallery.hang(f"/{n}.jpg", encoded(drawn(n))) for n in range(2)])
    file = tmp_path / "less.json"
    file.write_text(json.dumps(NOTICES[:1]), encoding="utf-8")
    assert refresh(home, files={"cpsc": file}, accept=True).ok
    with Store(home) as store:
        assert {due.url for due in store.photos_due(10, 1)} == {"https://www.cpsc.gov/s3fs-public/one.png"}


def command(home: Path, *arguments: str, **environ: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"IMPORTSAFETY_HOME": str(home), **environ})


def test_the_command_shows_how_far_it_is(tmp_path: Path, gallery: Gallery) -> None:
    home = loaded(tmp_path / "home", [gallery.hang("/0.jpg", encoded(drawn(0))), f"{gallery.url}/gone.jpg"])
    run(home)
    shown = command(home, "photos", "--status")
    assert shown.exit_code == 0
    assert "Of 2 photos 1 are hashed, 1 could not be had, 0 wait." in shown.output
    assert "/gone.jpg" in shown.output
    plain: dict[str, Any] = json.loads(command(home, "photos", "--status", "--json").output)
    assert plain["photos"]["hashed"] == 1 and plain["failures"][0]["error"].startswith("http_error")


def test_the_command_asks_and_can_be_switched_off(tmp_path: Path, gallery: Gallery) -> None:
    home = loaded(tmp_path / "home", [gallery.hang("/0.jpg", encoded(drawn(0)))])
    off = command(home, "photos", IMPORTSAFETY_PHOTOS="off")
    assert off.exit_code == 1 and "IMPORTSAFETY_PHOTOS" in off.output
    ran = command(home, "photos")
    # The loopback is no public address, and the command has no way around that.
    assert ran.exit_code == 0 and "0 hashed, 0 unchanged, 1 failed" in ran.output
    assert not gallery.asked
