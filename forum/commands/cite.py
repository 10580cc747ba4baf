"""``forum cite``: add references by identifier, described by who registered them.

All of them are added, or none. What stands in the file stays as it is, byte for byte.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from forum.citations.checks import DEFAULT_SEVERITY, collect
from forum.citations.entry import Entry, entry_of, new_key
from forum.citations.identity import canonical, identifiers_of
from forum.citations.named import REGISTERED, entry_from, identified
from forum.citations.records import Collection, Record, Source, read_bib
from forum.citations.retractions import Notice, Snapshot, gravest, retracted
from forum.citations.shelf_checks import check_references
from forum.diagnostics import Diagnostic, Outcome, UsageError, arranged
from forum.model import Workspace
from forum.stages.cache import store
from forum.stages.registries import Registries
from forum.tools.files import leads_out, read_text

SHARED = PurePosixPath("recommendations/references.bib")
_SPELLINGS = "such as doi:10.1000/182, arxiv:1606.06565, isbn:…, pmid:…, kst-33694-67, A/RES/79/239, or an address"


@dataclass(frozen=True)
class Cited:
    """A reference that was asked for: its key, the file that has it, and its text where it is new."""

    identifier: str
    key: str
    path: PurePosixPath
    added: str = ""
    source: str = ""  # the registry that described it; empty for the identifier alone
    notices: tuple[Notice, ...] = ()  # of its retraction


def cite(
    root: Path,
    identifiers: Sequence[str],
    whom: Callable[[str], Registries],
    today: datetime.date,
    to: Path | None = None,
    paper: str = "",
    dry: bool = False,
) -> Outcome[tuple[Cited, ...]]:
    """Add the references of identifiers, in any spelling, to the shared bibliography.

    ``whom`` says whom to ask, given the address that the manifest names. ``to`` is
    another file of the workspace, ``paper`` stands for that paper's own; ``dry`` writes
    nothing. A work that is there already keeps its key. The problems are what ``forum
    check`` would say of the new references; that a work was retracted is one.

    Raises:
        UsageError: no identifier, no network, or nobody knows the work: nothing is written.
    """
    from forum.workspace import load

    workspace = load(root).value
    wanted = [(one, _wanted(workspace, one)) for one in identifiers]
    target = _target(workspace, to, paper)
    shelf = _shelf(workspace, target)
    registries = whom(workspace.manifest.citations.mailto)
    done: list[Cited] = []
    for typed, identifier in wanted:
        shelf, one = _added(shelf, typed, identifier, registries, today)
        done.append(one)
    new = frozenset(one.key for one in done if one.added)
    if not new <= {record.key for record in shelf.here}:
        raise UsageError(f"{target} has an entry whose braces do not balance", f"forum check {target} says where")
    if new and not dry:
        _append(root / target, shelf.text[len(_shelf(workspace, target).text) :])
    severity = {**DEFAULT_SEVERITY, **workspace.manifest.check.severity}
    return Outcome(tuple(done), arranged(_problems(shelf, done, today), severity))


@dataclass(frozen=True)
class _Shelf:
    """The file that is added to, with the bibliographies that are cited beside it, and those that are not."""

    target: PurePosixPath
    text: str
    scope: str
    beside: tuple[Source, ...]
    elsewhere: tuple[Source, ...]

    @cached_property
    def collection(self) -> Collection:
        """The references that may be cited where those of the target may."""
        return collect(iter(self.sources))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files that may be cited from where the target may."""
        return (*self.beside, Source(self.target, self.text, self.scope))

    @property
    def here(self) -> list[Record]:
        """The references of the target."""
        return [one for one in self.collection.records if one.source.path == self.target]

    def known(self, *identifiers: str) -> Record | None:
        """Return the reference that has one of the identifiers, in any spelling."""
        wanted = {canonical(one) or one for one in identifiers}
        for record in self.collection.records:
            if any(str(one) in wanted for one in identifiers_of(record) if one.field != "note"):
                return record
        return None

    def key(self, entry: Entry) -> str:
        """Return a key for a new entry, made as those of the target are, and used nowhere."""
        taken = [one.key for one in (*self.collection.records, *collect(iter(self.elsewhere)).records)]
        return new_key(entry, taken, self.here or self.collection.records)

    def with_(self, entry: str) -> _Shelf:
        """Return the shelf with an entry at the end of the target, after an empty line."""
        gap = "" if not self.text.strip() else "\n" if self.text.endswith("\n") else "\n\n"
        return replace(self, text=self.text + gap + entry)


def _added(
    shelf: _Shelf, typed: str, identifier: str, registries: Registries, today: datetime.date
) -> tuple[_Shelf, Cited]:
    """Return the shelf with the work of an identifier, and the key that it has there.

    A registry may tell that it is there already, under another identifier.
    """
    there = shelf.known(identifier)
    if there is not None:
        return shelf, Cited(identifier, there.key, there.source.path)
    entry, by, notices = _described(identifier, typed, registries, today)
    there = shelf.known(*_identifiers(entry))
    if there is not None:
        return shelf, Cited(identifier, there.key, there.source.path)
    key = shelf.key(entry)
    text = entry.written(key)
    return shelf.with_(text), Cited(identifier, key, shelf.target, text, by, notices)


