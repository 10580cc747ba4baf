"""The server that stands for every registry."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from replay import Replay, serving


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the servers of a test themselves, whatever proxies this machine has."""
    for name in [one for one in os.environ if one.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def server() -> Iterator[Replay]:
    with serving() as replay:
        yield replay
