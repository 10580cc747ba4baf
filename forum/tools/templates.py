"""Where a template is found: the workspace's own wins over the package's."""

from __future__ import annotations

from pathlib import Path

from forum.diagnostics import UsageError

_PACKAGE = Path(__file__).resolve().parent.parent


def package_templates() -> Path:
    """Return the folder of the default templates: in a wheel, or in a checkout."""
    installed = _PACKAGE / "_templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"


def template_path(root: Path | None, name: str) -> Path:
    """Return the file or folder of a template, such as ``new/paper.md`` or ``report``.

    ``root`` is the workspace, or None outside one. A workspace's own template is
    taken if it really lies inside the workspace: a link that leads out is passed by.
    """
    if root is not None:
        own = root / "templates" / name
        if own.exists() and own.resolve().is_relative_to(root.resolve()):
            return own
    default = package_templates() / name
    if default.exists():
        return default
    looked_in = [str(folder) for folder in (root and root / "templates", package_templates()) if folder]
    raise UsageError(f"there is no template templates/{name}", f"looked in {' and '.join(looked_in)}")
