"""Review files as they are written: a comment more, or what became of one; the rest stays as it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from forum.diagnostics import Span
from forum.documents.trees import Plain
from forum.documents.yaml_entries import with_entry, with_entry_at
from forum.documents.yaml_trees import read_yaml
from forum.model import ReviewComment

HEAD = "# Review comments on this paper, and what became of each: forum review list, and forum review answer."


def with_comment(text: str, comment: ReviewComment, here: Span) -> str:
    """Return a review file with a comment at its end; ``text`` parses, or is empty."""
    return with_entry("" if text.strip() in ("[]", "---") else text, _entry(comment), HEAD, here)


def with_answer(text: str, comment: ReviewComment, here: Span) -> str:
    """Return a review file in which a comment has become what it is now; what else it says stays."""
    before: list[Plain] = read_yaml(text, here).value or []
    number = next(number for number, item in enumerate(before) if item.get("id") == comment.id)
    decided = _entry(comment)
    kept = {key: value for key, value in before[number].items() if key not in _DECIDED or key in decided}
    changed = {key: decided[key] for key in _DECIDED if key in decided}
    return with_entry_at(text, kept | changed, [number], here)


_DECIDED = ("status", "answer", "by", "decided", "commit")


def _entry(comment: ReviewComment) -> Mapping[str, Plain]:
    """Return a comment as its file has it, without what is empty."""
    said: dict[str, Plain] = msgspec.to_builtins(comment)
    return {key: value for key, value in said.items() if value not in ("", None)}


def identity(author: str, date: str, text: str, quote: str) -> str:
    """Return a name that is the same each time the same comment comes, from Word or by hand."""
    told = (author, date, text, quote)
    return "c-" + hashlib.sha256("\0".join(told).encode()).hexdigest()[:10]
