"""Secrets: passwords, and the random keys of links, sessions and tokens."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from importsafety.accounts.refused import Refused

# NIST SP 800-63B: length is what counts; no rules on which characters, and nothing expires.
SHORTEST, LONGEST = 12, 200
_hasher = PasswordHasher()


def new_key() -> str:
    """A random secret of 256 bits, for an address, a cookie or a header."""
    return secrets.token_urlsafe(32)


def hashed(key: str) -> str:
    """What is kept of a key. It is random, so that a fast hash is enough."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def form_token(key: str) -> str:
    """What forms carry while a browser holds `key` in its cookie: it cannot be told without the key, nor tells it."""
    return hashlib.sha256(b"form " + key.encode("utf-8", "replace")).hexdigest()[:43]


def password_hash(password: str, name: str = "") -> str:
    """The hash of a new password (Argon2id). Raises Refused where it is too short, too long or the person's name."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refused(
            "password_length",
            f"A password has {SHORTEST} to {LONGEST} characters. A few words in a row are easy to keep in mind.",
        )
    if name and name.casefold() in password.casefold() and len(password) < len(name) + SHORTEST:
        raise Refused("password_name", "The password is little more than the name. Choose another.")
    return _hasher.hash(_normal(password))


def fits(password: str, hash: str | None) -> bool:
    """Whether it is the password. Without a hash it takes as long, and is not."""
    try:
        return _hasher.verify(hash or _nobody(), _normal(password)[: LONGEST * 4]) and hash is not None
    except (VerificationError, InvalidHashError):
        return False


def is_old(hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(hash)


def _normal(password: str) -> bytes:
    # The same letters can be typed as different code points on another keyboard.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace")


@cache
def _nobody() -> str:
    return _hasher.hash(new_key())
