"""Suppliers: the listings of one seller together, and the notices whose firms have that name. Facts with links."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from importsafety.api import local
from importsafety.api.problems import Problem
from importsafety.api.services import services
from importsafety.api.who import LOCAL, who
from importsafety.assessment import Verdict
from importsafety.notice import Notice
from importsafety.store.batches import Batches
from importsafety.web.language import gettext as _

blueprint = Blueprint("suppliers", __name__)
blueprint.before_request(local.admit_person)

_ORDER = {verdict.value: verdict.rank for verdict in Verdict}
# Of a firm's name these words do not tell it from another.
_LEGAL = re.compile(
    r"\b(?:co|company|corp|corporation|inc|incorporated|llc|ltd|limited|gmbh|sa|srl|bv|plc|pte|pty)\b"
)
NOTICES = 100
SIZE = 50  # sellers on a page


@dataclass(frozen=True, slots=True)
class Known:
    """One listing of a seller, as we know it. `origin`: list, batch or memory; `link` is its page here; a memory keeps
    no title, so it has none. `notices` are ids."""

    seller: str
    origin: str
    title: str
    verdict: str
    shop: str
    when: str
    link: str
    notices: tuple[str, ...] = ()
    kind: str = ""


def key(name: str) -> str:
    """By what a seller is the same under two spellings: letters and digits, without the words of its legal form."""
    plain = re.sub(r"[^\w]+", " ", unicodedata.normalize("NFKC", name).casefold()).strip()
    return _LEGAL.sub(" ", plain).replace(" ", "") or plain


@blueprint.get("/suppliers")
def overview() -> str:
    words = request.args.get("q", "").casefold().split()
    groups: dict[str, tuple[Counter[str], Counter[str]]] = {}
    for seller, verdict, count in _counted():
        names, verdicts = groups.setdefault(key(seller), (Counter(), Counter()))
        names[seller] += count
        verdicts[verdict] += count
    rows = [
        (names.most_common(1)[0][0], sum(verdicts.values()), verdicts)
        for names, verdicts in groups.values()
        if all(word in " ".join(names).casefold() for word in words)
    ]
    rows.sort(key=lambda row: (-row[1], row[0].casefold()))
    pages = max(1, -(-len(rows) // SIZE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    return render_template(
        "suppliers.html",
        rows=rows[(page - 1) * SIZE : page * SIZE],
        total=len(rows),
        page=page,
        pages=pages,
        q=request.args.get("q", ""),
        verdicts=Verdict,
    )


@blueprint.get("/suppliers/seller")
def seller() -> str:
    """The page of one seller, by any spelling of the name."""
    name = request.args.get("name", "").strip()[:300]
    if not key(name):
        raise Problem(404, _("Name a seller. The list of suppliers shows those that are known here."))
    listings = sorted(_listings(key(name)), key=lambda known: (_ORDER.get(known.verdict, 9), known.title))
    naming = _naming(name)
    return render_template(
        "supplier.html",
        name=name,
        spellings=sorted({known.seller for known in listings} - {name}),
        listings=listings,
        counts=Counter(known.verdict for known in listings),
        kinds=Counter(known.kind for known in listings if known.kind).most_common(12),
        notices=[notice for notice in naming if notice.kind != "violation"],
        violations=[notice for notice in naming if notice.kind == "violation"],
        has_violations=bool(services().store.search(kind="violation", size=1).total),
        verdicts=Verdict,
        find=services().store.notice,
    )


def _counted() -> Iterator[tuple[str, str, int]]:
    """(seller as written, verdict, how many) of all that this team knows."""
    store, team = services().store, who().team
    for item in store.saved(team):
        if item.body.get("seller") and item.answer:
            yield item.body["seller"], item.answer["verdict"], 1
    yield from _batches().sellers(team)
    for seen in _remembered():
        yield seen.fingerprint.seller, seen.verdict, 1


def _listings(wanted: str) -> Iterator[Known]:
    store, team = services().store, who().team
    for item in store.saved(team):
        name = item.body.get("seller") or ""
        if item.answer and key(name) == wanted:
            yield Known(
                name,
                "list",
                item.name,
                item.answer["verdict"],
                item.body.get("platform") or "",
                item.answer["day"],
                url_for("saved.item", id=item.id),
                tuple(item.answer["notices"]),
                " › ".join(item.body.get("category") or ()),
            )
    batches = _batches()
    names = sorted({name for name, _, _ in batches.sellers(team) if key(name) == wanted})
    for row in batches.rows_of_sellers(team, names) if names else ():
        yield Known(
            row["supplier"],
            "batch",
            row["title"],
            row["verdict"],
            row["platform"] or "",
            row["checked"] or "",
            url_for("batches.row", id=row["batch"], n=row["n"]),
            (row["notice"],) if row["notice"] else (),
            row["kind"] or "",
        )
    for seen in _remembered():
        print_ = seen.fingerprint
        if key(print_.seller) == wanted:
            yield Known(
                print_.seller, "memory", "", seen.verdict, print_.shop, seen.last_seen, "", seen.notices
            )


def _remembered() -> list[Any]:
    """What this machine remembers belongs to who sits at it, not to a team."""
    if who().team != LOCAL.team:
        return []
    return [seen for seen in services().store.memories() if seen.fingerprint.seller]


def _naming(name: str) -> list[Notice]:
    """The notices one of whose firms has this very name, in any spelling, newest first."""
    words = _LEGAL.sub(" ", " ".join(re.findall(r"\w+", name.casefold()))).strip()
    found = services().store.search(firm=words, size=NOTICES).notices if words else ()
    wanted = key(name)
    return [
        notice
        for notice in found
        if any(key(each) == wanted for firm in notice.firms for each in (firm.name, *firm.aliases))
    ]


def _batches() -> Batches:
    return services().runner.store
