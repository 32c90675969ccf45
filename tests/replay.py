"""An agency's API replayed on the loopback: its filter by date, its validators, and its faults on demand."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Replay:
    """`records` are what the agency has now; `faults` are played first, one a request; `asked` and `statuses` are
    what came and what was answered. `conditional`: the server gives an ETag and honours it."""

    url: str
    records: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    conditional: bool = False

    def wanted(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        since = query.get("LastPublishDateStart", [""])[0]
        return [record for record in self.records if str(record["LastPublishDate"]) >= since]


class _Answer(BaseHTTPRequestHandler):
    replay: Replay

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        self.replay.asked.append(query)
        records = self.replay.wanted(query)
        fault = self.replay.faults.pop(0) if self.replay.faults else "none"
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            FAULTS[fault](self, records)

    def send(
        self, body: bytes, status: int = 200, length: int | None = None, kind: str = "application/json"
    ) -> None:
        mark = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.replay.conditional and self.headers.get("If-None-Match") == mark:
            status, body = 304, b""
        self.replay.statuses.append(status)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if self.replay.conditional:
            self.send_header("ETag", mark)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def _json(records: list[dict[str, Any]]) -> bytes:
    return json.dumps(records).encode()


def _drip(answer: _Answer, records: list[dict[str, Any]]) -> None:
    body = _json(records)
    answer.send(b"", length=len(body))
    for start in range(0, len(body), 200):
        answer.wfile.write(body[start : start + 200])
        answer.wfile.flush()
        time.sleep(0.05)


def _rename(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{("Heading" if key == "Title" else key): value for key, value in row.items()} for row in records]


FAULTS = {
    "none": lambda answer, records: answer.send(_json(records)),
    "timeout": lambda answer, records: time.sleep(1.5),
    "dropped": lambda answer, records: answer.connection.close(),
    "500": lambda answer, records: answer.send(b"busy", 500),
    "429": lambda answer, records: answer.send(b"slow down", 429),
    "error with 200": lambda answer, records: answer.send(b'{"Message": "An error has occurred."}'),
    "page with 200": lambda answer, records: answer.send(b"<html>Maintenance</html>", kind="text/html"),
    "truncated": lambda answer, records: answer.send(_json(records)[:-300]),
    "cut": lambda answer, records: answer.send(_json(records)[:-300], length=len(_json(records))),
    "empty": lambda answer, records: answer.send(b"[]"),
    "duplicates": lambda answer, records: answer.send(_json([*records, *records[:3]])),
    "renamed": lambda answer, records: answer.send(_json(_rename(records))),
    "new field": lambda answer, records: answer.send(_json([row | {"Severity": 1} for row in records])),
    "everything": lambda answer, records: answer.send(_json(answer.replay.records)),
    "five percent": lambda answer, records: answer.send(_json(records[: max(1, len(records) // 20)])),
    "threefold": lambda answer, records: answer.send(
        _json(
            [
                row | {"RecallNumber": f"{24 + n}{row['RecallNumber'][2:]}", "URL": f"{row['URL']}-{n}"}
                for n in range(4)
                for row in records
            ]
        )
    ),
    "slow drip": _drip,
}


@contextlib.contextmanager
def replaying() -> Iterator[Replay]:
    replay = Replay("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answer", (_Answer,), {"replay": replay}))
    server.daemon_threads = True
    replay.url = f"http://127.0.0.1:{server.server_port}/RestWebServices/Recall"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield replay
    server.shutdown()
    server.server_close()
