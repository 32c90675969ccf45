"""A server of teams on the data folder of doors.py: Ann maintains `acme`, Ben is its member; Otto maintains `other`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask

from doors import recalls_app, recalls_home  # noqa: F401  (fixtures)
from importsafety.accounts import limits, secret
from importsafety.accounts.limits import Limit
from importsafety.api import create_app
from importsafety.settings import Settings
from teams import Somebody, command, joined


@pytest.fixture(scope="package")
def teams_home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the loaded folder, with two teams."""
    copy = tmp_path_factory.mktemp("teams") / "home"
    shutil.copytree(home, copy)
    command(copy, "create", "acme")
    command(copy, "create", "other")
    return copy


@pytest.fixture(scope="package")
def served(teams_home: Path) -> Flask:
    return create_app(Settings(home=teams_home, teams=True, hosts=("safety.example",)))


@pytest.fixture(scope="package")
def ann(served: Flask, teams_home: Path) -> Somebody:
    """Maintainer of acme."""
    return joined(served, teams_home, "acme", "Ann", "maintainer")


@pytest.fixture(scope="package")
def ben(served: Flask, teams_home: Path, ann: Somebody) -> Somebody:
    """Member of acme."""
    return joined(served, teams_home, "acme", "Ben")


@pytest.fixture(scope="package")
def otto(served: Flask, teams_home: Path) -> Somebody:
    """Maintainer of other."""
    return joined(served, teams_home, "other", "Otto", "maintainer")


@pytest.fixture(scope="package", autouse=True)
def quick() -> Iterator[None]:
    """Passwords are hashed by the same function with less work: a test signs in some hundred times."""
    slow, secret._hasher = secret._hasher, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    yield
    secret._hasher = slow


@pytest.fixture(scope="package", autouse=True)
def generous() -> Iterator[None]:
    """These tests come from one address, far more often than a person does; how often is enough has its own test."""
    few = dict(limits.LIMITS)
    limits.LIMITS = {name: Limit(limit.most * 100, limit.seconds, limit.words) for name, limit in few.items()}
    yield
    limits.LIMITS = few
