"""Every address of the server, and what keeps the teams apart there. One that is missing here fails test_walls.py.

An address with the id of something that a team made goes into WALLED, with how it is made. One that lists or makes
what is the asking team's own, without an id, goes into OWN. The rest is the same for all teams, or for maintainers.
"""

from __future__ import annotations

import io
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from running import until
from teams import Somebody

# Written into everything that acme makes; no answer to another team may hold it.
MARK = "Quetzalmarke"
LISTING = {
    "title": f"KUGELO magnetic balls 216 pcs {MARK}",
    "brand": "KUGELO",
    "model": "KG-216",
    "seller": MARK,
}

# The same for everybody: notices, rules, the answer to what one gave oneself, the state of the data.
SHARED = frozenset(
    {
        "web.start", "web.check_one", "batches.template_file", "web.notices", "web.notice", "web.requirements",
        "web.requirement", "web.status_page", "web.sources", "web.static", "plan_pages.decide", "docs",
        "openapi_json", "switch.choose", "health.healthz", "health.readyz", "check.check", "check.batch",
        "plan.plan", "plan.file", "plan.report", "notices.search", "notices.notice", "reference.requirements",
        "reference.requirement", "reference.shops", "status.status", "open_data.export_file", "reading.unread",
        "memory.remembered", "me.me", "accounts.sign_in", "accounts.join", "accounts.sign_out",
    }
)  # fmt: skip
# What was decided is told to all teams, without who contested it.
DECIDED = frozenset({"review.log", "review.feed", "contests.decisions"})
# For maintainers, of whatever team: 403 for a member.
MAINTAIN = frozenset(
    {
        "upkeep.runs", "upkeep.run", "upkeep.quarantine", "upkeep.drift", "upkeep.figures", "upkeep.snapshots",
        "upkeep.hold_snapshot", "upkeep_pages.overview", "upkeep_pages.run", "upkeep_pages.quarantine",
        "upkeep_pages.charts_page", "upkeep_pages.snapshots", "remembered.overview", "remembered.clear",
        "memory.clear", "review.queue", "review.decide", "review.take_up", "review.withdraw",
        "accounts.invite", "accounts.log",
    }
)  # fmt: skip
# Lists and makes what is the asking team's own.
OWN = frozenset(
    {
        "watches.watches", "watches.add", "watches.alerts", "watches.seen", "watching.page", "watching.add",
        "watching.seen", "saved.page", "saved.save", "saved.seen", "suppliers.overview", "suppliers.seller",
        "api_batches.all_batches", "api_batches.give_batch",
        "batches.create", "batches.overview", "evidence.overview", "evidence.keep", "review.mine", "review.submit",
        "contests.contest",
        "accounts.account", "accounts.team", "accounts.change_password", "accounts.sign_out_elsewhere",
        "accounts.add_token", "accounts.leave",
    }
)  # fmt: skip


def saved(somebody: Somebody) -> str:
    answer = somebody.send("/list", "/account", listing=json.dumps(LISTING))
    return str(answer.location).rstrip("/").rpartition("/")[2]


def evidence(somebody: Somebody) -> str:
    answer = somebody.send("/evidence", "/account", listing=json.dumps(LISTING))
    return str(answer.location).rpartition("/")[2]


def contest(somebody: Somebody) -> str:
    given = {
        "listing": json.dumps(LISTING),
        "claim": "missing_match",
        "reason": f"It is another one: {MARK}.",
    }
    return str(somebody.send("/contests", "/account", **given).location).rpartition("/")[2]


def batch(somebody: Somebody) -> str:
    given = f"KUGELO magnetic balls KG-216 {MARK}\nsoup ladle {MARK}"
    id = str(somebody.send("/check", "/account", items=given).location).rpartition("/")[2]

    def done() -> bool:  # it is worked on in the background
        state = somebody.client.get(f"/api/v1/batches/{id}").get_json()
        return bool(state["rows"] == state["done"] == 2)

    until(done)
    return id


def columns(somebody: Somebody) -> str:
    file = io.BytesIO(f"title,brand\nMagnetic balls {MARK},KUGELO\n".encode())
    answer = somebody.send("/check", "/account", file=(file, "catalogue.csv"))
    return str(answer.location).removesuffix("/columns").rpartition("/")[2]


def invitation(somebody: Somebody) -> str:
    somebody.send("/team/invitations", "/team", role="member")
    return _numbers(somebody, "/team", r"/team/invitations/(\d+)/withdraw")[0]


def token(somebody: Somebody) -> str:
    somebody.send("/account/tokens", "/account", name=MARK, scope="read")
    return _numbers(somebody, "/account", r"/account/tokens/(\d+)/revoke")[0]


def person(somebody: Somebody) -> str:
    """Somebody new each time, since it may be sent away: not who asks, and nobody whom other tests need."""
    people = r"/team/people/(\d+)/role"
    before = _numbers(somebody, "/team", people)
    page = somebody.send("/team/invitations", "/team", role="member").text
    link = re.search(r"/join/[\w-]+", page)
    assert link, page
    guest = Somebody(somebody.client.application, f"Guest {secrets.token_hex(4)}")
    assert guest.join(link[0]).status_code == 303
    (new,) = set(_numbers(somebody, "/team", people)) - set(before)
    return new


def _numbers(somebody: Somebody, page: str, pattern: str) -> list[str]:
    return re.findall(pattern, somebody.client.get(page).text)


@dataclass(frozen=True)
class Wall:
    """`make`: what acme makes; its id stands in the address. `seen_by_maintainers`: those of other teams too."""

    make: Callable[[Somebody], str]
    seen_by_maintainers: bool = False
    more: tuple[tuple[str, Any], ...] = ()


WALLED = {
    "saved.item": Wall(saved),
    "saved.annotate": Wall(saved, more=(("stage", "ordered"), ("notes", "mine"))),
    "saved.seen_item": Wall(saved),
    "saved.remove": Wall(saved),
    "watches.remove": Wall(saved),
    "watching.remove": Wall(saved),
    "watching.feed": Wall(saved),
    "batches.results": Wall(batch),
    "batches.progress_of": Wall(batch),
    "batches.row": Wall(batch),
    "batches.amend": Wall(batch, more=(("title", "soup ladle"),)),
    "batches.act": Wall(batch),
    "batches.download": Wall(batch),
    "batches.columns": Wall(columns),
    "batches.map_columns": Wall(columns, more=(("field", ""),)),
    "api_batches.batch_state": Wall(batch),
    "api_batches.batch_rows": Wall(batch),
    "api_batches.batch_row": Wall(batch),
    "api_batches.stop_batch": Wall(batch),
    "api_batches.resume_batch": Wall(batch),
    "evidence.keep_batch": Wall(batch),
    "evidence.show": Wall(evidence),
    "evidence.download": Wall(evidence),
    "evidence.remove": Wall(evidence),
    "review.contest": Wall(contest, seen_by_maintainers=True),
    "contests.follow": Wall(contest, seen_by_maintainers=True),
    "accounts.withdraw": Wall(invitation),
    "accounts.revoke_token": Wall(token),
    "accounts.role": Wall(person, more=(("role", "member"),)),
    "accounts.remove": Wall(person),
    "accounts.offer_password": Wall(person),
}
# Beside the id, what else stands in an address.
VALUES = {"form": "json", "what": "stop", "n": 1}
