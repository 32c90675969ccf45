"""A store in an empty folder, and hand-made notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from importsafety.notice import Firm, Identifier, Notice, NoticeKind, Product
from importsafety.sources import Rejected
from importsafety.store import Changes, Store


@pytest.fixture
def store(home: Path) -> Iterable[Store]:
    with Store(home) as store:
        yield store


def make(number: str | None, **fields: Any) -> Notice:
    """A recall of the agency "cpsc"; without a number its id is made of its address, as its source does."""
    name = fields.pop("name", f"Widget {number}")
    slug = fields.pop("slug", name.replace(" ", "-").lower())
    defaults = {
        "id": f"cpsc:{number or f'url-{slug}'}",
        "source": "cpsc",
        "kind": NoticeKind.RECALL,
        "title": f"Acme Recalls {name}",
        "date": "2024-05-02",
        "url": f"https://www.cpsc.gov/Recalls/2024/{slug}",
        "number": number,
        "products": (Product(name=name),),
        "brands": ("Acme",),
        "identifiers": (Identifier("model", f"AB{number}", f"AB-{number}"),),
        "firms": (Firm("Acme Trading Co.", "importer"),),
    }
    return Notice(**(defaults | fields))


@pytest.fixture
def notice() -> Callable[..., Notice]:
    return make


@pytest.fixture
def pull(store: Store) -> Callable[..., Changes]:
    """Take in one pull as a refresh does: a run is noted, then its end."""

    def pull(
        *stream: Notice | Rejected, complete: bool = True, accept: bool = False, source: str = "cpsc"
    ) -> Changes:
        run = store.start_run(source, "agency")
        try:
            changes = store.upsert(source, stream, run, complete=complete, accept=accept)
        except Exception as error:
            store.finish_run(run, error=str(error))
            raise
        store.finish_run(run, changes)
        return changes

    return pull
