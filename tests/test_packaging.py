"""What is shipped: the extension's packages and the wheel."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "firefox")
LARGEST = 150_000


def _pack(folder: Path) -> dict[str, Path]:
    subprocess.run(
        [sys.executable, ROOT / "scripts" / "package-extension", folder], check=True, capture_output=True
    )
    return {browser: next(folder.glob(f"*-{browser}-*.zip")) for browser in BROWSERS}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return _pack(tmp_path_factory.mktemp("packages"))


def _version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def test_the_same_tree_gives_the_same_bytes(packages: dict[str, Path], tmp_path: Path) -> None:
    again = _pack(tmp_path)
    assert {browser: path.read_bytes() for browser, path in packages.items()} == {
        browser: path.read_bytes() for browser, path in again.items()
    }


@pytest.mark.parametrize("browser", BROWSERS)
def test_a_package_is_small_and_has_all_that_its_manifest_names(
    packages: dict[str, Path], browser: str
) -> None:
    assert packages[browser].stat().st_size <= LARGEST
    with zipfile.ZipFile(packages[browser]) as archive:
        names = set(archive.namelist())
        manifest = archive.read("manifest.json").decode()
        texts = [archive.read(name).decode() for name in names if name.endswith((".html", ".css"))]
    # Whatever looks like a file of the extension, in the manifest or in a page, is in the package.
    mentioned = re.findall(r'"([\w/.-]+\.(?:js|css|html|json|png|svg))"', manifest)
    assert mentioned and set(mentioned) <= names
    for text in texts:
        for reference in re.findall(r"""(?:src|href)=["']([^"'#:]+)["']|url\(["']?([^"'):]+)""", text):
            name = next(filter(None, reference))
            assert any(shipped.endswith(name.lstrip("./")) for shipped in names), name
    assert {f"_locales/{json.loads(manifest)['default_locale']}/messages.json", "shops.json"} <= names
    assert not [name for name in names if name.endswith((".d.ts", ".md"))]


def test_the_version_is_the_projects(packages: dict[str, Path]) -> None:
    loaded_unpacked = json.loads((ROOT / "extension" / "manifest.json").read_text("utf-8"))
    assert loaded_unpacked["version"] == _version()
    for path in packages.values():
        with zipfile.ZipFile(path) as archive:
            assert json.loads(archive.read("manifest.json"))["version"] == _version()


def test_each_browser_gets_its_own_kind_of_background(packages: dict[str, Path]) -> None:
    background = {}
    for browser, path in packages.items():
        with zipfile.ZipFile(path) as archive:
            background[browser] = json.loads(archive.read("manifest.json"))["background"]
    assert "service_worker" in background["chromium"] and "scripts" not in background["chromium"]
    assert "scripts" in background["firefox"] and "service_worker" not in background["firefox"]


def test_the_wheel_carries_all_that_it_needs(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path, ROOT]
    if importlib.util.find_spec("hatchling"):
        # Without a network too, where the builder is there.
        command.append("--no-build-isolation")
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        entry_points = archive.read(f"importsafety-{_version()}.dist-info/entry_points.txt").decode()
        shops = archive.read("importsafety/pages/shops.json")
    assert shops == (ROOT / "extension" / "shops.json").read_bytes()
    assert "importsafety = importsafety.__main__:run" in entry_points
    package = ROOT / "backend"
    data = {
        path.relative_to(package).as_posix()
        for path in (package / "importsafety").rglob("*")
        if path.is_file()
    }
    data = {name for name in data if "__pycache__" not in name}
    assert "importsafety/store/starter.yaml" in data and "importsafety/py.typed" in data
    assert data <= names
