"""What every check looks up on the disk is looked up once in a moment, and at once where this process changed it."""

from __future__ import annotations

import time
from itertools import chain, repeat

import pytest

from importsafety.store.look import MOMENT, Look


def test_a_look_holds_for_a_moment_and_ends_at_once_where_this_process_changed_something() -> None:
    looks: list[str] = []
    look = Look(lambda key: looks.append(key) or len(looks))
    assert (look("a"), look("b")) == (1, 2)
    end = time.monotonic() + MOMENT
    seen = [look("a") for _ in range(3)]
    if time.monotonic() < end:  # a busy machine may take longer
        assert seen == [1, 1, 1]
    Look.forget_all()
    anew = len(looks) + 1
    assert look("a") == anew
    time.sleep(MOMENT)
    assert look("a") == anew + 1


def test_a_look_that_failed_is_taken_again() -> None:
    answers = chain([OSError("no disk")], repeat("there"))

    def asked(_: str) -> str:
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return answer

    look = Look(asked)
    with pytest.raises(OSError, match="no disk"):
        look("a")
    assert look("a") == look("a") == "there"
