"""Writes the web edition: built aside, then moved into place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from forum.diagnostics import Diagnostic, Outcome, Span, warning
from forum.documents.ast import iterate
from forum.report.html import INDEX, Edition, edition
from forum.report.records import recommendations_json
from forum.report.values import Report
from forum.site.pages import COMPUTATIONS, Offered, notebooks, rendered

_OWN = ("site.css", "site.js")


@dataclass(frozen=True)
class Ahead:
    """What is ready before the files are that the site offers.

    ``pieces`` are HTML by the digest of their blocks; ``pictures`` are shown. ``texts`` are the pages by path, of
    which only the first has to be made again, as it tells sizes: they name the files in ``names``, by the
    names of their formats.
    """

    edition: Edition
    pieces: MutableMapping[bytes, str]
    pictures: Collection[str]
    names: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def write_site(
    report: Report,
    directory: Path,
    templates: Path,
    downloads: Mapping[str, Path],
    computations: Mapping[str, Any],
    ahead: Ahead | None = None,
) -> Outcome[Path]:
    """Write the web edition to a folder, and return its first page.

    Args:
        report: what to publish; the files of its media are copied.
        directory: replaced as a whole; untouched if anything fails on the way.
        templates: the folder with the Jinja2 templates, ``site.css`` and ``site.js``.
        downloads: files to offer, by name of their format (``PDF``); they are copied.
        computations: runs, parameters, packages and digests, for a page of their own.
        ahead: what ``prepared`` gave for this report, if it was asked before.
    """
    aside = directory.with_name(f".{directory.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir(parents=True)
        ahead = ahead or _divided(report, computations, {})
        pictures = {name: report.media[name].path for name in ahead.pictures if name in report.media}
        problems = (*_copied(pictures, aside), *_copied({path.name: path for path in downloads.values()}, aside))
        offered = {name: (path.name, path.stat().st_size) for name, path in downloads.items() if path.is_file()}
        for path, text in _pages(report, templates, offered, computations, ahead):
            _write(aside / path, text)
        (aside / "recommendations.json").write_bytes(recommendations_json(report))
        for name in _OWN:
            shutil.copyfile(templates / name, aside / name)
        _move_into_place(aside, directory)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Outcome(directory / INDEX, problems)


def prepared(
    report: Report,
    computations: Mapping[str, Any],
    templates: Path,
    names: Mapping[str, str],
    known: MutableMapping[bytes, str],
) -> Ahead:
    """Return a report's pages as far as they can be made before the downloads are.

    ``names`` are those of the files that will be offered, by the names of their formats. ``known`` holds pieces
    that were made before, and gets the new ones.
    """
    divided = _divided(report, computations, known)
    offered = {label: (name, 0) for label, name in names.items()}
    made = rendered(report, divided.edition, templates, offered, computations, known)
    return replace(divided, names=names, texts={page.path: text for page, text in made})


def _divided(report: Report, computations: Mapping[str, Any], known: MutableMapping[bytes, str]) -> Ahead:
    """Return a report's pages, not yet rendered."""
    whole = edition(report, {f"notebook-{name}": COMPUTATIONS for name in notebooks(computations)})
    shown = dict.fromkeys(node["c"][2][0] for node in iterate(list(report.blocks), words=False) if node["t"] == "Image")
    return Ahead(whole, known, tuple(shown))


def _pages(
    report: Report, templates: Path, offered: Mapping[str, Offered], computations: Mapping[str, Any], ahead: Ahead
) -> Iterator[tuple[str, str]]:
    """Yield every page's path and text; those that were made ahead hold unless another file is offered."""
    ready = ahead.texts if ahead.names == {label: name for label, (name, _) in offered.items()} else {}
    yield from ((path, text) for path, text in ready.items() if path != INDEX)
    only = {INDEX} if ready else None
    for page, text in rendered(report, ahead.edition, templates, offered, computations, ahead.pieces, only):
        yield page.path, text


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _copied(files: Mapping[str, Path], folder: Path) -> Iterator[Diagnostic]:
    for target, path in files.items():
        goal = folder / PurePosixPath(target)
        if not goal.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            yield warning("site-file", f"{path.name} is missing from the web edition", Span(PurePosixPath(path.name)))
            continue
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, goal)


def _move_into_place(aside: Path, directory: Path) -> None:
    old = directory.with_name(f".{directory.name}.old.{os.getpid()}")
    if directory.exists():
        directory.rename(old)
    try:
        aside.rename(directory)
    except OSError:
        if old.exists():
            old.rename(directory)
        raise
    shutil.rmtree(old, ignore_errors=True)
