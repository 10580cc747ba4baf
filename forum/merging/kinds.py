"""Which rules a file is merged by."""

from __future__ import annotations

from pathlib import PurePosixPath

from forum.merging.values import Kind

_SUFFIXES = {
    ".md": Kind.PROSE,
    ".markdown": Kind.PROSE,
    ".qmd": Kind.PROSE,
    ".rmd": Kind.PROSE,
    ".ipynb": Kind.NOTEBOOK,
    ".bib": Kind.BIB,
    ".yaml": Kind.YAML,
    ".yml": Kind.YAML,
    ".toml": Kind.TOML,
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
    ".json": Kind.JSON,
}
_LOOKED_AT = 8000  # as git does
_POINTER = 1024  # bytes, which no pointer reaches


def kind_of(path: PurePosixPath) -> Kind:
    """Return the rules for a file by its name."""
    return _SUFFIXES.get(path.suffix.lower(), Kind.LINES)


def is_binary(data: bytes) -> bool:
    """Tell whether a file is no text: a zero byte near its beginning, as git decides it, or what stands for one."""
    return b"\0" in data[:_LOOKED_AT] or is_pointer(data)


def is_pointer(data: bytes) -> bool:
    """Tell whether a file is what Git LFS keeps in git instead of a large one; two halves make none.

    Source: Git LFS, ``docs/spec.md``.
    """
    return len(data) < _POINTER and data.startswith(
        (b"version https://git-lfs.github.com/", b"version https://hawser.")
    )
