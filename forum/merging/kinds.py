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


def kind_of(path: PurePosixPath) -> Kind:
    """Return the rules for a file by its name."""
    return _SUFFIXES.get(path.suffix.lower(), Kind.LINES)


def is_binary(data: bytes) -> bool:
    """Tell whether a file is no text: a zero byte near its beginning, as git decides it."""
    return b"\0" in data[:_LOOKED_AT]
