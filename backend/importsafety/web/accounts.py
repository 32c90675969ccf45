"""Signing in and out, one's account, and one's team; only where people sign in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from importsafety.accounts import ROLES, SCOPES, Door, Refused
from importsafety.accounts.secret import LONGEST, SHORTEST, hashed
from importsafety.api import admission, local
from importsafety.api.admission import address, door
from importsafety.api.who import who
from importsafety.store.accounts import Person
from importsafety.web.language import N_
from importsafety.web.language import gettext as _
from importsafety.web.switch import back

blueprint = Blueprint("accounts", __name__)

LOG_SIZE = 50
# How each word of the log is told: what the door did, and by endpoint what else changed something.
DEEDS = {
    "team_created": N_("made the team"),
    "invited": N_("made an invitation"),
    "invitation_withdrawn": N_("withdrew an invitation"),
    "joined": N_("joined"),
    "signed_in": N_("signed in"),
    "signed_out": N_("signed out"),
    "signed_out_elsewhere": N_("signed out everywhere else"),
    "wrong_password": N_("somebody gave a wrong password"),
    "password_link": N_("made a link for a new password"),
    "password_changed": N_("chose a new password"),
    "role_changed": N_("changed a role"),
    "left": N_("left the team"),
    "removed": N_("removed somebody"),
    "token_made": N_("made a token"),
    "token_revoked": N_("revoked a token"),
    "api_batches.give_batch": N_("gave a batch to be checked"),
    "api_batches.stop_batch": N_("changed a batch"),
    "api_batches.resume_batch": N_("changed a batch"),
    "evidence.keep_batch": N_("kept an evidence file"),
    "batches.create": N_("gave a batch to be checked"),
    "batches.map_columns": N_("changed a batch"),
    "batches.act": N_("changed a batch"),
    "batches.amend": N_("mended a row of a batch"),
    "saved.save": N_("put a product on the list"),
    "saved.annotate": N_("changed an item of the list"),
    "saved.remove": N_("took a product off the list"),
    "watches.add": N_("began to watch"),
    "watching.add": N_("began to watch"),
    "watches.remove": N_("stopped watching"),
    "watching.remove": N_("stopped watching"),
    "evidence.keep": N_("kept an evidence file"),
    "evidence.remove": N_("deleted an evidence file"),
    "contests.contest": N_("contested an answer"),
    "review.submit": N_("contested an answer"),
    "review.take_up": N_("took up a contest"),
    "review.decide": N_("decided a contest"),
    "review.withdraw": N_("withdrew a decision"),
    "upkeep.hold_snapshot": N_("chose which snapshot answers"),
    "upkeep_pages.snapshots": N_("chose which snapshot answers"),
    "remembered.clear": N_("cleared the memory of matched listings"),
    "memory.clear": N_("cleared the memory of matched listings"),
}
ROLE_NAMES = {"member": N_("Member"), "maintainer": N_("Maintainer")}
SCOPE_NAMES = {
    "read": N_("Read: look up notices, rules and what the team has"),
    "check": N_("Check: also check products, and save; what the browser extension needs"),
    "maintain": N_("Maintain: also what maintainers may"),
}
_MAINTAINERS = frozenset({"invite", "withdraw", "role", "remove", "offer_password", "log"})


@blueprint.before_request
def admit() -> None:
    view = (request.endpoint or "").rpartition(".")[2]
    if view in {"sign_in", "join"}:
        return
    # A token that got lost must not make others, nor invite anybody.
    if "session_key" not in g:
        raise admission.problem(Refused("scope", "A person does this, who signs in in a browser."))
    if view in _MAINTAINERS:
        local.only_maintainers()


@blueprint.route("/signin", methods=["GET", "POST"])
def sign_in() -> Any:
    target = back(request.values.get("next", ""))
    if request.method == "GET":
        return redirect(target) if who().team else render_template("signin.html", target=target)
    name, password = _given("name"), request.form.get("password", "")
    try:
        entered = door().sign_in(name, password, address(), request.user_agent.string)
    except Refused as refused:
        page = render_template("signin.html", target=target, name=name, problem=_told(refused))
        return page, admission.problem(refused).status, admission.problem(refused).headers
    return _entered(entered.key, target)


@blueprint.route("/join/<key>", methods=["GET", "POST"])
def join(key: str) -> Any:
    """An invitation's link: into a team, or to a new password. Looking at it does not use it up."""
    invitation = None
    try:
        invitation = door().invitation(key, address())
        if request.method == "POST":
            password = request.form.get("password", "")
            entered = door().join(key, _given("name"), password, address(), request.user_agent.string)
            return _entered(entered.key, url_for("web.start"))
        problem, status = "", 200
    except Refused as refused:
        problem, status = _told(refused), 404 if invitation is None else admission.problem(refused).status
    person = door().accounts.person(invitation.person) if invitation and invitation.person else None
    page = render_template(
        "account_join.html",
        key=key,
        invitation=invitation,
        person=person,
        name=_given("name"),
        problem=problem,
        roles=ROLE_NAMES,
        shortest=SHORTEST,
        longest=LONGEST,
    )
    return page, status


@blueprint.post("/signout")
def sign_out() -> Any:
    door().sign_out(g.session_key, address())
    answer = redirect(url_for("accounts.sign_in"), 303)
    admission.keep(answer, admission.SESSION, "")
    # Pages that the browser kept would show what was seen to whoever sits there next.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@blueprint.get("/account")
