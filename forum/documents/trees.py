"""What a YAML or TOML text says, with the place of everything in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from forum.diagnostics import Diagnostic, Span

Plain: TypeAlias = Any
"""A value as YAML or TOML has them: text, number, date, list, dict, None."""

Path = tuple[str | int, ...]
"""The way to a value: ``("authors", 0, "person")``; ``()`` is the whole file."""


@dataclass(frozen=True)
class Tree:
    """A parsed file: plain values, and the place of each key and item.

    ``written`` has the text of each number and truth value as it stands in the
    file, so that a title of ``1.10`` stays one. ``value`` is None, and a fatal
    problem is there, for a text that does not parse.
    """

    value: Plain
    spans: Mapping[Path, Span]
    written: Mapping[Path, str] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()

    def place(self, path: Path) -> Span:
        """Return the place of a value, or of the nearest thing around it that has one."""
        while path not in self.spans:
            path = path[:-1]
        return self.spans[path]
