"""Merging prose."""

from __future__ import annotations

from forum.merging.lines import merge_lines
from forum.merging.values import Merged


def merge_prose(base: str, ours: str, theirs: str) -> Merged:
    """Merge three texts."""
    return merge_lines(base, ours, theirs)
