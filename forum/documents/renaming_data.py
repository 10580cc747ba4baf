"""Renaming in the files that are data: people, parameters, the manifest, bibliographies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from forum.diagnostics import Span
from forum.documents.filling import json_text
from forum.documents.renaming import Edit, Edited, Kind, Rename, applied, line_starts, path_edits, scalar_edits
from forum.documents.toml_trees import read_toml
from forum.documents.trees import Path
from forum.documents.yaml_trees import written_scalars

_BIB_KEY = re.compile(r"^[ \t]*@(?!(?:comment|string|preamble)\b)\w+\s*[{(]\s*([^\s,{}()\"]+)\s*,", re.M | re.I)
_BIB_REFERS = re.compile(r"\b(?:crossref|xref|xdata|related|entryset)\s*=\s*[{\"]([^}\"]*)[}\"]", re.IGNORECASE)


def in_people(text: str, rename: Rename) -> Edited:
    """Return ``people.yaml`` with a person's id replaced."""
    if rename.kind != "person":
        return text, 0
    return applied(text, scalar_edits(text, rename, lambda path: len(path) == 2 and path[1] == "id"))


def in_ledger(text: str, rename: Rename) -> Edited:
    """Return a file of positions, rounds or reviews with the name replaced."""
    if rename.kind == "recommendation":
        return applied(text, scalar_edits(text, rename, lambda _: True, keys=True))
    fields = {"person": ("person", "author", "editor", "by"), "paper": ("paper",)}.get(rename.kind, ())
    return applied(text, scalar_edits(text, rename, lambda path: bool(path) and path[-1] in fields))


def in_parameters(text: str, rename: Rename) -> Edited:
    """Return a parameter file with a paper's folder replaced in its data paths."""
    scalars = [one for one in written_scalars(text) if rename.kind == "paper" and one.path[:1] == ("data",)]
    return applied(text, (edit for one in scalars for edit in path_edits(text[one.start : one.end], one.start, rename)))


def in_manifest(text: str, rename: Rename) -> Edited:
    """Return ``forum.toml`` with the name replaced in its lists of papers, highlights and aliases."""
    where: dict[Kind, Path] = {"paper": ("report", "papers"), "recommendation": ("report", "highlights")}
    where["reference"] = ("citations", "aliases")
    if rename.kind not in where:
        return text, 0
    tree = read_toml(text, Span(PurePosixPath("forum.toml")))
    starts, edits = line_starts(text), []
    for path, span in tree.spans.items():
        if path[:-1] == where[rename.kind] and _at(tree.value, path) == rename.old:
            entry = starts[span.line - 1] + span.column - 1
            start = text.index(json_text(rename.old), _value_start(text, entry, path[-1]))
            edits.append((start, start + len(json_text(rename.old)), json_text(rename.new)))
    return applied(text, edits)


def _value_start(text: str, entry: int, key: str | int) -> int:
    """Return where an entry's value may start: after its key, which may hold the name too."""
    return text.index("=", entry + len(key)) if isinstance(key, str) else entry


def _at(value: object, path: Path) -> object:
    for key in path:
        value = value[key]  # type: ignore[index]
    return value


def in_bibliography(text: str, suffix: str, rename: Rename) -> Edited:
    """Return a bibliography with an entry's key replaced: BibTeX, CSL JSON or CSL YAML by ``suffix``."""
    if rename.kind != "reference":
        return text, 0
    if suffix == ".json":
        old = re.escape(json.dumps(rename.old, ensure_ascii=False)[1:-1])
        edits = [(*found.span(1), json_text(rename.new)) for found in re.finditer(rf'"id"\s*:\s*"({old})"', text)]
        return applied(text, edits)
    if suffix in (".yaml", ".yml"):
        return applied(text, scalar_edits(text, rename, lambda path: path[-1:] == ("id",)))
    return applied(text, _bib_edits(text, rename))


def _bib_edits(text: str, rename: Rename) -> Iterator[Edit]:
    for found in re.finditer(rf"^[ \t]*@\w+\s*[{{(]\s*({re.escape(rename.old)})(?=\s*,)", text, re.MULTILINE):
        yield *found.span(1), rename.new
    for refers in _BIB_REFERS.finditer(text):
        for found in re.finditer(rf"(?<![^\s,])({re.escape(rename.old)})(?![^\s,])", refers[1]):
            yield refers.start(1) + found.start(1), refers.start(1) + found.end(1), rename.new


def bibliography_keys(text: str, suffix: str) -> frozenset[str]:
    """Return the keys of a bibliography's entries; none of one that does not parse."""
    if suffix in (".yaml", ".yml"):
        return frozenset(one.value for one in written_scalars(text) if one.path[-1:] == ("id",) and not one.is_key)
    if suffix == ".json":
        try:
            items = json.loads(text)
        except ValueError:
            return frozenset()
        return frozenset(str(item["id"]) for item in items if isinstance(item, dict) and "id" in item)
    return frozenset(found[1] for found in _BIB_KEY.finditer(text))
