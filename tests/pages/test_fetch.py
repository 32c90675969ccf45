"""Downloading what someone pasted: public pages only, within limits, telling what to do when it fails."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from importsafety.pages import FetchError, fetch
from importsafety.pages.addresses import is_public
from importsafety.pages.fetch import MAX_BYTES, Fetcher
from running import free_port

LOOPBACK = ("127.0.0.1",)
HTML = {"Content-Type": "text/html; charset=utf-8"}
Answer = tuple[int, dict[str, str], bytes]


class Shop:
    """A server on the loopback. `pages`: path -> answer, or a function that writes to the connection itself."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        shop = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                shop.asked.append((self.path, dict(self.headers.items())))
                answer = shop.pages.get(self.path, (404, HTML, b"no"))
                if callable(answer):
                    return answer(self)
                status, headers, body = answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.server.shutdown()
    shop.server.server_close()


def refused(url: str, *, allow: tuple[str, ...] = LOOPBACK, seconds: float = 10) -> str:
    with pytest.raises(FetchError) as caught:
        Fetcher(allow=allow, seconds=seconds).fetch(url)
    assert len(str(caught.value)) > 20
    return caught.value.code


def test_a_page_comes_with_its_final_address(shop: Shop) -> None:
    shop.pages["/go"] = (302, {"Location": "/products/walker"}, b"")
    shop.pages["/products/walker"] = (200, HTML, "<h1>Niño</h1>".encode())
    page = Fetcher(allow=LOOPBACK).fetch(f" {shop.url}/go#part ")
    assert (page.url, page.html) == (f"{shop.url}/products/walker", "<h1>Niño</h1>")


def test_led_away_to_a_login_it_keeps_the_products_address(shop: Shop) -> None:
    shop.pages["/products/walker"] = (302, {"Location": "/login"}, b"")
    shop.pages["/login"] = (200, HTML, b"<form>")
    assert Fetcher(allow=LOOPBACK).fetch(f"{shop.url}/products/walker").url == f"{shop.url}/products/walker"


def test_it_says_who_it_is_and_carries_no_cookies(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    shop.pages["/a"] = (302, {"Location": "/b", "Set-Cookie": "id=1; Path=/"}, b"")
    shop.pages["/b"] = (200, HTML, b"ok")
    assert Fetcher(allow=LOOPBACK).fetch(f"{shop.url}/a").html == "ok"
    for _, headers in shop.asked:
        assert headers["User-Agent"].startswith("ImportSafety/")
        assert {"Cookie", "Authorization", "Referer"}.isdisjoint(headers)


def test_encodings(shop: Shop) -> None:
    shop.pages["/gbk"] = (200, {"Content-Type": "text/html;charset=GBK"}, "磁力球".encode("gbk"))
    shop.pages["/zip"] = (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress("磁力球".encode()))
    fetcher = Fetcher(allow=LOOPBACK)
    assert fetcher.fetch(f"{shop.url}/gbk").html == fetcher.fetch(f"{shop.url}/zip").html == "磁力球"


def test_a_check_for_robots_is_a_page_too(shop: Shop) -> None:
    shop.pages["/a"] = (403, HTML, b"<title>Robot or human?</title>")
    shop.pages["/b"] = (429, HTML, b"")
    assert Fetcher(allow=LOOPBACK).fetch(f"{shop.url}/a").html == "<title>Robot or human?</title>"
    assert refused(f"{shop.url}/b") == "refused"


@pytest.mark.parametrize(
    ("status", "headers", "body", "code"),
    [
        (404, HTML, b"no", "http_error"),
        (500, HTML, b"no", "http_error"),
        (200, {"Content-Type": "application/pdf"}, b"%PDF", "not_a_page"),
        (200, {"Content-Type": "image/svg+xml"}, b"<svg/>", "not_a_page"),
        (200, {}, b"<h1>", "not_a_page"),
        (200, HTML, b"x" * (MAX_BYTES + 1), "too_big"),
        (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(b"x" * 60_000_000), "too_big"),
        (200, {**HTML, "Content-Encoding": "gzip"}, b"not gzip", "unreachable"),
    ],
)
def test_what_is_no_page(shop: Shop, status: int, headers: dict[str, str], body: bytes, code: str) -> None:
    shop.pages["/"] = (status, headers, body)
    assert refused(f"{shop.url}/") == code


def test_redirects_end(shop: Shop) -> None:
    shop.pages["/"] = (302, {"Location": "/"}, b"")
    assert refused(f"{shop.url}/") == "too_many_redirects"
    assert len(shop.asked) == 6


def test_a_dripping_server_is_cut_off(shop: Shop) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100):
            handler.wfile.write(b"X-Drip: 1\r\n")
            time.sleep(0.1)

    shop.pages["/headers"] = drip
    assert refused(f"{shop.url}/headers", seconds=0.6) == "timeout"

    def drip_body(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.1)

    shop.pages["/body"] = drip_body
    assert refused(f"{shop.url}/body", seconds=0.6) == "timeout"


