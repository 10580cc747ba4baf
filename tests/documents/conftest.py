"""Documents understood from the Markdown that a test holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

from forum.documents.manuscript import Manuscript, interpret
from forum.documents.places import Places
from forum.model import Text
from forum.tools.pandoc import read

PAPER = PurePosixPath("recommendations/papers/swarm/paper.md")


def _understood(markdown: str, language: str = "en") -> Manuscript:
    return interpret(read(markdown), Places((Text(PAPER, markdown),)), language)


@pytest.fixture(scope="session")
def understood() -> Callable[..., Manuscript]:
    """Return a function from Markdown to a manuscript."""
    return _understood


@pytest.fixture(scope="session")
def told() -> Callable[..., list[tuple[str, int, int]]]:
    """Return a function from Markdown to what is wrong with it: code, line, column."""

    def problems(markdown: str) -> list[tuple[str, int, int]]:
        found = _understood(markdown).problems
        return sorted((one.code, one.span.line, one.span.column) for one in found)

    return problems
