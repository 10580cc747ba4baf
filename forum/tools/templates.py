"""Where a template is found: the workspace's own wins over the package's."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from forum.diagnostics import UsageError

if TYPE_CHECKING:
    from jinja2 import BytecodeCache
    from jinja2.bccache import Bucket

_PACKAGE = Path(__file__).resolve().parent.parent


def package_templates() -> Path:
    """Return the folder of the default templates: in a wheel, or in a checkout."""
    installed = _PACKAGE / "_templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"


def lab_extensions() -> Path:
    """Return the folder of what JupyterLab loads in the browser: in a wheel, or in a checkout."""
    installed = _PACKAGE / "_lab"
    return installed if installed.is_dir() else _PACKAGE.parent / "lab"


def compiled_beside(folder: Path) -> BytecodeCache | None:
    """Return where Jinja keeps what it makes of the package's own templates: beside them, as Python does.

    None for a workspace's templates: what is kept is code, and none that a workspace brings along is run.
    """
    if sys.dont_write_bytecode or not folder.is_relative_to(package_templates()):
        return None
    from jinja2 import FileSystemBytecodeCache

    class Beside(FileSystemBytecodeCache):
        def dump_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError):  # installed where nobody may write
                super().dump_bytecode(bucket)

    kept = folder / "__pycache__"
    with suppress(OSError):
        kept.mkdir(exist_ok=True)
    return Beside(str(kept)) if kept.is_dir() else None


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
