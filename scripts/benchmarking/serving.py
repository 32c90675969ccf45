"""The server: requests a second of /check beside its own no-op route, cold start, memory of a worker.

The load comes from `wrk` where it is installed, else from Python threads, which then cost as much as the server: the
same for every route, so the ratios hold.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarking.checking import Line

CONNECTIONS = 8
AGAIN = 400


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
        load = _wrk if shutil.which("wrk") else _load
        noop = load(port, "GET", "/healthz", [b""], seconds)
        with_what = (
            f"{CONNECTIONS} connections, {load.__name__.lstrip('_').replace('load', 'Python threads')}"
        )
        yield "no-op JSON route", f"{noop / seconds:.0f} req/s", f"{noop} requests, {with_what}"
        # More listings than are kept answered, so that each is worked out; then few, all asked once before.
        for name, asked in (("other listings each time", bodies), ("listings asked again", bodies[:AGAIN])):
            if asked is not bodies:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                for body in asked:
                    _ask(connection, "POST", "/api/v1/check", body)
            check = load(port, "POST", "/api/v1/check", asked, seconds)
            cases = f"{check} requests, {len(asked)} listings, {with_what}"
            yield f"/check, {name}", f"{check / seconds:.0f} req/s", cases
            yield f"/check over no-op, {name}", f"{check / noop:.2f}", "same run"
        yield "memory of the largest server process", f"{memory(server.pid):.0f} MB", "after the load"
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


# Plain Lua: the bodies in turn, one a line.
_LUA = """
local bodies, at = {{}}, 0
for line in io.lines("{path}") do bodies[#bodies + 1] = line end
request = function()
  at = at + 1
  return wrk.format("{method}", nil, {{["Content-Type"] = "application/json"}}, bodies[at % #bodies + 1])
end
"""


def _wrk(port: int, method: str, path: str, bodies: list[bytes], seconds: float) -> int:
    """As `_load`, by wrk with one thread."""
    with tempfile.TemporaryDirectory() as folder:
        lines, script = Path(folder) / "bodies", Path(folder) / "ask.lua"
        lines.write_bytes(b"\n".join(bodies) + b"\n")
        script.write_text(_LUA.format(path=lines, method=method) if bodies[0] else "", encoding="utf-8")
        address = f"http://127.0.0.1:{port}{path}"
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}", "-s", str(script), address]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        raise SystemExit(f"the server refused requests:\n{said}")
    return round(float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0]) * seconds)


def memory(pid: int) -> float:
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