def _target(workspace: Workspace, to: Path | None, paper: str) -> PurePosixPath:
    """Return the .bib file that references are added to."""
    if paper:
        own = next((one for one in workspace.papers if one.slug == paper), None)
        if own is None:
            raise UsageError(
                f"there is no paper {paper}", "the papers are: " + ", ".join(p.slug for p in workspace.papers)
            )
        return own.path.parent / "references.bib"
    if to is None:
        return SHARED
    file = to.resolve()
    if not file.is_relative_to(workspace.root.resolve()):
        raise UsageError(f"{to} is not in the workspace")
    if file.suffix != ".bib":
        raise UsageError(f"{to} is no .bib file", "references are added in BibTeX's format")
    return PurePosixPath(file.relative_to(workspace.root.resolve()).as_posix())


def _shelf(workspace: Workspace, target: PurePosixPath) -> _Shelf:
    """Return the bibliographies as they stand.

    Raises:
        UsageError: the target cannot be read.
    """
    scope = next((paper.slug for paper in workspace.papers if paper.path.parent == target.parent), "")
    paths = [("", path) for path in workspace.bibliographies]
    paths += [(paper.slug, path) for paper in workspace.papers for path in paper.bibliographies]
    read = [(owner, path, read_text(workspace.root, path).value) for owner, path in paths if path != target]
    sources = [Source(path, text, owner) for owner, path, text in read if text is not None]
    beside = tuple(one for one in sources if one.scope in ("", scope))
    elsewhere = tuple(one for one in sources if one.scope not in ("", scope))
    if not (workspace.root / target).exists() and not leads_out(workspace.root, target):
        return _Shelf(target, "", scope, beside, elsewhere)
    found = read_text(workspace.root, target)
    if found.value is None:
        raise UsageError(f"{target}: {found.problems[0].message}", *found.problems[0].hints)
    return _Shelf(target, found.value, scope, beside, elsewhere)


def _wanted(workspace: Workspace, typed: str) -> str:
    tag = typed.strip().lstrip("@").strip("{}")
    identifier = identified(workspace.manifest.citations.aliases.get(tag, typed))
    if identifier is None:
        raise UsageError(f"{typed} is no identifier that is known here", _SPELLINGS)
    return identifier


def _identifiers(entry: Entry) -> Iterable[str]:
    """Return the identifiers that a new entry has: those that name one work alone."""
    _, records = read_bib(Source(PurePosixPath(), entry.written("new")))
    return [str(one) for record in records for one in identifiers_of(record) if one.scheme not in ("url", "issn")]


def _described(
    identifier: str, typed: str, registries: Registries, today: datetime.date
) -> tuple[Entry, str, tuple[Notice, ...]]:
    """Return the entry of a work, the registry that described it, and what it says of its retraction.

    Raises:
        UsageError: nobody answered, or nobody knows the work.
    """
    scheme = identifier.partition(":")[0]
    if scheme not in REGISTERED:
        entry = entry_from(identifier, today)
        if entry is None:
            raise UsageError(f"there is no registry to ask about {typed}", _SPELLINGS)
        return entry, "", ()
    found = registries.ask(identifier, thorough=True)
    if found.said == "unchecked":
        raise UsageError(
            f"{typed} could not be looked up: {found.by}: {found.why}; nothing was written",
            "is there a network? otherwise write the reference by hand, and check it later: forum check --online",
        )
    if found.said == "missing":
        raise UsageError(f"{typed} is not known: {found.why}; nothing was written", "compare the number with the work")
    if found.work is None or not found.work.title:
        hint = "write the reference by hand"
        raise UsageError(f"{typed} exists, but neither Crossref nor DataCite describes it; nothing was written", hint)
    return entry_of(found.work), found.by, found.work.notices


def _append(file: Path, text: str) -> None:
    """Write a text behind what stands in a file, with the file's own line ends."""
    before = file.read_bytes() if file.exists() else b""
    store(file, before + (text.replace("\n", "\r\n") if b"\r\n" in before else text).encode())


def _problems(shelf: _Shelf, done: Sequence[Cited], today: datetime.date) -> Iterator[Diagnostic]:
    """Yield what the checks say of the new references, and what registries say of their retraction."""
    notices = {one.key: one.notices for one in done if one.added}
    new = [record for record in shelf.here if record.key in notices]
    lines = [record.source.place(record.at).line for record in new]
    for problem in check_references(shelf.sources, today):
        here = lines and problem.span.path == shelf.target and problem.span.line >= min(lines)
        if here or any(f"@{key}" in problem.message for key in notices):  # an older one may be its preprint
            yield problem
    retractions = {
        str(one): gravest(notices[record.key])
        for record in new
        if notices[record.key]
        for one in identifiers_of(record)
    }
    yield from retracted(Collection(tuple(new)), Snapshot(today.isoformat(), retractions))