def account() -> str:
    return _account()


@blueprint.post("/account/password")
def change_password() -> Any:
    old, new = request.form.get("old", ""), request.form.get("password", "")
    try:
        door().change_password(_me(), old, new, g.session_key, address())
    except Refused as refused:
        return _account(problem=_told(refused)), 422
    return _account(done=_("The new password holds. Everywhere else you are signed out."))


@blueprint.post("/account/elsewhere")
def sign_out_elsewhere() -> Any:
    door().sign_out_elsewhere(_me(), g.session_key, address())
    return _account(done=_("Everywhere else you are signed out."))


@blueprint.post("/account/tokens")
def add_token() -> Any:
    try:
        token = door().add_token(_me(), _given("name"), request.form.get("scope", ""), address())
    except Refused as refused:
        return _account(problem=_told(refused)), 422
    return _account(token=token)


@blueprint.post("/account/tokens/<int:id>/revoke")
def revoke_token(id: int) -> Any:
    return _do(lambda door: door.revoke_token(who().team, id, _me(), address()), "accounts.account")


@blueprint.post("/account/leave")
def leave() -> Any:
    me = _me()
    try:
        door().let_go(me.team, me.id, me.name, address())
    except Refused as refused:
        return _account(problem=_told(refused)), 422
    answer = redirect(url_for("accounts.sign_in"), 303)
    admission.keep(answer, admission.SESSION, "")
    return answer


@blueprint.get("/team")
def team() -> str:
    return _team()


@blueprint.post("/team/invitations")
def invite() -> Any:
    try:
        key = door().invite(who().team, request.form.get("role", ""), who().name, address())
    except Refused as refused:
        return _team(problem=_told(refused)), 422
    return _team(link=_link(key))


@blueprint.post("/team/invitations/<int:id>/withdraw")
def withdraw(id: int) -> Any:
    return _do(lambda door: door.withdraw(who().team, id, who().name, address()), "accounts.team")


@blueprint.post("/team/people/<int:id>/role")
def role(id: int) -> Any:
    wanted = request.form.get("role", "")
    return _do(lambda door: door.set_role(who().team, id, wanted, who().name, address()), "accounts.team")


@blueprint.post("/team/people/<int:id>/remove")
def remove(id: int) -> Any:
    return _do(lambda door: door.let_go(who().team, id, who().name, address()), "accounts.team")


@blueprint.post("/team/people/<int:id>/password")
def offer_password(id: int) -> Any:
    person = door().accounts.person(id)
    if person is None or person.team != who().team:
        raise admission.problem(Refused("missing", "There is no such person in the team."))
    return _team(link=_link(door().offer_new_password(person, who().name, address())), of=person.name)


@blueprint.get("/team/log")
def log() -> str:
    rows = door().accounts.log(who().team, request.args.get("before", None, int), LOG_SIZE + 1)
    return render_template(
        "account_log.html", rows=rows[:LOG_SIZE], more=len(rows) > LOG_SIZE, deeds=DEEDS, team=who().team
    )


def _do(deed: Callable[[Door], None], then: str) -> Any:
    """Do it and show the page again; what is missing is a 404, another team's too."""
    try:
        deed(door())
    except Refused as refused:
        if refused.reason == "missing":
            raise admission.problem(refused) from refused
        show = _team if then == "accounts.team" else _account
        return show(problem=_told(refused)), 422
    return redirect(url_for(then), 303)


def _account(**more: Any) -> str:
    me, accounts = _me(), door().accounts
    return render_template(
        "account.html",
        me=me,
        sessions=accounts.sessions(me.id),
        present=hashed(g.session_key),
        tokens=[row for row in accounts.tokens(me.team) if row["person"] == me.id],
        scopes={name: SCOPE_NAMES[name] for name in SCOPES if name != "maintain" or who().maintains},
        roles=ROLE_NAMES,
        shortest=SHORTEST,
        longest=LONGEST,
        **more,
    )


def _team(**more: Any) -> str:
    me, accounts = _me(), door().accounts
    return render_template(
        "account_team.html",
        me=me,
        people=accounts.people(me.team),
        invitations=accounts.invitations(me.team) if who().maintains else (),
        tokens=accounts.tokens(me.team) if who().maintains else (),
        roles=ROLE_NAMES,
        role_ids=ROLES,
        **more,
    )


def _me() -> Person:
    me = door().accounts.person(g.known.person)
    if me is None:
        raise admission.problem(Refused("missing", "This account ended just now."))
    return me


def _entered(key: str, target: str) -> Response:
    """Always a new key: what the browser held before opens nothing any more."""
    if old := request.cookies.get(admission.name(admission.SESSION)):
        door().accounts.end_session(hashed(old))
    answer = redirect(target, 303)
    admission.keep(answer, admission.SESSION, key)
    admission.keep(answer, admission.FORM, "")
    return answer  # type: ignore[return-value]


def _link(key: str) -> str:
    return url_for("accounts.join", key=key, _external=True)


def _given(name: str) -> str:
    return request.form.get(name, "").strip()


def _told(refused: Refused) -> str:
    if refused.reason == "limit":
        return _("Too many attempts. Try again in about %(minutes)s min.") % {
            "minutes": max(1, round(refused.wait / 60))
        }
    return str(refused)
