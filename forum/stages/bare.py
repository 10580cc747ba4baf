"""Files outside any workspace, as a workspace of papers: for ``forum check FILE…``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from forum.diagnostics import Diagnostic, Outcome, UsageError
from forum.documents.notebooks import parse_notebook
from forum.documents.papers import report_text
from forum.model import Manifest, Paper, PaperMeta, Text, Workspace
from forum.tools.files import read_text

_DOCUMENTS = frozenset({".md", ".markdown", ".ipynb"})
_NOTHING_SAID = PaperMeta(title="", kind="recommendation-paper", theme="", authors=())
_BIBLIOGRAPHIES = frozenset({".bib", ".json", ".yaml", ".yml"})


def bare_workspace(root: Path, paths: Sequence[Path], manifest: Manifest) -> Outcome[Workspace]:
    """Return documents as papers without front matter, with the bibliographies named or beside them.

    A folder stands for the documents and bibliographies in it.

    Raises:
        UsageError: a file of a kind that is not checked.
    """
    files = [file for path in paths for file in (_inside(path) if path.is_dir() else [path])]
    top = root if all(file.resolve().is_relative_to(root.resolve()) for file in files) else Path("/")
    papers: list[Paper] = []
    problems: list[Diagnostic] = []
    bibliographies = []
    for file in files:
        relative = PurePosixPath(file.resolve().relative_to(top.resolve()).as_posix())
        if file.suffix in _DOCUMENTS:
            read = read_text(top, relative)
            problems += read.problems
            found = _texts(read.value or "", relative)
            problems += found.problems
            papers.append(Paper(str(relative), relative, _NOTHING_SAID, found.value or (Text(relative, ""),), {}))
            bibliographies += [relative.parent / one.name for one in sorted(file.resolve().parent.glob("*.bib"))]
        elif file.suffix in _BIBLIOGRAPHIES:
            bibliographies.append(relative)
        else:
            raise UsageError(f"{file} is no Markdown, notebook or bibliography", "check takes .md, .ipynb, .bib, .json")
    workspace = Workspace(
        root=top, manifest=manifest, papers=tuple(papers), bibliographies=tuple(dict.fromkeys(bibliographies))
    )
    return Outcome(workspace, tuple(problems))


def _inside(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.suffix in (*_DOCUMENTS, ".bib") and file.is_file()]


def _texts(source: str, path: PurePosixPath) -> Outcome[tuple[Text, ...]]:
    if path.suffix != ".ipynb":
        read = report_text(source, path)
        return Outcome((read.value,), read.problems)
    parsed = parse_notebook(source, path)
    if parsed.value is None:
        return Outcome((), parsed.problems)
    cells = [cell for cell in parsed.value.cells if cell.kind == "markdown"]
    return Outcome(tuple(Text(path, cell.source, 1, cell.number) for cell in cells), parsed.problems)
