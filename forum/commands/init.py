"""``forum init``: a new workspace, complete with an example that builds."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from forum import __version__
from forum.diagnostics import Outcome, UsageError
from forum.documents.filling import fill, json_text
from forum.documents.slugs import slug
from forum.tools.files import write_texts
from forum.tools.git import initialise, install_drivers, is_repository
from forum.tools.templates import template_path
from forum.workspace import MANIFEST


@dataclass(frozen=True)
class Initialised:
    """A new workspace: where it is, what was written, and whether git was set up for it."""

    root: Path
    paths: tuple[PurePosixPath, ...]
    git: bool


def init(
    directory: Path, title: str = "Consolidated recommendations", *, language: str = "en", theme: str = "Example theme"
) -> Outcome[Initialised]:
    """Make a workspace with one example paper, its notebook and its reference.

    Files that are there already stay as they are.

    Raises:
        UsageError: it is a workspace already, or a file, or cannot be written to.
    """
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is a file", "name a folder that is empty or does not exist yet")
    if (directory / MANIFEST).exists():
        raise UsageError(
            f"{directory} is a workspace already: it has a forum.toml", f"look at it: forum status --root {directory}"
        )
    texts = _example(title, language, theme)
    new = {path: text for path, text in texts.items() if not (directory / path).exists()}
    write_texts(directory, new)
    git = not is_repository(directory) and initialise(directory)
    install_drivers(directory, sys.executable)
    return Outcome(Initialised(directory, tuple(new), git))


def _example(title: str, language: str, theme: str) -> dict[PurePosixPath, str]:
    """Return the files of the new workspace by their paths."""
    folder = template_path(None, "new/workspace")
    values = {
        "title": title,
        "language": language,
        "theme": slug(theme) or "theme",
        "theme-title": theme,
        "version": ".".join(__version__.split(".")[:2]),
    }
    texts = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = PurePosixPath(path.relative_to(folder).as_posix())
        # A file named .gitignore would rule in the template's own folder too.
        target = name.with_name(f".{name.name}") if name.name in ("gitignore", "gitattributes") else name
        text = path.read_text(encoding="utf-8")
        texts[target] = fill(text, values, json_text if name.suffix == ".toml" else str)
    return texts
