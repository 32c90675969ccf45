"""The extension in real browsers: a shop server, the real backend, and one browser of each kind."""

from __future__ import annotations

import contextlib
import http.server
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, Request

import firefox
from browsers import absent, chromium_path
from chromium import Chromium
from firefox import Firefox
from serving import EXTENSION, ROOT, Backend
from shop_server import ShopServer

# Firefox is told host by host where the shops are.
FIREFOX_HOSTS = (
    "www.alibaba.com",
    "detail.1688.com",
    "www.amazon.com",
    "www.amazon.in",
    "www.ebay.com",
    "he.aliexpress.com",
    "www.walmart.com",
    "www.globalsources.com",
    "lurun-manholecover.en.made-in-china.com",
)


@pytest.fixture(scope="session")
def require_tool() -> Callable[[Path], Path]:
    """A file under node_modules; skips where `npm ci` has not run."""

    def tool(path: Path) -> Path:
        if not path.exists():
            absent(f"{path.relative_to(ROOT)} (run `npm ci`)")
        return path

    return tool


@pytest.fixture(scope="session")
def shop() -> Iterator[ShopServer]:
    with ShopServer() as server:
        yield server


@pytest.fixture(scope="session")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """The real backend with the starter list: the answers do not depend on shared data."""
    server = Backend(tmp_path_factory.mktemp("home"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def launch(
    playwright: Playwright, shop: ShopServer, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Chromium]:
    """Starts Chromium with an extension's folder in it and a profile of its own."""
    path = chromium_path(playwright)
    if not path:
        absent("Chromium")

    def start(extension: Path, language: str = "en-US", private: bool = False) -> Chromium:
        assert path
        profile = tmp_path_factory.mktemp("chromium")
        return Chromium(playwright, path, extension, profile, shop.port, language, private)

    return start


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Chromium], backend: Backend) -> Iterator[Chromium]:
    """Chromium with the extension, which asks `backend`."""
    with launch(EXTENSION) as driven:
        driven.use(backend.url)
        yield driven


@pytest.fixture(scope="session")
def fox(shop: ShopServer, backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Firefox with the extension, which asks `backend`."""
    path = firefox.executable()
    if not path:
        absent("Firefox")
    assert path
    profile = tmp_path_factory.mktemp("firefox")
    with Firefox(path, EXTENSION, profile, shop.port, FIREFOX_HOSTS) as driven:
        driven.use(backend.url)
        yield driven


@pytest.fixture(scope="session")
def roaming(
    launch: Callable[..., Chromium], backend: Backend, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Chromium]:
    """Chromium in Chinese, where the extension may read every site: what a click on its button grants for the
    tab in front, which no test can make."""
    extension = Path(shutil.copytree(EXTENSION, tmp_path_factory.mktemp("roaming") / "extension"))
    manifest = json.loads((extension / "manifest.json").read_text())
    manifest["host_permissions"] += manifest.pop("optional_host_permissions")
    (extension / "manifest.json").write_text(json.dumps(manifest))
    with launch(extension, "zh-CN") as driven:
        driven.use(backend.url)
        yield driven


@pytest.fixture(autouse=True)
def tidy(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pages that a test leaves open would take part in the next one."""
    yield
    for name in {"browser", "roaming"} & set(request.fixturenames):
        driven = request.getfixturevalue(name)
        for page in driven.context.pages:
            if page != driven.home:
                page.close()


@pytest.fixture
def sent(browser: Chromium) -> Iterator[list[Request]]:
    """Every request that the extension's worker makes of others while a test runs."""
    requests: list[Request] = []

    def keep(request: Request) -> None:
        if request.service_worker and request.url.startswith("http"):
            requests.append(request)

    browser.context.on("request", keep)
    yield requests
    browser.context.remove_listener("request", keep)


@pytest.fixture
def settings(browser: Chromium, backend: Backend) -> Iterator[Callable[..., None]]:
    """Sets what a person chose, until the test ends."""
    yield browser.choose
    browser.evaluate(
        "async () => { await chrome.storage.local.clear(); await chrome.storage.session.remove('dismissed') }"
    )
    browser.use(backend.url)


@pytest.fixture
def other_server() -> Iterator[Callable[..., str]]:
    """Something that listens where the checker should: answers every request with the given status and body, after
    a pause in seconds."""
    servers: list[http.server.ThreadingHTTPServer] = []
    over = threading.Event()

    def start(status: int, body: bytes, pause: float = 0) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                self.do_GET()

            def do_GET(self) -> None:
                over.wait(pause)
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def handle(self) -> None:
                with contextlib.suppress(OSError):  # the extension no longer waits
                    super().handle()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    over.set()
    for server in servers:
        server.shutdown()
        server.server_close()
