"""``forum schema``: JSON Schemas of every file, and how an editor is told of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from forum.diagnostics import Outcome
from forum.documents.schemas import json_schemas
from forum.tools.files import write_texts


@dataclass(frozen=True)
class SchemasWritten:
    """The schemas that were written, and the lines by which editors find them."""

    directory: Path
    paths: tuple[PurePosixPath, ...]
    hooks: tuple[str, ...]


def schema(directory: Path) -> Outcome[SchemasWritten]:
    """Write a JSON Schema for each kind of file into a folder.

    Raises:
        UsageError: the folder cannot be written to.
    """
    texts = {
        PurePosixPath(name): json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        for name, content in json_schemas().items()
    }
    write_texts(directory, texts)
    return Outcome(SchemasWritten(directory, tuple(texts), _hooks(directory.as_posix())))


def _hooks(folder: str) -> tuple[str, ...]:
    """Return what to put where; ``folder`` as it was given, so relative to where the person works."""
    settings = {
        "yaml.schemas": {
            f"{folder}/people.schema.json": "recommendations/people.yaml",
            f"{folder}/params.schema.json": "*.params.yaml",
            f"{folder}/positions.schema.json": "recommendations/positions/*.yaml",
            f"{folder}/round.schema.json": "recommendations/rounds/*/round.yaml",
            f"{folder}/reviews.schema.json": "recommendations/reviews/*.yaml",
        },
        "evenBetterToml.schema.associations": {r".*forum\.toml$": f"{folder}/forum.schema.json"},
    }
    return (
        f"forum.toml (taplo, Even Better TOML), first line:  #:schema {folder}/forum.schema.json",
        "people.yaml, *.params.yaml, positions/*.yaml, round.yaml, reviews/*.yaml, first line:"
        f"  # yaml-language-server: $schema={folder}/NAME.schema.json",
        f"VS Code, .vscode/settings.json:  {json.dumps(settings, indent=2)}",
        "front matter: editors that check YAML inside Markdown take paper.schema.json; forum check always does",
    )
