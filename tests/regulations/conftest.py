from __future__ import annotations

from collections.abc import Iterator

import pytest
from servers import Government, serving


@pytest.fixture
def government() -> Iterator[Government]:
    with serving() as here:
        yield here
