"""The door: what somebody has to show to come in, and for how long that holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from importsafety.accounts import limits, secret
from importsafety.accounts.refused import Refused
from importsafety.store.accounts import Accounts, Invitation, Person
from importsafety.store.keys import Known

ROLES = ("member", "maintainer")
# read: what is there; check: also have something checked, saved, contested; maintain: also what maintainers may.
SCOPES = ("read", "check", "maintain")
TOKEN_MARK = "ist_"  # noqa: S105  (by which a token that lies about is known as one of ours)

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=14)
INVITED = timedelta(days=7)
RENEWED = timedelta(days=1)
# How exactly "last used" is kept: not every request needs a write.
EXACT = timedelta(minutes=1)

_TEAM = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_NAME = re.compile(r"[\w.@+' -]{2,80}")


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who just came in, and the key that their browser keeps."""

    person: Person
    key: str


class Door:
    """Comings and goings at the accounts of one home folder, each written into the log.

    `address` is where a request comes from; every method that raises, raises Refused."""

    def __init__(self, accounts: Accounts):
        self.accounts = accounts

    def sign_in(self, name: str, password: str, address: str, browser: str) -> Entered:
        """Begin a session. After some wrong passwords one has to wait, known name or not."""
        name = name.strip()[:80]
        place = f"{name} {address}"
        limits.spend(self.accounts, "sign in, address", address)
        limits.spend(self.accounts, "sign in, name and address", place)
        limits.spend(self.accounts, "sign in, name", name)
        person = self.accounts.named(name)
        if not secret.fits(password, person.password if person else None) or person is None:
            if person:
                self.accounts.note(person.team, person.name, "wrong_password", "", address)
            raise Refused("wrong", "The name or the password is wrong.")
        if secret.is_old(person.password):
            self.accounts.renew_password(person.id, secret.password_hash(password))
        limits.restore(self.accounts, "sign in, name and address", place)
        # Only what went wrong counts: a whole office may sign in from one address.
        limits.spend(self.accounts, "sign in, address", address, -1)
        limits.spend(self.accounts, "sign in, name", name, -1)
        self.accounts.note(person.team, person.name, "signed_in", "", address)
        return self._begin(person, address, browser)

    def _begin(self, person: Person, address: str, browser: str) -> Entered:
        self.accounts.forget_sessions(*_over())
        limits.forget(self.accounts)
        key = secret.new_key()
        self.accounts.begin_session(secret.hashed(key), person.id, address, browser)
        return Entered(person, key)

    def session(self, key: str) -> Known | None:
        """Whose session a browser holds the key of."""
        hash = secret.hashed(key)
        known = self.accounts.session(hash, *_over())
        if known and _is_older(known.seen, EXACT):
            self.accounts.saw_session(hash)
        return known

    def sign_out(self, key: str, address: str) -> None:
        if known := self.session(key):
            self.accounts.note(known.team, known.name, "signed_out", "", address)
        self.accounts.end_session(secret.hashed(key))

    def sign_out_elsewhere(self, person: Person, key: str, address: str) -> int:
        """End all sessions of somebody but the one with this key; how many ended."""
        ended = self.accounts.end_sessions(person.id, secret.hashed(key))
        self.accounts.note(person.team, person.name, "signed_out_elsewhere", str(ended), address)
        return ended

    def change_password(self, person: Person, old: str, new: str, key: str, address: str) -> None:
        """Everywhere else the person is signed out."""
        limits.spend(self.accounts, "sign in, name and address", f"{person.name} {address}")
        if not secret.fits(old, person.password):
            raise Refused("wrong", "The present password is another one.")
        self.accounts.renew_password(person.id, secret.password_hash(new, person.name))
        self.accounts.end_sessions(person.id, secret.hashed(key))
        self.accounts.note(person.team, person.name, "password_changed", "", address)

    def add_team(self, team: str, by: str) -> None:
        if not _TEAM.fullmatch(team):
            raise Refused(
                "team", "A team's name has 1 to 40 small letters, digits and hyphens: acme-imports."
            )
        if not self.accounts.add_team(team):
            raise Refused("team", f"There is a team {team} already.")
        self.accounts.note(team, by, "team_created")

    def invite(self, team: str, role: str, by: str, address: str = "") -> str:
        """The secret of a new link, that lets one person into the team."""
        if role not in ROLES:
            raise Refused("role", f"A role is {' or '.join(ROLES)}.")
        if not self.accounts.has_team(team):
            raise Refused("team", f"There is no team {team}. `importsafety team list` shows them.")
        key = secret.new_key()
        self.accounts.invite(secret.hashed(key), team, role, by, _in(INVITED))
        self.accounts.note(team, by, "invited", role, address)
        return key

    def offer_new_password(self, person: Person, by: str, address: str = "") -> str:
        """The secret of a new link, by which somebody who forgot the password chooses another."""
        key = secret.new_key()
        self.accounts.invite(secret.hashed(key), person.team, person.role, by, _in(RENEWED), person.id)
        self.accounts.note(person.team, by, "password_link", person.name, address)
        return key

    def invitation(self, key: str, address: str) -> Invitation:
        found = self.accounts.invitation(secret.hashed(key))
        if found is None:
            limits.spend(self.accounts, "link, address", address)
            raise Refused("link", "This link was used, has ended, or was withdrawn. Ask for another one.")
        return found

    def join(self, key: str, name: str, password: str, address: str, browser: str) -> Entered:
        """Use a link: come into the team, or choose a new password; and begin a session."""
        invitation = self.invitation(key, address)
        if invitation.person is not None:
            known = self.accounts.person(invitation.person)
            name = known.name if known else ""
        else:
            name = " ".join(name.split())
            if not _NAME.fullmatch(name):
                raise Refused("name", "A name has 2 to 80 letters, digits, blanks and . @ + ' - _")
            if self.accounts.named(name):
                raise Refused("name", "Somebody here has this name already. Choose another.")
        person = self.accounts.join(secret.hashed(key), name, secret.password_hash(password, name))
        if person is None:
            raise Refused("link", "This link or this name was used meanwhile. Ask for another link.")
        what = "joined" if invitation.person is None else "password_changed"
        self.accounts.note(person.team, person.name, what, person.role, address)
        return self._begin(person, address, browser)

    def withdraw(self, team: str, id: int, by: str, address: str) -> None:
        if not self.accounts.withdraw(team, id):
            raise Refused("missing", "There is no such invitation, or it was used.")
        self.accounts.note(team, by, "invitation_withdrawn", str(id), address)

    def set_role(self, team: str, id: int, role: str, by: str, address: str = "") -> None:
        if role not in ROLES:
            raise Refused("role", f"A role is {' or '.join(ROLES)}.")
        person = self._of(team, id)
        if not self.accounts.set_role(team, id, role):
            raise Refused(
                "last", "A team keeps one maintainer at least. Make somebody else maintainer first."
            )
        self.accounts.note(team, by, "role_changed", f"{person.name}: {role}", address)

    def let_go(self, team: str, id: int, by: str, address: str = "") -> None:
        """Somebody leaves a team or is removed; what they made stays with the team."""
        person = self._of(team, id)
        if not self.accounts.let_go(team, id):
            raise Refused(
                "last", "A team keeps one maintainer at least. Make somebody else maintainer first."
            )
        self.accounts.note(team, by, "left" if by == person.name else "removed", person.name, address)

    def _of(self, team: str, id: int) -> Person:
        person = self.accounts.person(id)
        if person is None or person.team != team:
            raise Refused("missing", "There is no such person in the team.")
        return person

    def add_token(self, person: Person, name: str, scope: str, address: str = "") -> str:
        """A new token, which is told this once. `scope` holds those before it in SCOPES too."""
        name = " ".join(name.split())[:80]
        if not name:
            raise Refused("token", "Give the token a name, by which you know it again.")
        if scope not in SCOPES or (scope == "maintain" and person.role != "maintainer"):
            raise Refused(
                "scope", "A token may do what its owner may: read, check, and for maintainers maintain."
            )
        token = TOKEN_MARK + secret.new_key()
        scopes = SCOPES[: SCOPES.index(scope) + 1]
        self.accounts.add_token(secret.hashed(token), person.id, name, scopes)
        self.accounts.note(person.team, person.name, "token_made", f"{name}: {scope}", address)
        return token

    def token(self, token: str, address: str) -> Known:
        """Whose token it is."""
        hash = secret.hashed(token)
        known = self.accounts.token(hash)
        if known is None:
            limits.spend(self.accounts, "token, address", address)
            raise Refused(
                "token", "This token is not known here, or was revoked. Make one on your account's page."
            )
        if _is_older(known.seen, EXACT):
            self.accounts.saw_token(hash)
        return known

    def revoke_token(self, team: str, id: int, by: Person, address: str) -> None:
        """A member revokes their own tokens, a maintainer those of the team."""
        name = self.accounts.revoke_token(team, id, None if by.role == "maintainer" else by.id)
        if name is None:
            raise Refused("missing", "There is no such token.")
        self.accounts.note(team, by.name, "token_revoked", name, address)


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _in(span: timedelta) -> str:
    return _moment(datetime.now(UTC) + span)


def _over() -> tuple[str, str]:
    """Sessions begun, or last used, before these are over."""
    now = datetime.now(UTC)
    return _moment(now - LONGEST), _moment(now - IDLE)


def _is_older(seen: str | None, span: timedelta) -> bool:
    return seen is None or datetime.now(UTC) - datetime.fromisoformat(seen) > span
