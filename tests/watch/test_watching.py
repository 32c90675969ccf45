"""Watching: what becomes an alert, that it is told once, and the ways it goes out."""

from __future__ import annotations

import hashlib
import hmac
import json
import multiprocessing
import os
import signal
import socketserver
import sqlite3
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from doors import NOTICES, recall
from importsafety.api import create_app
from importsafety.cli import main
from importsafety.refresh import refresh
from importsafety.settings import Settings
from importsafety.store import Store
from importsafety.watch import BadWatch, deliver, listing_body, search_body
from importsafety.watch.feed import atom
from importsafety.watch.items import found
from running import LONG

MAGNETS = recall(
    "25910",
    "Polarix Recalls Magnetic Ball Sets Due to Ingestion Hazard; Violate Mandatory Standard for Magnets",
    "Polarix Magnetic Ball Sets",
    "This recall involves Polarix magnetic ball sets with model number PX-512.",
)


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., None]:
    def load(*rows: dict[str, Any]) -> None:
        path = tmp_path / "recalls.json"
        path.write_text(json.dumps([*NOTICES, *rows]), "utf-8")
        report = refresh(tmp_path / "home", files={"cpsc": path})
        assert report.ok
        assert "failed" not in report.steps["watches"], report.steps

    load()
    return load


@pytest.fixture
def store(tmp_path: Path, load: Callable[..., None]) -> Iterator[Store]:
    with Store(tmp_path / "home") as store:
        yield store


def told(store: Store) -> list[tuple[str, str, str]]:
    return [(alert["name"], alert["what"], alert["notice"]) for alert in reversed(store.alerts())]


def test_a_search_tells_what_is_new_revised_and_gone_each_once(
    store: Store, load: Callable[..., None]
) -> None:
    store.add_watch("magnets", "search", search_body({"words": "magnets"}))
    load()
    assert told(store) == []
    load(MAGNETS)
    load(MAGNETS)
    assert told(store) == [("magnets", "new", "cpsc:25910")]
    load(MAGNETS | {"Remedies": [{"Name": "Ask for a replacement."}]})
    assert told(store)[1:] == [("magnets", "revised", "cpsc:25910")]
    assert store.alerts()[0]["changed"] == ["remedy"]
    load()
    assert told(store)[2:] == [("magnets", "withdrawn", "cpsc:25910")]


def test_a_listing_and_a_catalogue_are_told_of_their_own_items_only(
    store: Store, load: Callable[..., None]
) -> None:
    mine = {"title": "Polarix magnetic balls 512 pcs", "brand": "Polarix", "model": "PX-512"}
    other = {"title": "Steel soup ladle", "brand": "Kellano", "model": "KL-3"}
    store.add_watch("mine", "listing", listing_body(mine))
    store.add_watch("other", "listing", listing_body(other))
    store.add_watch("all", "catalogue", [other | {"id": "A-1"}, mine | {"id": "A-2"}])
    load(MAGNETS)
    assert told(store) == [("mine", "new", "cpsc:25910"), ("all", "new", "cpsc:25910")]
    newest = store.alerts()[0]
    assert (newest["item"], newest["tier"]) == ("A-2", "recalled")
    assert newest["why"]


def test_what_was_known_when_the_watch_began_is_no_news(store: Store, load: Callable[..., None]) -> None:
    load(MAGNETS)
    store.add_watch("late", "search", search_body({"brand": "Polarix"}))
    load(MAGNETS)
    assert told(store) == []


def test_a_search_by_every_field() -> None:
    from importsafety.sources.cpsc import Cpsc

    (notice,) = _parsed(Cpsc(), MAGNETS)
    for fields in (
        {"words": "magnet balls"},
        {"brand": "polarix"},
        {"firm": "Kugelwerk"},
        {"citation": "16 CFR 1262"},
        {"country": "cn"},
        {"kind": "recall"},
        {"source": "cpsc"},
        {"words": "PX 512", "brand": "Polarix"},
    ):
        assert found(search_body(fields), notice), fields
    for fields in ({"words": "helmet"}, {"brand": "Polar"}, {"words": "magnet", "country": "US"}):
        assert not found(search_body(fields), notice), fields


def _parsed(source: Any, row: dict[str, Any]) -> list[Any]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.json"
        path.write_text(json.dumps([row]))
        return list(source.parse(path))


@pytest.mark.parametrize("fields", [{}, {"words": "  "}, {"brand": "--"}, {"unknown": "x"}])
def test_an_empty_search_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(BadWatch, match="at least one of"):
        search_body(fields)


