"""Runs of notebooks, addresses of what they compute, and results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

Scalar = str | int | float | bool | None


class Run(msgspec.Struct, frozen=True):
    """One execution of a notebook: the set's or sweep point's name, and its parameters.

    ``name`` is as in an address: ``large``, or ``grid&platforms=50&latency=2.0``.
    """

    notebook: str
    name: str
    parameters: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.notebook} ({self.name})"


class Address(msgspec.Struct, frozen=True):
    """A link to a labelled cell: ``/notebooks/swarm.ipynb?set=large#miss-rate``.

    ``point`` holds the parameters that pick one point of a sweep.
    """

    notebook: str
    set: str = ""  # empty: the first set
    point: Mapping[str, str] = msgspec.field(default_factory=dict)
    label: str = ""


class Media(msgspec.Struct, frozen=True):
    """A picture that a run made: the stored file, and its type as MIME names it."""

    mime: str
    path: Path


class Result(msgspec.Struct, frozen=True):
    """What a labelled cell computed.

    ``value`` for a number, text or truth value; ``html`` for a table as the kernel
    wrote it; ``media`` for a figure, the best for print first. ``text`` is what the
    kernel printed for anything, ``markdown`` what it gave as Markdown or TeX. ``caption``
    and ``alt`` come from the cell's ``fig-cap``, ``tbl-cap`` and ``fig-alt``.
    """

    label: str
    value: Scalar = None
    html: str = ""
    media: tuple[Media, ...] = ()
    caption: str = ""
    alt: str = ""
    text: str = ""
    markdown: str = ""


class RunResult(msgspec.Struct, frozen=True):
    """The stored results of one run; ``digest`` is over results, not times.

    ``outputs`` has an item for each code cell of the notebook, in order.
    """

    run: Run
    key: str
    digest: str
    results: Mapping[str, Result]
    seconds: float = 0.0
    kernel: str = ""
    packages: Mapping[str, str] = msgspec.field(default_factory=dict)
    outputs: tuple[tuple[Result, ...], ...] = ()  # for a paper that is a notebook
