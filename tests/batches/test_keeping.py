"""How long batches are kept: what nobody opened for so long goes, but nothing that is in work, and no evidence."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from batch_desk import Desk
from importsafety.batches import Runner
from importsafety.settings import BadSetting, Settings
from importsafety.store.batches import Given
from running import until


def days_ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).date().isoformat()


def said(day: str) -> str:
    """As pages say it."""
    date = datetime.fromisoformat(day)
    return f"{date.day} {date:%b %Y}"


def test_what_nobody_opened_for_so_long_goes_with_its_file(desk: Desk) -> None:
    old, fresh, waiting = (desk.give(f"KUGELO KG-216 {n}", "soup ladle") for n in range(3))
    for id in (old, fresh, waiting):
        desk.done(id)
    kept = desk.client.post(f"/batches/{old}/evidence").headers["Location"]
    desk.services.runner.stop()
    desk.store.change(old, opened=days_ago(181))
    desk.store.change(fresh, opened=days_ago(179))
    desk.store.change(waiting, opened=days_ago(400))
    desk.store.add(waiting, [Given(3, "r3", {"title": "soup ladle"}, "waiting")])
    desk.store.turn(waiting, ["done"], "running")
    # As a server of tomorrow does before it goes on with what is in work.
    assert desk.store.forget(days_ago(180)) == 1
    assert {batch.id for batch in desk.store.batches("local")} == {fresh, waiting}
    assert not list(desk.store.folder.glob(f"{old}.*")) and list(desk.store.folder.glob(f"{fresh}.*"))
    assert "KUGELO KG-216 0" in desk.client.get(kept).text, "evidence rests on nothing but itself"


def test_a_server_forgets_by_itself(desk: Desk, tmp_path: Path) -> None:
    id = desk.give("KUGELO KG-216", "soup ladle")
    desk.done(id)
    desk.services.runner.stop()
    desk.store.change(id, opened=days_ago(31))
    shutil.copytree(desk.home, tmp_path / "kept")
    for home, days, left in ((tmp_path / "kept", 0, 1), (desk.home, 30, 0)):
        runner = Runner(home, desk.services.checker, days=days)
        # What is given now is done after what is old was forgotten.
        new = runner.store.create("local", "new")
        runner.store.add(new, [Given(1, "", {"title": "soup ladle"}, "waiting")], complete=True)
        runner.go_on()
        until(lambda runner=runner: not runner.store.running())
        assert len(runner.store.batches("local")) == left + 1
        runner.stop()


def test_who_opens_a_batch_keeps_it_and_reads_until_when(desk: Desk) -> None:
    id = desk.give("KUGELO KG-216", "soup ladle")
    desk.done(id)
    desk.store.change(id, opened="2026-01-01")
    assert ">30 Jun 2026<" in desk.client.get("/batches").text
    before = days_ago(-180)
    kept = desk.client.get(f"/api/v1/batches/{id}").get_json()["kept_until"]
    page = desk.client.get(f"/batches/{id}").text
    # It may be past midnight by now.
    assert kept in (before, days_ago(-180))
    assert any(f"Kept until {said(day)};" in page for day in (kept, days_ago(-180)))


def test_batches_can_be_kept_for_good(desk: Desk) -> None:
    app_for_good = Desk(desk.home)
    app_for_good.services.settings = Settings(home=desk.home, batch_days=0)
    id = app_for_good.give("KUGELO KG-216", "soup ladle")
    app_for_good.done(id)
    assert "Kept until" not in app_for_good.client.get(f"/batches/{id}").text
    assert app_for_good.client.get(f"/api/v1/batches/{id}").get_json()["kept_until"] is None
    app_for_good.services.runner.stop()


@pytest.mark.parametrize(("given", "days"), [(None, 180), ("30", 30), ("off", 0)])
def test_the_setting(given: str | None, days: int) -> None:
    environ = {} if given is None else {"IMPORTSAFETY_BATCH_DAYS": given}
    assert Settings.from_environment(environ).batch_days == days


@pytest.mark.parametrize("given", ["-1", "half a year", "0", "1e3"])
def test_a_wrong_setting_says_so(given: str) -> None:
    with pytest.raises(BadSetting, match="IMPORTSAFETY_BATCH_DAYS"):
        Settings.from_environment({"IMPORTSAFETY_BATCH_DAYS": given})
