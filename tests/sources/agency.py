"""A loopback agency that speaks the real shapes, and hand-written records in those shapes."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Reply:
    """One scripted answer. `claimed` is a Content-Length that the body does not fill; `pause` is in seconds."""

    body: bytes
    status: int = 200
    kind: str = "application/json"
    claimed: int | None = None
    pause: float = 0
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Agency:
    """Answers each request with the next of `replies`, the last one for ever; remembers what was asked."""

    url: str
    replies: list[Reply] = field(default_factory=list)
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def answers(self, *replies: Reply | bytes | list[dict[str, Any]]) -> str:
        self.replies = [
            reply
            if isinstance(reply, Reply)
            else Reply(reply if isinstance(reply, bytes) else json.dumps(reply).encode())
            for reply in replies
        ]
        return self.url


@contextmanager
def serving() -> Iterator[Agency]:
    """An agency on a loopback port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            here.asked.append(parse_qs(urlsplit(self.path).query))
            here.agents.append(self.headers["User-Agent"])
            here.headers.append(dict(self.headers))
            reply = here.replies.pop(0) if len(here.replies) > 1 else here.replies[0]
            time.sleep(reply.pause)
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(reply.claimed or len(reply.body)))
            self.end_headers()
            with contextlib.suppress(BrokenPipeError):  # a client that gave up
                self.wfile.write(reply.body)
            if reply.claimed:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Agency(f"http://127.0.0.1:{server.server_port}/RestWebServices/Recall")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield here
    server.shutdown()
    server.server_close()


def recall(**changes: Any) -> dict[str, Any]:
    """A recall as the API gives it."""
    record: dict[str, Any] = {
        "RecallID": 90001,
        "RecallNumber": "26901",
        "RecallDate": "2026-03-05T00:00:00",
        "Description": "This recall involves Zorbly-branded magnetic ball sets. “Model: ZB-216” and "
        "“Lot No. 2025A7” are printed on the package. The balls measure 5 mm. UPC 012345678905 is on the box.",
        "URL": "https://www.cpsc.gov/Recalls/2026/Zorbly-Recalls-Magnetic-Ball-Sets",
        "Title": "Zorbly Magnetic Ball Sets Recalled Due to Ingestion Hazard; Violate Mandatory Standard for Toys; "
        "Sold on Amazon by Zorbly Store",
        "ConsumerContact": "Zorbly at 800-555-0100.",
        "LastPublishDate": "2026-03-05T00:00:00",
        "Products": [
            {
                "Name": "Zorbly Magnetic Ball Sets",
                "Description": "",
                "Model": "",
                "Type": "Magnets",
                "CategoryID": "1",
                "NumberOfUnits": "About 1,200 (In addition, about 30 were sold in Canada)",
            }
        ],
        "Inconjunctions": [],
        "Images": [
            {"URL": "https://www.cpsc.gov/s3fs-public/Zorbly 1.jpg?VersionId=a_B", "Caption": "Zorbly"}
        ],
        "Injuries": [{"Name": "None reported"}],
        "Manufacturers": [{"Name": "Ningbo Zorb Toys Co. Ltd., dba Zorbly, of China", "CompanyID": ""}],
        "Retailers": [
            {"Name": "Amazon.com from May 2025 through January 2026 for about $25.", "CompanyID": ""}
        ],
        "Importers": [],
        "Distributors": [],
        "SoldAtLabel": None,
        "ManufacturerCountries": [{"Country": "China"}],
        "ProductUPCs": [],
        "Hazards": [{"Name": "When swallowed, the magnets can attract each other.", "HazardType": ""}],
        "Remedies": [{"Name": "Stop using the sets."}],
        "RemedyOptions": [{"Option": "Refund"}],
    }
    return record | changes
