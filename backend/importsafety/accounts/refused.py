"""What an account cannot be or do, in words for the person who asked."""

from __future__ import annotations


class Refused(Exception):
    """`reason` is a word for programs; the message says what to do. `wait`: seconds after which to try again."""

    def __init__(self, reason: str, message: str, wait: float = 0.0):
        super().__init__(message)
        self.reason = reason
        self.wait = wait
