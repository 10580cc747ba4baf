"""A workspace in which everything is wrong that one file can say of another, and edits of it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

from forum.documents.canonical import digest

HEAD = "---\ntitle: {title}\nkind: case-study\ntheme: {theme}\nauthors: [{{person: {author}}}]\n{more}---\n\n"
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="6" height="4"><path d="M0 4L6 0"/></svg>'
MANIFEST = (
    '[forum]\ntitle = "Edits ☃"\nlanguage = "en"\n[[partner]]\nid = "home"\nname = "H"\n'
    '[[theme]]\nid = "one"\ntitle = "One"\n[[theme]]\nid = "two"\n'
    'title = "Two"\n[report]\nhighlights = ["rec-a"]\n[citations.aliases]\n"tag:own" = "doe2020"\n'
)
BIB = (
    '@string{press = {A Press}}\n@string{idle = "Idle"}\n'
    "@article{doe2020,\n  author = {Doe, Jane},\n  title = {How humans stay in control of swarms},\n"
    "  journaltitle = {A Journal},\n  date = {2020},\n  pages = {3--9},\n  doi = {10.5555/12345678},\n}\n\n"
    "@book{roe2019,\n  author = {Roe, Richard},\n  title = {Caf\\'e \\unknown{of} law},\n  publisher = press,\n"
    "  date = {2019},\n}\n\n"
    "@inbook{part, title = {A part of a whole}, crossref = {whole}, date = {2019-13}}\n\n"
    "@book{whole, title = {A whole with many parts}, author = {Poe, Pat}, date = {2018}, publisher = press}\n\n"
    "@misc{old, title = {The old rules of engagement}, date = {2001}, relation = {superseded by new2}}\n"
)
OTHER = (
    "@article{doe2020,\n  author = {Doe, Jane},\n  title = {How humans stay in control of swarms.},\n"
    "  journaltitle = {A Journal},\n  date = {2020},\n}\n\n"
    "@misc{own, title = {Ours alone for all to see}, author = {Kay, Kim}, date = {2022}}\n"
)
BODY = (
    "# Question {#sec-q}\n\nAs @doe2020 shows [@roe2019, p. 700], and [@nobody; @tag:own]. See @fig-a, @sec-q, "
    "@rec-a, @fig-gone and [b](../b/paper.md#sec-q), (Doe, 2020), ☃ and [57]{.claim of=ends as-of=2023}.\n\n"
    '![A line.](figures/a.svg){#fig-a alt="A line."}\n\n$\\nosuch{x}$ and @doi:10.5555/12345678.[^n]\n\n'
    "<!-- @whole -->\n\n::: {#rec-a .recommendation addressees=states strength=strong certainty=low}\nDo it.\n\n"
    "::: evidence\n[@doe2020]\n:::\n:::\n"
)
ROUND = (
    "title: Round 漢 $x$\nstate: closed\nclosed: 2031-01-01\nprevious: zeroth\n"
    "criteria: [{id: fit, question: Fit ☃?, low: no, high: yes}]\n"
    'items: [{recommendation: rec-a, digest: "v1:0"}, {recommendation: rec-q, digest: "v1:1"}]\n'
    "results:\n  percentiles: exclusive (type 6 of Hyndman and Fan)\n  ballots: 5\n"
    "  ratings: [{recommendation: rec-a, criterion: fit, n: 5, counts: [0, 0, 0, 0, 0, 0, 0, 0, 5], median: 9, p30: 9,"
    " p70: 9, ipr: 0, ipras: 8.35, di: 0, class: appropriate, agreement: agreement}]\n"
)
POSITION = (
    "- {recommendation: rec-a, position: dissent, person: jane, capacity: personal, date: 2031-01-01,\n"
    f'   reason: "No ☃", digest: "{digest("Do it.", ["states"], "strong")}"}}\n'
)


def make(root: Path) -> Path:
    """Write the workspace."""
    for slug in ("a", "b", "c"):
        folder = root / f"recommendations/papers/{slug}"
        (folder / "figures").mkdir(parents=True)
        (folder / "figures/a.svg").write_text(PICTURE)
        theme, author = ("one", "jane") if slug != "b" else ("two", "nemo")
        more = "abstract: About @fig-a and [58]{.claim of=ends as-of=2023}, @doe2020.\n" if slug == "b" else ""
        head = HEAD.format(title=f"Paper {slug}", theme=theme, author=author, more=more)
        (folder / "paper.md").write_text(head + BODY.replace("rec-a .", f"rec-{slug} .") + f"\nOnly {slug}.\n")
    (root / "recommendations/papers/c/references.bib").write_text(OTHER)
    (root / "recommendations/report").mkdir()
    (root / "recommendations/report/foreword.md").write_text("Fore @rec-b, @fig-a, [@nobody], [x](#none).\n")
    (root / "recommendations/report/summary.nl.md").write_text(
        'Kort.\n\n::: {.translation of="rec-a"}\nDoe het.\n:::\n\n::: {.translation of="rec-z"}\nNiet.\n:::\n'
    )
    (root / "recommendations/people.yaml").write_text("- {id: jane, name: Jane Doe}\n- {id: kim, name: Kim Kay}\n")
    (root / "recommendations/positions").mkdir()
    (root / "recommendations/positions/home.yaml").write_text(POSITION)
    (root / "recommendations/references.bib").write_text(BIB)
    item = {"id": "csl", "type": "book", "title": "A title in CSL", "author": [{"family": "Roe"}]}
    (root / "recommendations/references.json").write_text(json.dumps([item]))
    (root / "forum.toml").write_text(MANIFEST)
    return root


Edit = Callable[[Path, random.Random], None]


def _replaced(path: str, old: str, new: str) -> Edit:
    def edit(root: Path, _: random.Random) -> None:
        file = root / path
        if file.is_file():
            file.write_text(file.read_text().replace(old, new))

    return edit


def _appended(path: str, text: str) -> Edit:
    def edit(root: Path, pick: random.Random) -> None:
        file = root / path
        before = file.read_text() if file.is_file() else ""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(before + text.replace("NUMBER", str(pick.randrange(1000))))

    return edit


def _removed(path: str) -> Edit:
    return lambda root, _: (root / path).unlink(missing_ok=True)


def _any_line(path: str) -> Edit:
    """Return an edit that takes a line out, or writes it twice, or moves it."""

    def edit(root: Path, pick: random.Random) -> None:
        file = root / path
        lines = file.read_text().split("\n") if file.is_file() else [""]
        line = lines.pop(pick.randrange(len(lines)))
        for _ in range(pick.randrange(3)):
            lines.insert(pick.randrange(len(lines) + 1), line)
        file.write_text("\n".join(lines))

    return edit


A, B, C = (f"recommendations/papers/{slug}/paper.md" for slug in "abc")
BIBLIOGRAPHY = "recommendations/references.bib"
EDITS: tuple[Edit, ...] = (
    _appended(A, "\nMore [@whole; @new-NUMBER].\n"),
    _appended(B, "\n“Nobody should let machines decide about life” [@doe2020].\n"),
    _replaced(A, "rec-a", "rec-b"),
    _replaced(B, "fig-a", "fig-b"),
    _replaced(B, "status: final", "status: draft"),
    _replaced(A, "kind: case-study", "kind: case-study\nstatus: final"),
    _replaced(C, "Only c.", "[@own, p. 2] (Kay, 2022) 漢 $\\frac{1}{2}$ ["),
    _replaced(C, "Only c.", "[gone](../b/paper.md) [q](#sec-z) @rec-c @rec-q"),
    _removed(B),
    _removed("recommendations/papers/a/figures/a.svg"),
    _removed("recommendations/report/foreword.md"),
    _removed("recommendations/papers/c/references.bib"),
    _appended("recommendations/papers/d/references.bib", OTHER),
    _appended("recommendations/report/method.md", "How, by @fig-a, @doe2020 and [x](../papers/a/paper.md).\n"),
    _appended("recommendations/people.yaml", "- {id: p-NUMBER, name: P. Doe}\n"),
    _replaced("recommendations/people.yaml", "Jane Doe", "Jane Roe"),
    _replaced("forum.toml", 'highlights = ["rec-a"]', 'highlights = ["rec-b"]\npapers = ["c", "a"]'),
    _replaced("forum.toml", "[report]", '[report]\ninclude = ["draft"]'),
    _replaced("forum.toml", "Edits ☃", "Edits 漢"),
    _appended("forum.toml", '[check.severity]\ncitation-unused = "off"\ncitation-unknown = "warning"\n'),
    _appended(BIBLIOGRAPHY, "\n@misc{new-NUMBER, author = {Doe, Jane}, title = {One more work}, date = {2020}}\n"),
    _appended(BIBLIOGRAPHY, "\n@article{twin, author = {Doe, Jane}, title = {How humans stay in control of swarms},\n"
              "journaltitle = {A Journal}, date = {2020}}\n"),
    _appended(BIBLIOGRAPHY, "\n@article{same, title = {Something else}, doi = {10.5555/12345678}, date = {2020}}\n"),
    _appended(BIBLIOGRAPHY, "\n@book{Whole, title = {Open {brace}, crossref = {part}}\n"),
    _appended(BIBLIOGRAPHY, "\n@comment{ @misc{hidden, title = {x}}\n}\n"),
    _replaced(BIBLIOGRAPHY, "crossref = {whole}", "crossref = {whale}"),
    _replaced(BIBLIOGRAPHY, "publisher = press", "publisher = pres"),
    _replaced(BIBLIOGRAPHY, "@string{press = {A Press}}\n", "@string{press = {Another Press}}\n\n"),
    _replaced(BIBLIOGRAPHY, "@book{whole, ", "@book{whole, crossref = {part}, "),
    _replaced(BIBLIOGRAPHY, "superseded by new2", "superseded by doe2020"),
    _replaced(BIBLIOGRAPHY, "@book{roe2019", "% a line before\n@book{roe2019"),
    _replaced(BIBLIOGRAPHY, "doi = {10.5555/12345678}", "doi = {10.5555/87654321}"),
    _appended("recommendations/rounds/r/round.yaml", ROUND),
    _replaced("recommendations/rounds/r/round.yaml", "state: closed", "state: open"),
    _replaced(A, "Do it.", "Do it now."),
    _appended("forum.toml", '[consensus]\nrule = "rand-ucla"\n'),
    _appended("recommendations/positions/home.yaml", POSITION),
    _removed("recommendations/positions/home.yaml"),
    _appended("recommendations/positions/gone.yaml", POSITION.replace("rec-a", "rec-NUMBER")),
    _replaced("recommendations/positions/home.yaml", "No ☃", "漢"),
    _any_line(BIBLIOGRAPHY),
    _any_line(BIBLIOGRAPHY),
    _any_line(A),
    _any_line(B),
    _any_line("recommendations/papers/c/references.bib"),
)  # fmt: skip
