"""What a packed Word file shows beside a paper's own words: citations as printed, numbers, results, references."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from forum.citations.bibliography import References
from forum.diagnostics import Span
from forum.documents.addresses import find_notebook, find_run, parse_address
from forum.documents.ast import Node, attr, children, identifier_of, inlines, iterate, para, stringify
from forum.documents.crossrefs import is_crossref, target_of
from forum.documents.sanitize import sanitized_table
from forum.model import Media, Notebook, Paper, Result, RunResult, Workspace
from forum.stages.bitmaps import bitmap
from forum.stages.pictures import find_picture
from forum.tools import pandoc
from forum.tools.templates import template_path
from forum.word.bookmarks import Names
from forum.word.outgoing import EQUATION, fixed, fixed_table
from forum.word.values import Unit

Results = Mapping[tuple[str, str], RunResult]
_BITMAPS = ("image/png", "image/jpeg")


# --- numbers ---------------------------------------------------------------------------


def numbers_of(units: Sequence[Unit], labels: Mapping[str, str]) -> dict[str, str]:
    """Return how a paper refers to its figures, tables, equations, sections and recommendations, by id."""
    counts = {"fig": 0, "tbl": 0, "eq": 0, "rec": 0}
    words = {"fig": "figure", "tbl": "table", "eq": "equation", "rec": "recommendation"}
    found: dict[str, str] = {}
    for identifier, text in _named(units):
        kind = identifier.partition("-")[0]
        if kind in counts:
            counts[kind] += 1
            found[identifier] = f"{labels.get(words[kind], words[kind].capitalize())} {counts[kind]}"
        elif text:
            found[identifier] = f"{labels.get('section', 'section')} “{text}”"
    return found


def _named(units: Sequence[Unit]) -> list[tuple[str, str]]:
    named = []
    for unit in units:
        if unit.kind == "open" and unit.div[0]:
            named.append((unit.div[0], ""))
        for node in iterate(list(unit.blocks)):
            if node["t"] in ("Figure", "Table", "Image", "Header") and identifier_of(node):
                named.append(
                    (target_of(identifier_of(node)), stringify(children(node)) if node["t"] == "Header" else "")
                )
            elif node["t"] == "Para" and len(node["c"]) > 1 and node["c"][0]["t"] == "Math":
                label = EQUATION.fullmatch(stringify(node["c"][1:]))
                named += [(target_of(label[1]), "")] if label else []
    return named


# --- citations -------------------------------------------------------------------------


def citations_as_printed(
    units: Sequence[Unit], items: Mapping[str, Any], style: Path, language: str
) -> tuple[dict[str, str], list[list[Node]]]:
    """Return how each citation prints, by what it cites as JSON, and the entries of the list of references."""
    cites = [node for unit in units for node in iterate(list(unit.blocks)) if node["t"] == "Cite"]
    cites = [node for node in cites if not all(is_crossref(one["citationId"]) for one in node["c"][0])]
    known = [_only_known(node, items) for node in cites]
    asked = [para([node]) for node in known if node["c"][0]]
    if not asked:
        return {}, []
    try:
        made = pandoc.cite(asked, list(items.values()), style, language)
    except pandoc.PandocError:  # the style may be broken: the keys are shown instead, and a build tells why
        return {}, []
    printed = iter(made)
    shown = {}
    for whole, node in zip(cites, known, strict=True):
        if node["c"][0]:
            shown[name_of(whole)] = _text(next(printed))
    refs = next((block for block in made if identifier_of(block) == "refs"), None)
    entries = [children(entry) for entry in children(refs)] if refs else []
    return {name: text for name, text in shown.items() if text}, [
        [inline for block in entry for inline in block["c"]] for entry in entries
    ]


def name_of(cite: Node) -> str:
    """Return what tells one citation from another."""
    return json.dumps([{**one, "citationNoteNum": 0, "citationHash": 0} for one in cite["c"][0]], sort_keys=True)


def _only_known(node: Node, items: Mapping[str, Any]) -> Node:
    known = [one for one in node["c"][0] if one["citationId"] in items]
    return {"t": "Cite", "c": [known, node["c"][1]]}


def _text(block: Node) -> str:
    """Return a printed citation; a style of notes prints it in one."""
    notes = [stringify(node["c"]) for node in iterate([block]) if node["t"] == "Note"]
    return stringify([block]) or (f"({'; '.join(notes)})" if notes else "")


def items_of(units: Sequence[Unit], references: References, slug: str) -> dict[str, dict[str, Any]]:
    """Return the CSL items of what a paper cites, by the keys that the paper uses."""
    cites = [node for unit in units for node in iterate(list(unit.blocks)) if node["t"] == "Cite"]
    keys = dict.fromkeys(one["citationId"] for node in cites for one in node["c"][0])
    names = {key: references.find(key, slug) for key in keys}
    return {key: {**references.items[name], "id": key} for key, name in names.items() if name}


def style_of(workspace: Workspace) -> Path:
    """Return the workspace's citation style, the default one where it is missing."""
    own = workspace.root / workspace.manifest.report.csl
    return own if own.is_file() else template_path(None, "csl/author-date.csl")


