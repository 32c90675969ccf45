"""A data folder, an application and a client of a test's own: contests and evidence change what is there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from importsafety.api import create_app
from importsafety.settings import Settings


@pytest.fixture(name="mine")
def own_home(home: Path, tmp_path: Path) -> Path:
    """A copy of the shared `home`."""
    return Path(shutil.copytree(home, tmp_path / "home"))


@pytest.fixture(name="own")
def own_app(mine: Path) -> Flask:
    return create_app(Settings(home=mine))


@pytest.fixture(name="asking")
def own_client(own: Flask) -> FlaskClient:
    return own.test_client()
