"""Checks of how a text cites: is what is printed a citation, in its place, of what it claims?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from forum.citations.check_links import RELATION
from forum.citations.records import Record, names_in
from forum.diagnostics import Diagnostic, Span, error, warning
from forum.documents.ast import Node, iterate, stringify
from forum.documents.crossrefs import is_crossref
from forum.documents.manuscript import Manuscript
from forum.documents.places import Places
from forum.documents.recommendations import RecommendationBlock

_UNCONFIRMED = re.compile(
    r"\b(?:un|not (?:yet )?|never )(?:confirmed|verified|checked|seen)\b|\bfrom memory\b"
    r"|\bto be (?:confirmed|verified|checked)\b"
    r"|\b(?:niet|nog niet) (?:bevestigd|gecontroleerd|gezien)\b|\bonbevestigd\b",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_FOOTNOTE_TEXT = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\?\?\?+|\[\?+\]|\[(?:citation needed|bron\?|ref|cite|todo)\]|\b(?:TODO|FIXME)\b")
_YEAR = r"\(?((?:19|20)\d{2})[a-z]?\)?"
_ET_AL = re.compile(rf"\b([A-Z][\w'’-]+) (?:et al\.?|e\.a\.|c\.s\.),? {_YEAR}(?![\d-])")
_TYPED = re.compile(rf"([A-Z][\w'’-]+)(?: (?:and|&|en) [A-Z][\w'’-]+)?(?:, {_YEAR}| \({_YEAR[3:-3]}\))(?=[\s),;.]|$)")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|cf|vgl|nr|no|art|arts|para|p|pp|vol|ch|ed|eds|etc|al|resp|vs|v|Mr|Dr|St|zie|see|\w\.\w)\.$"
)
_CITE = "\ufffc"
_QUOTATION = re.compile(rf"“([^“”{_CITE}]{{20,}})”\s*{_CITE}")
_LOCATED = frozenset(
    {"article", "incollection", "inproceedings", "book", "inbook", "thesis", "phdthesis", "conference"}
)


@dataclass(frozen=True)
class Citing:
    """A document with the references that its citations mean, by key as written.

    ``authored`` finds the key of a reference by family name and year, both in small
    letters; ``authors`` are the family names of the document's own.
    """

    manuscript: Manuscript
    cited: Mapping[str, Record]
    authored: Callable[[str, str], str] = lambda _, __: ""
    authors: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()

    @property
    def places(self) -> Places:
        """Where things stand in its source."""
        return self.manuscript.places

    @cached_property
    def blocks(self) -> list[tuple[list[Node], str, list[Node]]]:
        """The inlines of every paragraph, caption, cell and heading, with their text and their citations."""
        found = []
        for node in iterate(list(self.manuscript.blocks), words=False):
            if node["t"] in ("Para", "Plain", "Header"):
                nodes = list(node["c"][2] if node["t"] == "Header" else node["c"])
                cites: list[Node] = []
                found.append((nodes, _text(nodes, cites), cites))
        return found


def footnotes(document: Citing) -> Iterator[Diagnostic]:
    """Yield an error for a footnote without text, a warning for a text without its mark.

    Pandoc prints the one as it stands, and drops the other.

    Source: pandoc manual, "Footnotes".
    """
    if not any("[^" in text.source for text in document.places.texts):
        return
    for node in iterate(list(document.manuscript.blocks)):
        if node["t"] == "Str":
            for name in _FOOTNOTE.findall(node["c"]):
                message = f"the footnote [^{name}] has no text, and is printed as it stands"
                yield error("footnote-undefined", message, document.places.find(f"[^{name}]"), f"add [^{name}]: …")
    sources = document.places.bare
    marks = {name for source in sources for name in re.findall(r"\[\^([^\]\s]+)\](?!:)", source)}
    for name in dict.fromkeys(name for source in sources for name in _FOOTNOTE_TEXT.findall(source)):
        if name not in marks:
            message = f"nothing refers to the footnote [^{name}], and its text is not printed"
            yield warning("footnote-unused", message, document.places.find(f"[^{name}]:"), f"put [^{name}] in the text")


def placeholders(document: Citing) -> Iterator[Diagnostic]:
    """Yield a warning for each mark that something is still to be filled in, such as ???."""
    seen: dict[str, int] = {}
    for _, text, _ in document.blocks:
        for found in _PLACEHOLDER.finditer(text):
            nth = seen[found[0]] = seen.get(found[0], -1) + 1
            message = f"“{found[0]}” is left in the text"
            yield warning("text-placeholder", message, document.places.find(found[0], nth), "fill it in, or delete it")


def typed(document: Citing) -> Iterator[Diagnostic]:
    """Yield a warning for a citation that is typed: the reference is not in the list, or not linked.

    Only where “et al.” and a year tell it, or a reference has that name and year:
    “(Geneva, 1949)” is none.
    """
    for _, text, _ in document.blocks:
        for found in _ET_AL.finditer(text):
            yield _typed(document, found, document.authored(found[1].casefold(), found[2]))
        for found in _TYPED.finditer(text):
            key = document.authored(found[1].casefold(), found[2] or found[3])
            if key:
                yield _typed(document, found, key)


def _typed(document: Citing, found: re.Match[str], key: str) -> Diagnostic:
    place = document.places.search(r"\s+".join(re.escape(word) for word in found[0].split()))
    hint = f"write @{key} or [@{key}]" if key else "add the reference, and cite its key"
    return warning("citation-typed", f"“{found[0]}” is typed, and not in the list of references", place, hint)


def _text(nodes: Iterable[Node], cites: list[Node] | None = None) -> str:
    """Return inlines as text: a citation as one sign, code and formulas as another.

    ``cites`` gets the citations, in order.
    """
    parts: list[str] = []
    for node in nodes:
        kind = node["t"]
        if kind == "Cite":
            parts.append(_CITE)
            if cites is not None:
                cites.append(node)
        elif kind in ("Code", "Math", "RawInline", "Note", "Image"):
            parts.append("\ufffd")
        elif kind in ("Emph", "Strong", "Strikeout", "Underline", "SmallCaps", "Superscript", "Subscript"):
            parts.append(_text(node["c"], cites))
        elif kind in ("Span", "Link"):
            parts.append(_text(node["c"][1], cites))
        elif kind == "Quoted":
            parts.append(f"“{_text(node['c'][1], cites)}”")
        else:
            parts.append(node["c"] if kind == "Str" else " ")
    return "".join(parts).replace("\u00a0", " ")


def after_stop(document: Citing) -> Iterator[Diagnostic]:
    """Yield a warning for a citation in brackets that stands after the full stop of its sentence."""
    for nodes, _, cites in document.blocks:
        if not cites:
            continue
        for nth, node in enumerate(nodes):
            if node["t"] != "Cite" or nth < 2 or any(_in_text(one) for one in node["c"][0]):
                continue
            before = _text(nodes[max(nth - 4, 0) : nth]).rstrip()
            stops = re.search(r"[\w)”\"’]\.[”\"’]?$", before) and not _ABBREVIATED.search(before)
            if stops and _ends(_text(nodes[nth + 1 :])):
                key = node["c"][0][0]["citationId"]
                message = f"the citation of @{key} stands after the full stop"
                yield warning("citation-after-stop", message, _cited_at(document, node), "put it before the full stop")


def _ends(after: str) -> bool:
    return not after.strip() or re.match(r"\s+[A-Z“\"]", after) is not None


def _in_text(citation: Mapping[str, Mapping[str, str]]) -> bool:
    return citation["citationMode"]["t"] == "AuthorInText"


def _cited_at(document: Citing, wanted: Node) -> Span:
    """Return the place of a Cite: that of its first key, counted over the whole document."""
    key = wanted["c"][0][0]["citationId"]
    nth = -1
    for node in iterate(list(document.manuscript.blocks), words=False):
        if node["t"] == "Cite":
            nth += sum(1 for one in node["c"][0] if one["citationId"] == key)
            if node is wanted:
                break
    return document.places.citation(key, max(nth, 0))


def quotations(document: Citing) -> Iterator[Diagnostic]:
    """Yield a warning for a quotation from a work with pages whose citation says no page."""
    for _, text, cites in document.blocks:
        for found in _QUOTATION.finditer(text):
            node = cites[text.count(_CITE, 0, found.end() - 1)]
            first = node["c"][0][0]
            record = document.cited.get(first["citationId"])
            short = len(found[1].split()) < 7 or stringify(first["citationSuffix"])
            if record is not None and record.type in _LOCATED and not short:
                message, hint = f"a quotation from @{record.key} without its page", f"write [@{record.key}, p. …]"
                yield warning("quotation-locator", message, _cited_at(document, node), hint)


def unconfirmed(document: Citing) -> Iterator[Diagnostic]:
    """Yield a warning for a work that is cited although its record says that nobody confirmed it."""
    for key, record in document.cited.items():
        found = _UNCONFIRMED.search(record.get("note")) or _UNCONFIRMED.search(record.get("annotation"))
        if found:
            message = f"@{key} is cited, and its record says “{found[0]}”"
            hint = "confirm it against the source, then delete the remark"
            yield warning("citation-unconfirmed", message, document.places.citation(key), hint)


def superseded(document: Citing) -> Iterator[Diagnostic]:
    """Yield a warning for a work that another one superseded, by the ``relation`` of its record.

    ``relation = {superseded-by KEY}``; also overruled, replaced, repealed, withdrawn. A
    text that cites both speaks of the change, and is left alone.
    """
    for key, record in document.cited.items():
        found = RELATION.fullmatch(record.get("relation"))
        if found and found[1].lower() != "amended" and found[2] not in document.cited:
            message = f"@{key} was {found[1].lower()}, by {found[2]}"
            yield warning("work-superseded", message, document.places.citation(key), f"cite {found[2]}, or both")


def support(document: Citing) -> Iterator[Diagnostic]:
    """Yield a warning for a recommendation whose evidence is only the authors' own, or only preprints."""
    for one in document.manuscript.recommendations:
        keys = _evidence(one, document.prefixes)
        records = [document.cited[key] for key in keys if key in document.cited]
        if not records or len(records) != len(keys):
            continue
        if document.authors and all(_families(record) & document.authors for record in records):
            message = f"all evidence of {one.id} is by the paper's own authors"
            yield warning("evidence-own", message, one.span, "add a source by others, or say why there is none")
        if all(_is_preprint(record) for record in records):
            message = f"all evidence of {one.id} is preprints"
            yield warning("evidence-preprints", message, one.span, "add what was reviewed, or lower the certainty")


