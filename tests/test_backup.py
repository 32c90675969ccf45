"""A backup made under writes is whole, is restored elsewhere as it was, and never over what is newer or in use."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
import stat
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from doors import recalls_home  # noqa: F401  (a fixture)
from importsafety.backup import BadBackup, backup, restore
from importsafety.check import Checker
from importsafety.cli import main
from importsafety.listing import Listing
from importsafety.store import Busy, Store, StoreError, copies
from importsafety.store.accounts import Accounts
from importsafety.store.batches import Batches
from importsafety.store.lock import held
from importsafety.store.store import REFRESH_LOCK
from running import until

ASKED = Listing(title="KUGELO magnetic balls 216 pcs", brand="KUGELO", model="KG-216")


@pytest.fixture
def folder(home: Path, tmp_path: Path) -> Path:
    """A data folder with two databases of ours, one of an unknown name, and a file beside them."""
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    with Accounts(copy) as accounts:
        accounts.add_team("acme")
        accounts.note("acme", "Ann", "team_created")
    with Store(copy) as store:
        store.add_watch("magnets", "search", {"words": "magnet"})
    with closing(sqlite3.connect(copy / "later.db")) as later:
        later.execute("CREATE TABLE things (a)")
        later.execute("INSERT INTO things VALUES ('a thing')")
        later.commit()
    (copy / "batches").mkdir(exist_ok=True)
    (copy / "batches" / "one.csv").write_text("title\nball\n", "utf-8")
    return copy


def run(home: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)], env={"IMPORTSAFETY_HOME": str(home)})


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


def test_what_is_restored_elsewhere_is_equal(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept" / "one.tar.gz"
    made = run(folder, "backup", file, "--json")
    assert made.exit_code == 0, made.output
    assert json.loads(made.output)["databases"] >= 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    elsewhere = tmp_path / "elsewhere"
    done = run(elsewhere, "restore", file)
    assert done.exit_code == 0, done.output
    databases = [path.name for path in folder.iterdir() if path.is_file() and copies.is_database(path)]
    assert {"importsafety.sqlite3", "accounts.sqlite3", "later.db"} <= set(databases)
    for name in databases:
        assert dump(folder / name) == dump(elsewhere / name), name
    files = {path.relative_to(folder) for path in (folder / "raw").rglob("*") if path.is_file()}
    assert files
    for name in (*files, Path("batches/one.csv")):
        assert (folder / name).read_bytes() == (elsewhere / name).read_bytes()
    before, after = (Checker(place).check(ASKED).as_dict() for place in (folder, elsewhere))
    assert before["verdict"] == "recalled"
    assert before == after


def test_a_backup_under_writes_holds_one_moment_of_each_database(folder: Path, tmp_path: Path) -> None:
    """Each write adds two lines at once: whatever the moment, they come in pairs."""
    stop, wrote = threading.Event(), []

    def write() -> None:
        with Accounts(folder) as accounts:
            database = accounts._database
            while not stop.is_set():
                with database.atomic():
                    for _ in range(2):
                        database.execute(
                            "INSERT INTO log (at, team, who, what, about, address) VALUES ('', 'busy', '', '', ?, '')",
                            [f"{len(wrote)} " + "x" * 2_000],
                        )
                wrote.append(None)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        until(lambda: len(wrote) >= 20 or not writer.is_alive())
        for number in range(3):
            began = len(wrote)
            backup(folder, tmp_path / f"{number}.tar.gz")
            assert writer.is_alive()
            restore(tmp_path / f"there-{number}", tmp_path / f"{number}.tar.gz")
            with closing(sqlite3.connect(tmp_path / f"there-{number}" / "accounts.sqlite3")) as database:
                (lines,) = database.execute("SELECT count(*) FROM log WHERE team = 'busy'").fetchone()
            assert lines % 2 == 0 and lines >= 2 * began
    finally:
        stop.set()
        writer.join()


def test_a_restore_puts_aside_what_was_there(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.tar.gz"
    backup(folder, file)
    with Accounts(folder) as accounts:
        accounts.add_team("later")
    (folder / "notes.txt").write_text("mine", "utf-8")
    refused = run(folder, "restore", file)
    assert refused.exit_code == 1 and "newer than this backup" in refused.output
    assert not list(folder.glob("re*-*")), "nothing was touched"
    assert run(folder, "restore", file, "--force").exit_code == 0
    with Accounts(folder) as accounts:
        assert [row["id"] for row in accounts.teams()] == ["acme"]
    (aside,) = folder.glob("replaced-*")
    assert (aside / "notes.txt").read_text("utf-8") == "mine"
    with Accounts(aside) as accounts:
        assert [row["id"] for row in accounts.teams()] == ["acme", "later"]
    backup(folder, tmp_path / "two.tar.gz")
    with tarfile.open(tmp_path / "two.tar.gz") as tar:
        assert not [name for name in tar.getnames() if "replaced" in name or "snapshots" in name]


def test_a_restore_refuses_while_somebody_has_the_data_open(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.tar.gz"
    backup(folder, file)
    now = file.stat().st_mtime
    for path in folder.rglob("*"):
        os.utime(path, (now - 3600, now - 3600))
    with Accounts(folder) as accounts:
        assert accounts.has_team("acme")
        with pytest.raises(StoreError, match=r"has .*accounts\.sqlite3 open"):
            restore(folder, file)
        restore(folder, file, force=True)
        accounts.add_team("after")
        assert accounts.has_team("after"), "who had it open goes on in the restored one"
    with held(folder / REFRESH_LOCK, "A refresh"), pytest.raises(Busy):
        restore(folder, file, force=True)


def test_an_older_folder_is_replaced_without_being_told(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.tar.gz"
    backup(folder, file)
    for path in folder.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert restore(folder, file).replaced is not None


@pytest.mark.parametrize("what", ["cut", "flipped", "no tar", "other", "outside", "more"])
def test_a_backup_that_is_not_whole_is_refused_and_touches_nothing(
    folder: Path, tmp_path: Path, what: str
) -> None:
    good, bad = tmp_path / "good.tar.gz", tmp_path / "bad.tar.gz"
    backup(folder, good)
    _spoil(good, bad, what)
    elsewhere = tmp_path / "elsewhere"
    with pytest.raises(BadBackup):
        restore(elsewhere, bad)
    assert [path.name for path in elsewhere.iterdir()] == ["locks"]
    assert not (tmp_path / "evil").exists()
    assert run(elsewhere, "restore", bad).exit_code == 1


def _spoil(good: Path, bad: Path, what: str) -> None:
    data = bytearray(good.read_bytes())
    if what == "cut":
        bad.write_bytes(data[: len(data) // 2])
    elif what == "flipped":
        plain = bytearray(gzip.decompress(data))
        place = plain.find(b"SQLite format 3\x00") + 5_000
        plain[place] ^= 1
        bad.write_bytes(gzip.compress(bytes(plain), 1))
    elif what == "no tar":
        bad.write_bytes(b"title,brand\n")
    else:
        if what == "more":
            shutil.copy(good, bad)
            plain_tar = bad.with_suffix("")
            plain_tar.write_bytes(gzip.decompress(data))
        else:
            plain_tar = bad.with_suffix("")
            plain_tar.unlink(missing_ok=True)
        with tarfile.open(plain_tar, "a") as tar:
            other = good.parent / "other.txt"
            other.write_text("other", "utf-8")
            tar.add(other, {"outside": "../evil", "more": "more.txt"}.get(what, "other.txt"))
        bad.write_bytes(gzip.compress(plain_tar.read_bytes(), 1))


def test_a_backup_never_replaces_a_file_and_needs_data(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.tar.gz"
    file.write_text("another file", "utf-8")
    assert run(folder, "backup", file).exit_code == 1
    assert file.read_text("utf-8") == "another file"
    empty = run(tmp_path / "nothing", "backup", tmp_path / "two.tar.gz")
    assert empty.exit_code == 1 and "no data" in empty.output


def test_what_was_open_reads_the_restored_batches(folder: Path, tmp_path: Path) -> None:
    batches = Batches(folder)
    kept = batches.create("acme", "kept")
    file = tmp_path / "one.tar.gz"
    backup(folder, file)
    batches.create("acme", "given later")
    assert run(folder, "restore", file, "--force").exit_code == 0
    assert [batch.id for batch in batches.batches("acme")] == [kept]
