"""The rules of docs/house.md, held by reading every module's imports."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import Counter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "backend" / "importsafety"
MODULES = sorted(PACKAGE.rglob("*.py"))

NOUNS = {"listing", "notice", "assessment"}
DOORS = {"api", "web", "cli"}
BEHIND_THE_DOORS = {"sources", "pages", "matching", "standards", "vocabulary", "regulations"}
PURE = {"matching", "standards"}
DATABASE = {"sqlite3", "sqlite_utils"}
NETWORK = {
    "asyncio",
    "ftplib",
    "http",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "tenacity",
    "urllib3",
}
# Parts of a package that only take an address apart.
HARMLESS = {"urllib.parse", "http.cookies"}


def _name(path: Path) -> tuple[str, ...]:
    """A module's dotted name inside the package: ("store", "starter"); a package's own file is its folder."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def _imports(path: Path) -> set[str]:
    """Dotted names of all that a module imports, wherever in it; relative ones made whole."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = ("importsafety", *path.relative_to(PACKAGE).parent.parts)
                base = ".".join((*package[: len(package) - node.level + 1], *filter(None, [node.module])))
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


def _rooms(path: Path) -> set[str]:
    """The rooms of ours that a module imports from."""
    return {
        parts[1] for name in _imports(path) if (parts := name.split("."))[0] == "importsafety" and parts[1:]
    }


def _foreign(path: Path) -> set[str]:
    return {name.split(".")[0] for name in _imports(path) - HARMLESS if not name.startswith("urllib.parse.")}


def _in(*rooms: str) -> list[Path]:
    return [path for path in MODULES if (_name(path) or ("",))[0] in rooms]


def _id(path: Path) -> str:
    return ".".join(_name(path)) or "importsafety"


def test_the_rooms_are_there() -> None:
    for room in NOUNS | BEHIND_THE_DOORS | DOORS | {"store", "check", "refresh", "screen", "settings"}:
        assert _in(room), f"docs/house.md names {room}"


@pytest.mark.parametrize("path", _in(*NOUNS), ids=_id)
def test_nouns_import_nothing_of_ours_but_each_other(path: Path) -> None:
    assert _rooms(path) <= NOUNS
    assert not _foreign(path) & (NETWORK | DATABASE | {"io", "os", "pathlib", "urllib", "importlib"})


@pytest.mark.parametrize("path", _in(*BEHIND_THE_DOORS), ids=_id)
def test_rooms_behind_the_doors_do_not_know_the_doors(path: Path) -> None:
    assert not _rooms(path) & DOORS
    assert "flask" not in _foreign(path)


@pytest.mark.parametrize("path", _in(*PURE), ids=_id)
def test_matching_and_standards_reach_no_network_and_no_database(path: Path) -> None:
    assert not _foreign(path) & (NETWORK | DATABASE | {"urllib"})
    assert not _rooms(path) & {"store", "sources", "refresh"}


@pytest.mark.parametrize("path", [path for path in MODULES if path not in _in("store")], ids=_id)
def test_only_the_store_knows_sql(path: Path) -> None:
    assert not _foreign(path) & DATABASE


def test_every_library_that_is_imported_is_declared() -> None:
    """What another package happens to bring is not there in the next machine's fresh environment."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {_plain(re.split(r"[^\w.-]", requirement)[0]) for requirement in project["dependencies"]}
    bringers = packages_distributions()
    imported = {name.split(".")[0] for path in MODULES for name in _imports(path)}
    libraries = imported - sys.stdlib_module_names - {"importsafety"}
    assert {name for name in libraries if not declared & set(map(_plain, bringers.get(name, [])))} == set()


def _plain(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{path.relative_to(ROOT)} has no docstring"


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_a_module_can_be_read_at_a_sitting(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 420, "split it by noun"


def test_no_two_tests_have_one_name() -> None:
    """In one process with the other the second is not collected at all; each folder by itself passes."""
    names = Counter(path.name for path in Path(__file__).parent.rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
