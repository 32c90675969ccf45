"""The snapshot: built beside, swapped, picked up; a broken one never takes the place of a whole one."""

from __future__ import annotations

import os
import threading
import time

import pytest

from importsafety.store import Snapshots, snapshot
from importsafety.store.look import MOMENT
from importsafety.store.snapshot import KEPT, BrokenSnapshot, build, load
from running import until


@pytest.fixture
def filled(store, pull, notice):
    pull(notice("24001", date="2024-05-02"), notice("24002", date="2024-09-24"))
    return store


def test_there_is_none_at_first(home):
    assert Snapshots(home).current() is None


def test_a_built_snapshot_is_what_readers_get(filled, home):
    built = build(filled, home)
    current = Snapshots(home).current()
    assert current == built
    assert current.as_of == {"cpsc": "2024-09-24"}
    assert [notice.number for notice in current.notices] == ["24002", "24001"]
    assert current.directory == home / "snapshots" / current.id
    assert current.starter is False


def test_a_snapshot_of_the_starter_list_says_so(store, notice, pull, home):
    store.seed([notice("24001"), notice("24002", id="fda:1", source="fda")])
    assert build(store, home).starter is True
    pull(notice("24001"))
    mixed = build(store, home)
    assert mixed.starter is False
    assert mixed.starter_sources == ("fda",)


def test_a_reader_picks_up_the_new_one(filled, home, pull, notice):
    readers = Snapshots(home)
    first = build(filled, home)
    assert readers.current().id == first.id
    assert readers.current() is readers.current()
    pull(notice("24003"), complete=False)
    second = build(filled, home)
    assert readers.current().id == second.id
    assert len(readers.current().notices) == 3


def test_readers_are_served_while_snapshots_come_and_go(filled, home):
    readers = Snapshots(home)
    build(filled, home)
    stop, served, failures = threading.Event(), set(), []

    def read():
        while not stop.is_set():
            current = readers.current()
            if current is None or len(current.notices) != 2:
                failures.append(current)
            else:
                served.add(current.id)
            time.sleep(0.001)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        newest = [build(filled, home).id for _ in range(4)][-1]
        until(lambda: failures or newest in served)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failures == []


@pytest.mark.parametrize("damage", ["cut", "altered", "missing", "no meta", "cut index", "other version"])
def test_a_broken_snapshot_leaves_the_old_one_serving(filled, home, damage, caplog):
    readers = Snapshots(home)
    whole = build(filled, home)
    assert readers.current().id == whole.id
    broken = build(filled, home).directory
    notices, meta = broken / "notices.msgpack", broken / "meta.json"
    if damage == "cut":
        os.truncate(notices, 10)
    elif damage == "altered":
        notices.write_bytes(notices.read_bytes()[:-1] + b"\x00")
    elif damage == "missing":
        notices.unlink()
    elif damage == "no meta":
        meta.write_text("{")
    elif damage == "cut index":
        os.truncate(broken / "terms.msgpack", 3)
    else:
        meta.write_text(meta.read_text().replace('"format": [', '"format": [9').replace("9\n", "9"))
    assert readers.current().id == whole.id
    assert broken.name in readers.problem
    assert whole.id in caplog.text
    # A worker that starts now has nothing older in memory: it goes back to what is whole on disk.
    assert Snapshots(home).current().id == whole.id
    again = build(filled, home)
    assert readers.current().id == again.id
    assert readers.problem is None


@pytest.mark.parametrize("pointer", ["", "nonsense\n", "../../etc", "20990101T000000.000000Z", "\x00\xff"])
def test_a_corrupted_pointer_does_not_stop_the_service(filled, home, pointer):
    readers = Snapshots(home)
    built = build(filled, home)
    readers.current()
    (home / "snapshots" / "current").write_bytes(pointer.encode("latin-1"))
    time.sleep(MOMENT)
    assert readers.current().id == built.id
    assert "names no snapshot" in readers.problem
    assert Snapshots(home).current().id == built.id


def test_a_missing_pointer_does_not_stop_the_service(filled, home):
    built = build(filled, home)
    (home / "snapshots" / "current").unlink()
    assert Snapshots(home).current().id == built.id


def test_unfinished_folders_are_cleared_by_the_next_build(filled, home):
    unfinished = home / "snapshots" / "20240101T000000.000000Z.partial"
    unfinished.mkdir(parents=True)
    (unfinished / "notices.msgpack").write_bytes(b"half")
    build(filled, home)
    assert not unfinished.exists()


def test_old_ones_are_pruned_but_not_what_was_current_within_the_hour(filled, home):
    built = [build(filled, home).directory for _ in range(KEPT + 2)]
    assert all(directory.exists() for directory in built)
    long_ago = time.time() - 2 * 3600
    for directory in built[:3]:
        os.utime(directory, (long_ago, long_ago))
    last = build(filled, home).directory
    # The third was current until the fourth came just now; the first two were superseded long ago.
    assert [directory.exists() for directory in (*built, last)] == [False, False, *[True] * (KEPT + 1)]


def test_a_build_that_fails_leaves_the_old_one(filled, home):
    built = build(filled, home)
    # The pointer cannot be replaced: what stands in its new one's place is a folder.
    (home / "snapshots" / "current.new").mkdir()
    with pytest.raises(OSError):
        build(filled, home)
    assert Snapshots(home).current().id == built.id


def test_loading_a_folder_that_is_not_there_says_so(home):
    with pytest.raises(BrokenSnapshot, match="cannot be read"):
        load(home / "snapshots" / "20240101T000000.000000Z")


def test_ids_of_one_second_differ(filled, home):
    assert len({build(filled, home).id for _ in range(3)}) == 3
    assert len(snapshot.finished(home / "snapshots")) == 3
