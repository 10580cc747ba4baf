"""Sheets as files: Markdown, one self-contained page of HTML, or Word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from forum.documents.ast import Node, div, document, header, inlines, raw_inline, transform
from forum.documents.sheets import Sheet
from forum.report.labels import written_date
from forum.tools.docx_sheet import write_docx_sheet
from forum.tools.pandoc import write
from forum.tools.templates import template_path


def sheet_file(root: Path, sheet: Sheet, form: str) -> bytes:
    """Return a sheet as a file: ``md``, ``html`` or ``docx``."""
    return _WRITERS[form](root, sheet)


def _markdown(_: Path, sheet: Sheet) -> bytes:
    bare = transform(list(sheet.blocks), lambda node: node["c"][1], {"Div"})
    blocks = [header(1, inlines(sheet.title)), *transform(bare, _piped, {"Table", "LineBreak"})]
    return write(document(blocks), "gfm", "--wrap=none")


def _piped(node: Node) -> Node:
    """Return what lets a table be written with bars: columns without widths, cells without line ends."""
    if node["t"] == "LineBreak":
        return raw_inline("html", "<br>")
    attributes, caption, columns, *rest = node["c"]
    bare = [[align, {"t": "ColWidthDefault"}] for align, _ in columns]
    return {"t": "Table", "c": [attributes, caption, bare, *transform(rest, _piped, {"LineBreak"})]}


def _html(root: Path, sheet: Sheet) -> bytes:
    blocks = transform(list(sheet.blocks), _marked, {"Strikeout", "Underline"})
    framed = transform(blocks, lambda node: div([node], classes=["wide"]), {"Table"})
    body = write(document(framed), "html", "--wrap=none")
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(template_path(root, "sheets")), autoescape=True, undefined=StrictUndefined
    )
    values: Mapping[str, Any] = {
        "sheet": sheet,
        "date": written_date(sheet.date, sheet.language),
        "body": Markup(body.decode()),  # noqa: S704 (pandoc wrote it, of nodes that we made)
    }
    return environment.get_template("sheet.html").render(values).encode()


def _marked(node: Node) -> list[Node]:
    """Return what is struck out or new as HTML has it for those who hear a page."""
    name = "del" if node["t"] == "Strikeout" else "ins"
    return [raw_inline("html", f"<{name}>"), *node["c"], raw_inline("html", f"</{name}>")]


def _docx(root: Path, sheet: Sheet) -> bytes:
    return write_docx_sheet(sheet, template_path(root, "report"))


_WRITERS: Mapping[str, Callable[[Path, Sheet], bytes]] = {"md": _markdown, "html": _html, "docx": _docx}