class Receiver(BaseHTTPRequestHandler):
    status = 200
    got: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((dict(self.headers), body))
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[tuple[str, type[Receiver]]]:
    handler = type("Here", (Receiver,), {"got": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", handler
    server.shutdown()
    server.server_close()


def test_a_webhook_is_signed_guarded_and_sent_once(
    store: Store,
    load: Callable[..., None],
    receiver: tuple[str, type[Receiver]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, handler = receiver
    watch = store.add_watch("magnets", "search", search_body({"words": "magnet"}), webhook=address)
    load(MAGNETS)
    assert handler.got == [], "an address in one's own network is not reached unasked"
    assert store.alert_counts()["undelivered"] == 1
    monkeypatch.setenv("IMPORTSAFETY_WEBHOOK_ALLOW", "127.0.0.1")
    handler.status = 500
    assert "answered 500" in deliver(store)
    handler.status = 200
    assert deliver(store) == ", 1 sent"
    assert deliver(store) == ""
    load(MAGNETS)
    assert len(handler.got) == 2
    headers, body = handler.got[-1]
    moment, digest = (part.split("=")[1] for part in headers["X-Import-Safety-Signature"].split(","))
    assert digest == hmac.new(watch.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    sent = json.loads(body)
    assert [alert["notice"] for alert in sent["alerts"]] == ["cpsc:25910"]
    assert watch.secret not in body.decode()


class MailServer(socketserver.StreamRequestHandler):
    """As much of SMTP as takes one message."""

    letters: list[str]

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b""
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    letter += part
                self.letters.append(letter.decode())
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


def test_an_alert_goes_out_by_mail(
    store: Store, load: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add_watch("magnets", "search", search_body({"words": "magnet"}), email="me@example.com")
    load(MAGNETS)
    assert "no mail server is set" in deliver(store)
    handler = type("Here", (MailServer,), {"letters": []})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setenv("IMPORTSAFETY_SMTP", f"smtp://127.0.0.1:{server.server_address[1]}")
        monkeypatch.setenv("IMPORTSAFETY_SMTP_FROM", "safety@example.com")
        assert deliver(store) == ", 1 sent"
        assert deliver(store) == ""
        server.shutdown()
    (letter,) = handler.letters
    assert "To: me@example.com" in letter
    assert "Subject: A new notice: Polarix" in letter.replace("\r\n ", " ")
    assert "not a finding" in letter.replace("=\r\n", "")


def test_the_feed_opens_with_its_key_only(store: Store, load: Callable[..., None]) -> None:
    watch = store.add_watch("magnets <&>", "search", search_body({"words": "magnet"}))
    load(MAGNETS)
    client = create_app(Settings(home=store.home)).test_client()
    assert client.get(f"/watch/{watch.id}/feed.atom?key=wrong").status_code == 404
    answer = client.get(f"/watch/{watch.id}/feed.atom?key={watch.secret}")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    (entry,) = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert entry.findtext("{http://www.w3.org/2005/Atom}title").startswith("A new notice: Polarix")


@given(st.text(max_size=60))
def test_any_text_makes_a_feed_that_can_be_read(text: str) -> None:
    alert = dict.fromkeys(("headline", "name", "item", "why", "url", "created"), text) | {"id": 1}
    ElementTree.fromstring(atom(text, "http://127.0.0.1/feed", [alert], "2026-03-04T10:00:00+00:00"))


def test_the_page_adds_shows_and_removes(store: Store, load: Callable[..., None]) -> None:
    client = create_app(Settings(home=store.home)).test_client()
    added = client.post("/watch", data={"watch": "search", "words": "<script>alert(1)</script> magnet"})
    assert added.status_code == 303
    client.post("/watch", data={"watch": "listing", "brand": "Polarix", "model": "PX-512"})
    assert client.post("/watch", data={"watch": "search"}).status_code == 422
    assert "is no e-mail address" in client.post("/watch", data={"words": "x", "email": "y"}).text
    load(MAGNETS)
    page = client.get("/watch").text
    assert "A new notice: Polarix" in page and "Polarix PX-512" in page
    assert "<script>alert(1)" not in page
    assert client.get("/api/v1/status").get_json()["alerts"]["unread"] == 1
    client.post("/watch/seen")
    assert client.get("/api/v1/status").get_json()["alerts"]["unread"] == 0
    client.post("/watch/1/remove")
    assert [watch["id"] for watch in client.get("/api/v1/watches").get_json()["watches"]] == [2]


def test_programs_add_read_and_mark(store: Store, load: Callable[..., None]) -> None:
    client = create_app(Settings(home=store.home)).test_client()
    body = {
        "name": "shop",
        "catalogue": [{"title": "Polarix magnetic balls", "brand": "Polarix", "model": "PX-512"}],
    }
    added = client.post("/api/v1/watches", json=body).get_json()
    assert (added["kind"], added["items"]) == ("catalogue", 1)
    for wrong in (
        {"name": "x"},
        {"name": "x", "search": {"words": "a"}, "listing": {"title": "b"}},
        {"name": "x", "search": {}},
    ):
        assert client.post("/api/v1/watches", json=wrong).status_code == 422
    load(MAGNETS)
    answer = client.get("/api/v1/alerts?unread=true").get_json()
    assert (answer["unread"], answer["alerts"][0]["item"]) == (1, "row 1")
    assert client.post("/api/v1/alerts/seen", json={"ids": [answer["alerts"][0]["id"]]}).get_json() == {
        "count": 1
    }
    assert client.post("/api/v1/watches/9/remove").status_code == 404


def test_only_this_machine_or_the_token_may_watch(store: Store) -> None:
    app = create_app(Settings(home=store.home, hosts=("safety.example",), token="s3cret"))
    client = app.test_client()
    far = {"environ_base": {"REMOTE_ADDR": "198.51.100.7"}, "base_url": "http://safety.example"}
    assert client.get("/api/v1/watches", **far).status_code == 403
    assert client.get("/maintain", **far).status_code == 401
    assert client.get("/maintain", headers={"X-Forwarded-For": "198.51.100.7"}).status_code == 401
    assert client.get("/maintain", auth=("me", "wrong"), **far).status_code == 401
    assert client.get("/maintain", auth=("me", "s3cret"), **far).status_code == 200
    assert client.get("/api/v1/watches", headers={"Authorization": "Bearer s3cret"}, **far).status_code == 200
    closed = create_app(Settings(home=store.home, hosts=("safety.example",))).test_client()
    assert closed.get("/maintain", **far).status_code == 403


def test_the_commands(tmp_path: Path, store: Store, load: Callable[..., None]) -> None:
    def run(*words: str, text: str | None = None) -> Any:
        return CliRunner().invoke(main, list(words), env={"IMPORTSAFETY_HOME": str(store.home)}, input=text)

    assert run("watch", "add", "magnets", "--search", "words=magnet").exit_code == 0
    assert (
        run(
            "watch", "add", "mine", "--listing", "-", text='{"brand": "Polarix", "model": "PX-512"}'
        ).exit_code
        == 0
    )
    catalogue = tmp_path / "mine.csv"
    catalogue.write_text("sku,title,brand,model\nA-1,Polarix magnetic balls,Polarix,PX-512\n,,,\n")
    assert run("watch", "add", "shop", "--catalogue", str(catalogue)).exit_code == 0
    assert "one of --listing" in run("watch", "add", "none").output
    assert "FIELD=WORDS" in run("watch", "add", "x", "--search", "magnet").output
    assert "at least one" in run("watch", "add", "x", "--search", "words=").output
    load(MAGNETS)
    assert [row["kind"] for row in json.loads(run("watch", "list", "--json").output)] == [
        "search",
        "listing",
        "catalogue",
    ]
    alerts = json.loads(run("watch", "alerts", "--unread", "--mark-read", "--json").output)
    assert {alert["name"] for alert in alerts} == {"magnets", "mine", "shop"}
    assert "No alerts" in run("watch", "alerts", "--unread").output
    assert run("watch", "remove", "1").exit_code == 0
    assert "no watch 9" in run("watch", "remove", "9").output
    assert "Nothing is due" in run("watch", "deliver").output


def _review_and_die(home: Path) -> None:
    """Refresh again, and die as by kill -9 while the alerts of a watch are being written."""
    connect = sqlite3.connect

    def traced(*args: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*args, **options)
        connection.set_trace_callback(
            lambda sql: os.kill(os.getpid(), signal.SIGKILL) if "INTO deliveries" in sql else None
        )
        return connection

    sqlite3.connect = traced
    refresh(home, files={"cpsc": home.parent / "more.json"})


def test_a_review_that_was_killed_goes_on_and_tells_nothing_twice(store: Store, tmp_path: Path) -> None:
    store.add_watch("first", "search", search_body({"words": "magnet"}))
    store.add_watch("second", "search", search_body({"words": "magnet"}), email="me@example.com")
    (tmp_path / "more.json").write_text(json.dumps([*NOTICES, MAGNETS]), "utf-8")
    victim = multiprocessing.get_context("fork").Process(target=_review_and_die, args=(store.home,))
    victim.start()
    victim.join(LONG)
    assert victim.exitcode == -signal.SIGKILL
    assert told(store) == [("first", "new", "cpsc:25910")]
    for _ in range(2):
        refresh(store.home, files={"cpsc": tmp_path / "more.json"})
        assert told(store) == [("first", "new", "cpsc:25910"), ("second", "new", "cpsc:25910")]
    assert store.alert_counts()["undelivered"] == 1
