"""What cannot be printed, found before it is: characters that no font has, TeX that cannot be converted.

The PDF shows both visibly; here they get their place in the source, and a line in
the list of open problems, which every format prints.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from unicodedata import name

from forum.consensus.checks import entries, written_in
from forum.diagnostics import Diagnostic, Span, error
from forum.documents.ast import Node, div, document, iterate, para
from forum.documents.letters import PLAIN
from forum.documents.places import Places
from forum.model import Workspace
from forum.report.printable import characters
from forum.report.values import Report, ReportMeta
from forum.stages.cache import cached
from forum.tools import pandoc
from forum.tools.templates import package_templates, template_path

_CODES = frozenset({"glyph-missing", "math-unreadable"})
_CODE_POINT = re.compile(r"U\+[0-9A-F]{4,6}")


def unprintable(
    workspace: Workspace,
    blocks: Sequence[Node],
    meta: ReportMeta,
    places: Mapping[str, Places],
    cited: Mapping[str, tuple[Mapping[str, Any], Span | None]],
) -> list[Diagnostic]:
    """Return an error for each character and formula of the report that cannot be printed.

    ``places`` are those of its documents; ``cited`` its references with the places of their keys.
    """
    printed = unusual(characters(Report(meta, tuple(blocks))))
    quoted = {key: text_of(item) for key, (item, _) in cited.items()}
    bad = unreadable(workspace.root, formulas(blocks))
    found = absent(workspace, printed, places, quoted, lambda key: cited[key][1])
    return [*found, *(misread(tex, places) for tex in bad)]


def absent(
    workspace: Workspace,
    written: frozenset[str],
    places: Mapping[str, Places],
    quoted: Mapping[str, str],
    place_of: Callable[[str], Span | None],
) -> list[Diagnostic]:
    """Return an error for each of the unusual characters of a report, and of its references, that no font has.

    ``quoted`` are the texts of what it cites, by key; ``place_of`` gives the place of a key.
    """
    missing = _missing(workspace.root, written | unusual("".join(quoted.values())))
    found = [_glyph(character, _place(character, workspace, places)) for character in sorted(missing & written)]
    for key, text in quoted.items() if missing else ():
        if absent := missing.intersection(text):
            place = place_of(key) or Span(PurePosixPath("recommendations/references.bib"))
            found += [_glyph(character, place) for character in sorted(absent)]
    return found


def text_of(item: Any) -> str:
    """Return all texts of a reference."""
    return "".join(_strings(item))


def further(found: Iterable[Diagnostic], known: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return what a writer found without what was told already, with a better place."""
    told = {(one.code, point) for one in known if one.code in _CODES for point in _points(one)}
    return [one for one in found if one.code not in _CODES or not {(one.code, point) for point in _points(one)} <= told]


def _points(problem: Diagnostic) -> set[str]:
    return set(_CODE_POINT.findall(problem.message)) if problem.code == "glyph-missing" else {""}


def _strings(item: Any) -> Iterator[str]:
    if isinstance(item, str):
        yield item
    elif isinstance(item, Mapping):
        for value in item.values():
            yield from _strings(value)
    elif isinstance(item, list):
        for value in item:
            yield from _strings(value)


# --- characters ------------------------------------------------------------------------


def unusual(characters: Iterable[str]) -> frozenset[str]:
    """Return the characters that not every font is known to have."""
    return frozenset(PLAIN.sub("", "".join(frozenset(characters))))


def _missing(root: Path, wanted: frozenset[str]) -> frozenset[str]:
    """Return the characters that none of the PDF's fonts has."""
    if not wanted:
        return frozenset()
    folders = (template_path(root, "fonts"),)
    fonts = sorted({path for folder in (*folders, package_templates() / "fonts") for path in folder.glob("*.[ot]tf")})
    parts = [*sorted(wanted), *(f"{path.name} {path.stat().st_size}" for path in fonts)]
    found: list[str] = cached(root, "glyphs", parts, lambda: _asked(wanted, folders))
    return frozenset(found)


def _asked(wanted: frozenset[str], folders: tuple[Path, ...]) -> list[str]:
    from forum.tools.typst import missing_glyphs

    return sorted(missing_glyphs(wanted, folders))


def _glyph(character: str, place: Span) -> Diagnostic:
    message = f"no font of the report has U+{ord(character):04X} {character}; its number is printed"
    font = _LARGE if name(character, "").startswith(_EAST_ASIAN) else ""
    return error("glyph-missing", message, place, f"write it in other letters, or add a font to templates/fonts{font}")


_EAST_ASIAN = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "BOPOMOFO")
_LARGE = ", such as Noto Sans CJK or NanumGothic, which are too large to come with the program"


def _place(character: str, workspace: Workspace, places: Mapping[str, Places]) -> Span:
    """Return where a character stands first: in a text, front matter, people, positions; else the manifest."""
    for one in places.values():
        if any(character in text.source for text in one.texts):
            return one.written(character)
    for paper in workspace.papers:
        for key in ("title", "abstract", "keywords"):
            if any(character in text for text in _strings(_field(paper.meta, key))):
                return paper.spans.get((key,), Span(paper.path))
    for number, person in enumerate(workspace.people):
        if character in person.name:
            return workspace.people_spans.get((number, "name"), Span(PurePosixPath("recommendations/people.yaml")))
    for entry in entries(workspace.positions):
        if path := written_in(entry, character):
            return entry.place(*path)
    return Span(PurePosixPath("forum.toml"))


def _field(meta: Any, key: str) -> Any:
    value = getattr(meta, key)
    return list(value) if isinstance(value, tuple) else value


# --- formulas --------------------------------------------------------------------------


def formulas(blocks: Sequence[Node]) -> tuple[str, ...]:
    """Return the formulas of blocks, in order, each once."""
    found = (node["c"][1] for node in iterate(list(blocks), words=False) if node["t"] == "Math")
    return tuple(dict.fromkeys(found))


def unreadable(root: Path, every: Sequence[str]) -> list[str]:
    """Return the formulas that pandoc cannot convert, which would be printed as TeX."""
    good: list[bool] = cached(root, "math", every, lambda: _converted(every)) if every else []
    return [tex for tex, is_good in zip(every, good, strict=True) if not is_good]


def _converted(formulas: Sequence[str]) -> list[bool]:
    nodes = [
        div([para([{"t": "Math", "c": [{"t": "InlineMath"}, tex]}])], f"formula-{n}") for n, tex in enumerate(formulas)
    ]
    html = pandoc.write(document(nodes), "html", "--mathml").decode()
    return ["<math" in part for part in html.split('<div id="formula-')[1:]]


def misread(tex: str, places: Mapping[str, Places]) -> Diagnostic:
    """Return the error of a formula that cannot be converted."""
    shown = " ".join(tex.split())[:60]
    place = next((one.written(tex) for one in places.values() if any(tex in text.source for text in one.texts)), None)
    hint = "write it in the TeX that pandoc knows: no macros or packages of your own"
    return error(
        "math-unreadable", f"this TeX cannot be converted: {shown}", place or Span(PurePosixPath("forum.toml")), hint
    )
