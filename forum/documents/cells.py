"""A paper that is a notebook: its code cells with what they gave, as Jupyter Book shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forum.diagnostics import Diagnostic, Span, error
from forum.documents.addresses import runs_of
from forum.documents.ast import Node, attr, attribute, div, has_class, inlines, para, plain, string, transform
from forum.documents.notebooks import code_of
from forum.documents.pictures import Album, name_of
from forum.documents.places import Places
from forum.documents.results import Library, mark
from forum.model import Cell, Notebook, Result, Run, RunResult


def with_cells(
    blocks: list[Node], notebook: Notebook | None, library: Library, album: Album, places: Places
) -> tuple[list[Node], tuple[Diagnostic, ...]]:
    """Return blocks with each ``Div.cell-output`` as the source and the outputs of its cell.

    The results are those of the notebook's first parameter set. In a document that
    is no notebook such a Div has no meaning: its content stays.
    """
    shown = {} if notebook is None else _Shown(notebook, library, album).cells()
    problems = _not_run(notebook, library, places) if notebook else ()

    def rewrite(node: Node) -> list[Node] | None:
        if node["t"] != "Div" or not has_class(node, "cell-output"):
            return None
        return [*shown.get(attribute(node, "cell"), ()), *node["c"][1]]

    return transform(blocks, rewrite, {"Div"}), tuple(problems)


def _not_run(notebook: Notebook, library: Library, places: Places) -> Iterator[Diagnostic]:
    run = runs_of(notebook)[0]
    if library.ran and (run.notebook, run.name) not in library.results:
        place = Span(places.start.path)
        yield error("result-missing", f"{notebook.path} has no results to show: its run failed", place)


class _Shown:
    """The code cells of one notebook, as blocks by the number of the cell."""

    def __init__(self, notebook: Notebook, library: Library, album: Album) -> None:
        self.notebook, self.library, self.album = notebook, library, album
        self.run: Run = runs_of(notebook)[0]
        self.made: RunResult | None = library.results.get((self.run.notebook, self.run.name))

    def cells(self) -> dict[str, list[Node]]:
        """Return the blocks of each code cell; tags take away source, outputs or both."""
        cells = [cell for cell in self.notebook.cells if cell.kind == "code"]
        outputs: Sequence[Sequence[Result]] = self.made.outputs if self.made else ()
        given = [*outputs, *([()] * (len(cells) - len(outputs)))]
        return {
            str(cell.number): [*self._source(cell), *self._outputs(cell, results)]
            for cell, results in zip(cells, given, strict=False)
            if "remove-cell" not in cell.tags
        }

    def _source(self, cell: Cell) -> list[Node]:
        if "remove-input" in cell.tags or not code_of(cell):
            return []
        code = [code_of(cell)]
        if "parameters" in cell.tags and self.run.parameters:
            # What the run was given, as papermill puts it into a cell of its own.
            code.append("\n".join(["# Parameters", *(f"{key} = {one!r}" for key, one in self.run.parameters.items())]))
        return [{"t": "CodeBlock", "c": [attr("", [self.notebook.language]), text]} for text in code]

    def _outputs(self, cell: Cell, results: Sequence[Result]) -> list[Node]:
        if {"remove-output", "parameters"} & set(cell.tags):
            return []
        if self.made is None:
            return self._awaited(cell)
        # The label names the first figure or table, and else the value, which has no id.
        named = next((one for one in results if one.media or one.html), None)
        blocks = [block for one in results for block in self._output(cell, one, one is named)]
        return [div(blocks, classes=["cell-output"])] if blocks else []

    def _awaited(self, cell: Cell) -> list[Node]:
        """Return a figure in the place of one that no run has made yet, so that it can be referred to."""
        if not cell.label.startswith(("fig-", "tbl-")):
            return []
        caption = cell.options.get("fig-cap") or cell.options.get("tbl-cap", "")
        note = plain([mark(f"{cell.label} has not run yet")])
        content = [attr(cell.label), [None, [plain(inlines(caption))] if caption else []], [note]]
        return [{"t": "Figure", "c": content}]

    def _output(self, cell: Cell, one: Result, named: bool) -> list[Node]:
        identifier = cell.label if named else ""
        caption = [plain(inlines(one.caption))] if one.caption and named else []
        if one.media:
            return [self._figure(cell, one, identifier, caption)]
        if one.html:
            return [self._table(one, identifier, caption)]
        if one.markdown:
            return list(self.library.texts.get(one.markdown, [para(inlines(one.markdown))]))
        text = str(one.value) if isinstance(one.value, str) else one.text.strip("\n")
        if not text.strip():
            return []
        return [{"t": "CodeBlock", "c": [attr(), text]}] if "\n" in text.strip() else [para(inlines(text.strip()))]

    def _figure(self, cell: Cell, one: Result, identifier: str, caption: list[Node]) -> Node:
        name = name_of(self.run.notebook, self.run.name, cell.label or f"cell-{cell.number}")
        alt = one.alt or one.caption or f"{self.notebook.path.name}, cell {cell.number}"
        image = {"t": "Image", "c": [attr(), [string(alt)], [self.album.add(name, one.media), ""]]}
        return {"t": "Figure", "c": [attr(identifier), [None, caption], [plain([image])]]}

    def _table(self, one: Result, identifier: str, caption: list[Node]) -> Node:
        table = self.library.tables.get(one.html)
        if table is None:
            return para([mark("a table that cannot be read")])
        return {"t": "Table", "c": [attr(identifier, ["computed"]), [None, caption], *table["c"][2:]]}
