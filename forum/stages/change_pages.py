"""What changed as one page for a reader who knows no git: nothing to load, nothing that runs."""

from __future__ import annotations

from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from forum.changes.telling import called, sections
from forum.changes.values import Changes
from forum.changes.wording import words_for
from forum.tools.templates import compiled_beside, template_path
from forum.workspace import load_names


def changes_page(root: Path, changes: Changes) -> str:
    """Return the page, in the language of the workspace's report."""
    settings = load_names(root).manifest.forum
    words = words_for(settings.language)
    templates = template_path(root, "changes")
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=compiled_beside(templates),
    )
    made = environment.get_template("page.html").render(
        language=settings.language if words is not words_for("en") else "en",
        title=settings.title,
        notice=settings.notice,
        words=words,
        ends=words["from-to"].format(before=called(changes.before, words), after=called(changes.after, words)),
        sections=sections(changes, words),
        uncompared=changes.uncompared,
    )
    return made.rstrip() + "\n"
