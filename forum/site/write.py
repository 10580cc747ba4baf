"""Writes the web edition: built aside, then moved into place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path, PurePosixPath
from typing import Any

from forum.diagnostics import Diagnostic, Outcome, Span, warning
from forum.documents.ast import iterate
from forum.report.html import INDEX, Edition, edition
from forum.report.records import recommendations_json
from forum.report.values import Report
from forum.site.fragments import fragments
from forum.site.pages import COMPUTATIONS, notebooks, rendered

_OWN = ("site.css", "site.js")
Ahead = tuple[Edition, MutableMapping[bytes, str]]
"""The pages of a report, and their pieces by the digest of their blocks."""


def write_site(
    report: Report,
    directory: Path,
    templates: Path,
    downloads: Mapping[str, Path],
    computations: Mapping[str, Any] | None = None,
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
        problems = (*_copy_media(report, aside), *_copy_downloads(downloads, aside))
        offered = {name: path for name, path in downloads.items() if path.is_file()}
        whole, known = ahead or prepared(report, computations or {})
        for page, text in rendered(report, whole, templates, offered, computations or {}, known):
            _write(aside / page.path, text)
        (aside / "recommendations.json").write_bytes(recommendations_json(report))
        for name in _OWN:
            shutil.copyfile(templates / name, aside / name)
        _move_into_place(aside, directory)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Outcome(directory / INDEX, problems)


def prepared(report: Report, computations: Mapping[str, Any], known: MutableMapping[bytes, str] | None = None) -> Ahead:
    """Return a report's pages and their pieces as HTML: all that does not depend on the downloads.

    ``known`` holds pieces that were made before, and gets the new ones.
    """
    whole = edition(report, {f"notebook-{name}": COMPUTATIONS for name in notebooks(computations)})
    known = {} if known is None else known
    fragments(whole.pages, known)
    return whole, known


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _copy_media(report: Report, folder: Path) -> tuple[Diagnostic, ...]:
    shown = dict.fromkeys(node["c"][2][0] for node in iterate(list(report.blocks), words=False) if node["t"] == "Image")
    return tuple(_copied({name: report.media[name].path for name in shown if name in report.media}, folder))


def _copy_downloads(downloads: Mapping[str, Path], folder: Path) -> tuple[Diagnostic, ...]:
    return tuple(_copied({path.name: path for path in downloads.values()}, folder))


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
