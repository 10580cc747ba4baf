"""``forum rename``: one name for another, wherever it names the thing; all of it or nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal, get_args

from forum.diagnostics import Outcome, Span, UsageError
from forum.documents.ast import iterate
from forum.documents.identifiers import id_problem
from forum.documents.nearest import did_you_mean
from forum.documents.registry import recommendation_ids
from forum.documents.renaming import Edited, Kind, Rename, in_markdown, in_notebook
from forum.documents.renaming_data import (
    bibliography_keys,
    in_bibliography,
    in_ledger,
    in_manifest,
    in_parameters,
    in_people,
)
from forum.model import Workspace
from forum.tools import pandoc
from forum.tools.files import entries, leads_out, read_text, unwritable, write_texts
from forum.workspace import MANIFEST, PAPERS, PEOPLE, load

KINDS: tuple[Kind, ...] = get_args(Kind)
_LEDGERS = ("positions", "rounds", "reviews")


@dataclass(frozen=True)
class Renamed:
    """What ``forum rename`` did: places by file (at its new path), and what moved."""

    kind: Kind
    old: str
    new: str
    changes: Mapping[PurePosixPath, int]
    moved: tuple[tuple[PurePosixPath, PurePosixPath], ...] = ()


def rename(root: Path, kind: Kind | Literal["auto"], old: str, new: str) -> Outcome[Renamed]:
    """Rename a paper, recommendation, person or reference; ``auto`` finds out which.

    Raises:
        UsageError: nothing has the old name, something has the new one, the new
            one is no name, or a file cannot be read or written.
    """
    outcome = load(root, allow_empty=True)
    if unread := next((problem for problem in outcome.problems if problem.fatal), None):
        message = f"a file cannot be read, and may hold the name: {unread.span}: {unread.message}"
        raise UsageError(message, *unread.hints)
    names = _names(outcome.value)
    wanted = _checked(Rename(_kind(kind, old, names), old, new), names)
    moves = tuple(_moves(root, wanted))
    edits = {_moved(path, moves): edited for path, edited in _edits(root, wanted) if edited[1]}
    with _moving(root, moves):
        write_texts(root, {path: text for path, (text, _) in edits.items()})
    return Outcome(Renamed(wanted.kind, old, new, {path: count for path, (_, count) in edits.items()}, moves))


# --- what may be renamed to what -------------------------------------------------------


def _names(workspace: Workspace) -> dict[Kind, frozenset[str]]:
    """Return all names that there are, by kind."""
    files = [*workspace.bibliographies, *(path for paper in workspace.papers for path in paper.bibliographies)]
    keys = (bibliography_keys(read_text(workspace.root, path).value or "", path.suffix) for path in files)
    return {
        "paper": frozenset(paper.slug for paper in workspace.papers),
        "recommendation": recommendation_ids(workspace.papers),
        "person": frozenset(person.id for person in workspace.people),
        "reference": frozenset().union(*keys),
    }


def _kind(kind: Kind | Literal["auto"], old: str, names: Mapping[Kind, frozenset[str]]) -> Kind:
    """Return the kind of thing that has the old name."""
    found = [one for one in KINDS if old in names[one] and kind in ("auto", one)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{old} is a {' and a '.join(found)}", f"say which: --kind {found[0]}")
    asked = KINDS if kind == "auto" else (kind,)
    known = sorted(name for one in asked for name in names[one])
    what = "paper, recommendation, person or reference" if kind == "auto" else kind
    some = ", ".join(known[:6]) + (", …" if len(known) > 6 else "")
    raise UsageError(f"there is no {what} {old}", *(did_you_mean(old, known) or (f"there are: {some or 'none'}",)))


def _checked(wanted: Rename, names: Mapping[Kind, frozenset[str]]) -> Rename:
    """Return the renaming if the new name is one, and is free."""
    taken = {name.casefold() for name in names[wanted.kind] if name != wanted.old}
    if wanted.new == wanted.old or wanted.new.casefold() in taken:
        raise UsageError(f"there is a {wanted.kind} {wanted.new} already", "choose another name; nothing was changed")
    if wanted.kind == "reference":
        if not wanted.new or re.search(r"[\s{}(),\"'@\\%#~]", wanted.new):
            raise UsageError(
                f"{wanted.new!r} is no key of a reference", "a key has no spaces, brackets, commas or quotes"
            )
        return wanted
    if wanted.kind == "recommendation" and not wanted.new.startswith("rec-"):
        raise UsageError(f"{wanted.new} is no id of a recommendation", f"it starts with rec-: rec-{wanted.new}")
    if wrong := id_problem(wanted.new, "name", Span(MANIFEST)):
        raise UsageError(wrong.message, *wrong.hints)
    return wanted


# --- the files -------------------------------------------------------------------------


def _edits(root: Path, wanted: Rename) -> Iterator[tuple[PurePosixPath, Edited]]:
    """Yield every file that may hold the name, as it will be, with the number of places that change."""
    with ThreadPoolExecutor() as several:  # pandoc is a process for each
        yield from several.map(lambda path: (path, _edited(root, path, wanted)), tuple(files_with_names(root)))


def _cited(text: str) -> frozenset[str]:
    """Return the keys that a text cites, as pandoc reads it; whether it is one by its looks is hard to tell."""
    cites = (node for node in iterate(pandoc.read(text)) if node["t"] == "Cite")
    return frozenset(one["citationId"] for node in cites for one in node["c"][0])


def files_with_names(root: Path) -> Iterator[PurePosixPath]:
    """Yield every file of a workspace that may name a paper, recommendation, person or reference."""
    yield MANIFEST
    for pattern in ("**/*.md", "**/*.ipynb", "**/*.yaml", "**/*.bib", "**/references.json"):
        yield from (path for path in entries(root, "recommendations", pattern) if not _hidden(path))
    for pattern in ("*.ipynb", "*.params.yaml"):
        yield from entries(root, "notebooks", pattern)


def _hidden(path: PurePosixPath) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _edited(root: Path, path: PurePosixPath, wanted: Rename) -> Edited:
    """Return a file with the name replaced; a link that leads out of the workspace is left alone."""
    text = None if leads_out(root, path) else read_text(root, path).value
    try:
        return ("", 0) if text is None else renamed_text(path, text, wanted)
    except pandoc.PandocError as unread:
        raise UsageError(f"{path} cannot be read: {unread}", "nothing was changed") from unread


def renamed_text(path: PurePosixPath, text: str, wanted: Rename) -> Edited:
    """Return a file with the name replaced, by the kind of file that it is."""
    if path.stem == "references" or path.suffix == ".bib":
        return in_bibliography(text, path.suffix, wanted)
    if path.suffix in (".md", ".ipynb"):
        return (in_markdown if path.suffix == ".md" else in_notebook)(text, wanted, _cited)
    edit = {MANIFEST: in_manifest, PEOPLE: in_people}.get(path)
    if path.name.endswith(".params.yaml"):
        edit = in_parameters
    elif edit is None and path.parts[1:2] and path.parts[1] in _LEDGERS:
        edit = in_ledger
    return edit(text, wanted) if edit else (text, 0)


def _moves(root: Path, wanted: Rename) -> Iterator[tuple[PurePosixPath, PurePosixPath]]:
    """Yield the folder and file that bear a paper's slug, with where they go."""
    if wanted.kind != "paper":
        return
    for folder, suffix in ((PAPERS, ""), ("recommendations/reviews", ".yaml")):
        for path in entries(root, folder):
            if unicodedata.normalize("NFC", path.name) == wanted.old + suffix:
                yield path, path.with_name(wanted.new + suffix)


def _moved(path: PurePosixPath, moves: Iterable[tuple[PurePosixPath, PurePosixPath]]) -> PurePosixPath:
    """Return where a path is after the moves."""
    for old, new in moves:
        if path.is_relative_to(old):
            return new / path.relative_to(old)
    return path


@contextmanager
def _moving(root: Path, moves: Iterable[tuple[PurePosixPath, PurePosixPath]]) -> Iterator[None]:
    """Move what has to move; move it back when what follows fails."""
    done: list[tuple[Path, Path]] = []
    try:
        for old, new in moves:
            source, target = root / old, root / new
            if target.exists() and not target.samefile(source):
                raise UsageError(f"{new} exists already", "choose another name; nothing was changed")
            source.rename(target)
            done.append((source, target))
        yield
    except BaseException as failed:
        for source, target in reversed(done):
            target.rename(source)
        if isinstance(failed, OSError):
            raise unwritable(failed, root) from failed
        raise
