"""The server that stands for every registry."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from replay import Replay, serving


@pytest.fixture
def server() -> Iterator[Replay]:
    with serving() as replay:
        yield replay
