"""What the documents say is there is there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from importsafety.cli import main

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
# Made by a command that the README names, or by the reader; not in the repository.
MADE = {"dist/", ".venv/", ".venv/bin/python"}
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
_CODE = re.compile(r"`([^`\n]+)`")
_INDENTED = re.compile(r"^ {4}(\S.*)$|^\$ (.*)$", re.M)
_FENCED = re.compile(r"^```\w*\n(.*?)^```", re.M | re.S)


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _commands(document: Path) -> Iterator[str]:
    """Command lines as shown: in blocks, and in the text where they begin with one of our commands."""
    text = document.read_text("utf-8")
    blocks = "\n".join((*(a or b for a, b in _INDENTED.findall(text)), *_FENCED.findall(text)))
    for line in (*blocks.splitlines(), *_CODE.findall(text)):
        if match := re.search(r"(?:^|\s)(importsafety(?: [a-z].*)?|(?:\./)?scripts/[\w-]+.*)$", line.strip()):
            yield match[1]


@pytest.mark.parametrize("document", DOCUMENTS, ids=_relative)
def test_links_lead_somewhere(document: Path) -> None:
    for target in _LINK.findall(document.read_text("utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (document.parent / target).exists(), f"{_relative(document)} links to {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=_relative)
def test_files_that_are_named_are_there(document: Path) -> None:
    """Names in code type with a slash and no blank, from the top of the repository or of the package."""
    roots = (ROOT, ROOT / "backend" / "importsafety", ROOT / "extension")
    for name in _CODE.findall(document.read_text("utf-8")):
        if re.fullmatch(r"\.?[\w-]+(?:/[\w.-]+)*/?(?:\.\w+)?", name) and "/" in name and name not in MADE:
            assert any((root / name).exists() for root in roots), f"{_relative(document)} names {name}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=_relative)
def test_scripts_that_are_named_can_be_run(document: Path) -> None:
    for command in _commands(document):
        if match := re.match(r"(?:\./)?(scripts/[\w-]+)", command):
            assert os.access(ROOT / match[1], os.X_OK), f"{_relative(document)}: {command}"


def test_every_setting_is_told_in_the_table_of_settings() -> None:
    read = {
        name
        for module in (ROOT / "backend" / "importsafety").rglob("*.py")
        for name in re.findall(r"\bIMPORTSAFETY_[A-Z_]*[A-Z]\b", module.read_text("utf-8"))
    }
    table = (
        (ROOT / "docs" / "running.md")
        .read_text("utf-8")
        .partition("## All settings")[2]
        .partition("\n## ")[0]
    )
    assert read == set(re.findall(r"`(IMPORTSAFETY_\w+)`", table))


def test_commands_and_options_that_are_named_exist() -> None:
    help_of: dict[tuple[str, ...], str] = {}
    for document in DOCUMENTS:
        for command in _commands(document):
            words = command.replace("./scripts/serve", "importsafety serve").split()
            if words[0] != "importsafety" or len(words) < 2 or not words[1].isalpha():
                continue
            path = (words[1],)
            if "COMMAND [ARGS]" in _help(help_of, path, document) and len(words) > 2:
                path = (words[1], words[2])
            shown = _help(help_of, path, document)
            for option in (word.split("=")[0] for word in words if word.startswith("--")):
                assert option in shown, f"{_relative(document)}: {command}"
    assert {("serve",), ("check",), ("screen",), ("refresh",), ("status",)} <= help_of.keys(), (
        "the README shows every command"
    )


def _help(known: dict[tuple[str, ...], str], path: tuple[str, ...], document: Path) -> str:
    """The help of a command, or of a command of a group."""
    if path not in known:
        shown = CliRunner().invoke(main, [*path, "--help"], prog_name="importsafety")
        assert shown.exit_code == 0, f"{_relative(document)}: {' '.join(path)}"
        known[path] = shown.output
    return known[path]
