"""Replies as files: a page and a mail for each contribution, and one report for the coordinator.

What is to stand in them is told here, as plain values; ``pages`` puts it into the templates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from forum.contributions.replies import Reply, offered
from forum.contributions.values import State
from forum.contributions.wording import words_for
from forum.receiving.beside import Beside, Sheet
from forum.stages.cache import cached, store

if TYPE_CHECKING:
    from forum.contributions.passages import Passage
    from forum.contributions.questions import Question

FOLDER = "build/replies"
REPORT = "build/merge-report.html"
_RENDERED = 40  # questions whose texts are shown as they read; each takes a pandoc
_ANY = PurePosixPath("conflict.md")
_SIDES = ("base", "ours", "theirs", "words")


def write_replies(root: Path, replies: Sequence[Reply], forum: str, notice: str) -> None:
    """Write a page and a mail for each contribution that is not merely known."""
    for name, content in Beside(root, fork=False).filled(list(reply_sheets(root, replies, forum, notice)))():
        store(root / name, content)


def reply_sheets(root: Path, replies: Sequence[Reply], forum: str, notice: str) -> Iterator[Sheet]:
    """Yield a page and a mail for each contribution that is not merely known."""
    for reply in replies:
        if reply.state in (State.KNOWN, State.UNCHANGED):
            continue
        values = {"forum": forum, "notice": notice, "reply": _shown(root, reply), "title": f"{forum}: {reply.name}"}
        name = f"{FOLDER}/{_file_name(reply.name)}"
        yield f"{name}.html", "reply.html", values
        yield f"{name}.txt", "mail.txt", values


def report_sheet(root: Path, replies: Sequence[Reply], forum: str, language: str) -> Sheet:
    """Return the coordinator's report on one merge, conflicts side by side."""
    words = words_for(language)
    counts = {words[state.value]: sum(one.state is state for one in replies) for state in State}
    values = {
        "forum": forum,
        "title": words["report"],
        "language": "en" if words is words_for("en") else language,
        "words": words,
        "summary": "; ".join(f"{what}: {count}" for what, count in counts.items() if count),
        "replies": [_shown(root, one) for one in replies],
    }
    return REPORT, "merge-report.html", values


def _file_name(name: str) -> str:
    """Return the name of a reply's file: whatever a stranger's file was called, one plain name."""
    from forum.documents.slugs import slug

    return slug(name) or "contribution"


def _shown(root: Path, reply: Reply) -> Mapping[str, Any]:
    fields = {name: getattr(reply, name) for name in Reply.__struct_fields__}
    changes = [_passage(one) for one in reply.passages]
    asked = [_question(root, one) for one in reply.questions]
    return {**fields, "state": reply.state.value, "questions": asked, "passages": changes}


def _passage(one: Passage) -> Mapping[str, Any]:
    from forum.contributions.marking import marked

    before = ((one.before, False),) if one.before else ()
    return {"paper": one.paper, "before": before, "after": marked(one.before, one.after)}


def _question(root: Path, one: Question) -> Mapping[str, Any]:
    from forum.contributions.marking import marked
    from forum.contributions.questions import EDIT

    texts = {"base": one.base, "ours": one.ours, "theirs": one.theirs, "words": one.words or ""}
    show = one.prose and one.number <= _RENDERED
    return {
        "number": one.number,
        "place": f"{one.path}, {one.where}",
        "takes": offered(one),
        "edit": EDIT in one.takes,
        "read": {name: _as_read(root, texts[name]) if show and texts[name].strip() else "" for name in _SIDES},
        **{
            name: marked(one.base, text) if name != "base" else ((text, False),) if text else ()
            for name, text in texts.items()
        },
    }


def _as_read(root: Path, text: str) -> str:
    """Return Markdown as HTML, as a reader sees it, cleaned of whatever is code."""
    from forum.documents.places import Places
    from forum.documents.sanitize import sanitized
    from forum.model import Text
    from forum.stages.sources import read_blocks
    from forum.tools import pandoc

    def made() -> str:
        blocks, _ = sanitized(read_blocks(root, text), Places((Text(_ANY, text),)))
        document = {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks}
        return pandoc.write(document, "html").decode()

    try:
        return str(cached(root, "conflicts", [text], made))
    except pandoc.PandocError:
        return ""
