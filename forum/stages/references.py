"""Bibliographies off the disk, as CSL items: .bib through pandoc, CSL JSON and YAML as they are."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from forum.citations.bibliography import BibEntry, Bibliography, References, gathered, split_bib
from forum.diagnostics import Diagnostic, Outcome, Span, error, fatal
from forum.model import Workspace
from forum.stages.cache import cached
from forum.tools import pandoc
from forum.tools.files import read_bibliography_text

if TYPE_CHECKING:
    pass


def read_references(workspace: Workspace) -> Outcome[References]:
    """Return the references of the whole workspace, and what is wrong in their files."""
    return gathered_by(workspace, lambda path, _: read_bibliography(workspace.root, path))


def gathered_by(
    workspace: Workspace, read: Callable[[PurePosixPath, str], Outcome[Bibliography]]
) -> Outcome[References]:
    """Return the references of a workspace; ``read`` gives those of a file by its path and scope."""
    shared = [read(path, "") for path in workspace.bibliographies]
    own = {
        paper.slug: [read(path, paper.slug) for path in paper.bibliographies]
        for paper in workspace.papers
        if paper.bibliographies
    }
    every = [*shared, *(outcome for outcomes in own.values() for outcome in outcomes)]
    by_slug = {slug: _values(outcomes) for slug, outcomes in own.items()}
    references = gathered(_values(shared), by_slug, workspace.manifest.citations.aliases)
    return Outcome(references, tuple(problem for outcome in every for problem in outcome.problems))


def _values(outcomes: Sequence[Outcome[Bibliography]]) -> list[Bibliography]:
    return [outcome.value for outcome in outcomes]


def read_bibliography(root: Path, path: PurePosixPath) -> Outcome[Bibliography]:
    """Return one file's references; a broken entry is left out and told."""
    read = read_bibliography_text(root, path)
    if read.value is None:
        return Outcome(Bibliography(path, {}), read.problems)
    if path.suffix != ".bib":
        return _csl(root, path, read.value)
    entries, strings, problems = split_bib(read.value, path)
    items, refused = read_entries(root, strings, entries)
    spans = {entry.key: entry.span for entry in reversed(entries)}
    return Outcome(Bibliography(path, by_key(items), spans), (*problems, *refused))


def _items(root: Path, source: str, reader: str = "biblatex") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = cached(root, "bib", [reader, source], lambda: pandoc.csl_items(source, reader))
    return items


def read_entries(
    root: Path, strings: str, entries: Sequence[BibEntry]
) -> tuple[list[dict[str, Any]], Sequence[Diagnostic]]:
    """Return the items of entries; entry by entry where pandoc refuses one, so that it costs no other."""
    try:
        return _items(root, strings + "\n\n" + "\n\n".join(entry.text for entry in entries)), ()
    except pandoc.PandocError:
        pass
    items: list[dict[str, Any]] = []
    refused: list[Diagnostic] = []
    for entry in entries:
        try:
            items += _items(root, f"{strings}\n\n{entry.text}")
        except pandoc.PandocError as why:
            lines = str(why).splitlines()
            said = next((line for line in lines if line.startswith(("unexpected", "expecting"))), lines[-1])
            refused.append(error("bib-unreadable", f"the entry {entry.key} is left out: {said}", entry.span, _ENTRY))
    return items, refused


_ENTRY = "values stand in braces, with a comma after each: title = {…},"


def _csl(root: Path, path: PurePosixPath, text: str) -> Outcome[Bibliography]:
    """Return the items of a CSL file as pandoc understands them: names, dates and texts in shape."""
    try:
        loaded = json.loads(text) if path.suffix == ".json" else _yaml(text)
    except json.JSONDecodeError as wrong:
        place = Span(path, wrong.lineno, wrong.colno)
        problem = fatal("json-syntax", f"this is no JSON: {wrong.msg}", place, _EXPORT)
        return Outcome(Bibliography(path, {}), (problem,))
    except RecursionError:
        message = "the file nests brackets too deeply to be a list of references"
        return Outcome(Bibliography(path, {}), (error("bib-unreadable", message, Span(path), _EXPORT),))
    except ValueError as wrong:
        problem = fatal("yaml-syntax", f"this is no YAML: {str(wrong).splitlines()[0]}", Span(path), _EXPORT)
        return Outcome(Bibliography(path, {}), (problem,))
    given = loaded.get("references") if isinstance(loaded, dict) else loaded
    if not isinstance(given, list):
        problem = error("bib-unreadable", "the file holds no list of references", Span(path), "a list of CSL items")
        return Outcome(Bibliography(path, {}), (problem,) if text.strip() else ())
    items, problems = _csl_items(root, path, given)
    return Outcome(Bibliography(path, by_key(items)), tuple(problems))


_EXPORT = "correct it at this place, or export it again from the reference manager"


def _csl_items(root: Path, path: PurePosixPath, given: Sequence[Any]) -> tuple[list[dict[str, Any]], list[Diagnostic]]:
    """Read all items at once; one by one where pandoc refuses, so that one costs no other."""
    items: list[dict[str, Any]] = []
    problems: list[Diagnostic] = []
    named = [item.get("id", "") if isinstance(item, dict) else "" for item in given]
    whole = _readable(root, given) if all(named) else None
    if whole is not None:
        return whole, []
    for name, item in zip(named, given, strict=True):
        read = _readable(root, [item]) if name else None
        if read is None:
            message = f"the entry {name or 'without an id'} is left out: it is no CSL item"
            problems.append(error("bib-unreadable", message, Span(path), "names are lists of {family, given}"))
        else:
            items += read
    return items, problems


def _readable(root: Path, items: Sequence[Any]) -> list[dict[str, Any]] | None:
    source = json.dumps(items, ensure_ascii=False, default=str)
    try:
        return _items(root, source, "csljson")
    except pandoc.PandocError:
        return None


def _yaml(text: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        loaded = YAML(typ="safe", pure=True).load(text)
    except YAMLError as wrong:
        raise ValueError(str(wrong)) from wrong
    if _expanded(loaded, {}) > _LARGEST:
        raise ValueError("its aliases stand for too many values, or for themselves")
    return loaded


_LARGEST = 5_000_000  # values; more come of a “billion laughs” only


def _expanded(value: Any, known: dict[int, float]) -> float:
    """Return the number of values that a tree has once its aliases are written out; no end for one in itself."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = math.inf
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_expanded(one, known) for one in inner)
    return known[id(value)]


def by_key(items: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return items by key; the first of two with one key counts."""
    return {str(item["id"]): {**item, "id": str(item["id"])} for item in reversed(items)}
