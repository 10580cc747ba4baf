"""A paper as a Word file to be mailed out: stamped with its base, made to come back."""

from __future__ import annotations

import datetime
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from forum.documents.ast import Node, document, iterate
from forum.model import Paper, Workspace
from forum.report.docx import language_tag
from forum.report.labels import labels_for
from forum.report.values import ReportMeta
from forum.stages.references import read_references
from forum.stages.word_dressing import (
    Results,
    Shown,
    citations_as_printed,
    items_of,
    name_of,
    numbers_of,
    style_of,
)
from forum.stages.word_units import read_units
from forum.tools import pandoc
from forum.tools.docx_reference import core_properties, reference_document, unzipped, with_styles, zipped
from forum.tools.templates import template_path
from forum.word.bookmarks import Names
from forum.word.front import Front, heading, note
from forum.word.outgoing import Outgoing, bare, body, fixed
from forum.word.package import STAMP, stamp_part, stamp_property
from forum.word.values import Unit, WordStamp

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PROPS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<ds:datastoreItem ds:itemID="{6F0B1C5E-7A52-4C0D-9B3E-0F0A3C1D2E4B}" '
    'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>'
)
_TRACKED = re.compile(r"<w:doNotTrackMoves ?/>")


def word_file(
    workspace: Workspace, paper: Paper, text: str, stamp: WordStamp, results: Results, moment: datetime.datetime
) -> bytes:
    """Return a paper as a Word file.

    Args:
        workspace: where its references, people and notebooks are found.
        paper: the paper.
        text: its file, ``paper.md``, as it stands in the stamp's commit.
        stamp: what the file is to say of its making.
        results: what notebooks computed when they last ran; what is missing is said in its place.
        moment: what the file says of its making; the same gives the same bytes.
    """
    units = read_units(text)
    language = paper.meta.language or workspace.manifest.forum.language
    labels = labels_for(language)
    items = items_of(units, read_references(workspace).value, paper.slug)
    printed, entries = citations_as_printed(units, items, style_of(workspace), language)
    names = Names()
    out = Outgoing(
        labels=labels,
        items=items,
        shown=lambda node: printed.get(name_of(node)) or bare(node),
        numbers=numbers_of(units, labels),
        results=Shown(workspace, paper, results, names),
        names=names,
    )
    front = _front(workspace, paper, labels, language)
    blocks = [
        *note(stamp, language, out),
        *heading(front, out),
        *body(units, out),
        *_references(entries, labels, out),
    ]
    meta = _meta(workspace, paper, labels, language, moment)
    return _packed(workspace.root, blocks, meta, units, stamp, moment)


def _front(workspace: Workspace, paper: Paper, labels: Mapping[str, str], language: str) -> Front:
    people = {person.id: person.name for person in workspace.people}
    partners = {partner.id: partner.name for partner in workspace.manifest.partner}
    homes = {person.id: partners.get(person.partner, "") for person in workspace.people}
    written = (
        f"{people.get(one.person, one.person)}{f' ({homes[one.person]})' if homes.get(one.person) else ''}"
        for one in paper.meta.authors
    )
    facts = [labels.get(paper.meta.status, paper.meta.status)]
    facts += [f"{labels.get('keywords', 'Keywords')}: {', '.join(paper.meta.keywords)}"] if paper.meta.keywords else []
    abstract = pandoc.read(paper.meta.abstract.strip()) if paper.meta.abstract.strip() else []
    return Front(paper.meta.title, abstract, "; ".join(written), " · ".join(facts), language, labels)


def _meta(
    workspace: Workspace, paper: Paper, labels: Mapping[str, str], language: str, moment: datetime.datetime
) -> ReportMeta:
    return ReportMeta(
        title=paper.meta.title,
        date=moment.date(),
        language=language,
        notice=workspace.manifest.forum.notice,
        draft=paper.meta.status == "draft",
        keywords=paper.meta.keywords,
        labels=labels,
    )


def _references(entries: Sequence[list[Node]], labels: Mapping[str, str], out: Outgoing) -> list[Node]:
    if not entries:
        return []
    head = fixed([{"t": "Str", "c": labels.get("references", "References")}], "Heading 1", out.names)
    return [head, *(fixed(_unlinked(entry), "Bibliography", out.names) for entry in entries)]


def _unlinked(entry: list[Node]) -> list[Node]:
    """Return an entry's words; what citeproc puts around them are spans."""
    return [one for node in entry for one in (node["c"][1] if node["t"] in ("Span", "Link") else [node])]


def _packed(
    root: Path,
    blocks: Sequence[Node],
    meta: ReportMeta,
    units: Sequence[Unit],
    stamp: WordStamp,
    moment: datetime.datetime,
) -> bytes:
    with tempfile.TemporaryDirectory(prefix="forum-") as folder:
        reference = Path(folder) / "reference.docx"
        reference.write_bytes(reference_document(template_path(root, "report"), meta))
        options = ("--reference-doc", str(reference), "--syntax-highlighting=none", "-o", "-")
        tag = {"lang": {"t": "MetaString", "c": language_tag(meta.language)}}
        package = unzipped(pandoc.write(document(blocks, tag), "docx", *options))
    return zipped(_finished(root, package, meta, units, stamp, moment), moment)


def _finished(
    root: Path,
    package: dict[str, bytes],
    meta: ReportMeta,
    units: Sequence[Unit],
    stamp: WordStamp,
    moment: datetime.datetime,
) -> dict[str, bytes]:
    """Return the parts with our styles, track changes switched on, and the stamp."""
    own = template_path(root, "word/styles.xml").read_text(encoding="utf-8")
    styles = package["word/styles.xml"].decode()
    settings = package["word/settings.xml"].decode()
    relations = package["word/_rels/document.xml.rels"].decode()
    types = package["[Content_Types].xml"].decode()
    return package | {
        "word/styles.xml": with_styles(styles, own).encode(),
        "word/settings.xml": _TRACKED.sub("<w:trackRevisions/>", settings).encode(),
        "word/document.xml": re.sub(rb'(<pic:cNvPr descr=")data:[^"]*(")', rb"\1\2", package["word/document.xml"]),
        "word/_rels/document.xml.rels": _with(
            relations, f'<Relationship Id="rIdForum" Type="{_OFFICE}/customXml" Target="../{STAMP}"/>', "Relationships"
        ),
        "[Content_Types].xml": _with(
            types,
            '<Override PartName="/customXml/itemProps1.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.customXmlProperties+xml"/>',
            "Types",
        ),
        STAMP: stamp_part(stamp, [_block_id(unit) for unit in units]),
        "customXml/itemProps1.xml": _PROPS.encode(),
        "customXml/_rels/item1.xml.rels": (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/customXmlProps" Target="itemProps1.xml"/></Relationships>'
        ).encode(),
        "docProps/custom.xml": stamp_property(stamp),
        "docProps/core.xml": core_properties(meta, language_tag(meta.language), moment),
    }


def _with(part: str, addition: str, root: str) -> bytes:
    return part.replace(f"</{root}>", f"{addition}</{root}>").encode()


def _block_id(unit: Unit) -> str:
    """Return the id of a block: its own where it has one, else its number."""
    own = unit.div[0] or next(
        (
            node["c"][0][0]
            for node in iterate(list(unit.blocks))
            if node["t"] in ("Figure", "Table") and node["c"][0][0]
        ),
        "",
    )
    return f"{unit.number} {own}".strip()
