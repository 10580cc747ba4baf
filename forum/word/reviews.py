"""``recommendations/reviews/SLUG.yaml``: review comments, each with what became of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from forum.reviews.writing import HEAD
from forum.word.values import Comment

_ID = re.compile(r"^\s*(?:- )?id:\s*[\"']?([\w-]+)", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\u2028\u2029\ud800-\udfff]")
_PLAIN = re.compile(r"[A-Za-z][\w ,.()/-]*[\w.)]")


def with_comments(existing: str, comments: Iterable[Comment], source: str) -> str:
    """Return a review file with comments added; what it holds stays as it stands.

    ``source`` is the file that the comments came in. A comment that is there already, by
    its id, is not added again.
    """
    known = set(_ID.findall(existing))
    new = [one for one in comments if one.id not in known]
    if not new:
        return existing
    text = f"{HEAD}\n" if existing.strip() in ("", "[]", "---") else existing
    text = text if text.endswith("\n") else text + "\n"
    return text + "".join("".join(_entry(one, source)) for one in new)


def _entry(comment: Comment, source: str) -> Iterator[str]:
    yield f"- id: {comment.id}\n"
    for key, value in (
        ("author", comment.author),
        ("date", comment.date),
        ("source", source),
        ("quote", comment.quote),
        ("text", comment.text),
        ("answers", comment.thread),
    ):
        if value:
            yield f"  {key}: {_scalar(value)}\n"
    yield f"  status: {'answered' if comment.resolved else 'open'}\n"


def _scalar(value: str) -> str:
    """Return a text as YAML: a plain word or two as such, lines as a block, anything odd in quotes."""
    value = _CONTROL.sub("\ufffd", value.replace("\r\n", "\n"))
    if "\n" in value and not re.search(r"^\s|\s$|^\t", value):
        return "|-\n" + "\n".join(f"    {line}" if line else "" for line in value.split("\n"))
    if _PLAIN.fullmatch(value) and value.lower() not in ("yes", "no", "true", "false", "null", "on", "off"):
        return value
    return json.dumps(value, ensure_ascii=False)
