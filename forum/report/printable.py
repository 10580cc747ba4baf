"""What a PDF cannot hold is normalised here, visibly, before it can stop the whole report.

Every function takes blocks and returns blocks and problems. None of the checks
that an author meets first lives here: this is the last door before a format
that refuses a document as a whole for one bad character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any
from unicodedata import category

from forum.diagnostics import Diagnostic, error
from forum.documents.ast import Node, span, transform
from forum.report.memo import Memo
from forum.report.structure import (
    Checked,
    alternatives,
    heading_levels,
    known_pictures,
    language_code,
    language_codes,
    linked_ids,
    unique_ids,
    without_raw,
)
from forum.report.survey import Survey, Tree, each_tree, place_of, surveyed
from forum.report.values import Report, ReportMeta

_INVISIBLE = dict.fromkeys([0xAD, 0xFEFF, 0x2060, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
NEVER = ("Co", "Cs")  # private use and lone surrogates: PDF/A forbids them whatever the font has
_CONTROL = {code: None for code in range(0x20) if chr(code) not in "\t\n\r"} | {0x7F: None}
_UNSHOWN = frozenset(map(chr, _INVISIBLE | _CONTROL))
_BREAK = "\u200b"
_TEXTS = ("Str", "Code", "CodeBlock", "Math")


def printable(
    report: Report, missing_of: Callable[[frozenset[str]], frozenset[str]], memo: Memo | None = None
) -> tuple[Report, list[Diagnostic]]:
    """Return the report as a PDF can hold it, and what had to be changed for that.

    ``missing_of`` gives those of some characters that no font has (see ``forum.tools.typst``). ``memo`` knows
    what was made of papers before.
    """
    memo = memo or Memo()
    blocks = list(report.blocks)
    survey = surveyed(blocks, memo)
    wanted = characters(report, survey)
    missing = missing_of(wanted) | {character for character in wanted if category(character) in NEVER}
    checks = (
        without_raw,
        lambda blocks, survey: known_pictures(blocks, survey, report.media),
        language_codes,
        heading_levels,
        unique_ids,
        linked_ids,
        alternatives,
        lambda blocks, survey: visible_glyphs(blocks, survey, missing),
    )
    found: list[Diagnostic] = []
    for check in checks:
        before = blocks
        blocks, problems = check(before, survey)
        found += problems
        if blocks is not before:
            survey = surveyed(blocks, memo)
    blocks = breakable_words(blocks, survey, memo)
    return replace(report, meta=_shown_meta(report.meta, missing), blocks=tuple(blocks)), found


def _shown_meta(meta: ReportMeta, missing: frozenset[str]) -> ReportMeta:
    """Return the metadata as the fonts can show it; a PDF must have a title."""
    return replace(
        meta,
        language=language_code(meta.language) or "en",
        title=broken(shown(meta.title, missing).strip() or "–"),
        subtitle=broken(shown(meta.subtitle, missing)),
        lead=broken(shown(meta.lead, missing)),
        notice=broken(shown(meta.notice, missing)),
        version=broken(shown(meta.version, missing)),
        license=broken(shown(meta.license, missing)),
        description=shown(meta.description, missing),
        labels={name: shown(word, missing) for name, word in meta.labels.items()},
    )


def characters(report: Report, survey: Survey | None = None) -> frozenset[str]:
    """Return every character that the report prints; ``survey`` is that of its blocks, if there is one."""
    meta = report.meta
    texts = [meta.title, meta.subtitle, meta.lead, meta.notice, meta.version, meta.license, *meta.labels.values()]
    return frozenset("".join(texts)) | (survey or surveyed(report.blocks)).characters


# --- characters ------------------------------------------------------------------------


def shown(text: str, missing: frozenset[str]) -> str:
    """Return a text without invisible marks, and with each missing character as its code point."""
    cleaned = text if _PLAIN.fullmatch(text) else text.translate(_INVISIBLE).translate(_CONTROL)
    if missing.isdisjoint(cleaned):
        return cleaned
    return "".join(f"[U+{ord(c):04X}]" if c in missing else c for c in cleaned)


_PLAIN = re.compile(r"[\t\n\r -~\u00a0-\u00ac\u00ae-\u1fff]*")  # nothing invisible, no control character


def visible_glyphs(blocks: list[Node], survey: Survey, missing: frozenset[str]) -> Checked:
    """Replace each character that no font has by its code point, marked as a problem."""
    problems = [
        error(
            "glyph-missing",
            f"no font of the report has {named_characters(absent)}, in “{text[:60]}”",
            place_of(tree.slug),
            "add a font that has it to templates/fonts",
        )
        for tree in survey.trees
        if not missing.isdisjoint(tree.characters)
        for text, absent in lacking(tree.texts, missing)
    ]
    if _UNSHOWN.isdisjoint(survey.characters) and missing.isdisjoint(survey.characters):
        return blocks, []
    return transform(blocks, lambda node: _glyphs(node, missing), _TEXTS), problems


def lacking(texts: Iterable[str], missing: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield each text that has missing characters, and which."""
    for text in texts if missing else ():
        absent = "".join(dict.fromkeys(c for c in text.translate(_INVISIBLE) if c in missing))
        if absent:
            yield " ".join(text.split()), absent


