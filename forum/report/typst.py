"""The report as Typst source: pure; pandoc writes it, ``forum.tools.typst`` compiles it.

The steps, in order: ``typst_document`` (a document for pandoc's ``typst-citations``
writer), pandoc with ``PANDOC_ARGUMENTS``, then ``typst_source``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from itertools import chain

from forum.diagnostics import Diagnostic, error
from forum.documents.ast import Document, Node, children, document, has_class, iterate, raw_block, stringify, with_attr
from forum.report.memo import Memo
from forum.report.structure import shares_with_heading
from forum.report.survey import is_part, located, place_of, surveyed
from forum.report.typst_inlines import figures, following, prepared
from forum.report.typst_nodes import nodes, typst_div
from forum.report.typst_text import call
from forum.report.values import Report

WRITER = "typst-citations-smart"
PANDOC_ARGUMENTS = ("--wrap=none", "--syntax-highlighting=none")
_CONTENTS_LINES = 70  # two pages
_UNCONVERTED = re.compile(r'#with-alt\(alt: "((?:[^"\\]|\\.)*)"\)\[\\\$')


def typst_document(report: Report, memo: Memo | None = None) -> Document:
    """Return the report for pandoc's Typst writer; what pandoc lacks are calls of our template.

    ``memo`` knows what became of papers before.
    """
    memo = memo or Memo()
    parts = [_rewritten_part(part, memo) for part in report.blocks]
    headings = [(node["c"][0], stringify(node)) for _, node in surveyed(report.blocks, memo).nodes("Header")]
    depth = contents_depth(report.blocks, memo)
    entries = [(level, title) for level, title in headings if level <= depth]
    contents = [raw_block("typst", call("contents-page", depth=depth, entries=entries))]
    at = 1 if report.blocks and has_class(report.blocks[0], "highlights") else 0
    return document(chain.from_iterable([*parts[:at], contents, *parts[at:]]))


def _rewritten_part(part: Node, memo: Memo) -> list[Node]:
    """Return what becomes of a part: first of the papers and blocks in it, one by one, then of itself."""
    if not is_part(part):
        return memo.of("typst", part, _rewritten)
    papers = (one for one in children(part) if has_class(part, "theme") and has_class(one, "paper"))
    first = next(papers, None)
    inside: list[Node] = []
    for one in children(part):
        if one is first:
            inside += memo.of("typst, following", one, lambda paper: _rewritten(following(paper)))
        else:
            inside += memo.of("typst", one, _rewritten)
    shell = with_attr(part, identifier="") if shares_with_heading(part) else part
    return typst_div({"t": "Div", "c": [shell["c"][0], inside]})


def _rewritten(node: Node) -> list[Node]:
    return nodes(figures(prepared([node])))


def typst_source(body: str, report: Report) -> str:
    """Return a whole Typst file from what pandoc wrote."""
    meta = report.meta
    everything_draft = bool(report.papers) and all(paper.status == "draft" for paper in report.papers)
    opening = call(
        "show: report.with",
        title=meta.title,
        subtitle=meta.subtitle,
        lead=meta.led_by,
        authors=meta.authors,
        notice=meta.notice,
        version=meta.version,
        address=meta.address,
        license=meta.license,
        language=meta.language,
        description=meta.description,
        keywords=meta.keywords,
        draft=everything_draft,
        drafts=meta.draft,
        date=(meta.date.year, meta.date.month, meta.date.day),
        labels=dict(meta.labels),
        qr=_qr_code(meta.address),
    )
    marked = _UNCONVERTED.sub(r"#problem[\\$", body)
    return f'#import "/report/report.typ": *\n{opening}\n\n{marked}'


def unconverted_math(body: str, report: Report) -> list[Diagnostic]:
    """Return an error for each formula that pandoc could not convert and left as TeX."""
    left = _UNCONVERTED.findall(body)
    if not left:
        return []
    slugs = {
        " ".join(node["c"][1].split()): slug
        for slug, tree in located(report.blocks)
        for node in iterate(tree, words=False)
        if node["t"] == "Math"
    }
    hint = "write it in the TeX that pandoc knows: no macros or packages of your own"
    return [
        error("math-unreadable", f"this TeX cannot be converted: {tex}", place_of(slugs.get(tex, "")), hint)
        for tex in (re.sub(r"\\(.)", r"\1", literal) for literal in left)
    ]


def contents_depth(blocks: Sequence[Node], memo: Memo | None = None) -> int:
    """Return how deep the contents go so that they fit on two pages."""
    levels = [heading["c"][0] for _, heading in surveyed(blocks, memo).nodes("Header")]
    return next((depth for depth in (3, 2) if sum(level <= depth for level in levels) <= _CONTENTS_LINES), 1)


def _qr_code(address: str) -> str:
    """Return a QR code as SVG; empty without an address."""
    if not address:
        return ""
    import segno  # late: it loads what speaks HTTP

    picture = BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", border=0, xmldecl=False, svgns=True)
    return picture.getvalue().decode()
