"""Seeded workspaces of any size, without notebooks: what the benchmarks of rebuilding build.

Everything in them is invented: words are drawn from a list, names are made of syllables.
"""

from __future__ import annotations

import random
from pathlib import Path

_WORDS = """access account action agreement analysis argument authority basis behaviour boundary capacity care case
certainty change claim command concern condition context control cost course decision degree delay design detail duty
effect effort element error event evidence example exercise experience failure feature field figure form function goal
group guidance human idea impact information input interest issue judgement knowledge law level limit logic loss
machine margin matter means measure method mission model moment need norm number object operator order outcome
output panel part pattern people period place plan point policy power practice principle problem procedure process
purpose quality question range rate reason record reliability report request resource response result review right
risk role rule safety sample scale scope sense signal situation source staff stage standard state step structure
study subject supervision support system task team technique term test theory threshold time training trust unit
use user value variation view warning weight will work zone""".split()
_SMALL = "the of and to in a that is for with on as by at from under between within across".split()
_SYLLABLES = "ka lo mir ten ra vos del hu ban sor wit pel no dra gel fin".split()

_MANIFEST = """[forum]
title = "A manuscript of {words} words"
lead = "north"
language = "en"
notice = "Invented text that measures how fast a report is built."

[[partner]]
id = "north"
name = "University of the North (fictional)"
country = "NL"

[[theme]]
id = "first"
title = "The first theme"
subthemes = []

[[theme]]
id = "second"
title = "The second theme"
subthemes = []

[report]
formats = ["pdf", "html", "docx"]
highlights = ["rec-paper-1"]
paragraph-numbers = true
"""
_HEAD = """---
title: "{title}"
kind: recommendation-paper
theme: {theme}
authors:
  - {{person: ada, roles: [conceptualization, writing-original-draft]}}
editor: ada
abstract: {abstract}
keywords: [example]
status: draft
language: en
---
"""
_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 300">
<rect width="600" height="300" fill="#ffffff"/>
<polyline fill="none" stroke="#225588" stroke-width="2" points="{points}"/>
</svg>
"""


def make_manuscript(folder: Path, papers: int, words: int, references: int, figures: int, seed: int = 2026) -> None:
    """Write a workspace of ``papers`` papers that have ``words``, ``references`` and ``figures`` in all."""
    draw = random.Random(seed)
    _write(folder / "forum.toml", _MANIFEST.format(words=words))
    _write(folder / "recommendations/people.yaml", "- {id: ada, name: Ada Example, partner: north}\n")
    keys = [f"work{number}" for number in range(references)]
    _write(folder / "recommendations/references.bib", "\n".join(_entry(draw, key) for key in keys))
    for number in range(1, papers + 1):
        own = keys[number - 1 :: papers]
        count = figures // papers + (number <= figures % papers)
        home = folder / f"recommendations/papers/paper-{number}"
        for figure in range(1, count + 1):
            _write(home / f"figures/plot-{figure}.svg", _picture(draw))
        _write(home / "paper.md", _paper(draw, number, words // papers, own, count))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _name(draw: random.Random) -> str:
    return "".join(draw.choices(_SYLLABLES, k=draw.randint(2, 4))).capitalize()


def _sentence(draw: random.Random, length: int, cite: str = "") -> str:
    words = [draw.choice(_SMALL if place % 2 else _WORDS) for place in range(length)]
    return " ".join(words).capitalize() + (f" [{cite}]" if cite else "") + "."


def _entry(draw: random.Random, key: str) -> str:
    authors = " and ".join(f"{_name(draw)}, {_name(draw)}" for _ in range(draw.randint(1, 4)))
    pages, year = draw.randint(1, 400), draw.randint(1990, 2025)
    return f"""@article{{{key},
  author = {{{authors}}},
  title = {{{_sentence(draw, 9)[:-1]}}},
  journal = {{Journal of {draw.choice(_WORDS)} {draw.choice(_WORDS)}}},
  volume = {{{draw.randint(1, 60)}}},
  pages = {{{pages}--{pages + draw.randint(3, 30)}}},
  year = {{{year}}},
}}
"""


def _picture(draw: random.Random) -> str:
    points = " ".join(f"{place * 6},{draw.uniform(20, 280):.1f}" for place in range(100))
    return _SVG.format(points=points)


def _paper(draw: random.Random, number: int, words: int, keys: list[str], figures: int) -> str:
    """Return a paper: sections of paragraphs with citations, notes, a table, an equation, figures."""
    theme = "first" if number % 2 else "second"
    blocks = [
        _HEAD.format(title=f"Paper {number}: {_sentence(draw, 5)[:-1]}", theme=theme, abstract=_sentence(draw, 30))
    ]
    waiting = list(keys)
    left, paragraph, shown = words - 60, 0, 0
    while left > 0:
        if paragraph % 8 == 0:
            blocks.append(f"# {_sentence(draw, 4)[:-1]} {{#part-{paragraph // 8}}}")
        sentences = []
        for place in range(5):
            length = draw.randint(14, 26)
            cite = f"@{waiting.pop(0)}, p. {length}" if waiting and place in (1, 3) else ""
            sentences.append(_sentence(draw, length, cite))
            left -= length
        text = " ".join(sentences)
        if paragraph % 10 == 5:
            text += f"^[{_sentence(draw, 12, f'@{draw.choice(keys)}') if keys else _sentence(draw, 12)}]"
            left -= 12
        blocks.append(text)
        if shown < figures and paragraph % 8 == 4:
            shown += 1
            alt = _sentence(draw, 12)
            blocks.append(
                f'![{_sentence(draw, 8)}](figures/plot-{shown}.svg){{#fig-{shown} alt="{alt}"}}\n\nSee @fig-{shown}.'
            )
        paragraph += 1
    blocks.append(
        "| Case | First | Second |\n|:--|--:|--:|\n"
        + "\n".join(f"| {draw.choice(_WORDS)} | {draw.randint(1, 99)} | {draw.randint(1, 99)} |" for _ in range(6))
        + f"\n\n: {_sentence(draw, 6)} {{#tbl-cases}}"
    )
    blocks.append("$$ y = a x + b $$ {#eq-line}")
    blocks.append(_recommendation(draw, number, keys, figures))
    return "\n\n".join(blocks) + "\n"


def _recommendation(draw: random.Random, number: int, keys: list[str], figures: int) -> str:
    evidence = "; ".join((["@fig-1"] if figures else []) + ([f"[@{keys[0]}]"] if keys else [])) or "@tbl-cases"
    return f"""# Recommendations

::: {{#rec-paper-{number} .recommendation addressees="states" strength=conditional certainty=low}}

States should {_sentence(draw, 14).lower()}

::: rationale

{_sentence(draw, 20)}

:::

::: evidence

{evidence}.

:::

:::"""
