"""The runs of a notebook, and the addresses by which papers name what a run computed.

An address is a link: ``/notebooks/swarm.ipynb?set=grid&platforms=50#miss-rate``.
"""

from __future__ import annotations

import itertools
import posixpath
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from forum.diagnostics import Diagnostic, Span, error, fatal
from forum.documents.nearest import did_you_mean
from forum.documents.notebooks import slug_of
from forum.model import Address, Notebook, Run

DEFAULT = "default"  # the run of a notebook that has no parameter sets


# --- the runs of a notebook ------------------------------------------------------------


def runs_of(notebook: Notebook) -> tuple[Run, ...]:
    """Return every run of a notebook: its sets, then its sweeps as their products."""
    file = notebook.parameters
    sets = file.sets or {DEFAULT: {}}
    runs = [Run(notebook.slug, quote(name, safe=""), values) for name, values in sets.items()]
    for name, axes in file.sweeps.items():
        for values in itertools.product(*axes.values()):
            point = dict(zip(axes, values, strict=True))
            runs.append(Run(notebook.slug, sweep_name(name, point), point))
    return tuple(runs)


def sweep_name(sweep: str, point: Mapping[str, Any]) -> str:
    """Return the name of a sweep's point as an address has it: ``grid&platforms=50``."""
    return "&".join([quote(sweep, safe=""), *(f"{quote(k, safe='')}={_written(v)}" for k, v in point.items())])


def _written(value: Any) -> str:
    """Return a parameter's value as an address has it."""
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    return quote(str(value), safe="")


_WORDS = {None: "null", True: "true", False: "false"}


# --- addresses ---------------------------------------------------------------------------


def parse_address(url: str, base: PurePosixPath) -> Address | None:
    """Return what a link names if it leads to a notebook, else None.

    ``base`` is the file that the link stands in, relative to the workspace. In a
    notebook, ``#label`` and ``?set=large#label`` name the notebook itself; whether
    ``#label`` is one of its labels or a heading is for the caller to see.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme or parts.netloc:
        return None
    path = _target(unquote(parts.path), base)
    if path is None or path.suffix != ".ipynb":
        return None
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    name = query.pop("set", "")
    return Address(_named(path), name, query, unquote(parts.fragment))


def _named(path: PurePosixPath) -> str:
    """Return a notebook's slug, or its path without suffix where no notebook of a workspace stands."""
    usual = path.parent == PurePosixPath("notebooks") or slug_of(path) != path.stem
    return slug_of(path) if usual else str(path.with_suffix(""))


def _target(path: str, base: PurePosixPath) -> PurePosixPath | None:
    if not path:
        return base
    joined = posixpath.normpath(path.lstrip("/") if path.startswith("/") else str(base.parent / path))
    return None if joined.startswith("..") else PurePosixPath(joined)


def address_of(notebook: Notebook, run: Run, label: str = "") -> str:
    """Return the link that names a run's result."""
    fragment = f"#{quote(label, safe='')}" if label else ""
    return f"/{quote(str(notebook.path))}?set={run.name}{fragment}"


# --- from an address to a run ---------------------------------------------------------------


def find_notebook(notebooks: Iterable[Notebook], address: Address, span: Span) -> Notebook | Diagnostic:
    """Return the notebook that an address names, or the problem at ``span``."""
    known = {notebook.slug: notebook for notebook in notebooks}
    if address.notebook in known:
        return known[address.notebook]
    for notebook in known.values():
        if str(notebook.path.with_suffix("")) == address.notebook:
            return notebook
    wanted = PurePosixPath(address.notebook).name
    if wanted in known:
        hints: tuple[str, ...] = (f"{wanted} is addressed as {address_of(known[wanted], runs_of(known[wanted])[0])}",)
    else:
        hints = did_you_mean(wanted, known) or (f"the notebooks are: {_listed(known)}",)
    return error("notebook-unknown", f"there is no notebook {address.notebook}.ipynb", span, *hints)


def find_run(notebook: Notebook, address: Address, span: Span) -> Run | Diagnostic:
    """Return the run that an address names, or the problem at ``span``.

    Without a set it is the first one. Points of a sweep are compared as values:
    ``latency=2`` finds 2.0.
    """
    runs = runs_of(notebook)
    if not address.point:
        found = [run for run in runs if run.name == quote(address.set, safe="")] if address.set else [runs[0]]
        return found[0] if found else _no_set(notebook, address, span)
    sweeps = notebook.parameters.sweeps
    name = address.set or next(iter(sweeps), "")
    if name not in sweeps:
        return _no_set(notebook, address, span)
    return _point(notebook.slug, name, sweeps[name], address, span)


def _point(slug: str, name: str, axes: Mapping[str, list[Any]], address: Address, span: Span) -> Run | Diagnostic:
    missing = [axis for axis in axes if axis not in address.point]
    if missing:
        hint = f"add &{missing[0]}= and one of {_listed(map(_written, axes[missing[0]]))}"
        return fatal("sweep-point-unknown", f"the address names no {missing[0]} of the sweep {name}", span, hint)
    point: dict[str, Any] = {}
    for axis, text in address.point.items():
        if axis not in axes:
            hints = did_you_mean(axis, axes) or (f"it has: {_listed(axes)}",)
            return fatal("sweep-point-unknown", f"the sweep {name} has no parameter {axis}", span, *hints)
        values = [value for value in axes[axis] if _same(value, text)]
        if not values:
            hint = f"it has: {_listed(map(_written, axes[axis]))}"
            return fatal("sweep-point-unknown", f"the sweep {name} has no {axis} of {text}", span, hint)
        point[axis] = values[0]
    ordered = {axis: point[axis] for axis in axes}
    return Run(slug, sweep_name(name, ordered), ordered)


def _same(value: Any, text: str) -> bool:
    """Tell whether an address's text means a parameter's value."""
    if value is None or isinstance(value, bool):
        return text.lower() == _WORDS[value]
    if isinstance(value, int | float):
        try:
            return float(text) == value or str(value) == text
        except ValueError:
            return False
    return str(value) == text


def _no_set(notebook: Notebook, address: Address, span: Span) -> Diagnostic:
    file = notebook.parameters
    if address.set in file.sweeps:
        example = next(run.name for run in runs_of(notebook) if run.name.split("&")[0] == quote(address.set, safe=""))
        message = f"{address.set} is a sweep of {notebook.path.name}: the address must name one point of it"
        return fatal("sweep-point-unknown", message, span, f"for instance ?set={example}")
    known = [*(file.sets or {DEFAULT: {}}), *file.sweeps]
    hints = did_you_mean(address.set, known) or (f"it has: {_listed(known)}",)
    name = address.set or "to which the point belongs"
    return fatal("set-unknown", f"{notebook.path.name} has no parameter set {name}", span, *hints)


def check_label(notebook: Notebook, address: Address, span: Span) -> Diagnostic | None:
    """Return the problem of an address whose label the notebook lacks, else None."""
    if address.label in notebook.labels:
        return None
    if not address.label:
        hint = f"add # and one of: {_listed(notebook.labels)}"
        return error("label-missing", "the address names no cell of the notebook", span, hint)
    hints = did_you_mean(address.label, notebook.labels)
    hints = hints or (f"write `#| label: {address.label}` at the top of the cell that computes it",)
    return error("label-unknown", f"{notebook.path.name} has no cell with the label {address.label}", span, *hints)


def _listed(names: Iterable[str], most: int = 8) -> str:
    every = list(names)
    return ", ".join(every[:most]) + (", …" if len(every) > most else "") if every else "none"
