"""Results in their places: values, figures and tables where a document links to them."""

from __future__ import annotations

from dataclasses import replace

from forum.diagnostics import Diagnostic, Span, error, warning
from forum.documents.ast import Node, attribute, identifier_of, inlines, iterate, span, string, stringify, transform
from forum.documents.cells import with_cells
from forum.documents.manuscript import Manuscript
from forum.documents.numbers import printed
from forum.documents.pictures import Album, alternative, name_of
from forum.documents.places import Places
from forum.documents.results import Edit, Library, Resolved, Trouble, addressed, lookup, mark
from forum.model import Address, Notebook, Result, Run

_AS_IMAGE = "show it with ![caption](…){#fig-name}"
_REPAIR = "the report prints the computed one; forum check --fix corrects the text"
_AS_VALUE = "let the cell end in a number or a text"
_LONGEST = 200  # characters: what is longer is no value for a sentence


def resolve(manuscript: Manuscript, library: Library, slug: str, own: Notebook | None = None) -> Resolved:
    """Return a manuscript with results and pictures in place, and what could not be.

    ``own`` is the notebook that the document itself is, if it is one.
    """
    placer = _Placer(manuscript, library, slug, own)
    blocks = list(manuscript.blocks)
    # Files first, so that no picture that was put in is taken for a file; a figure before the image that it holds.
    for kind, rewrite in (
        ("Image", placer.file),
        ("Figure", placer.figure),
        ("Link", placer.value),
        ("Image", placer.inline),
    ):
        blocks = transform(blocks, rewrite, {kind})
    blocks, lost = with_cells(blocks, own, library, placer.album, manuscript.places)
    problems = (*manuscript.problems, *placer.problems, *lost)
    done = replace(manuscript, blocks=tuple(blocks), problems=problems)
    return Resolved(done, placer.album.media, tuple(placer.addresses), tuple(placer.edits))


