"""Computed results in their places: values, figures and tables by the address of a labelled cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from forum.diagnostics import Diagnostic, Span, error, warning
from forum.documents.addresses import check_label, find_notebook, find_run, parse_address
from forum.documents.ast import (
    Node,
    attribute,
    identifier_of,
    inlines,
    iterate,
    span,
    string,
    stringify,
    transform,
)
from forum.documents.manuscript import Manuscript
from forum.documents.numbers import printed
from forum.model import Address, Media, Notebook, Result, Run, RunResult

_AS_IMAGE = "show it with ![caption](…){#fig-name}"
_REPAIR = "the report prints the computed one; forum check --fix corrects the text"


@dataclass(frozen=True)
class Trouble:
    """Why a picture cannot be shown; its place is added where it is used."""

    code: str
    message: str
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Library:
    """What there is to be put in: notebooks, results of runs, tables as nodes, pictures.

    ``results`` go by notebook and run name; ``tables`` by the HTML that a kernel
    wrote; ``pictures`` by a paper's slug and an image's target as written.
    ``ran`` is False where nothing was executed, so that a missing result is no problem.
    """

    notebooks: Mapping[str, Notebook] = field(default_factory=dict)
    results: Mapping[tuple[str, str], RunResult] = field(default_factory=dict)
    tables: Mapping[str, Node] = field(default_factory=dict)
    pictures: Mapping[tuple[str, str], tuple[Media, ...] | Trouble] = field(default_factory=dict)
    ran: bool = True


@dataclass(frozen=True)
class Edit:
    """A safe repair of a source: at ``span``, the text ``old`` becomes ``new``."""

    span: Span
    old: str
    new: str


@dataclass(frozen=True)
class Resolved:
    """A manuscript with its results in place, and the pictures that it shows, by target.

    ``edits`` would make its source say what the notebooks compute.
    """

    manuscript: Manuscript
    media: Mapping[str, Media] = field(default_factory=dict)
    addresses: tuple[Address, ...] = ()
    edits: tuple[Edit, ...] = ()


def addressed(target: str, base: PurePosixPath, own: Notebook | None = None) -> Address | None:
    """Return the labelled cell that a link names, None for any other link.

    ``own`` is the notebook that the document itself is: there ``#label`` may name its cells.
    """
    address = parse_address(target, base)
    if address is None or ".ipynb" in target:
        return address
    return address if own is not None and address.label in own.labels else None


def pictures_in(manuscript: Manuscript) -> tuple[str, ...]:
    """Return the targets of images that are files, in order, each once."""
    targets = [node["c"][2][0] for node in iterate(list(manuscript.blocks)) if node["t"] == "Image"]
    return tuple(dict.fromkeys(target for target in targets if ".ipynb" not in target))


def lookup(address: Address, library: Library, place: Span) -> tuple[Run, Result | None] | Diagnostic:
    """Return what an address names; its result is None where the run was not made yet."""
    notebook = find_notebook(library.notebooks.values(), address, place)
    if isinstance(notebook, Diagnostic):
        return notebook
    run = find_run(notebook, address, place)
    if isinstance(run, Diagnostic):
        return run
    if (unknown := check_label(notebook, address, place)) is not None:
        return unknown
    made = library.results.get((run.notebook, run.name))
    result = made.results.get(address.label) if made else None
    if result is None and made is not None:
        message = f"the cell {address.label} of {notebook.path} gave no result in {run.name}"
        return error("result-missing", message, place, "let the cell end in a value, a data frame or a figure")
    if result is None and library.ran:
        return error("result-missing", f"{notebook.path} has no result for {run.name}: its run failed", place)
    return run, result


class _Resolver:
    """One pass over one document; collects problems and pictures on the way."""

    def __init__(self, manuscript: Manuscript, library: Library, slug: str, own: Notebook | None) -> None:
        self.base, self.own = manuscript.places.start.path, own
        self.places, self.language = manuscript.places, manuscript.language
        self.library, self.slug = library, slug
        self.media: dict[str, Media] = {}
        self.problems: list[Diagnostic] = []
        self.addresses: list[Address] = []
        self.edits: list[Edit] = []
        self.seen: dict[str, int] = {}

    def node(self, node: Node) -> Node | list[Node] | None:
        if node["t"] == "Link" and (address := self._address(node["c"][2][0])):
            return self._value(node, address)
        if node["t"] == "Figure":
            return self._figure(node)
        if node["t"] == "Image" and not node["c"][2][0].startswith("media/"):
            return self._image(node)
        return None

    def _address(self, target: str) -> Address | None:
        return addressed(target, self.base, self.own)

    def _place(self, target: str) -> Span:
        """Return the place of the next occurrence of a target."""
        nth = self.seen[target] = self.seen.get(target, -1) + 1
        return self.places.find("](" + target, nth)

    def _trouble(self, problem: Diagnostic) -> Node:
        self.problems.append(problem)
        return mark(problem.message)

    def _value(self, node: Node, address: Address) -> Node:
        target, written = node["c"][2][0], stringify(node["c"][1])
        place = self._place(target)
        found = lookup(address, self.library, place)
        if isinstance(found, Diagnostic):
            return span([*node["c"][1], string(" "), self._trouble(found)])
        self.addresses.append(address)
        _, result = found
        if result is None:
            return span(node["c"][1], classes=["value"], attributes={"address": target})
        if result.media or result.html:
            message = f"{target} is a figure or table, not a value"
            return span([*node["c"][1], string(" "), self._trouble(error("result-kind", message, place, _AS_IMAGE))])
        text = printed(result.value, written, self.language)
        if text != written:
            message = f"the text says {written}, the notebook computes {text}"
            self.problems.append(warning("value-differs", message, place, _REPAIR))
            start = self.places.find(f"[{written}]({target}")
            self.edits.append(Edit(start, f"[{written}]({target}", f"[{text}]({target}"))
        return span([string(text)], classes=["value"], attributes={"address": target})

    def _figure(self, node: Node) -> Node | None:
        """Put a result's picture or table into a figure; images inside were not touched yet."""
        images = [one for one in iterate(node["c"][2]) if one["t"] == "Image"]
        address = self._address(images[0]["c"][2][0]) if images else None
        if address is None:
            return None
        target = images[0]["c"][2][0]
        place = self._place(target)
        found = lookup(address, self.library, place)
        if isinstance(found, Diagnostic):
            return self._broken(node, self._trouble(found))
        self.addresses.append(address)
        run, result = found
        if result is None:
            return self._broken(node, mark(f"{target} has not run yet"))
        if result.html:
            return self._table(node, result)
        if not result.media:
            message = f"{target} is a value, not a figure or table"
            return self._broken(node, self._trouble(error("result-kind", message, place, "link to it: [38%](…)")))
        name = re.sub(r"[^A-Za-z0-9]+", "-", f"{run.notebook}-{run.name}-{address.label}").strip("-")
        return _with_picture(node, images[0], self._stored(name, result.media), result, stringify(node["c"][1][1]))

    def _table(self, node: Node, result: Result) -> Node:
        table = self.library.tables.get(result.html)
        if table is None:
            return self._broken(node, mark(f"the table {result.label} cannot be read"))
        content = list(table["c"])
        content[0] = [identifier_of(node), ["computed"], []]
        content[1] = _caption(node, result)
        return {"t": "Table", "c": content}

    def _broken(self, node: Node, note: Node) -> Node:
        """Keep the figure's id and caption, with a mark where the picture would be."""
        return {"t": "Figure", "c": [node["c"][0], node["c"][1], [{"t": "Plain", "c": [note]}]]}

    def _image(self, node: Node) -> Node | None:
        target = node["c"][2][0]
        if (address := self._address(target)) is not None:
            return self._inline_result(node, address)
        found = self.library.pictures.get((self.slug, target), Trouble("image-missing", f"no picture {target}"))
        if isinstance(found, Trouble):
            return self._trouble(error(found.code, found.message, self._place(target), *found.hints))
        name = re.sub(r"[^A-Za-z0-9]+", "-", f"{self.slug}-{PurePosixPath(target).stem}").strip("-")
        stored = self._stored(name, found)
        return {"t": "Image", "c": [node["c"][0], _alternative(node, "", ""), [stored, ""]]}

    def _inline_result(self, node: Node, address: Address) -> Node | None:
        """An image inside a line: only figures can stand there, the rest is the Figure's matter."""
        found = lookup(address, self.library, self._place(node["c"][2][0]))
        if isinstance(found, Diagnostic):
            return self._trouble(found)
        run, result = found
        if result is None or not result.media:
            return mark(f"{node['c'][2][0]} is not a figure")
        name = re.sub(r"[^A-Za-z0-9]+", "-", f"{run.notebook}-{run.name}-{address.label}").strip("-")
        stored = self._stored(name, result.media)
        return {"t": "Image", "c": [node["c"][0], _alternative(node, result.alt, result.caption), [stored, ""]]}

    def _stored(self, name: str, media: tuple[Media, ...]) -> str:
        """Note the pictures under ``media/NAME``, and return the target of the best for print."""
        suffixes = {"image/svg+xml": ".svg", "image/png": ".png", "image/jpeg": ".jpg"}
        while any(self.media.get(f"media/{name}{suffixes[one.mime]}", one) != one for one in media):
            name += "-2"
        for one in media:
            self.media[f"media/{name}{suffixes[one.mime]}"] = one
        best = min(media, key=lambda one: list(suffixes).index(one.mime))
        return f"media/{name}{suffixes[best.mime]}"


