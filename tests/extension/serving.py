"""What the tests in browsers stand on: where things are, and a real backend beside the browser."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import requests

from running import BEGUN, LONG, free_port, until

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
            timeout=BEGUN,
        )

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "importsafety", "serve", "--port", str(self.port)], env=self.environment()
        )
        until(self._ready, BEGUN)

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(LONG)

    def _ready(self) -> bool:
        assert self._process and self._process.poll() is None, "the backend ended while starting"
        try:
            return requests.get(f"{self.url}/readyz", timeout=30).ok
        except requests.RequestException:  # not there yet, or slow to answer at first
            return False
