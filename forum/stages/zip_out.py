"""Papers as a zip to be mailed out: their files where they lie in the workspace, and what they are based on."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from forum.contributions.values import STAMP
from forum.diagnostics import Span
from forum.documents.addresses import find_notebook, find_run, parse_address
from forum.model import Notebook, Paper, Run, Workspace
from forum.tools import git
from forum.tools.docx_reference import zipped
from forum.workspace import PEOPLE

READ_ME = "READ-ME.txt"
_ADDRESS = re.compile(r"\]\(\s*<?([^)\s>]*\.ipynb[^)\s>]*)")
_ASKED = """What this is
------------
{count} of the forum, to be edited: {papers}.

What to do
----------
1. Unpack this file, and edit what lies in recommendations/papers/ with any text editor.
   Notebooks lie in notebooks/, references in references.bib. Change only what you mean to change.
2. Leave the file {stamp} where it is: it tells us which version you began with.
3. Pack the folder again as a zip, and mail it back.

A file that you leave out counts as unchanged, not as deleted. If you want one deleted, say so
in your mail. Nothing in the zip is executed when it comes back; numbers and figures are computed
anew from the notebooks.
"""


def used_runs(workspace: Workspace, papers: Sequence[Paper]) -> tuple[Run, ...]:
    """Return the runs whose results papers show."""
    found = (run for paper in papers for _, run in _used(workspace, paper) if run)
    return tuple({(run.notebook, run.name): run for run in found}.values())


def packed_files(workspace: Workspace, papers: Sequence[Paper]) -> tuple[PurePosixPath, ...]:
    """Return the files that belong to papers: their folders, people, references, notebooks with their data."""
    folders = [paper.path.parent for paper in papers]
    notebooks = {notebook.path: notebook for paper in papers for notebook, _ in _used(workspace, paper)}
    beside = [one for path in notebooks for one in (path, path.with_suffix(".params.yaml"))]
    data = [path.parent / name for path, one in notebooks.items() for name in one.parameters.data]
    modules = [path.parent for path in notebooks if path.parts[0] == "notebooks"]
    local = [path for path in git.tracked(workspace.root, modules) if path.suffix == ".py"]
    wanted = [*folders, PEOPLE, *workspace.bibliographies, *beside, *data, *local]
    here = [path for path in wanted if (workspace.root / path).exists()]
    return tuple(dict.fromkeys([*git.tracked(workspace.root, here), *_new(workspace.root, here)]))


def _new(root: Path, paths: Sequence[PurePosixPath]) -> Iterator[PurePosixPath]:
    """Yield what is not in git yet: packing is then refused."""
    yield from (path for path in git.uncommitted(root, paths) if (root / path).is_file())


def _used(workspace: Workspace, paper: Paper) -> Iterator[tuple[Notebook, Run | None]]:
    known = [*workspace.notebooks, *([paper.notebook] if paper.notebook else [])]
    for text in paper.texts:
        for target in dict.fromkeys(_ADDRESS.findall(text.source)):
            address = parse_address(target, paper.path)
            notebook = find_notebook(known, address, Span(paper.path)) if address else None
            if address and isinstance(notebook, Notebook):
                run = find_run(notebook, address, Span(paper.path))
                yield notebook, run if isinstance(run, Run) else None


def zip_file(
    root: Path,
    papers: Sequence[Paper],
    files: Sequence[PurePosixPath],
    base: str,
    partner: str,
    moment: datetime.datetime,
) -> bytes:
    """Return a zip of files of the workspace, stamped with the commit that they are those of."""
    contents = {str(path): (root / path).read_bytes() for path in files}
    stamp = {
        "version": 1,
        "base": base,
        "partner": partner or None,
        "papers": [paper.slug for paper in papers],
        "files": {path: hashlib.sha256(data).hexdigest() for path, data in sorted(contents.items())},
    }
    count = "One paper" if len(papers) == 1 else f"{len(papers)} papers"
    asked = _ASKED.format(count=count, papers=", ".join(paper.meta.title for paper in papers), stamp=STAMP)
    first = {READ_ME: asked.replace("\n", "\r\n").encode(), STAMP: json.dumps(stamp, indent=1).encode() + b"\n"}
    return zipped({**first, **dict(sorted(contents.items()))}, moment)