def named_characters(absent: str) -> str:
    """Return characters by their code points."""
    return ", ".join(f"U+{ord(character):04X} {character}" for character in absent)


def _glyphs(node: Node, missing: frozenset[str]) -> Node | None:
    match node["t"]:
        case "Str":
            text = shown(node["c"], missing)
            if text == node["c"]:
                return None
            written = {"t": "Str", "c": text}
            return span([written], classes=["problem"]) if not missing.isdisjoint(node["c"]) else written
        case "Code" | "CodeBlock":
            return {"t": node["t"], "c": [node["c"][0], shown(node["c"][1], missing)]}
        case "Math" if not missing.isdisjoint(node["c"][1]):
            tex = "".join(rf"\text{{[U+{ord(c):04X}]}}" if c in missing else c for c in node["c"][1])
            return {"t": "Math", "c": [node["c"][0], tex]}
        case _:
            return None


def breakable_words(blocks: list[Node], survey: Survey, memo: Memo) -> list[Node]:
    """Give words that are longer than a line would bear places to break."""

    def rewrite(tree: Tree) -> Any:
        return memo.of("breakable", tree.node, breakable) if _LONG.search(tree.text) else tree.node

    return each_tree(blocks, survey, rewrite)


_LONGEST = 30
_LONG = re.compile(rf"[^ \n]{{{_LONGEST + 1},}}")


def breakable(tree: Any, longest: int = _LONGEST) -> Any:
    """Return a tree whose words have places to break where they are longer than a number of letters."""
    long = _LONG if longest == _LONGEST else re.compile(rf"[^ \n]{{{longest + 1},}}")

    def rewrite(node: Node) -> Node | None:
        if node["t"] == "Str" and long.search(node["c"]):
            return {"t": "Str", "c": long.sub(lambda word: broken(word[0], longest), node["c"])}
        if node["t"] == "Code" and len(node["c"][1]) > longest:
            return {"t": "Code", "c": [node["c"][0], broken(node["c"][1], longest)]}
        return None

    return transform(tree, rewrite, {"Str", "Code"})


def broken(text: str, longest: int = 30) -> str:
    """Break after punctuation, and anywhere in a run of letters that has no end."""
    if not text.startswith(("http://", "https://", "www.")):  # Typst breaks addresses itself
        text = re.sub(r"(?<=\w)([/._\-:=&?#,;|])(?=\w)", rf"\1{_BREAK}", text)
    return re.sub(r"\w+", lambda run: _cut(run.group(), longest), text)


def _cut(run: str, longest: int) -> str:
    """Cut a run without an end; a word of letters is left to hyphenation while it is one."""
    if len(run) <= (2 * longest if run.isalpha() else longest):
        return run
    return _BREAK.join(run[at : at + longest] for at in range(0, len(run), longest))
