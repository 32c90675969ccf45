"""Any shop, on this machine: an https server that answers for every hostname with the pages put into it."""

from __future__ import annotations

import contextlib
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import urlsplit

import trustme

# A saved page without the servers it came from: no script of it runs, nothing more is loaded. It also shows
# that the banner lives under the strictest policy that a shop may set.
INERT = {"content-security-policy": "default-src 'none'"}


class ShopServer:
    """`put` a page under its real address; browsers that map every host to `port` then see the shop."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[bytes, dict[str, str]]] = {}
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert("shop.example").configure_cert(context)
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def put(self, url: str, html: str | bytes, headers: dict[str, str] | None = None) -> str:
        """Serve `html` at `url` (https, fragment ignored); returns the address to open."""
        parts = urlsplit(url)._replace(scheme="https", fragment="")
        body = html.encode() if isinstance(html, str) else html
        self._pages[parts.netloc + (parts.path or "/")] = (body, headers or {})
        return parts.geturl()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        shop = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def do_GET(self) -> None:
                where = f"{self.headers.get('host', '')}{urlsplit(self.path).path}"
                shop.asked.append(where)
                body, headers = shop._pages.get(where, (b"", {}))
                self.send_response(200 if where in shop._pages else 404)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("content-length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def handle(self) -> None:
                with contextlib.suppress(OSError):  # a browser that hangs up in the middle is no news
                    super().handle()

            def log_message(self, *_: object) -> None:
                """Quiet: a test's own output is enough."""

        return Handler