def _caption(node: Node, result: Result) -> list[Any]:
    written = node["c"][1]
    return written if stringify(written[1]) else [None, [{"t": "Plain", "c": inlines(result.caption)}]]


def _alternative(image: Node, computed: str, caption: str) -> list[Node]:
    given = attribute(image, "alt") or stringify(image["c"][1])
    return [string(given if given and given != caption else computed or given or caption)]


def _with_picture(figure: Node, image: Node, target: str, result: Result, caption: str) -> Node:
    alt = _alternative(image, result.alt, caption)
    picture = {"t": "Image", "c": [image["c"][0], alt, [target, ""]]}
    blocks = [{"t": "Plain", "c": [picture]}]
    return {"t": "Figure", "c": [figure["c"][0], _caption(figure, result), blocks]}


def mark(message: str) -> Node:
    """Return the visible mark that stands where something is unresolved."""
    return span([string(f"[unresolved: {message}]")], classes=["problem"])


def resolve(manuscript: Manuscript, library: Library, slug: str, own: Notebook | None = None) -> Resolved:
    """Return a manuscript with results and pictures in place, and what could not be.

    ``own`` is the notebook that the document itself is, if it is one.
    """
    resolver = _Resolver(manuscript, library, slug, own)
    # Figures first: bottom-up, their images would be seen before the figure that they are.
    blocks = transform(list(manuscript.blocks), _only("Figure", resolver.node))
    blocks = transform(blocks, _only("Link", resolver.node))
    blocks = transform(blocks, _only("Image", resolver.node))
    done = replace(manuscript, blocks=tuple(blocks), problems=(*manuscript.problems, *resolver.problems))
    return Resolved(done, resolver.media, tuple(resolver.addresses), tuple(resolver.edits))


def _only(kind: str, rewrite: Callable[[Node], Node | list[Node] | None]) -> Callable[[Node], Node | list[Node] | None]:
    return lambda node: rewrite(node) if node["t"] == kind else None
