"""Replies as files: a page and a mail for each contribution, and one report for the coordinator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from forum.contributions.replies import Reply, offered
from forum.contributions.values import State
from forum.contributions.wording import words_for
from forum.stages.cache import cached, store
from forum.tools.templates import compiled_beside, template_path

if TYPE_CHECKING:
    from forum.contributions.passages import Passage
    from forum.contributions.questions import Question

FOLDER = "build/replies"
REPORT = "build/merge-report.html"
_RENDERED = 40  # questions whose texts are shown as they read; each takes a pandoc
_ANY = PurePosixPath("conflict.md")
_SIDES = ("base", "ours", "theirs", "words")


Page = tuple[str, bytes]
"""A file below the workspace's folder, and what is in it."""


def write_replies(root: Path, replies: Sequence[Reply], forum: str, notice: str) -> None:
    """Write a page and a mail for each contribution that is not merely known."""
    for name, content in reply_pages(root, replies, forum, notice):
        store(root / name, content)


def reply_pages(root: Path, replies: Sequence[Reply], forum: str, notice: str) -> Iterator[Page]:
    """Yield a page and a mail for each contribution that is not merely known."""
    html, plain = (_environment(root, html=html) for html in (True, False))
    for reply in replies:
        if reply.state in (State.KNOWN, State.UNCHANGED):
            continue
        values = {"forum": forum, "notice": notice, "reply": _shown(root, reply), "title": f"{forum}: {reply.name}"}
        name = f"{FOLDER}/{_file_name(reply.name)}"
        yield f"{name}.html", html.get_template("reply.html").render(values).encode()
        yield f"{name}.txt", plain.get_template("mail.txt").render(values).encode()


def report_page(root: Path, replies: Sequence[Reply], forum: str, language: str) -> Page:
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
    return REPORT, _environment(root, True).get_template("merge-report.html").render(values).encode()


def _environment(root: Path, html: bool) -> SandboxedEnvironment:
    templates = template_path(root, "replies")
    return SandboxedEnvironment(
        loader=FileSystemLoader(templates),
        autoescape=html,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        bytecode_cache=compiled_beside(templates),
    )


def _file_name(name: str) -> str:
    """Return the name of a reply's file: whatever a stranger's file was called, one plain name."""
    from forum.documents.slugs import slug

    return slug(name) or "contribution"


def _shown(root: Path, reply: Reply) -> Mapping[str, Any]:
    fields = {name: getattr(reply, name) for name in Reply.__dataclass_fields__}
    changes = [_passage(one) for one in reply.passages]
    return {**fields, "questions": [_question(root, one) for one in reply.questions], "passages": changes}


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


def _as_read(root: Path, text: str) -> Markup:
    """Return Markdown as a reader sees it, cleaned of whatever is code."""
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
        return Markup(cached(root, "conflicts", [text], made))  # noqa: S704 (pandoc wrote it, of cleaned blocks)
    except pandoc.PandocError:
        return Markup("")
