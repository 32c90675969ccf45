"""The extension in real browsers: a shop server, the real backend, and one browser of each kind."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import firefox
import pytest
from chromium import Chromium
from firefox import Firefox
from playwright.sync_api import Playwright
from serving import EXTENSION, ROOT, Backend
from shop_server import ShopServer

from browsers import absent, chromium_path

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


@pytest.fixture(scope="module")
def launch(
    playwright: Playwright, shop: ShopServer, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Chromium]:
    """Starts Chromium with an extension's folder in it and a profile of its own."""
    path = chromium_path(playwright)
    if not path:
        absent("Chromium")

    def start(extension: Path, language: str = "en-US") -> Chromium:
        assert path
        profile = tmp_path_factory.mktemp("chromium")
        return Chromium(playwright, path, extension, profile, shop.port, language)

    return start


@pytest.fixture(scope="module")
def browser(launch: Callable[..., Chromium], backend: Backend) -> Iterator[Chromium]:
    """Chromium with the extension, which asks `backend`."""
    with launch(EXTENSION) as driven:
        driven.use(backend.url)
        yield driven


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
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
