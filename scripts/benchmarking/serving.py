"""The server: requests a second of /check beside its own no-op route, cold start, memory of a worker."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarking.checking import Line

CONNECTIONS = 8


def measure(home: Path, rows: list[dict[str, Any]], seconds: float) -> Iterator[Line]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "IMPORTSAFETY_HOME": str(home), "IMPORTSAFETY_REFRESH": "off"}
    begin = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "importsafety", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        bodies = [json.dumps({"listing": row}).encode() for row in rows]
        _wait(port, bodies[0])
        yield "cold start to first answer over HTTP", f"{time.perf_counter() - begin:.2f} s", "1"
        noop = _load(port, "GET", "/healthz", [b""], seconds)
        check = _load(port, "POST", "/api/v1/check", bodies, seconds)
        yield "no-op JSON route", f"{noop / seconds:.0f} req/s", f"{noop} requests, {CONNECTIONS} connections"
        yield "/check", f"{check / seconds:.0f} req/s", f"{check} requests, {CONNECTIONS} connections"
        yield "/check over no-op", f"{check / noop:.2f}", "same run"
        yield "memory of the largest server process", f"{_memory(server.pid):.0f} MB", "after the load"
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int, body: bytes) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            if (
                _ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "POST", "/api/v1/check", body)
                == 200
            ):
                return
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the server did not start within 30 s")


def _ask(connection: http.client.HTTPConnection, method: str, path: str, body: bytes) -> int:
    headers = {"Content-Type": "application/json"} if body else {}
    connection.request(method, path, body or None, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _load(port: int, method: str, path: str, bodies: list[bytes], seconds: float) -> int:
    """Answers with status 200 in so many seconds over some kept-alive connections."""
    done = [0] * CONNECTIONS
    end = time.monotonic() + seconds

    def work(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        at = number
        while time.monotonic() < end:
            if _ask(connection, method, path, bodies[at % len(bodies)]) == 200:
                done[number] += 1
            at += CONNECTIONS

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done)


def _memory(pid: int) -> float:
    """Resident megabytes of the largest process among a server and its children (Linux; else 0)."""
    pids = [pid]
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if children.exists():
        pids += [int(child) for child in children.read_text().split()]
    sizes = [0.0]
    for each in pids:
        status = Path(f"/proc/{each}/status")
        if status.exists():
            line = next(
                (ln for ln in status.read_text().splitlines() if ln.startswith("VmRSS")), "VmRSS: 0 kB"
            )
            sizes.append(int(line.split()[1]) / 1024)
    return max(sizes)
