"""``forum doctor``: whether this machine has what the forum needs, and what to do where not."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from forum.diagnostics import Outcome, UsageError
from forum.tools import git, pandoc
from forum.tools.templates import package_templates
from forum.workspace import load

State = Literal["ok", "warn", "fail"]
_ROOM = 500 * 2**20  # bytes; a build with its cache takes less
_TIGHT = 50 * 2**20
_PACKAGES = ("typst", "papermill", "nbclient", "nbformat", "ipykernel", "matplotlib", "jinja2", "gitpython")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how it is, what was found, and the remedy where it is not well."""

    name: str
    state: State
    found: str
    remedy: str = ""


def doctor(root: Path | None = None) -> Outcome[tuple[Finding, ...]]:
    """Return how the machine is, and the workspace at ``root`` where there is one; nothing is started."""
    findings = [_python(), _git(), _pandoc(), *_packages(), _lab(), _fonts(), *_kernels(root)]
    if root is not None:
        findings += [_cache(root), _disk(root)]
    return Outcome(tuple(findings))


def _python() -> Finding:
    return Finding("Python", "ok", ".".join(map(str, sys.version_info[:3])))


def _git() -> Finding:
    if git.is_installed():
        return Finding("git", "ok", shutil.which("git") or "found")
    remedy = "install git; the report builds without it, but has no history and no date of its own"
    return Finding("git", "warn", "not found", remedy)


def _pandoc() -> Finding:
    remedy = "pip install pypandoc-binary"
    try:
        path = pandoc.executable()
    except UsageError as missing:
        return Finding("pandoc", "fail", str(missing), remedy)
    if not os.access(path, os.X_OK):
        return Finding("pandoc", "fail", f"{path} cannot be started", remedy)
    return Finding("pandoc", "ok", pandoc.version())


def _packages() -> Iterator[Finding]:
    for name in _PACKAGES:
        found = _version(name)
        remedy = "" if found else f"pip install {name}"
        yield Finding(name, "ok" if found else "fail", found or "not installed", remedy)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _lab() -> Finding:
    if found := _version("jupyterlab"):
        return Finding("JupyterLab", "ok", found)
    return Finding("JupyterLab", "warn", "not installed", "only forum lab needs it: pip install 'forum-workspace[lab]'")


def _fonts() -> Finding:
    folder = package_templates() / "fonts"
    fonts = [path for path in folder.glob("*") if path.suffix.lower() in (".otf", ".ttf")] if folder.is_dir() else []
    if fonts:
        return Finding("fonts", "ok", f"{len(fonts)} in {folder}")
    return Finding(
        "fonts", "fail", f"none in {folder}", "install the package again: pip install --force-reinstall forum-workspace"
    )


def _kernels(root: Path | None) -> Iterator[Finding]:
    """Yield each kernel that a notebook asks for, without starting one."""
    installed = _installed_kernels()
    asked: dict[str, list[str]] = {"python3": []}
    if root is not None:
        for notebook in load(root, allow_empty=True).value.notebooks:
            asked.setdefault(notebook.kernel, []).append(notebook.slug)
    for kernel, notebooks in asked.items():
        if kernel in installed:
            yield Finding(f"kernel {kernel}", "ok", installed[kernel])
        else:
            users = f"; {', '.join(notebooks[:3])} asks for it" if notebooks else ""
            remedy = (
                f"install the kernel {kernel}, or choose another one in JupyterLab; there are {', '.join(installed)}"
            )
            yield Finding(f"kernel {kernel}", "fail", f"not installed{users}", remedy)


def _installed_kernels() -> dict[str, str]:
    """Return the kernels by name with their folders, found as Jupyter finds them."""
    from jupyter_core.paths import jupyter_path  # light, where jupyter_client is not

    found = {"python3": "ipykernel"} if find_spec("ipykernel") else {}
    for folder in map(Path, jupyter_path("kernels")):
        if folder.is_dir():
            found |= {path.parent.name: str(path.parent) for path in folder.glob("*/kernel.json")}
    return found


def _cache(root: Path) -> Finding:
    folder = root / ".forum"
    nearest = folder if folder.exists() else root
    try:
        with tempfile.TemporaryFile(dir=nearest):
            return Finding("cache", "ok", f"{folder} can be written to")
    except OSError as failed:
        return Finding("cache", "fail", f"{nearest}: {failed.strerror or failed}", f"make {nearest} writable")


def _disk(root: Path) -> Finding:
    free = shutil.disk_usage(root).free
    found = f"{free // 2**20} MiB free"
    if free >= _ROOM:
        return Finding("disk", "ok", found)
    return Finding("disk", "warn" if free >= _TIGHT else "fail", found, "make room, or: forum cache prune")
