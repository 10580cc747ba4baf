"""A seeded manuscript of a given size, as a workspace and as the one Markdown file that other tools read."""

from __future__ import annotations

import random
from pathlib import Path

SEED = 20230215
MANIFEST = """\
[forum]
title = "Benchmark"

[[partner]]
id = "p"
name = "Partner"

[[theme]]
id = "t"
title = "Theme"
"""
FRONT = "---\ntitle: {title}\nkind: case-study\ntheme: t\nauthors: []\nabstract: A seeded text.\nstatus: draft\n---\n\n"
_SYLLABLES = ("con", "trol", "hu", "man", "swa", "rm", "law", "re", "port", "tes", "ting", "a", "de", "vi", "ce", "no")
_FAMILIES = ("Doe", "Roe", "Poe", "Kay", "Jansen", "Visser", "Bakker", "Smit", "Meyer", "Silva", "Rossi", "Novak")
_SENTENCE = (8, 24)  # words
_PARAGRAPH = (4, 7)  # sentences
_POINTS = 60


class Text:
    """Words by a seed; each paragraph cites, each section has a heading."""

    def __init__(self, references: int, seed: int = SEED) -> None:
        self._chance = random.Random(seed)
        self._keys = [f"ref{number}" for number in range(references)]
        self._cited = 0

    def word(self) -> str:
        """Return a word that is none."""
        return "".join(self._chance.choices(_SYLLABLES, k=self._chance.randint(1, 4)))

    def sentence(self) -> str:
        """Return a sentence."""
        words = [self.word() for _ in range(self._chance.randint(*_SENTENCE))]
        return " ".join(words).capitalize()

    def paragraph(self) -> str:
        """Return a paragraph that cites two works, all of them in turn."""
        keys = [self._keys[(self._cited + step) % len(self._keys)] for step in range(2)]
        self._cited += 2
        sentences = [self.sentence() for _ in range(self._chance.randint(*_PARAGRAPH))]
        sentences[-1] += f" [@{keys[0]}; @{keys[1]}, p. {self._chance.randint(1, 300)}]"
        return ". ".join(sentences) + "."

    def entry(self, key: str) -> str:
        """Return a BibTeX entry."""
        names = " and ".join(f"{self._chance.choice(_FAMILIES)}, {self._chance.choice('ABCDEF')}." for _ in range(2))
        fields = {
            "author": names,
            "title": f"{{{self.sentence()}}}",
            "journal": f"Journal of {self.word().capitalize()}",
            "year": str(self._chance.randint(1990, 2026)),
            "volume": str(self._chance.randint(1, 90)),
            "pages": "{}--{}".format(*sorted(self._chance.sample(range(1, 900), 2))),
            "doi": f"10.5555/{key}",
        }
        return f"@article{{{key},\n" + "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items()) + "}\n"

    def figure(self) -> str:
        """Return a line chart as SVG."""
        points = " ".join(f"{10 * x},{self._chance.randint(0, 300)}" for x in range(_POINTS))
        size = 'viewBox="0 0 600 300" width="600" height="300"'
        line = f'<polyline points="{points}" fill="none" stroke="black"/>'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{line}</svg>\n'


def write(root: Path, words: int, references: int, figures: int) -> Path:
    """Write a workspace with one paper of this size, and return the paper."""
    text = Text(references)
    folder = root / "recommendations" / "papers" / "paper"
    (folder / "figures").mkdir(parents=True)
    (root / "forum.toml").write_text(MANIFEST)
    (folder / "references.bib").write_text("\n".join(text.entry(f"ref{number}") for number in range(references)))
    blocks: list[str] = []
    written = shown = 0
    while written < words:
        if len(blocks) % 12 == 0:
            blocks.append(f"# {text.sentence()}")
        blocks.append(text.paragraph())
        written += len(blocks[-1].split())
        if shown < figures * written / words:
            (folder / "figures" / f"f{shown}.svg").write_text(text.figure())
            blocks.append(f'![{text.sentence()}.](figures/f{shown}.svg){{#fig-f{shown} alt="A line."}}')
            shown += 1
    paper = folder / "paper.md"
    paper.write_text(FRONT.format(title="Paper") + "\n\n".join(blocks) + "\n")
    return paper


def change_a_word(paper: Path, number: int) -> None:
    """Change one word in the middle of a paper, to another one for each number."""
    lines = paper.read_text().splitlines()
    middle = next(at for at in range(len(lines) // 2, len(lines)) if lines[at] and lines[at][0].isalpha())
    lines[middle] = " ".join([lines[middle].split()[0], f"changed{number}", *lines[middle].split()[2:]])
    paper.write_text("\n".join(lines) + "\n")
