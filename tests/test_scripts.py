"""The commands of a fresh clone, on a machine that lacks something."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the scripts are for bash")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A checkout that nothing is set up in."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _run(clone: Path, command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [clone / "scripts" / command],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", ["serve", "test"])
def test_a_python_that_is_too_old_is_named_with_what_to_do(clone: Path, command: str) -> None:
    old = clone / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    result = _run(clone, command, PYTHON=str(old))
    assert result.returncode == 1
    assert "Python 3.11" in result.stderr and f"PYTHON={old}" in result.stderr
    assert not (clone / ".venv").exists()


def test_a_machine_that_cannot_make_environments_is_told_which_package_it_lacks(clone: Path) -> None:
    """Debian splits `venv` off: `python3 -m venv` fails there until a package is installed."""
    without_venv = clone / "python3"
    without_venv.write_text(
        f'#!/bin/sh\n[ "$1" = -m ] && {{ echo "ensurepip is not available"; exit 1; }}\nexec {sys.executable} "$@"\n'
    )
    without_venv.chmod(0o755)
    result = _run(clone, "setup", PYTHON=str(without_venv))
    assert result.returncode == 1
    assert "python3-venv" in result.stderr and "ensurepip is not available" in result.stderr
    assert not (clone / ".venv").exists(), "half an environment would fail later, elsewhere"


def test_packages_that_cannot_be_installed_leave_no_mark_of_success(clone: Path) -> None:
    result = _run(clone, "setup", PIP_NO_INDEX="1", PIP_FIND_LINKS="", PYTHON=sys.executable)
    assert result.returncode == 1
    assert "Run the command again" in result.stderr
    assert list((clone / ".venv").glob("made-for*")) == []
