"""Serving: one command that has data from the first moment and renews it in the background."""

from __future__ import annotations

import errno
import socket
from functools import partial

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from rich.console import Console

from importsafety.photos import hash_in_background
from importsafety.refresh import ensure_started
from importsafety.schedule import Schedule
from importsafety.settings import Settings
from importsafety.store import Snapshots, StoreError
from importsafety.store.accounts import Accounts
from importsafety.store.snapshot import held_id

# More than one, so that a slow download for one person does not keep the next waiting.
THREADS = 4


def run(settings: Settings, console: Console) -> None:
    """Serve until interrupted. Raises StoreError where the folder or the port cannot be used."""
    _free(settings)
    ensure_started(settings.home)
    snapshot = Snapshots(settings.home).current()
    schedule = Schedule(settings.home) if settings.refresh else None
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    console.print(
        f"Import Safety answers at [bold]http://{host}:{settings.port}[/] (Ctrl-C ends it)", highlight=False
    )
    console.print(f"Data folder: {settings.home}", highlight=False, soft_wrap=True)
    if snapshot is not None and held_id(settings.home) == snapshot.id:
        console.print(
            f"An earlier snapshot answers, with {len(snapshot.notices):,} notices. `importsafety rollback --newest` "
            "lets the newest answer.",
            highlight=False,
            soft_wrap=True,
        )
    elif snapshot is not None and snapshot.starter:
        more = (
            "The full lists are being downloaded; /status shows how far."
            if schedule
            else "Run `importsafety refresh` to load the full lists."
        )
        console.print(
            f"Only the starter list of {len(snapshot.notices)} notices is loaded. {more}",
            highlight=False,
            soft_wrap=True,
        )
    if settings.teams:
        with Accounts(settings.home) as accounts:
            if not any(team["people"] for team in accounts.teams()):
                console.print(
                    "Nobody can sign in yet. `importsafety team create NAME` and `importsafety team invite NAME "
                    "--role maintainer` let the first person in.",
                    highlight=False,
                    soft_wrap=True,
                )
    server = Granian(
        "importsafety",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_access=False,
    )
    if schedule is not None:
        schedule.start()
    photos = hash_in_background(settings.home) if settings.refresh and settings.photos else None
    try:
        server.serve(target_loader=partial(_application, settings), wrap_loader=False)
    finally:
        if schedule is not None:
            schedule.stop()
        if photos is not None:
            photos.terminate()
            photos.wait()


def application() -> Flask:
    """For another WSGI server, such as gunicorn, with the settings of the environment; one of its workers calls it.

    Unlike `run` it begins no refresh: a timer runs `importsafety refresh`. Raises StoreError as `run` does."""
    settings = Settings.from_environment()
    ensure_started(settings.home)
    return _application(settings)


def _application(settings: Settings) -> Flask:
    from importsafety.api import create_app  # noqa: PLC0415  (in the worker)
    from importsafety.api.services import KEY  # noqa: PLC0415
    from importsafety.memory import settle  # noqa: PLC0415

    app = create_app(settings)
    settle(app.extensions[KEY].checker)
    app.extensions[KEY].runner.go_on()  # what was under way when the last server ended
    return app


def _free(settings: Settings) -> None:
    """Say plainly when the port is taken, before anything is begun."""
    try:
        where = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(where[0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where[4])
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StoreError(
                f"Port {settings.port} is taken by another program (or by Import Safety itself). Stop it, or choose "
                f"another with --port {settings.port + 1}."
            ) from error
        raise StoreError(f"Cannot listen on {settings.host}:{settings.port}: {error}.") from error
