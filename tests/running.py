"""Waiting for a state; an application behind a real socket; and the real server on a data folder: begun, waited for,
and ended whatever happens."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self, TypeVar

import requests
from flask import Flask
from werkzeug.serving import make_server

LONG = 120.0  # seconds; a busy machine gets its time
BEGUN = 2 * LONG
# Below what systems give to whoever asks for any port, so that nobody gets it by chance while a server starts.
_PORTS = range(10_000, 32_000)

Found = TypeVar("Found")


def until(ready: Callable[[], Found], seconds: float = LONG) -> Found:
    """What `ready` answers once that is anything; the test fails where it does not come to it."""
    deadline = time.monotonic() + seconds
    while not (found := ready()):
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain"
        time.sleep(0.02)
    return found


def free_port() -> int:
    """A port on which nothing listens, and which no program is given that asks for any."""
    for port in random.sample(_PORTS, 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of an application that answers in this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Server:
    """`importsafety serve` on a data folder, without a network; `url` once it answers. Ended by `end` or, where that
    is SIGKILL, with all that it started, so that it can tidy nothing up. `port`: where an earlier one answered."""

    def __init__(
        self, home: Path, *options: str, end: signal.Signals = signal.SIGTERM, port: int | None = None
    ):
        self.url = ""
        self.said = ""
        self.code: int | None = None
        self._end = end
        self._port = port
        self._options = options
        self._environment = {**os.environ, "IMPORTSAFETY_HOME": str(home), "IMPORTSAFETY_REFRESH": "off"}

    def __enter__(self) -> Self:
        port = self._port or free_port()
        url = f"http://127.0.0.1:{port}"
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "importsafety", "serve", "--port", str(port), *self._options],
            env=self._environment,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        try:
            until(lambda: self._answers(url), BEGUN)
        except BaseException:
            self._end = signal.SIGKILL
            self.__exit__()
            raise
        self.url = url
        return self

    def __exit__(self, *_: object) -> None:
        """End it; `said` and `code` are what it printed and how it ended."""
        if self._end is signal.SIGKILL:
            os.killpg(self._process.pid, self._end)
        else:
            self._process.send_signal(self._end)
        try:
            self.code = self._process.wait(LONG)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            raise
        finally:
            self._log.seek(0)
            self.said = self._log.read()
            self._log.close()

    def _answers(self, url: str) -> bool:
        if self._process.poll() is not None:
            self._log.seek(0)
            raise AssertionError(f"the server ended while it started: {self._log.read()}")
        try:
            return requests.get(f"{url}/healthz", timeout=30).ok
        except requests.RequestException:  # not there yet, or slow to answer at first
            return False
