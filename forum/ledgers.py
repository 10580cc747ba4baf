"""The ledgers of a workspace: what was received, reviewed, thought of the recommendations, and rated."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from forum.diagnostics import Diagnostic, Span, warning
from forum.documents.validation import load_items, load_yaml
from forum.model import ContributionRecord, Position, PositionFile, ReviewComment, ReviewFile, Round, RoundFile
from forum.tools.files import entries, read_text

CONTRIBUTIONS = "recommendations/contributions"
REVIEWS = "recommendations/reviews"
POSITIONS = "recommendations/positions"
ROUNDS = "recommendations/rounds"
_Problems = list[Diagnostic]


def read_contributions(root: Path, problems: _Problems) -> tuple[ContributionRecord, ...]:
    """Return the records of contributions, and add what is wrong in them."""
    found = []
    for path, text in _texts(root, CONTRIBUTIONS, "*.yaml", problems):
        loaded = load_yaml(text, path, ContributionRecord)
        problems.extend(loaded.problems)
        found.extend([loaded.value] if loaded.value else [])
    return tuple(found)


def read_reviews(root: Path, problems: _Problems) -> tuple[ReviewFile, ...]:
    """Return what was said of the papers, a value for each file, and add what is wrong in them."""
    found = []
    for path, text in _texts(root, REVIEWS, "*.yaml", problems):
        loaded = load_items(text, path, ReviewComment)
        problems.extend(loaded.problems)
        found.append(ReviewFile(unicodedata.normalize("NFC", path.stem), path, loaded.value or (), loaded.spans))
    return tuple(found)


def read_positions(root: Path, problems: _Problems) -> tuple[PositionFile, ...]:
    """Return what partners think, a value for each file, and add what is wrong in them."""
    found = []
    for path in (*entries(root, POSITIONS, "*.yml"), *entries(root, POSITIONS, "*/*.y*ml")):
        message = f"{path.relative_to(POSITIONS)} is not read: positions are in {POSITIONS}/PARTNER.yaml"
        problems.append(warning("position-file", message, Span(path), f"make it {POSITIONS}/{path.stem}.yaml"))
    for path, text in _texts(root, POSITIONS, "*.yaml", problems):
        loaded = load_items(text, path, Position)
        problems.extend(loaded.problems)
        partner = unicodedata.normalize("NFC", path.stem)
        found.append(PositionFile(partner, path, loaded.value or (), loaded.spans))
    return tuple(found)


def read_rounds(root: Path, problems: _Problems) -> tuple[Round, ...]:
    """Return the rating rounds, and add what is wrong in their files."""
    found = []
    for path, text in _texts(root, ROUNDS, "*/round.yaml", problems):
        loaded = load_yaml(text, path, RoundFile)
        problems.extend(loaded.problems)
        name = unicodedata.normalize("NFC", path.parent.name)
        found.extend([Round(name, path, loaded.value, loaded.spans)] if loaded.value else [])
    return tuple(found)


def _texts(root: Path, folder: str, pattern: str, problems: _Problems) -> Iterator[tuple[PurePosixPath, str]]:
    """Yield the files of a folder that can be read, with their texts; add what is wrong with the others."""
    for path in entries(root, folder, pattern):
        outcome = read_text(root, path)
        problems.extend(outcome.problems)
        if outcome.value is not None:
            yield path, outcome.value
