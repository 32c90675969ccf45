"""A desk to work on batches: an application of its own home, whose links may lead to shops on this machine."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from importsafety.api import create_app
from importsafety.api.services import KEY, Services
from importsafety.batches import Runner
from importsafety.check import Checker
from importsafety.pages.fetch import Fetcher
from importsafety.settings import Settings
from importsafety.store.batches import FILE, Batches
from importsafety.store.batchrows import Filters
from running import LONG, until


class Desk:
    """`client` calls as http://localhost; `store` looks into the same batches."""

    def __init__(self, home: Path, processes: int = 1):
        self.home = home
        self.app = create_app(Settings(home=home))
        self.services: Services = self.app.extensions[KEY]
        fetcher = Fetcher(allow=("127.0.0.1", "::1"))
        self.services.checker = Checker(home, fetcher=fetcher)
        self.services.runner = Runner(home, self.services.checker, pause=0.02, processes=processes)
        self.client: FlaskClient = self.app.test_client()
        self.store = Batches(home)

    def give(self, *lines: str) -> int:
        """Paste lines; the number of the batch."""
        return self._id(self.client.post("/check", data={"items": "\n".join(lines)}))

    def upload(self, name: str, content: bytes) -> Any:
        return self.client.post(
            "/check",
            data={"items": "", "file": (io.BytesIO(content), name)},
            content_type="multipart/form-data",
        )

    def give_file(
        self, name: str, content: bytes, fields: list[str] | None = None, heading: bool = True
    ) -> int:
        """Upload a file and, where it has columns, say what they hold (default: as recognised)."""
        answer = self.upload(name, content)
        id = self._id(answer)
        if answer.headers["Location"].endswith("/columns"):
            if fields is None:
                batch = self.store.batch("local", id)
                assert batch is not None
                from importsafety.batches.given import preview

                fields = preview(self.store.folder / batch.source).fields
            data: dict[str, Any] = {"field": fields} | ({"heading": "on"} if heading else {})
            begun = self.client.post(f"/batches/{id}/columns", data=data)
            assert begun.status_code == 303, begun.text
        return id

    def done(self, id: int, state: str = "done") -> dict[str, int]:
        """Wait until a batch is in this state; its rows by state."""

        def there() -> bool:
            batch = self.store.batch("local", id)
            assert batch is not None
            assert batch.state in (state, "running"), (batch.state, batch.note)
            return batch.state == state

        until(there)
        return self.store.counts(id)

    def rows(self, id: int, **filters: Any) -> list[dict[str, Any]]:
        return self.store.rows(id, Filters(**{"sort": "row", **filters}), size=100_000).rows

    def table(self, id: int, address: str = "") -> list[dict[str, str]]:
        text = self.client.get(f"/batches/{id}/results.csv{address}").text
        return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    @staticmethod
    def _id(answer: Any) -> int:
        assert answer.status_code == 303, answer.text
        return int(answer.headers["Location"].split("/")[2])


@pytest.fixture(name="desk")
def desk_of_its_own(home: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(home, tmp_path / "home")
    desk = Desk(tmp_path / "home")
    yield desk
    desk.services.runner.stop()


def hold(home: Path, after: int) -> None:
    """From now on the database takes no answer to a row beyond `after`: no machine is too fast to be stopped there."""
    _tell(
        home,
        f"CREATE TRIGGER hold BEFORE UPDATE ON rows WHEN new.n > {after} BEGIN SELECT raise(ABORT, 'held'); END",
    )


def let_go(home: Path) -> None:
    _tell(home, "DROP TRIGGER hold")


def _tell(home: Path, sql: str) -> None:
    with closing(sqlite3.connect(home / FILE, timeout=LONG)) as database:
        database.execute(sql)
        database.commit()


class Shop:
    """A shop on the loopback that shows `title` at every address, or a check for robots where `blocked`. `most` is
    how many requests it ever had at the same time."""

    def __init__(self) -> None:
        self.blocked = False
        self.most = 0
        self.asked: list[str] = []
        self._now = 0
        self._lock = threading.Lock()
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with shop._lock:
                    shop._now += 1
                    shop.most = max(shop.most, shop._now)
                    shop.asked.append(self.path)
                name = self.path.strip("/").replace("-", " ").partition(".")[0]
                product = json.dumps({"@type": "Product", "name": name})
                page = (
                    f'<html><head><title>{name}</title><script type="application/ld+json">{product}</script></head>'
                    f"<body><h1>{name}</h1></body></html>"
                )
                # Before the answer, or the next may be asked while this one is still counted.
                with shop._lock:
                    shop._now -= 1
                self.send_response(403 if shop.blocked else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                if not shop.blocked:
                    self.wfile.write(page.encode())

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(name="shop")
def shop_nearby() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()
