"""A server of teams filled with everything that its pages can show, and the addresses of all of them.

An endpoint that a browser can open and that is missing in PAGES and OTHERS fails tests/web/test_every_page.py.
"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from doors import NOTICES
from importsafety.accounts import limits
from importsafety.api import create_app
from importsafety.api.services import KEY
from importsafety.refresh import refresh
from importsafety.settings import Settings
from importsafety.store.accounts import Accounts
from importsafety.store.batches import Given
from running import until
from teams import Somebody, command, invited, joined

# What is given here stands on the pages as it was given, whatever language they speak.
PRODUCT = "KUGELO KG-216"
SELLER = "Kugelwerk Trading Co. Ltd."
REASON = "I compared the tin."
NOTES = "Ask Li."
GIVEN = (PRODUCT, SELLER, REASON, NOTES, "What it is", "for check")
LISTING = {"title": PRODUCT, "brand": "KUGELO", "model": "KG-216", "seller": SELLER, "platform": "alibaba"}

# Endpoint -> its addresses, each a form of `Site.ids`; those of an empty team as well, and of what cannot be done.
PAGES: dict[str, tuple[str, ...]] = {
    "web.start": ("/",),
    "web.check_one": (
        "/check?q=KUGELO+KG-216",
        "/check?q=KUGELO",
        "/check?q=%E7%A3%81%E5%8A%9B%E7%90%83",
        "/check?q=Bergfalke+helmet",
        "/check?q=%E6%B1%A4%E5%8B%BA",
        "/check?q=http://127.0.0.1/item",
    ),
    "web.notices": (
        "/notices",
        "/notices?q=recall&hazard=head-injury&since=2024-01-01",
        "/notices?q=nothing+like+it",
    ),
    "web.notice": ("/notices/cpsc:25901", "/notices/cpsc:25903"),
    "web.requirements": ("/requirements", "/requirements?q=nothing+like+it"),
    "web.requirement": ("/requirements/16-cfr-1262", "/requirements/16-cfr-1203"),
    "web.status_page": ("/status",),
    "docs": ("/docs",),
    "batches.overview": ("/batches",),
    "batches.columns": ("/batches/{columns}/columns",),
    "batches.results": ("/batches/{batch}", "/batches/{batch}?words=nothing", "/batches/{under_way}"),
    "batches.row": (
        "/batches/{batch}/rows/1",
        "/batches/{batch}/rows/3",
        "/batches/{torn}/rows/2",
        "/batches/{under_way}/rows/2",
    ),
    "evidence.overview": ("/evidence",),
    "evidence.show": ("/evidence/{evidence}", "/evidence/{kept_batch}"),
    "review.mine": ("/contests",),
    "review.contest": ("/contests/{open}", "/contests/{taken_up}", "/contests/{decided}"),
    "review.queue": ("/review",),
    "review.log": ("/decisions",),
    "saved.page": ("/list", "/list?q=nothing"),
    "saved.item": ("/list/{saved}",),
    "suppliers.overview": ("/suppliers", "/suppliers?q=nothing"),
    "suppliers.seller": (
        "/suppliers/seller?name=Kugelwerk+Trading+Co.+Ltd.",
        "/suppliers/seller?name=Nobody",
    ),
    "watching.page": ("/watch",),
    "upkeep_pages.overview": ("/maintain",),
    "upkeep_pages.run": ("/maintain/runs/{run}",),
    "upkeep_pages.quarantine": ("/maintain/quarantine",),
    "upkeep_pages.charts_page": ("/maintain/charts",),
    "remembered.overview": ("/memory",),
    "accounts.account": ("/account",),
    "accounts.team": ("/team",),
    "accounts.log": ("/team/log",),
}
# Who has not signed in.
OUTSIDE = {"accounts.sign_in": ("/signin",), "accounts.join": ("{join}", "/join/used-up")}
# A team that has nothing yet.
EMPTY = ("/batches", "/evidence", "/contests", "/list", "/suppliers", "/watch")
# What goes wrong: address -> status.
ERRORS = {
    "/nowhere": 404,
    "/batches/9999": 404,
    "/list/9999": 404,
    "/notices/cpsc:1": 404,
    "/evidence/no": 404,
}
FOR_MAINTAINERS = {"/review": 403, "/team/log": 403, "/maintain": 403, "/memory": 403}
# What is no page: files, feeds, data, a part of a page, an address that only leads to another.
OTHERS = frozenset(
    {
        "batches.template_file", "batches.download", "batches.progress_of", "evidence.download", "review.feed",
        "watching.feed", "web.sources", "web.static", "switch.choose", "health.healthz", "health.readyz",
        "openapi_json",
    }
)  # fmt: skip


@dataclass
class Site:
    """`ann` maintains a team with everything, `ben` is its member; `otto`'s team has nothing; `zoe` asked too often."""

    home: Path
    app: Flask
    ids: dict[str, str] = field(default_factory=dict)
    people: dict[str, Somebody] = field(default_factory=dict)
    url: str = ""

    def addresses(self, pages: dict[str, tuple[str, ...]] = PAGES) -> list[str]:
        return [path.format(**self.ids) for paths in pages.values() for path in paths]

    @contextmanager
    def used_up(self, name: str) -> Iterator[None]:
        """Within, somebody has used up what everybody may ask for."""
        accounts, usual = Accounts(self.home), limits.LIMITS
        person = accounts.named(name)
        assert person is not None
        limits.LIMITS = {**usual, "other": replace(usual["other"], most=1, seconds=1e9)}
        try:
            limits.restore(accounts, "other", str(person.id))
            limits.spend(accounts, "other", str(person.id))
            yield
        finally:
            limits.LIMITS = usual

    def cookies(self, name: str) -> list[Any]:
        """What the browser of somebody holds who signed in; nothing for a stranger."""
        if not name:
            return []
        cookie = self.people[name].client.get_cookie("importsafety_session")
        assert cookie is not None
        return [{"name": cookie.key, "value": cookie.value, "url": self.url}]