# --- results ---------------------------------------------------------------------------


class Shown:
    """What stands above the captions of a paper's figures: pictures and tables as last computed."""

    def __init__(self, workspace: Workspace, paper: Paper, results: Results, names: Names) -> None:
        self.workspace, self.paper, self.results, self.names = workspace, paper, results, names

    def __call__(self, figure: Node) -> list[Node]:
        """Return the blocks for a figure, not to be edited."""
        images = [node for node in iterate([figure]) if node["t"] == "Image"]
        return [block for image in images for block in self._image(image["c"][2][0])]

    def _image(self, target: str) -> list[Node]:
        address = parse_address(target, self.paper.path)
        if address is None:
            found = find_picture(self.workspace.root, self.paper.path, target)
            return self._picture(found, target) if isinstance(found, tuple) else self._said(f"[{target}]")
        result = self._result(address, target)
        if result is None:
            return self._said(f"[{target}: not computed yet]")
        if result.media:
            return [*self._said(f"▼ {target}"), *self._picture(result.media, target)]
        if result.html and (table := next((node for node in pandoc.tables([result.html]) if node), None)):
            return [*self._said(f"▼ {target}"), fixed_table(sanitized_table(table), self.names)]
        return self._said(f"{target}: {result.value if result.value is not None else result.text}")

    def _result(self, address: Any, target: str) -> Result | None:
        notebooks: list[Notebook] = [*self.workspace.notebooks, *([self.paper.notebook] if self.paper.notebook else [])]
        notebook = find_notebook(notebooks, address, Span(self.paper.path))
        if not isinstance(notebook, Notebook):
            return None
        run = find_run(notebook, address, Span(PurePosixPath(target)))
        made = self.results.get((notebook.slug, getattr(run, "name", "")))
        return made.results.get(address.label) if made else None

    def _picture(self, media: Sequence[Media], target: str) -> list[Node]:
        path = next((path for one in media if (path := self._bitmap(one))), None)
        if path is None:
            return self._said(f"[{target}]")
        mime = "image/png" if path.suffix == ".png" else "image/jpeg"
        data = f"data:{mime};base64,{base64.b64encode(path.read_bytes()).decode()}"
        image = {"t": "Image", "c": [attr("", (), {"width": "16cm"}), [], [data, ""]]}
        return [fixed([image], "Forum Result", self.names)]

    def _said(self, text: str) -> list[Node]:
        return [fixed(inlines(text), "Forum Result", self.names)]

    def _bitmap(self, media: Media) -> Path | None:
        if media.mime in _BITMAPS:
            return media.path
        beside = media.path.with_suffix(".png")
        return beside if beside.is_file() else bitmap(self.workspace.root, media.path)
