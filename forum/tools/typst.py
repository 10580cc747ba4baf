"""Typst, in process: the only module that imports it. It compiles in a folder of its own."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from unicodedata import category

from msgspec.json import encode

from forum.diagnostics import Diagnostic, Outcome, Span, error, warning
from forum.documents.ast import Node, document
from forum.documents.words import cut
from forum.report.memo import Memo
from forum.report.printable import NEVER, printable
from forum.report.typst import (
    PANDOC_ARGUMENTS,
    WRITER,
    typst_document,
    typst_source,
    unconverted_math,
)
from forum.report.typst_text import call, quoted
from forum.report.values import Report
from forum.tools import pandoc
from forum.tools.pictures import store_picture
from forum.tools.templates import package_templates

if TYPE_CHECKING:
    import typst

STANDARDS: tuple[typst.PDFStandard, ...] = ("ua-1", "a-3a")
Attachments = Mapping[str, tuple[bytes, str, str]]

_REPORT = Span(PurePosixPath("build/report.pdf"))
_NO_GLYPH = re.compile(r"the text `\"((?:[^\"\\]|\\.)*)\"` could not be displayed")
_DISALLOWED = re.compile(r"disallowed codepoint `\"\\u\{([0-9a-f]+)\}\"`")


def write_pdf(
    report: Report,
    template_dir: Path,
    fonts: Sequence[Path],
    attachments: Attachments,
    timestamp: int,
    written: Callable[[Sequence[Node]], str] | None = None,
    keep: Callable[[Path], None] | None = None,
    memo: Memo | None = None,
) -> Outcome[bytes]:
    """Return the report as PDF, whatever is in it; what had to be changed is told.

    A template of the workspace that fails, perhaps as it is older than the program,
    gives way to the package's own.

    Args:
        report: The report document.
        template_dir: The folder with ``report.typ``.
        fonts: Folders with fonts, beside the package's own and those in Typst itself.
        attachments: Content, MIME type and description by name.
        timestamp: Seconds since 1970 that the file's metadata will say.
        written: Gives blocks as Typst source, perhaps from a cache; by pandoc if not given.
        keep: Is given the folder that was compiled, for ``lay_out`` in a process to come.
        memo: Knows what was made of papers before, in this process.
    """
    memo = memo or Memo()
    fitted, problems = printable(report, lambda wanted: missing_glyphs(wanted, tuple(fonts)), memo)
    blocks = typst_document(fitted, memo)["blocks"]
    body = (written or typst_text)(blocks)
    source = typst_source(body, fitted)
    media = {name: item.path for name, item in fitted.media.items() if quoted(f"/{name}") in source}
    outcome = compile_pdf(source, media, template_dir, fonts, attachments, timestamp, keep)
    ours = package_templates() / "report"
    if not outcome.value and template_dir.resolve() != ours.resolve():
        failed = [replace(one, code="template-failed") for one in outcome.problems if one.code == "pdf-failed"]
        again = compile_pdf(source, media, ours, fonts, attachments, timestamp)
        outcome = replace(again, problems=(*failed, *again.problems))
    return replace(outcome, problems=(*problems, *unconverted_math(body, fitted), *outcome.problems))


def typst_text(blocks: Sequence[Node]) -> str:
    """Return blocks as Typst source."""
    return pandoc.write(document(cut(blocks)), WRITER, *PANDOC_ARGUMENTS).decode()


def typst_texts(parts: Sequence[Sequence[Node]]) -> list[str | None]:
    """Return lists of blocks as Typst source, by one process; None for what pandoc refuses."""
    made = pandoc.write_many([encode(document(cut(blocks))) for blocks in parts], WRITER)
    return [None if text is None else text.decode() for text in made]


def compile_pdf(
    source: str,
    media: Mapping[str, Path],
    template_dir: Path,
    fonts: Sequence[Path],
    attachments: Attachments,
    timestamp: int,
    keep: Callable[[Path], None] | None = None,
) -> Outcome[bytes]:
    """Compile Typst source in a private folder, to PDF/UA-1 and PDF/A-3a at once.

    Where the standards refuse it, characters that no font has are replaced; where
    that is not enough, the PDF is made without them and an error says so. Empty
    bytes mean that there is no PDF at all.
    """
    with tempfile.TemporaryDirectory(prefix="forum-typst-") as folder:
        root = Path(folder)
        shutil.copytree(template_dir, root / "report", ignore=shutil.ignore_patterns("docx"))  # that is for Word
        (root / "media").mkdir()
        (root / "attached").mkdir()
        problems = _stored(media, root, tuple(fonts))
        for name, (content, _, _) in attachments.items():
            (root / "attached" / name).write_bytes(content)
        text = source + "".join(_attached(name, attachments[name]) for name in sorted(attachments))
        pdf, noticed = _compile_somehow(root, text, fonts, timestamp)
        if keep and pdf:
            keep(root)
    return Outcome(pdf, (*problems, *noticed))


def lay_out(folder: Path, fonts: Sequence[Path]) -> None:
    """Lay out what was compiled in a folder before, so that this process knows how.

    Raises:
        ValueError: it can no longer be laid out.
    """
    import typst

    try:
        _compiler(folder, fonts).query("<forum-none>")
    except typst.TypstError as refused:
        raise ValueError(str(refused.message)) from refused


def svg_to_png(svg: bytes, width: int = 1600) -> bytes:
    """Return an SVG picture as PNG of a width in pixels.

    Raises:
        ValueError: it is no picture that Typst can read.
    """
    import typst

    source = '#set page(width: 100pt, height: auto, margin: 0pt, fill: none)\n#image("picture.svg", width: 100%)'
    with tempfile.TemporaryDirectory(prefix="forum-typst-") as folder:
        root = Path(folder)
        (root / "picture.svg").write_bytes(svg)
        (root / "main.typ").write_text(source, encoding="utf-8")
        try:
            return _pages(_compiler(root, ()).compile(format="png", ppi=width * 72 / 100))
        except typst.TypstError as refused:
            raise ValueError(str(refused.message)) from refused


@cache
def missing_glyphs(wanted: frozenset[str], fonts: tuple[Path, ...]) -> frozenset[str]:
    """Return the characters that no font has; Typst is asked, so that its own fonts count."""
    import typst

    private = frozenset(c for c in wanted if category(c) in NEVER)
    unusual = sorted(c for c in wanted - private if c > "\u017f" and c.isprintable() and not c.isspace())
    if not unusual:
        return private
    lines = "\n\n".join(f"#text({quoted(c)})" for c in unusual)
    head = '#set document(title: "Glyphs")\n#set page(height: auto)\n'
    with tempfile.TemporaryDirectory(prefix="forum-typst-") as folder:
        root = Path(folder)
        (root / "main.typ").write_text(head + lines, encoding="utf-8")
        try:
            _compiler(root, fonts).compile(format="pdf", pdf_standards=["a-3b"])
        except typst.TypstError as refused:
            return private | (frozenset(_refused_characters(refused)) & frozenset(unusual))
    return private


# --- compiling -----------------------------------------------------------------------------


def _stored(media: Mapping[str, Path], root: Path, fonts: tuple[Path, ...]) -> list[Diagnostic]:
    """Store the pictures; a name that would lead out of the folder is none of ours."""
    problems = []
    for name, path in sorted(media.items()):
        target = (root / name).resolve()
        if target.is_relative_to(root.resolve()):
            problems += store_picture(path, target, lambda letters: missing_glyphs(letters, fonts))
    return problems


def _attached(name: str, attachment: tuple[bytes, str, str]) -> str:
    _, mime, description = attachment
    options = call("", relationship="data", mime_type=mime, description=description).removeprefix("#(")
    path = quoted(f"/attached/{name}")
    return f"\n#pdf.attach({quoted(name)}, read({path}, encoding: none), {options}"


def _compiler(root: Path, fonts: Sequence[Path]) -> typst.Compiler:
    import typst

    return typst.Compiler(
        str(root / "main.typ"),
        root=str(root),
        font_paths=[str(folder) for folder in (*fonts, package_templates() / "fonts")],
        ignore_system_fonts=True,
        package_path=str(root / "no-packages"),
        package_cache_path=str(root / "no-packages"),
    )


def _compile_somehow(root: Path, text: str, fonts: Sequence[Path], timestamp: int) -> tuple[bytes, list[Diagnostic]]:
    """Compile as the standards want it, then without what they refuse, then without them."""
    import typst

    try:
        return _compile(root, text, fonts, timestamp, STANDARDS)
    except typst.TypstError as refused:
        first = refused
    unwanted = _refused_characters(first)
    if unwanted:
        table = {ord(c): f"(U+{ord(c):04X})" if c.isprintable() else "" for c in unwanted}
        told = error("glyph-missing", f"no font of the report has {' '.join(sorted(unwanted))}", _REPORT)
        try:
            pdf, noticed = _compile(root, text.translate(table), fonts, timestamp, STANDARDS)
            return pdf, [told, *noticed]
        except typst.TypstError as refused:
            first = refused
    told = error("pdf-standard", f"the PDF is not PDF/UA-1 and PDF/A-3a: {_told(first)}", _REPORT, *first.hints)
    try:
        pdf, noticed = _compile(root, text, fonts, timestamp, ())
        return pdf, [told, *noticed]
    except typst.TypstError as refused:
        return b"", [error("pdf-failed", f"Typst made no PDF: {_told(refused)}", _REPORT, *refused.hints)]


def _compile(
    root: Path, text: str, fonts: Sequence[Path], timestamp: int, standards: Sequence[typst.PDFStandard]
) -> tuple[bytes, list[Diagnostic]]:
    (root / "main.typ").write_text(text, encoding="utf-8")
    pdf, warnings = _compiler(root, fonts).compile_with_warnings(
        format="pdf", pdf_standards=list(standards), timestamp=timestamp
    )
    return _pages(pdf), [warning("pdf-warning", str(item.message), _REPORT, *item.hints) for item in warnings]


def _pages(made: bytes | list[bytes] | None) -> bytes:
    """Return what Typst made as one file; pictures have one page."""
    return b"".join(made) if isinstance(made, list) else made or b""


def _refused_characters(refused: Any) -> set[str]:
    said = str(refused.diagnostic)
    shown = {c for text in _NO_GLYPH.findall(said) for c in _unescaped(text)}
    return {c for c in shown if c > "\x7f"} | {chr(int(code, 16)) for code in _DISALLOWED.findall(said)}


def _unescaped(text: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found.group(1), 16)), text)


def _told(refused: Any) -> str:
    """Return Typst's first error in one line, with the line of source that it points at."""
    lines = [line.strip() for line in str(refused.diagnostic).splitlines() if line.strip()]
    source = next((line.partition("│")[2].strip() for line in lines if re.match(r"\d+ │", line)), "")
    return str(refused.message) + (f" (at: {source[:120]})" if source else "")
