"""The extension in real browsers: a shop server, the real backend, and a browser for the whole session."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tests.extension import chromium
from tests.extension.chromium import Chromium
from tests.extension.shop_server import ShopServer

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "extension"


def absent(what: str) -> None:
    """Skips, or fails where browsers are required (REQUIRE_BROWSERS=1)."""
    message = f"no {what} here"
    if os.environ.get("REQUIRE_BROWSERS") == "1":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def require_tool() -> Callable[[Path], Path]:
    """A file under node_modules; skips where `npm ci` has not run."""

    def tool(path: Path) -> Path:
        if not path.exists():
            absent(f"{path.relative_to(ROOT)} (run `npm ci`)")
        return path

    return tool


@pytest.fixture(scope="session")
def shop() -> Iterator[ShopServer]:
    with ShopServer() as server:
        yield server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Backend:
    """A real `importsafety serve` on a data folder of its own."""

    def __init__(self, home: Path):
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        return {**os.environ, "IMPORTSAFETY_HOME": str(self.home), "IMPORTSAFETY_REFRESH": "off"}

    def run(self, *arguments: str | Path) -> None:
        subprocess.run(
            [sys.executable, "-m", "importsafety", *arguments], env=self.environment(), check=True, timeout=240
        )

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "importsafety", "serve", "--port", str(self.port)], env=self.environment()
        )
        for _ in range(300):
            try:
                if requests.get(f"{self.url}/readyz", timeout=5).ok:
                    return
            except requests.ConnectionError:
                assert self._process.poll() is None, "the backend ended while starting"
            time.sleep(0.1)
        pytest.fail("the backend did not get ready")

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(20)


@pytest.fixture(scope="session")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """The real backend with the starter list: the answers do not depend on shared data."""
    server = Backend(tmp_path_factory.mktemp("home"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = chromium.executable()
    if not path:
        absent("Chromium")
    assert path
    return path


@pytest.fixture(scope="session")
def browser(
    chromium_path: str, shop: ShopServer, backend: Backend, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Chromium]:
    """Chromium with the extension, which asks `backend`."""
    with Chromium(chromium_path, EXTENSION, tmp_path_factory.mktemp("profile"), shop.port) as driven:
        driven.use(backend.url)
        yield driven


@pytest.fixture
def copy_of_extension(tmp_path: Path) -> Path:
    """The extension's folder, to be changed by a test."""
    return Path(shutil.copytree(EXTENSION, tmp_path / "extension"))