def _evidence(one: RecommendationBlock, prefixes: frozenset[str]) -> list[str]:
    """Return the keys in a recommendation's evidence; none where a result or figure stands there, too."""
    nodes = list(iterate(list(one.evidence)))
    keys = [cite["citationId"] for node in nodes if node["t"] == "Cite" for cite in node["c"][0]]
    shown = any(node["t"] == "Link" and ".ipynb" in node["c"][2][0] for node in nodes)
    return [] if shown or any(is_crossref(key, prefixes) for key in keys) else list(dict.fromkeys(keys))


def _families(record: Record) -> set[str]:
    return {name.family.casefold() for name in names_in(record.get("author")) if not name.literal}


def _is_preprint(record: Record) -> bool:
    if record.type in ("article", "inproceedings", "incollection", "book", "inbook"):
        return bool(re.search(r"arxiv|biorxiv|medrxiv|ssrn|preprint", record.get("journaltitle"), re.IGNORECASE))
    return bool(record.get("eprint")) or "arxiv.org" in record.get("url") or record.type == "preprint"


TextCheck = Callable[[Citing], Iterator[Diagnostic]]
CHECKS: tuple[TextCheck, ...] = (
    footnotes,
    placeholders,
    typed,
    after_stop,
    quotations,
    unconfirmed,
    superseded,
    support,
)
