"""Two states of an agency's list, and what the store makes of the difference."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict

import msgspec
import pytest

from importsafety.sources import Rejected
from importsafety.store import Changes, Store, StoreError, TooMuchLost
from importsafety.store.database import FILE


def some(notice, *numbers):
    return [notice(str(number)) for number in numbers]


def test_a_first_pull_is_all_new(store, pull, notice):
    assert pull(*some(notice, 24001, 24002, 24003)) == Changes(rows=3, new=3)
    assert [n.number for n in store.notices()] == ["24001", "24002", "24003"]


def test_the_same_pull_again_changes_nothing(store, pull, notice):
    pull(*some(notice, 24001, 24002))
    assert pull(*some(notice, 24001, 24002)) == Changes(rows=2, unchanged=2)
    assert len(store.history("cpsc:24001")) == 1


def test_a_changed_notice_keeps_what_it_said_before(store, pull, notice):
    pull(notice("24001", units_text="About 100"), notice("24002"))
    changes = pull(notice("24001", units_text="About 250"), notice("24002"))
    assert changes == Changes(rows=2, changed=1, unchanged=1)
    now, before = store.history("cpsc:24001")
    assert (now.notice.units_text, before.notice.units_text) == ("About 250", "About 100")
    assert (before.first_run, before.last_run, now.first_run, now.last_run) == (1, 1, 2, 2)
    assert store.notice("cpsc:24001").units_text == "About 250"


def test_a_notice_that_goes_back_to_what_it_said_has_three_versions(store, pull, notice):
    for units in ("1", "2", "1"):
        pull(notice("24001", units_text=units))
    assert [version.notice.units_text for version in store.history("cpsc:24001")] == ["1", "2", "1"]


def test_what_a_complete_pull_lacks_is_withdrawn_but_kept(store, pull, notice):
    pull(*some(notice, 24001, 24002, 24003))
    assert pull(*some(notice, 24001, 24003)) == Changes(rows=2, unchanged=2, withdrawn=1)
    assert [n.number for n in store.notices()] == ["24001", "24003"]
    assert store.record("cpsc:24002").withdrawn
    assert store.search("24002").records[0].withdrawn


def test_a_withdrawn_notice_may_return(store, pull, notice):
    pull(*some(notice, 24001, 24002, 24003))
    pull(*some(notice, 24001, 24003))
    assert pull(*some(notice, 24001, 24002, 24003)) == Changes(rows=3, unchanged=3, returned=1)
    assert store.record("cpsc:24002").withdrawn is None


def test_what_an_increment_lacks_stays(store, pull, notice):
    pull(*some(notice, 24001, 24002))
    assert pull(notice("24003"), complete=False) == Changes(rows=1, new=1)
    assert len(store.notices()) == 3


def test_each_source_is_its_own_list(store, pull, notice):
    pull(*some(notice, 24001, 24002))
    pull(notice("24001", id="cpsc-warnings:24001", source="cpsc-warnings"), source="cpsc-warnings")
    assert len(store.notices()) == 3


def test_a_list_cut_short_is_refused_and_changes_nothing(store, pull, notice):
    pull(*some(notice, *range(24001, 24011)))
    with pytest.raises(TooMuchLost, match="lacks 6 of the 10 known"):
        pull(*some(notice, *range(24001, 24005)))
    assert len(store.notices()) == 10
    assert store.runs()[0]["state"] == "failed"


def test_a_long_list_may_not_lose_a_fifth(store, pull, notice):
    pull(*some(notice, *range(24000, 24400)))
    with pytest.raises(TooMuchLost):
        pull(*some(notice, *range(24000, 24320)))
    assert pull(*some(notice, *range(24000, 24370))).withdrawn == 30


def test_a_great_loss_can_be_accepted(store, pull, notice):
    pull(*some(notice, *range(24001, 24011)))
    assert pull(*some(notice, 24001), accept=True).withdrawn == 9
    assert len(store.notices()) == 1


def test_a_pull_without_one_usable_notice_is_refused_with_the_reason(store, pull, notice):
    pull(notice("24001"))
    with pytest.raises(StoreError, match="1 records were put in quarantine, for instance: no title"):
        pull(notice("24002", title=" "), accept=True)
    assert [entry["reason"] for entry in store.quarantine()] == ["no title"]
    assert len(store.notices()) == 1


def test_a_stream_that_breaks_off_changes_nothing(store, notice, pull):
    pull(notice("24001"))

    def broken():
        yield notice("24002")
        yield Rejected("24003", "the record has no date", "{}")
        raise OSError("connection reset")

    with pytest.raises(OSError):
        store.upsert("cpsc", broken(), store.start_run("cpsc", "agency"), complete=True)
    assert [n.number for n in store.notices()] == ["24001"]
    assert [entry["key"] for entry in store.quarantine()] == ["24003"]


def test_a_notice_that_gets_its_number_later_is_one_notice(store, pull, notice):
    early = notice(None, slug="ab-heater")
    pull(early, notice("24002"))
    late = notice("24009", slug="ab-heater", units=7)
    assert pull(late, notice("24002")) == Changes(rows=2, changed=1, unchanged=1, renumbered=1)
    assert len(store.notices()) == 2
    assert [version.notice.id for version in store.history("cpsc:24009")] == ["cpsc:24009", early.id]
    assert store.notice(early.id).number == "24009"
    assert pull(late, notice("24002")) == Changes(rows=2, unchanged=2)


def test_the_address_may_be_spelt_otherwise(store, pull, notice):
    pull(notice(None, slug="ab-heater"), notice("24002"))
    late = notice("24009", url="http://cpsc.gov/recalls/2024/AB-Heater/")
    assert pull(late, notice("24002")).renumbered == 1


def test_a_numbered_notice_that_comes_without_its_number_keeps_it(store, pull, notice):
    pull(notice("24009", slug="ab-heater"), notice("24002"))
    unnumbered = notice(None, slug="ab-heater", name="Heater")
    changes = pull(unnumbered, notice("24002"))
    assert (changes.new, changes.changed, changes.withdrawn) == (0, 1, 0)
    assert store.notice(unnumbered.id).id == "cpsc:24009"
    assert pull(unnumbered, notice("24002")) == Changes(rows=2, unchanged=2)


def test_a_fallback_id_that_is_made_otherwise_is_the_same_notice(store, pull, notice):
    slug, serial = notice(None, slug="ab-heater"), notice(None, slug="ab-heater", id="cpsc:id10992")
    pull(slug, notice("24002"))
    assert pull(serial, notice("24002")).renumbered == 1
    assert pull(slug, notice("24002")) == Changes(rows=2, unchanged=2)
    assert {n.id for n in store.notices()} == {"cpsc:id10992", "cpsc:24002"}


def test_two_numbers_at_one_address_are_two_notices(store, pull, notice):
    pull(notice("24001", slug="shared"), notice("24002"), notice("24003"))
    changes = pull(notice("24009", slug="shared"), notice("24002"), notice("24003"))
    assert (changes.new, changes.withdrawn, changes.renumbered) == (1, 1, 0)


def test_two_notices_at_one_address_stay_two(store, pull, notice):
    first, second = notice(None, slug="shared"), notice("24009", slug="shared")
    pull(first, notice("24002"))
    assert pull(first, second, notice("24002")) == Changes(rows=3, new=1, unchanged=2)
    assert pull(first, second, notice("24002")) == Changes(rows=3, unchanged=3)


def test_an_address_that_many_share_proves_nothing(store, pull, notice):
    everywhere = "https://www.cpsc.gov/Recalls"
    pull(notice(None, url=everywhere), notice("24002"))
    changes = pull(notice("24003", url=everywhere), notice("24004", url=everywhere), notice("24002"))
    assert (changes.new, changes.renumbered, changes.withdrawn) == (2, 0, 1)


def test_a_record_repeated_alike_counts_once(store, pull, notice):
    assert pull(notice("24001"), notice("24001")) == Changes(rows=1, new=1, repeated=1)


def test_a_second_record_of_the_same_id_that_differs_is_put_aside(store, pull, notice):
    changes = pull(notice("24001", units=1), notice("24001", units=2))
    assert (changes.rows, changes.quarantined) == (1, 1)
    assert store.notice("cpsc:24001").units == 1
    assert '"units":2' in store.quarantine()[0]["record"]


def test_a_known_notice_whose_record_is_unfit_today_is_not_withdrawn(store, pull, notice):
    pull(*some(notice, 24001, 24002, 24003))
    changes = pull(
        notice("24001"), Rejected("24002", "the date is not a date", "{}"), notice("24003", date="?")
    )
    assert (changes.withdrawn, changes.quarantined) == (0, 2)
    assert len(store.notices()) == 3


def test_quarantine_keeps_a_record_once_and_says_when_it_is_settled(store, pull, notice):
    bad = Rejected("24002", "the record has no title", '{"RecallID": 2}')
    for _ in range(3):
        pull(notice("24001"), bad)
    (entry,) = store.quarantine()
    assert entry["record"] == bad.record
    assert (entry["reason"], entry["run"], entry["resolved"]) == (bad.reason, 3, None)
    pull(*some(notice, 24001, 24002))
    assert store.quarantine() == []
    assert store.quarantine(resolved=True)[0]["resolved"]


def test_identifiers_follow_the_current_version(store, pull, notice, home):
    pull(notice("24001"))
    pull(notice("24001", identifiers=()), notice("24002"))
    with sqlite3.connect(home / FILE) as connection:
        assert connection.execute("SELECT kind, value, raw FROM identifiers").fetchall() == [
            ("model", "AB24002", "AB-24002")
        ]


def test_the_starter_list_gives_way_to_the_real_one(store, pull, notice):
    store.seed([notice("24001", title="Acme widget"), notice("24009")])
    assert store.starter_sources() == ("cpsc",)
    assert pull(*some(notice, 24001, 24002)) == Changes(rows=2, new=2)
    assert store.starter_sources() == ()
    assert {n.number for n in store.notices()} == {"24001", "24002"}
    assert [version.notice.title for version in store.history("cpsc:24001")] == ["Acme Recalls Widget 24001"]


def test_a_starter_list_never_covers_real_data(store, pull, notice):
    pull(notice("24001"))
    store.seed([notice("24001", title="Acme widget"), notice("24009")])
    assert [n.title for n in store.notices()] == ["Acme Recalls Widget 24001"]
    assert store.record("cpsc:24001").starter is False


def test_a_new_starter_list_replaces_the_old(store, notice):
    store.seed([notice("24001"), notice("24002")])
    store.seed([notice("24002"), notice("24003")])
    assert {n.number for n in store.notices()} == {"24002", "24003"}


def test_links_are_seen_from_both_sides_and_leave_out_the_withdrawn(store, pull, notice):
    pull(*some(notice, 24001, 24002, 24003, 24004))
    store.set_links({"cpsc:24001": ["cpsc:24002", "cpsc:24003"], "cpsc:24002": ["cpsc:24001"]})
    pull(*some(notice, 24001, 24002, 24004))
    assert store.notice("cpsc:24001").linked == ("cpsc:24002",)
    assert {n.id: n.linked for n in store.notices()}["cpsc:24002"] == ("cpsc:24001",)
    assert pull(*some(notice, 24001, 24002, 24004)).changed == 0


def test_another_process_sees_all_of_a_pull_or_nothing(store, pull, notice, home):
    pull(notice("24001"))
    with Store(home) as reader:

        def watched():
            for number in range(24001, 24001 + 1200):
                yield notice(str(number))
                if number % 400 == 0:
                    assert len(reader.notices()) == 1
                    assert reader.runs()[0]["rows"] <= number - 24000

        store.upsert("cpsc", watched(), store.start_run("cpsc", "agency"), complete=True)
        assert len(reader.notices()) == 1200


def test_changes_are_plain_numbers(pull, notice):
    changes = pull(notice("24001"))
    assert changes.as_dict() == asdict(changes)
    assert msgspec.json.encode(changes.as_dict())