def filled(home: Path, folder: Path) -> Site:
    """The site on a copy of `home` in `folder`."""
    copy = Path(shutil.copytree(home, folder / "home"))
    for team in ("acme", "other"):
        command(copy, "create", team)
    app = create_app(Settings(home=copy, teams=True))
    site = Site(copy, app)
    for name, team, role in (
        ("Ann", "acme", "maintainer"),
        ("Ben", "acme", "member"),
        ("Otto", "other", "maintainer"),
        ("Zoe", "acme", "member"),
    ):
        site.people[name.lower()] = joined(app, copy, team, name, role)
    ann = site.people["ann"]
    site.ids["saved"] = _watched(ann)
    _refreshed(copy, folder / "recalls.json")
    site.ids |= _batches(ann, site) | _contests(ann) | {"join": invited(copy, "acme")}
    site.ids["evidence"] = _number(
        ann.send("/evidence", "/account", listing=json.dumps(LISTING), asked=PRODUCT)
    )
    site.ids["run"] = str(ann.client.get("/api/v1/runs").get_json()["rows"][0]["id"])
    _called(ann)
    return site


def _number(answer: TestResponse) -> str:
    """The id at the end of where an answer leads."""
    assert answer.status_code == 303, answer.text
    return str(answer.location).removesuffix("/columns").rpartition("/")[2]


def _watched(ann: Somebody) -> str:
    """A listing on the list, with notes, and a search; the id of the first."""
    id = _number(ann.send("/list", "/account", listing=json.dumps(LISTING)))
    ann.send(f"/list/{id}", "/account", stage="ordered", notes=NOTES)
    ann.send("/watch", "/account", watch="search", words="magnetic", email="li@acme.example")
    return id


def _refreshed(home: Path, file: Path) -> None:
    """One notice reads otherwise than before, one cannot be read: a run with a change, an alert, and a refusal."""
    first, *others = NOTICES
    changed = first | {"Description": f"{first['Description']} The lot is K7."}
    file.write_text(json.dumps([changed, *others, {"RecallID": 7, "Title": ""}]), encoding="utf-8")
    refresh(home, files={"cpsc": file})


def _batches(ann: Somebody, site: Site) -> dict[str, str]:
    """One that is done, with a page that was not read; one with a row that was not; one that waits for its columns;
    one that is under way and, as nobody works on it, stays so."""
    given = f"http://127.0.0.1/item\n{PRODUCT}\n\u6c64\u52fa"
    table = b"Title,EAN,What it is\nKUGELO KG-216,,tin\n"
    ids = {
        "batch": _number(ann.send("/check", "/account", items=given)),
        "torn": _number(
            ann.send("/check", "/account", file=(io.BytesIO(b'{"title": "KUGELO"}\n{torn\n'), "7.jsonl"))
        ),
        "columns": _number(ann.send("/check", "/account", file=(io.BytesIO(table), "7.csv"))),
    }
    runner = site.app.extensions[KEY].runner
    for id in (ids["batch"], ids["torn"]):
        until(lambda id=id: runner.store.batch("acme", int(id)).state == "done")
    ids["kept_batch"] = _number(ann.send(f"/batches/{ids['batch']}/evidence", "/account"))
    runner.stop()
    under_way = runner.store.create("acme", "7.xlsx")
    runner.store.add(
        under_way, [Given(n, f"r{n}", {"title": PRODUCT}, "waiting") for n in (1, 2)], complete=True
    )
    return ids | {"under_way": str(under_way)}


def _contests(ann: Somebody) -> dict[str, str]:
    """One that is open, one that is taken up, one that is decided."""
    ids = {}
    for name, model in (("open", "KG-214"), ("taken_up", "KG-215"), ("decided", "KG-217")):
        sent = json.dumps(LISTING | {"model": model, "title": f"KUGELO {model}"})
        claim = {"claim": "wrong_match", "notice": "cpsc:25901", "reason": REASON}
        ids[name] = _number(ann.send("/contests", "/account", listing=sent, **claim))
    ann.send(f"/contests/{ids['taken_up']}/take-up", "/account")
    ann.send(f"/contests/{ids['decided']}/decide", "/account", label="homonym", reason=REASON)
    return ids


def _called(ann: Somebody) -> None:
    """What the extension leaves: a remembered listing, a page that was not read; and a token."""
    token = ann.api_token("check")
    attributes = {"Material": "NdFeB", "Diameter": "5 mm", "Pieces": "216", "Packing": "tin"}
    url = "https://www.alibaba.com/product-detail/K_1600000000001.html"
    sent = {"listing": LISTING | {"url": url, "attributes": attributes}}
    assert _sent(ann, "/api/v1/check", sent, token) == 200
    assert _sent(ann, "/api/v1/shops/unread", {"shop": "alibaba", "missing": "title"}, token) == 200


def _sent(somebody: Somebody, path: str, sent: Any, token: dict[str, str]) -> int:
    return somebody.client.post(path, json=sent, headers=token).status_code
