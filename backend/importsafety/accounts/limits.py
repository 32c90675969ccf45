"""How often: allowances that fill up again by and by, the same for all workers of a server.

They lie in the database beside the accounts: workers are processes, and what one of them counted in its memory the
next would not know. Taking from one is one statement, some 0.1 ms.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from importsafety.accounts.refused import Refused
from importsafety.store.accounts import Accounts


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` at once, filling up again within `seconds`. `words` tell it to the person who has to wait."""

    most: float
    seconds: float
    words: str


# By what is counted. A name that somebody else guesses at from elsewhere must not keep its owner out, so that the
# few attempts are those of a name from one address; a name from everywhere, and an address for all names, have more.
LIMITS: Mapping[str, Limit] = {
    "sign in, name and address": Limit(5, 900, "Too many attempts to sign in."),
    "sign in, name": Limit(50, 3600, "Too many attempts to sign in."),
    "sign in, address": Limit(30, 900, "Too many attempts to sign in."),
    "link, address": Limit(30, 900, "Too many attempts with links."),
    "token, address": Limit(60, 900, "Too many requests with tokens that are not known here."),
    "check": Limit(1_200, 600, "Too many checks at a time."),
    "rows": Limit(200_000, 3600, "Too many rows of batches at a time."),
    "other": Limit(3_000, 600, "Too many requests at a time."),
}


def spend(accounts: Accounts, what: str, whose: str, amount: float = 1) -> None:
    """Take from an allowance. Raises Refused, with the seconds to wait, where too little is left. A
    negative amount gives back."""
    limit = LIMITS[what]
    wait = accounts.spend(f"{what}: {whose.casefold()}", amount, limit.most, limit.seconds, time.time())
    if wait:
        raise Refused("limit", f"{limit.words} Try again in {_span(wait)}.", wait)


def restore(accounts: Accounts, what: str, whose: str) -> None:
    """Let an allowance be full again."""
    accounts.give_back(f"{what}: {whose.casefold()}")


def forget(accounts: Accounts) -> None:
    """Forget what has long been full again."""
    accounts.forget_allowances(time.time() - max(limit.seconds for limit in LIMITS.values()))


def _span(seconds: float) -> str:
    return f"{max(1, round(seconds))} seconds" if seconds < 90 else f"{round(seconds / 60)} minutes"
