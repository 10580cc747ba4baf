"""The references of a check: of a large bibliography pandoc reads once what it may read otherwise than written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from forum.citations.bibliography import Bibliography, References
from forum.citations.shelf import Shelf
from forum.citations.shelf_reading import Wanted, to_read
from forum.diagnostics import Diagnostic, Outcome
from forum.model import Workspace
from forum.stages.cache import digest_of
from forum.stages.memory import recall, remember
from forum.stages.references import by_key, gathered_by, read_bibliography, read_entries

_MANY = 1000  # entries that pandoc reads in a moment


def shelved_references(workspace: Workspace, shelf: Shelf, cited: Iterable[str] | None) -> Outcome[References]:
    """Return the references of a workspace, as far as a check has to see them as pandoc does.

    With ``cited``, keys and identifiers as written, only those of a large .bib file are read;
    of the others the keys are there.
    """
    aliases = workspace.manifest.citations.aliases
    wanted = None if cited is None else frozenset(aliases.get(tag, tag) for tag in cited)
    large = {(file.source.path, file.source.scope): file for file in shelf.files if file.size > _MANY}

    def read(path: PurePosixPath, scope: str) -> Outcome[Bibliography]:
        file = large.get((path, scope)) if path.suffix == ".bib" and wanted is not None else None
        if file is None or wanted is None:
            return read_bibliography(workspace.root, path)
        return _in_part(workspace.root, path, to_read(shelf, file, wanted))

    return gathered_by(workspace, read)


def _in_part(root: Path, path: PurePosixPath, wanted: Wanted) -> Outcome[Bibliography]:
    """Return the references of a large file; what is not read gets a place of its own among the works, by its key."""
    items, refused = read_entries(root, wanted.strings, wanted.entries) if wanted.entries else ([], ())
    alone, more = _apart(root, path, wanted)
    gone = {entry.key for entry in (*wanted.entries, *wanted.apart)}
    others = {key: {"id": key, "type": "", "note": key} for key in reversed(wanted.keys) if key not in gone}
    return Outcome(Bibliography(path, others | by_key([*items, *alone])), (*refused, *more))


def _apart(root: Path, path: PurePosixPath, wanted: Wanted) -> tuple[list[dict[str, Any]], Sequence[Diagnostic]]:
    """Return the items of entries that can be read without the others: pandoc is asked about those that are new."""
    name = f"items-{digest_of([str(path)])[:16]}"
    known = recall(root, name, dict[str, dict[str, Any]]) or {}
    digests = {entry.key: digest_of([wanted.strings, entry.text]) for entry in wanted.apart}
    new = [entry for entry in wanted.apart if digests[entry.key] not in known]
    items, refused = read_entries(root, wanted.strings, new) if new else ([], ())
    read = {digests[str(item["id"])]: item for item in reversed(items) if str(item["id"]) in digests}
    now = {
        digest: known.get(digest) or read[digest] for digest in digests.values() if digest in known or digest in read
    }
    if now != known:
        remember(root, name, now)
    return list(now.values()), refused