def test_a_silent_server_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert refused(f"http://127.0.0.1:{port}/", seconds=0.5) == "timeout"
        assert refused(f"https://127.0.0.1:{port}/", seconds=0.5) == "timeout"
    assert refused(f"http://127.0.0.1:{free_port()}/") == "unreachable"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hello",
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "https://user:secret@example.com/",
        "https://user@example.com/",
        "http://[::1",
        "http://exa mple.com/",
        "http://example.com:99999/",
        "http://a" + "b" * 300 + ".com/",
    ],
)
def test_what_is_no_web_address(url: str) -> None:
    assert refused(url, allow=()) in ("bad_url", "not_found")


@pytest.mark.parametrize(
    "url", ["http://example.com:8080/", "https://example.com:80/", "http://example.com:22/"]
)
def test_other_ports(url: str) -> None:
    assert refused(url, allow=()) == "bad_port"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[ff02::1]/",
    ],
)
def test_private_addresses(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(url)
    assert caught.value.code in ("not_public", "not_found", "bad_url")
    assert caught.value.code == "not_public" or "[" in url or "0x" in url or "0177" in url


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.2/", "http://169.254.169.254/", "http://localhost6:22/", "//[::1]/", "file:///etc/passwd", "http://127.0.0.2:22/"],
)  # fmt: skip
def test_a_redirect_leads_nowhere_private(shop: Shop, target: str) -> None:
    shop.pages["/"] = (302, {"Location": target}, b"")
    assert refused(f"{shop.url}/") in ("not_public", "bad_url", "not_found")


def test_an_allowed_address_does_not_open_the_others(shop: Shop) -> None:
    with socket.create_server(("127.0.0.3", 0)) as listening:
        assert refused(f"http://127.0.0.3:{listening.getsockname()[1]}/") == "not_public"


def test_a_name_is_resolved_once_and_the_checked_address_is_used(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that changes its address after the check gains nothing: nobody asks for it again."""
    port = shop.server.server_port
    shop.pages["/"] = (200, HTML, b"checked")
    answers = iter([[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: next(answers))
    assert Fetcher(allow=LOOPBACK).fetch(f"http://rebinding.example:{port}/").html == "checked"
    assert shop.asked[0][1]["Host"] == f"rebinding.example:{port}"


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("1.1.1.1", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert refused("http://mixed.example/", allow=()) == "not_public"


@pytest.mark.parametrize(
    ("host", "number", "code"),
    [
        ("www.alibaba.com", socket.EAI_NONAME, "unreachable"),  # a shop that is there: the network failed
        ("nowhere.example", socket.EAI_NONAME, "not_found"),
        ("nowhere.example", socket.EAI_AGAIN, "unreachable"),
    ],
)
def test_without_a_network_it_is_the_network_that_failed(
    host: str, number: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise socket.gaierror(number, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    with pytest.raises(FetchError, match="network") as caught:
        Fetcher().fetch(f"https://{host}/product-detail/x_1600000000000.html")
    assert caught.value.code == code


def test_certificates_are_checked(shop: Shop) -> None:
    trustme = pytest.importorskip("trustme")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    shop.server.socket = context.wrap_socket(shop.server.socket, server_side=True)
    shop.pages["/"] = (200, HTML, b"ok")
    assert refused(shop.url.replace("http:", "https:") + "/") == "unreachable"


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "8.8.8.8"]
)
def test_public(address: str) -> None:
    assert is_public(address)


PRIVATE = "::ffff:10.0.0.1 64:ff9b::a00:1 64:ff9b:1::a00:1 2002:a00:1:: ::10.0.0.1 fe80::1%eth0 192.0.0.1 198.18.0.1"


@pytest.mark.parametrize("address", [*PRIVATE.split(), "240.0.0.1", "2001:db8::1", "x", ""])
def test_not_public(address: str) -> None:
    assert not is_public(address)
