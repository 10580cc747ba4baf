"""Computed results: what there is, what an address names, and how what is unresolved is marked.

``placing.py`` puts them into a document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from forum.diagnostics import Diagnostic, Span, error
from forum.documents.addresses import check_label, find_notebook, find_run, parse_address
from forum.documents.ast import Node, iterate, span, string
from forum.documents.manuscript import Manuscript
from forum.model import Address, Media, Notebook, Result, Run, RunResult


@dataclass(frozen=True)
class Trouble:
    """Why a picture cannot be shown; its place is added where it is used."""

    code: str
    message: str
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Library:
    """What there is to be put in: notebooks, results of runs, tables as nodes, pictures.

    ``results`` go by notebook and run name; ``tables`` by the HTML and ``texts`` by
    the Markdown that a kernel wrote; ``pictures`` by a paper's slug and an image's
    target as written.
    ``ran`` is False where nothing was executed, so that a missing result is no problem.
    """

    notebooks: Mapping[str, Notebook] = field(default_factory=dict)
    results: Mapping[tuple[str, str], RunResult] = field(default_factory=dict)
    tables: Mapping[str, Node] = field(default_factory=dict)
    texts: Mapping[str, Sequence[Node]] = field(default_factory=dict)
    pictures: Mapping[tuple[str, str], tuple[Media, ...] | Trouble] = field(default_factory=dict)
    ran: bool = True


@dataclass(frozen=True)
class Edit:
    """A safe repair of a source: at ``span``, the text ``old`` becomes ``new``."""

    span: Span
    old: str
    new: str


@dataclass(frozen=True)
class Resolved:
    """A manuscript with its results in place, and the pictures that it shows, by target.

    ``edits`` would make its source say what the notebooks compute.
    """

    manuscript: Manuscript
    media: Mapping[str, Media] = field(default_factory=dict)
    addresses: tuple[Address, ...] = ()
    edits: tuple[Edit, ...] = ()


def addressed(target: str, base: PurePosixPath, own: Notebook | None = None) -> Address | None:
    """Return the labelled cell that a link names, None for any other link.

    ``own`` is the notebook that the document itself is: there ``#label`` may name its cells.
    """
    address = parse_address(target, base)
    if address is None or ".ipynb" in target:
        return address
    return address if own is not None and address.label in own.labels else None


def pictures_in(manuscript: Manuscript) -> tuple[str, ...]:
    """Return the targets of images that are files, in order, each once."""
    targets = [node["c"][2][0] for node in iterate(list(manuscript.blocks), words=False) if node["t"] == "Image"]
    return tuple(dict.fromkeys(target for target in targets if ".ipynb" not in target))


def lookup(address: Address, library: Library, place: Span) -> tuple[Run, Result | None] | Diagnostic:
    """Return what an address names; its result is None where the run was not made yet."""
    notebook = find_notebook(library.notebooks.values(), address, place)
    if isinstance(notebook, Diagnostic):
        return notebook
    run = find_run(notebook, address, place)
    if isinstance(run, Diagnostic):
        return run
    if (unknown := check_label(notebook, address, place)) is not None:
        return unknown
    made = library.results.get((run.notebook, run.name))
    result = made.results.get(address.label) if made else None
    if result is None and made is not None:
        message = f"the cell {address.label} of {notebook.path} gave no result in {run.name}"
        return error("result-missing", message, place, "let the cell end in a value, a data frame or a figure")
    if result is None and library.ran:
        return error("result-missing", f"{notebook.path} has no result for {run.name}: its run failed", place)
    return run, result


def mark(message: str) -> Node:
    """Return the visible mark that stands where something is unresolved."""
    return span([string(f"[unresolved: {message}]")], classes=["problem"])
