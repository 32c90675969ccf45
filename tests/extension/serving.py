"""What the tests in browsers stand on: where things are, and a real backend beside the browser."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from running import free_port

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "extension"


class Backend:
    """A real `importsafety serve` on a data folder of its own."""

    def __init__(self, home: Path, port: int = 0):
        self.home = home
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        return {**os.environ, "IMPORTSAFETY_HOME": str(self.home), "IMPORTSAFETY_REFRESH": "off"}

    def run(self, *arguments: str | Path) -> None:
        subprocess.run(
            [sys.executable, "-m", "importsafety", *arguments],
            env=self.environment(),
            check=True,
            timeout=240,
        )

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "importsafety", "serve", "--port", str(self.port)], env=self.environment()
        )
        for _ in range(300):
            try:
                if requests.get(f"{self.url}/readyz", timeout=5).ok:
                    return
            except (requests.ConnectionError, requests.Timeout):
                assert self._process.poll() is None, "the backend ended while starting"
            time.sleep(0.1)
        pytest.fail("the backend did not get ready")

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(20)
