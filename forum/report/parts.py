"""The parts of the report that are made, not written: highlights, summary, annexes, lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forum.diagnostics import Diagnostic, Severity
from forum.documents.ast import (
    SPACE,
    Node,
    bullet_list,
    code,
    div,
    emph,
    header,
    inlines,
    link,
    para,
    plain,
    span,
    string,
    strong,
    table,
)
from forum.model import Run, Theme
from forum.report.numbering import Register
from forum.report.recommendations import addressee, item
from forum.report.values import Recommendation, ReportMeta, ReportPaper


def part(
    identifier: str, kind: str, title: str, blocks: Iterable[Node], attributes: Mapping[str, str] | None = None
) -> Node:
    """Return a top-level part that begins with its heading."""
    return div([header(1, inlines(title), identifier), *blocks], f"part-{identifier}", ["part", kind], attributes)


def annexes(parts: Iterable[tuple[str, str, Sequence[Node]]]) -> list[Node]:
    """Return the annexes that have anything in them, lettered; each is (id, title, blocks)."""
    filled = (one for one in parts if one[2])
    return [
        part(f"annex-{identifier}", "annex", f"{letter}. {title}", blocks)
        for letter, (identifier, title, blocks) in zip("ABCDEFGH", filled, strict=False)
    ]


def highlights(wanted: Sequence[str], known: Iterable[str], labels: Mapping[str, str]) -> list[Node]:
    """Return the page of highlights, nothing where the manifest names none."""
    names = set(known)
    items = [item(identifier) for identifier in wanted[:10] if identifier in names]
    if not items:
        return []
    intro = para(inlines(labels["highlights-intro"]))
    return [part("highlights", "highlights", labels["highlights"], [intro, *items])]


def summary(text: Sequence[Node], items: Sequence[Node], labels: Mapping[str, str], language: str, main: bool) -> Node:
    """Return a summary: its text, then every recommendation.

    ``main`` is False for one in another language than the report's.
    """
    identifier = "summary" if main else f"summary-{language}"
    heading = [header(2, inlines(labels["recommendations"]), f"{identifier}-recommendations")] if items else []
    return part(identifier, "summary", labels["summary"], [*text, *heading, *items], {"lang": language})


def by_addressee(
    recommendations: Sequence[Recommendation],
    themes: Sequence[Theme],
    papers: Mapping[str, ReportPaper],
    labels: Mapping[str, str],
) -> list[Node]:
    """Return a table: a row for each addressee, a column for each theme, the numbers linked."""
    tokens = sorted({token for one in recommendations for token in one.addressees})
    used = [theme for theme in themes if any(papers[one.paper].theme == theme.id for one in recommendations)]
    if not tokens or not used:
        return []

    def numbers(token: str, theme: Theme) -> list[Node]:
        found = [one for one in recommendations if token in one.addressees and papers[one.paper].theme == theme.id]
        return _joined([link([string(str(one.number))], "#" + one.id) for one in found])

    head = [inlines(labels["addressees"]), *(inlines(theme.title) for theme in used)]
    rows = [[inlines(_capital(addressee(token))), *(numbers(token, theme) for theme in used)] for token in tokens]
    width = 0.3
    shares = [width, *([(1 - width) / len(used)] * len(used))]
    return [table(head, rows, widths=shares, classes=["matrix"])]


@dataclass(frozen=True)
class Trace:
    """What a recommendation rests on: keys of references, and ids of what was computed or shown."""

    cites: tuple[str, ...]
    refers: tuple[str, ...]


def traceability(
    recommendations: Sequence[Recommendation],
    traces: Mapping[str, Trace],
    register: Register,
    labels: Mapping[str, str],
) -> list[Node]:
    """Return the matrix from recommendation to sources and results; sources are named after citeproc."""
    if not recommendations:
        return []
    rows = []
    for one in recommendations:
        trace = traces[one.id]
        sources = [span([], classes=["trace-source"], attributes={"key": key}) for key in trace.cites]
        shown = [
            link([string(register.names[identifier])], "#" + identifier, ["crossref"])
            for identifier in trace.refers
            if identifier in register.names
        ]
        rows.append([[link([string(str(one.number))], "#" + one.id)], _joined(sources, ";"), _joined(shown, ";")])
    head = [inlines(labels["recommendation"]), inlines(labels["sources"]), inlines(labels["results"])]
    return [table(head, rows, widths=[0.23, 0.46, 0.31], classes=["matrix"])]


def computations(runs: Sequence[Run], labels: Mapping[str, str]) -> list[Node]:
    """Return the table of runs: notebook, parameter set, parameters."""
    if not runs:
        return []
    head = [inlines(labels["notebook"]), inlines(labels["set"]), inlines(labels["parameters"])]
    rows = []
    for run in runs:
        values = "; ".join(f"{name} = {value}" for name, value in run.parameters.items())
        rows.append([inlines(run.notebook), inlines(run.name.split("&")[0]), inlines(values or "–")])
    intro = para(inlines(labels["computed-intro"]))
    return [
        header(2, inlines(labels["computations"]), "computations"),
        intro,
        table(head, rows, widths=[0.3, 0.18, 0.52]),
    ]


def lists(register: Register, labels: Mapping[str, str]) -> list[Node]:
    """Return the lists of figures and of tables, each entry a link."""
    blocks: list[Node] = []
    for kind in ("figures", "tables"):
        word = labels[kind.removesuffix("s")]
        entries = [
            [plain([link([string(name)], "#" + identifier) if identifier else string(name), SPACE, *_plain(caption)])]
            for name, identifier, caption in register.captions
            if name.rpartition(" ")[0] == word
        ]
        if entries:
            blocks += [header(2, inlines(labels[kind]), f"list-of-{kind}"), bullet_list(entries)]
    return blocks


def problems(found: Sequence[Diagnostic], labels: Mapping[str, str]) -> list[Node]:
    """Return the list of open problems: errors and warnings, where and what."""
    shown = [one for one in found if one.severity is not Severity.INFO]
    if not shown:
        return []
    rows = [[[code(str(one.span))], inlines(one.message)] for one in shown]
    head = [inlines(labels["where"]), inlines(labels["what"])]
    intro = para(inlines(labels["problems-intro"]))
    return [part("problems", "problems", labels["problems"], [intro, table(head, rows, widths=[0.42, 0.58])])]


def citing(meta: ReportMeta, authors: Sequence[str], papers: Sequence[ReportPaper], labels: Mapping[str, str]) -> Node:
    """Return how to cite the report, by title and subtitle, and each paper, in the report by title."""
    who = named(authors, labels)
    title = meta.title + (f": {meta.subtitle}" if meta.subtitle else "")
    version = f" {labels['version']} {meta.version}." if meta.version else ""
    whole = [string(f"{who} ({meta.date.year})."), SPACE, emph(inlines(title)), *inlines(f".{version}")]
    address = [SPACE, link([string(meta.address)], meta.address)] if meta.address else []
    entries = [
        [
            plain(
                [
                    *inlines(f"{named(paper.authors, labels)} ({meta.date.year}). “{paper.title}”. In:"),
                    SPACE,
                    emph(inlines(meta.title)),
                    string("."),
                ]
            )
        ]
        for paper in papers
    ]
    licence = (
        [para([strong(inlines(labels["licence"] + ":")), SPACE, *inlines(meta.license + ".")])] if meta.license else []
    )
    return part("citing", "citing", labels["citing"], [para([*whole, *address]), bullet_list(entries), *licence])


@dataclass(frozen=True)
class Contributor:
    """A person or group with affiliation, and CRediT roles by paper number."""

    name: str
    orcid: str
    partner: str
    ror: str
    roles: tuple[tuple[str, tuple[str, ...]], ...]


def contributors(people: Sequence[Contributor], labels: Mapping[str, str]) -> Node:
    """Return the table of contributors with ORCID, affiliation with ROR, and CRediT roles."""
    rows = [[_who(one), _where(one), _roles(one)] for one in people]
    head = [inlines(labels["name"]), inlines(labels["affiliation"]), inlines(labels["roles"])]
    grid = table(head, rows, widths=[0.24, 0.2, 0.56])
    return part("contributors", "contributors", labels["contributors"], [grid])


def _who(one: Contributor) -> list[Node]:
    orcid = f"https://orcid.org/{one.orcid}"
    return [*inlines(one.name), *([SPACE, link([string(one.orcid)], orcid)] if one.orcid else [])]


def _where(one: Contributor) -> list[Node]:
    if not one.partner:
        return [string("–")]
    ror = f"https://ror.org/{one.ror}"
    return [*inlines(one.partner), *([SPACE, link([string("ROR")], ror)] if one.ror else [])]


def _roles(one: Contributor) -> list[Node]:
    texts = [f"{number}: {', '.join(role.replace('-', ' ') for role in roles)}" for number, roles in one.roles if roles]
    return inlines("; ".join(texts) or "–")


def named(names: Sequence[str], labels: Mapping[str, str]) -> str:
    """Return names as a list in words: A, B and C."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {labels['conj']} {names[-1]}"


def _joined(nodes: Sequence[Node], sign: str = ",") -> list[Node]:
    result: list[Node] = []
    for position, node in enumerate(nodes):
        result += [string(sign), SPACE, node] if position else [node]
    return result


def _plain(caption: Sequence[Node]) -> list[Node]:
    return [node for node in caption if node["t"] not in ("Note", "Cite")]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
