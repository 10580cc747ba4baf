"""What a build depends on, by content: the quick way to know that nothing has changed."""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from forum.model import Workspace
from forum.tools.git import state as git_state
from forum.tools.templates import package_templates

FOLDERS = ("recommendations", "notebooks", "templates")
LOCKS = ("requirements.lock", "uv.lock", "pylock.toml", "requirements.txt", "environment.yml")
_PASSED_BY = frozenset({"__pycache__", ".ipynb_checkpoints"})
_PROGRAM = Path(__file__).resolve().parent.parent


def input_digests(root: Path, more: Iterable[str] = ()) -> dict[str, str]:
    """Return the digest of every file that a build may read, by its path in the workspace.

    ``more`` are files outside the usual folders, such as data that a notebook
    declares. The program, its templates and the commit count as one entry each.
    """
    found = {str(PurePosixPath(path.relative_to(root))): path for path in _workspace_files(root)}
    found |= {name: root / name for name in more}
    digests = {name: file_digest(path) for name, path in sorted(found.items())}
    digests["(program)"] = _combined(sorted(_PROGRAM.rglob("*.py")))
    digests["(templates)"] = _combined(sorted(files_below(package_templates())))
    digests["(commit)"] = git_state(root)
    digests["(date)"] = os.environ.get("SOURCE_DATE_EPOCH", "")
    return digests


def further_inputs(workspace: Workspace) -> tuple[str, ...]:
    """Return the files outside the usual folders that a build reads: data, modules, a style, a lock file."""
    from forum.notebooks.keys import read_inputs

    settings = workspace.manifest.notebooks
    papers = [paper.notebook for paper in workspace.papers if paper.notebook]
    names = {workspace.manifest.report.csl, settings.lock} - {""}
    for notebook in (*workspace.notebooks, *papers):
        inputs = read_inputs(workspace.root, notebook, settings).value
        names |= {posixpath.normpath(notebook.path.parent / name) for name in (*inputs.data, *inputs.modules)}
    usual = (*FOLDERS, "..")
    return tuple(sorted(name for name in names if name.partition("/")[0] not in usual and name not in LOCKS))


def with_further(inputs: Mapping[str, str], before: Iterable[str], now: Iterable[str], root: Path) -> dict[str, str]:
    """Return digests in which the further inputs of the last build make room for those of this one."""
    wanted = set(now)
    kept = {name: digest for name, digest in inputs.items() if name in wanted or name not in set(before)}
    return kept | {name: file_digest(root / name) for name in wanted if name not in kept}


def changes(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    """Return in words what differs between two sets of digests."""
    words = []
    for name in sorted(set(old) | set(new)):
        if name not in old:
            words.append(f"{name} is new")
        elif name not in new:
            words.append(f"{name} is gone")
        elif old[name] != new[name]:
            words.append(f"{name} has changed")
    return tuple(words)


def newest(root: Path) -> float:
    """Return when the newest input was changed, in seconds since 1970."""
    return max((path.stat().st_mtime for path in _workspace_files(root)), default=0.0)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex, an empty text where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _workspace_files(root: Path) -> Iterator[Path]:
    for name in ("forum.toml", *LOCKS):
        if (root / name).is_file():
            yield root / name
    for folder in FOLDERS:
        yield from files_below(root / folder)


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder that a build may read."""
    for path in folder.rglob("*"):
        if path.is_file() and not _PASSED_BY.intersection(path.parts) and not _leads_out(path, folder):
            yield path


def committed_inputs(paths: Iterable[PurePosixPath]) -> Iterator[PurePosixPath]:
    """Yield those of a commit's files that a build reads wherever it is made, as ``input_digests`` names them."""
    for path in paths:
        usual = path.parts[0] in FOLDERS and len(path.parts) > 1 and not _PASSED_BY.intersection(path.parts)
        if usual or str(path) in ("forum.toml", *LOCKS):
            yield path


def _leads_out(path: Path, folder: Path) -> bool:
    return path.is_symlink() and not path.resolve().is_relative_to(folder.parent.resolve())


def _combined(paths: Iterable[Path]) -> str:
    hasher = hashlib.sha256()
    for path in paths:
        hasher.update(path.name.encode() + b"\0" + file_digest(path).encode())
    return hasher.hexdigest()
