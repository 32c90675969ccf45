"""What the commands share: settings, errors told in one line, JSON on standard output."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import click
import orjson

from importsafety.cells import BadFile
from importsafety.listing import BadListing
from importsafety.refresh import UnknownSource
from importsafety.settings import BadSetting, Settings
from importsafety.store import Busy, StoreError
from importsafety.watch import BadWatch

P = ParamSpec("P")
R = TypeVar("R")


class _Later(click.ClickException):
    """Another process does it now. EX_TEMPFAIL of sysexits.h: cron can tell "try again later" from a failure."""

    exit_code = 75


def told(command: Callable[P, R]) -> Callable[P, R]:
    """Errors that a person can mend are told in one line, without a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Busy as error:
            raise _Later(str(error)) from error
        except (BadFile, BadListing, BadWatch, StoreError) as error:
            raise click.ClickException(str(error)) from error
        except (UnknownSource, BadSetting) as error:
            raise click.UsageError(str(error)) from error
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise click.ClickException(
                    "The disk is full. What was there before is as it was: make room, then give the same command again."
                ) from error
            raise click.ClickException(
                f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
            ) from error

    return run


def settings() -> Settings:
    try:
        return Settings.from_environment()
    except BadSetting as error:
        raise click.UsageError(str(error)) from error
    except ValueError as error:
        raise click.UsageError(
            f"IMPORTSAFETY_PORT and IMPORTSAFETY_WORKERS must be whole numbers ({error})."
        ) from error


def print_json(data: Any) -> None:
    sys.stdout.buffer.write(orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n")
    sys.stdout.buffer.flush()