class _Placer:
    """One pass over one document; collects problems, pictures and repairs on the way."""

    def __init__(self, manuscript: Manuscript, library: Library, slug: str, own: Notebook | None) -> None:
        self.base, self.own = manuscript.places.start.path, own
        self.language, self.library, self.slug = manuscript.language, library, slug
        self.occurrences = _Occurrences(list(manuscript.blocks), manuscript.places)
        self.album = Album()
        self.problems: list[Diagnostic] = []
        self.addresses: list[Address] = []
        self.edits: list[Edit] = []

    def _address(self, target: str) -> Address | None:
        return addressed(target, self.base, self.own)

    def _trouble(self, problem: Diagnostic) -> Node:
        self.problems.append(problem)
        return mark(problem.message)

    # --- pictures that are files ---------------------------------------------------

    def file(self, node: Node) -> Node | None:
        """Put a picture file in."""
        target = node["c"][2][0]
        if self._address(target) is not None:
            return None
        place = self.occurrences.next("Image", target)[0]
        found = self.library.pictures.get((self.slug, target), Trouble("image-missing", f"no picture {target}"))
        if isinstance(found, Trouble):
            return self._trouble(error(found.code, found.message, place, *found.hints))
        stored = self.album.add(name_of(self.slug, target.rpartition("/")[2].rpartition(".")[0]), found)
        return {"t": "Image", "c": [node["c"][0], alternative(node, "", ""), [stored, ""]]}

    # --- values ----------------------------------------------------------------------

    def value(self, node: Node) -> Node | None:
        """Print what a labelled cell computed, in the manner of what is written."""
        target, written = node["c"][2][0], stringify(node["c"][1])
        address = self._address(target)
        if address is None:
            return None
        place, nth = self.occurrences.next("Link", target)
        found = lookup(address, self.library, place)
        if isinstance(found, Diagnostic):
            return self._beside(node, found)
        _, result = found
        if result is not None and (result.media or result.html) and target.startswith("#"):
            return None  # a link to a figure of the notebook that the document is
        self.addresses.append(address)
        if result is None:
            return span(node["c"][1], classes=["value"], attributes={"address": target})
        text = _text(result, written, self.language)
        if text is None:
            shown = bool(result.media or result.html)
            what, hint = ("is a figure or table, not a value", _AS_IMAGE) if shown else ("gave no value", _AS_VALUE)
            return self._beside(node, error("result-kind", f"{target} {what}", place, hint))
        if text != written:
            self._differs(target, written, text, place, nth)
        return span([string(text)], classes=["value"], attributes={"address": target})

    def _beside(self, node: Node, problem: Diagnostic) -> Node:
        """Keep what is written, with a mark after it."""
        return span([*node["c"][1], string(" "), self._trouble(problem)])

    def _differs(self, target: str, written: str, text: str, place: Span, nth: int) -> None:
        message = f"the text says {written or 'nothing'}, the notebook computes {text}"
        self.problems.append(warning("value-differs", message, place, _REPAIR))
        found = self.occurrences.places.label(target, nth)
        if found is None:
            return
        start, label = found
        new = label.replace(written, text) if written and label.count(written) == 1 else ""
        if not label.strip():
            new = text
        if new:
            self.edits.append(Edit(start, f"{label}](", f"{new}]("))

    # --- figures and tables ------------------------------------------------------------

    def figure(self, node: Node) -> Node | None:
        """Put a result's picture or table into a figure."""
        images = [one for one in iterate(node["c"][2]) if one["t"] == "Image"]
        address = self._address(images[0]["c"][2][0]) if images else None
        if address is None:
            return None
        target = images[0]["c"][2][0]
        place, _ = self.occurrences.next("Image", target)
        found = lookup(address, self.library, place)
        if isinstance(found, Diagnostic):
            return _broken(node, self._trouble(found))
        self.addresses.append(address)
        run, result = found
        if result is None:
            return _broken(node, mark(f"{target} has not run yet"))
        if result.html:
            return self._table(node, result, place)
        if not result.media:
            message = f"{target} is a value, not a figure or table"
            return _broken(node, self._trouble(error("result-kind", message, place, "link to it: [38%](…)")))
        return self._picture(node, images[0], run, result, place)

    def _picture(self, node: Node, image: Node, run: Run, result: Result, place: Span) -> Node:
        caption = stringify(node["c"][1][1])
        written = attribute(image, "alt") or stringify(image["c"][1])
        if not result.alt and (not written or written == caption):
            message = f"the figure {image['c'][2][0]} has no alternative text"
            hint = 'add {alt="…"} here, or #| fig-alt: … to the cell: what the figure shows'
            self.problems.append(warning("alt-missing", message, place, hint))
        stored = self.album.add(name_of(run.notebook, run.name, result.label), result.media)
        picture = {"t": "Image", "c": [image["c"][0], alternative(image, result.alt, caption), [stored, ""]]}
        return {"t": "Figure", "c": [node["c"][0], _caption(node, result), [{"t": "Plain", "c": [picture]}]]}

    def _table(self, node: Node, result: Result, place: Span) -> Node:
        table = self.library.tables.get(result.html)
        if table is None:
            message = f"the table {result.label} cannot be read"
            return _broken(
                node, self._trouble(error("result-kind", message, place, "let the cell end in a data frame"))
            )
        content = list(table["c"])
        content[0] = [identifier_of(node), ["computed"], []]
        content[1] = _caption(node, result)
        return {"t": "Table", "c": content}

    def inline(self, node: Node) -> Node | None:
        """Put a figure into a line: only pictures can stand there, the rest is the figure's matter."""
        target = node["c"][2][0]
        address = self._address(target)
        if address is None:
            return None
        place, _ = self.occurrences.next("Image", target)
        found = lookup(address, self.library, place)
        if isinstance(found, Diagnostic):
            return self._trouble(found)
        run, result = found
        self.addresses.append(address)
        if result is None:
            return mark(f"{target} has not run yet")
        if not result.media:
            message = f"{target} is not a figure; only a figure can stand in a line"
            return self._trouble(error("result-kind", message, place, "give it a paragraph of its own"))
        stored = self.album.add(name_of(run.notebook, run.name, address.label), result.media)
        return {"t": "Image", "c": [node["c"][0], alternative(node, result.alt, result.caption), [stored, ""]]}


class _Occurrences:
    """Which of the links and images with one target comes next, and where it stands."""

    def __init__(self, blocks: list[Node], places: Places) -> None:
        self.places = places
        self._numbers: dict[tuple[str, str], list[int]] = {}
        totals: dict[str, int] = {}
        for node in iterate(blocks, words=False):
            if node["t"] in ("Link", "Image"):
                target = node["c"][2][0]
                self._numbers.setdefault((node["t"], target), []).append(totals.get(target, 0))
                totals[target] = totals.get(target, 0) + 1

    def next(self, kind: str, target: str) -> tuple[Span, int]:
        """Return the place of the next link or image with a target, and its number among both."""
        waiting = self._numbers.get((kind, target), [])
        nth = waiting.pop(0) if waiting else 0
        return self.places.link(target, nth), nth


def _text(result: Result, written: str, language: str) -> str | None:
    """Return a result as it is printed in a sentence, None where it cannot be."""
    if result.media or result.html:
        return None
    if result.value is not None:
        return printed(result.value, written, language)
    text = result.text.strip()
    return text if text and "\n" not in text and len(text) <= _LONGEST else None


def _caption(node: Node, result: Result) -> list[object]:
    written: list[object] = node["c"][1]
    return written if stringify(node["c"][1][1]) else [None, [{"t": "Plain", "c": inlines(result.caption)}]]


def _broken(node: Node, note: Node) -> Node:
    """Keep a figure's id and caption, with a mark where the picture would be."""
    return {"t": "Figure", "c": [node["c"][0], node["c"][1], [{"t": "Plain", "c": [note]}]]}
