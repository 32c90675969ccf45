"""The database file: begun by many at once, damaged, or not writable."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import sys

import pytest

from importsafety.store import Store, StoreError
from importsafety.store.database import FILE, is_sound, set_aside
from importsafety.store.errors import Damaged
from running import LONG

forked = multiprocessing.get_context("fork")


def _open_and_count(home, results):
    with Store(home) as store:
        results.put(len(store.notices()))


def test_many_processes_may_begin_at_once(home):
    results = forked.Queue()
    workers = [forked.Process(target=_open_and_count, args=(home, results)) for _ in range(8)]
    for worker in workers:
        worker.start()
    assert [results.get(timeout=LONG) for _ in workers] == [0] * 8
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0


def test_readers_are_not_held_up_by_a_writer(home, store):
    with sqlite3.connect(home / FILE) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO links VALUES ('a', 'b')")
        assert store.notices() == ()
        writer.rollback()


@pytest.mark.parametrize("content", [b"this is no database" * 500, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_named_and_can_be_set_aside(home, content):
    home.mkdir()
    (home / FILE).write_bytes(content)
    with pytest.raises(Damaged, match="damaged"):
        Store(home)
    assert not is_sound(home)
    kept = set_aside(home)
    assert kept.read_bytes() == content
    with Store(home) as store:
        assert store.notices() == ()


def test_a_database_cut_in_the_middle_is_found_out(home, store, pull, notice):
    pull(*(notice(str(number), description="words " * 200) for number in range(24000, 24200)))
    store.close()
    path = home / FILE
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert is_sound(home)
    os.truncate(path, path.stat().st_size // 2)
    assert not is_sound(home)


def test_a_store_that_is_open_says_that_its_file_was_damaged_and_goes_on_with_the_new_one(
    home, store, pull, notice
):
    pull(*(notice(str(number), description="words " * 200) for number in range(24000, 24200)))
    store.close()
    with sqlite3.connect(home / FILE) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert len(store.notices()) == 200
    with (home / FILE).open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 400_000)
    with pytest.raises(Damaged, match="importsafety refresh"), Store(home) as fresh:
        fresh.notices()
    set_aside(home)
    assert store.notices() == ()


def test_a_place_that_cannot_be_a_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="IMPORTSAFETY_HOME"):
        Store(tmp_path / "file" / "home")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="IMPORTSAFETY_HOME"):
        Store(tmp_path)


def test_a_file_that_is_replaced_while_it_is_opened_is_opened_again(home, notice, monkeypatch, tmp_path):
    for folder, numbers in ((home, "1"), (tmp_path / "other", "12")):
        with Store(folder) as store:
            store.seed([notice(f"2400{number}") for number in numbers])
    connect = sqlite3.connect
    other = tmp_path / "other" / FILE

    def replaced(*args, **options):
        connection = connect(*args, **options)
        connection.execute("SELECT count(*) FROM notices")
        if other.exists():
            other.rename(home / FILE)
        return connection

    monkeypatch.setattr(sqlite3, "connect", replaced)
    with Store(home) as store:
        assert len(store.notices()) == 2
