"""What is attached to a report's PDF, read as data: whoever made the file may have written anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from forum.diagnostics import UsageError

T = TypeVar("T")


class AttachedRun(msgspec.Struct, frozen=True):
    """A notebook's run as the manifest lists it."""

    notebook: str
    name: str
    result: str
    parameters: dict[str, Any] = {}


class Manifest(msgspec.Struct, frozen=True):
    """``manifest.json``: what the report was made from."""

    program: str
    title: str
    commit: str
    date: str
    inputs: dict[str, str]
    runs: tuple[AttachedRun, ...]
    notice: str = ""
    edition: str = ""
    paper: str = ""


class AttachedRecommendation(msgspec.Struct, frozen=True):
    """A recommendation as the report prints it, with how it stands."""

    id: str
    paper: str
    text: str
    digest: str
    addressees: tuple[str, ...]
    strength: str
    certainty: str
    references: tuple[str, ...] = ()
    positions: dict[str, Any] | None = None


class _Recommendations(msgspec.Struct, frozen=True):
    title: str
    recommendations: tuple[AttachedRecommendation, ...]


@dataclass(frozen=True)
class Attached:
    """All that a report's PDF carries."""

    manifest: Manifest
    title: str  # that of the list of recommendations
    recommendations: tuple[AttachedRecommendation, ...]
    references: tuple[dict[str, Any], ...]


def read_attached(files: Mapping[str, bytes]) -> Attached:
    """Return what is attached.

    Raises:
        UsageError: something is missing, or is not what this program attaches.
    """
    manifest = _decoded(files, "manifest.json", Manifest)
    listed = _decoded(files, "recommendations.json", _Recommendations)
    references = _decoded(files, "references.json", tuple[dict[str, Any], ...])
    return Attached(manifest, listed.title, listed.recommendations, references)


def _decoded(files: Mapping[str, bytes], name: str, kind: type[T]) -> T:
    if name not in files:
        have = f"it has {', '.join(sorted(files)[:5])}" if files else "it has no attachments"
        raise UsageError(f"the PDF carries no {name}: {have}", "is it a report.pdf that forum build made?")
    try:
        return msgspec.json.decode(files[name], type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise UsageError(f"the attached {name} cannot be read: {wrong}", "the file was changed or damaged") from wrong
