"""A loopback server that speaks the shapes of the eCFR's and the Federal Register's APIs, with faults on demand."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from importsafety.sources.http import Limits

# As LIMITS of the clients, without their patience.
QUICK = Limits(size=20_000_000, seconds=20, read=10, attempts=3, pause=0.01, apart=0)
API = "/api/versioner/v1"
NOW, BASE = "2026-09-24", "2025-01-01"


@dataclass
class Reply:
    """`claimed` is a Content-Length that the body does not fill."""

    body: bytes = b""
    status: int = 200
    claimed: int | None = None


@dataclass
class Government:
    """Both servers in one. `texts`: (part, day) -> XML; `versions`: part -> rows; `faults`: a word in the address
    -> replies that are given first, one a request."""

    url: str
    meta: dict[str, Any] = field(default_factory=lambda: {"date": NOW, "import_in_progress": False})
    structure: dict[str, Any] = field(default_factory=dict)
    texts: dict[tuple[str, str], bytes] = field(default_factory=dict)
    versions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    documents: list[dict[str, Any]] = field(default_factory=list)
    faults: dict[str, list[Reply]] = field(default_factory=dict)
    missing_days: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    next_page: str | None = None

    def reply(self, address: str) -> Reply:
        self.asked.append(address)
        for word, replies in self.faults.items():
            if word in address and replies:
                return replies.pop(0)
        parts = urlsplit(address)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/api/v1/documents.json":
            return _json(
                {
                    "count": len(self.documents),
                    "total_pages": 1,
                    "results": self.documents,
                    **({"next_page_url": self.next_page} if self.next_page else {}),
                }
            )
        kind, *rest = parts.path.removeprefix(API).strip("/").split("/")
        if kind == "titles.json":
            titles = [
                {
                    "number": number,
                    "name": f"Title {number}",
                    "latest_amended_on": "2026-09-01",
                    "latest_issue_date": "2026-09-01",
                    "up_to_date_as_of": NOW,
                    "reserved": False,
                }
                for number in range(1, 51)
                if number != 35
            ]
            return _json(
                {"titles": [*titles, {"number": 35, "name": "Reserved", "reserved": True}], "meta": self.meta}
            )
        if rest and rest[0] in self.missing_days:
            return Reply(b'{"error":"Not Found"}', 404)
        if kind == "structure":
            return _json(self.structure.get(rest[0], self.structure.get("", {})))
        if kind == "versions":
            rows = self.versions.get(query["part"], [])
            page, size = int(query.get("page", 1)), 1000
            pages = max(1, -(-len(rows) // size))
            return _json(
                {
                    "content_versions": rows[(page - 1) * size : page * size],
                    "meta": {"title": "16", "result_count": str(len(rows)), "total_pages": str(pages)},
                }
            )
        found = self.texts.get((query.get("part", ""), rest[0])) if kind == "full" else None
        return Reply(found) if found else Reply(b'{"error":"Not Found"}', 404)


def _json(data: Any) -> Reply:
    return Reply(json.dumps(data).encode())


@contextmanager
def serving() -> Iterator[Government]:
    """A government on a loopback port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65_536  # one write an answer: else each waits for an acknowledgement

        def do_GET(self) -> None:
            reply = here.reply(self.path)
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(reply.claimed or len(reply.body)))
            self.end_headers()
            with contextlib.suppress(BrokenPipeError):
                self.wfile.write(reply.body)
            if reply.claimed:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here = Government(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield here
    server.shutdown()
    server.server_close()


def part_xml(number: str, *sections: tuple[str, str]) -> bytes:
    """A part as the API gives it: sections of (name, paragraph)."""
    inside = "".join(
        f'<DIV8 N="{name}" TYPE="SECTION"><HEAD>&#xA7; {name} A section.</HEAD>\n<P>{text}</P>\n'
        f'<CITA TYPE="N">[90 FR 1]</CITA></DIV8>'
        for name, text in sections
    )
    return (
        f'<?xml version="1.0"?>\n<DIV5 N="{number}" TYPE="PART" VOLUME="2"><HEAD>PART {number}</HEAD>\n'
        f"<AUTH><HED>Authority:</HED><PSPACE>15 U.S.C. 2056a.</PSPACE></AUTH>\n{inside}</DIV5>"
    ).encode()


def version(identifier: str, day: str, **more: Any) -> dict[str, Any]:
    """A content version as the API gives it."""
    return {
        "date": day,
        "amendment_date": day,
        "issue_date": day,
        "identifier": identifier,
        "name": f"\u00a7 {identifier}   A section.",
        "part": identifier.partition(".")[0],
        "substantive": True,
        "removed": False,
        "subpart": None,
        "title": "16",
        "type": "section",
        **more,
    }


def structure(*parts: str) -> dict[str, Any]:
    """Title 16 with a chapter of another agency and CPSC's."""

    def part(number: str) -> dict[str, Any]:
        return {
            "identifier": number,
            "label": f"Part {number}\u2014Something",
            "type": "part",
            "reserved": False,
            "size": 1,
            "children": [],
        }

    return {
        "identifier": "16",
        "label": "Title 16",
        "type": "title",
        "reserved": False,
        "children": [
            {
                "identifier": "I",
                "type": "chapter",
                "label": "FTC",
                "reserved": False,
                "children": [part("900")],
            },
            {
                "identifier": "II",
                "type": "chapter",
                "label": "CPSC",
                "reserved": False,
                "children": [
                    {
                        "identifier": "B",
                        "type": "subchapter",
                        "label": "B",
                        "reserved": False,
                        "children": [part(number) for number in parts],
                    }
                ],
            },
        ],
    }
