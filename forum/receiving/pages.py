"""The templates of replies and of the coordinator's report, and how they are filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from forum.receiving.beside import Page, Sheet
from forum.tools.templates import compiled_beside, template_path

_NAMES = ("reply.html", "mail.txt", "merge-report.html", "page.html", "questions.html")


class Pages:
    """The templates of a workspace, loaded."""

    def __init__(self, root: Path) -> None:
        folder = template_path(root, "replies")
        loader, kept = FileSystemLoader(folder), compiled_beside(folder)
        self._environments = {
            kind: SandboxedEnvironment(
                loader=loader,
                autoescape=kind == ".html",
                undefined=StrictUndefined,
                keep_trailing_newline=True,
                bytecode_cache=kept,
            )
            for kind in (".html", ".txt")
        }

    def filled(self, sheets: Iterable[Sheet]) -> list[Page]:
        """Return sheets as files."""
        return [(name, self._template(template).render(_marked(values)).encode()) for name, template, values in sheets]

    def _template(self, name: str) -> Template:
        return self._environments[Path(name).suffix].get_template(name)

    def load(self) -> None:
        """Load all templates."""
        for name in _NAMES:
            self._template(name)


def _marked(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return values in which HTML is known as such: texts as they read, which pandoc wrote of cleaned blocks."""
    replies = [values["reply"]] if "reply" in values else values["replies"]
    for question in (one for reply in replies for one in reply["questions"]):
        question["read"] = {side: Markup(html) for side, html in question["read"].items()}  # noqa: S704 (see above)
    return values
