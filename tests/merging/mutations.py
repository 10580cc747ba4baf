"""Documents that two people change, for the laws: words that nobody else has tell what became of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from forum.merging import Merged
from forum.merging.notebooks.cells import CellConflict
from forum.merging.notebooks.merging import MergedNotebook
from forum.merging.notebooks.reading import NotebookCell, source_text

ROOT = Path(__file__).resolve().parents[2]

PROSE = """---
title: Human control over swarms
kind: recommendation-paper
keywords: [human control, swarms]
status: draft
---

# Introduction

As @fig-override shows, one operator intervened too late in 38% of the runs [@doe2031].
Dr. J. Doe disagrees, e.g. in ch. 4. This is a longer sentence that goes on over
the end of its line. And a fourth one.

- A first item.
- A second item, with more words.
- A third item.

| swarm | operators | rate |
|-------|----------:|-----:|
| ten   |         1 |  2 % |
| fifty |         1 | 38 % |

```python
print("opaque")
if True:
    print("lines")
```

::: {#rec-span-of-control .recommendation strength=strong}
States should cap the number of platforms that one operator supervises.

::: rationale
Because it matters. It really does.
:::
:::
"""
BIB = """% the shared bibliography
@string{jan = "January"}

@article{doe2031,
  author = {Doe, Jane},
  title = {On the {Span} of Control},
  year = 2031,
}

@book{roe2030,
  author = "Roe, Richard",
  title = "Swarms"
}

@comment{nothing}
@misc{ap1, title={Additional Protocol I}, year={1977}}
"""
YAML = """# the people
- {id: jane-doe, name: Jane Doe, partner: partner-a}
- id: richard-roe
  name: Richard Roe  # with a comment
  roles:
    - lead
    - editor
  text: |
    Some text
    in lines.
- {id: editors, name: Editors, group: true}
"""
MAPPING = """sets:
  baseline: {}
  large: {platforms: 200, seed: 7}
# comment
sweeps:
  grid:
    platforms: [10, 50]
    latency: [0.5, 2.0]
data:
  - data/votes.csv
  - data/other.csv
"""
TOML = """[forum]
title = "Academic Forum"  # a comment
lead = "tudelft"

[[partner]]
id = "tudelft"
name = "Delft"

[[partner]]
id = "leiden"
name = "Leiden"

[report]
formats = ["pdf", "html"]
papers = []
"""
CSV = """id,name,score
a,Alpha,1
b,Beta,2
c,"Gamma, the third",3
d,Delta,4
"""
JSON = """[
  {"id": "doe2031", "type": "book", "title": "Span"},
  {"id": "roe2030", "type": "article", "title": "Swarms"},
  {
    "id": "ap1",
    "note": "One"
  }
]
"""


def words(text: str) -> Counter[str]:
    """Return how often each word occurs."""
    return Counter("".join(sign if sign.isalnum() else " " for sign in text).split())


def mutated(text: str, random: Random, tag: str) -> str:
    """Return a text after a few changes; what is new contains the tag."""
    lines = text.splitlines(keepends=True)
    for turn in range(random.randint(1, 5)):
        new = f"{tag}{turn}{random.randint(0, 999)}"
        at = random.randrange(len(lines) + 1)
        one = min(at, len(lines) - 1)
        change = random.choice(("word", "word", "word", "delete", "insert", "swap", "copy", "append", "truncate"))
        if not lines or change == "insert":
            lines.insert(at, f"{new}\n")
        elif change == "word":
            parts = lines[one].split(" ")
            place = random.randrange(len(parts))
            ending = "\n" if parts[place].endswith("\n") else ""
            parts[place] = new + ending
            lines[one] = " ".join(parts)
        elif change == "delete":
            del lines[one : one + random.randint(1, 3)]
        elif change == "swap":
            other = random.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
        elif change == "copy":
            lines.insert(at, lines[one].rstrip("\n") + f" {new}\n")
        elif change == "append":
            lines.append(f"{new}: {new}\n")
        else:
            lines[-1] = lines[-1].rstrip("\n")
    return "".join(lines)


def notebook(cells: int = 8, ids: bool = True) -> dict[str, Any]:
    """Return a notebook with code and prose."""
    made = []
    for number in range(cells):
        code = number % 2 == 0
        source = (
            f"import module{number}\nvalue{number} = {number}\nprint(value{number})"
            if code
            else f"# Part {number}\n\nSentence one of {number}. Sentence two of part {number} is longer."
        )
        cell = {"cell_type": "code" if code else "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}
        if ids:
            cell["id"] = f"cell-{number}"
        if code:
            output = {"name": "stdout", "output_type": "stream", "text": [f"{number}\n"]}
            cell |= {"execution_count": number, "outputs": [output]}
        made.append(cell)
    return {
        "cells": made,
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5 if ids else 4,
    }


def mutated_notebook(data: dict[str, Any], random: Random, tag: str) -> dict[str, Any]:
    """Return a notebook after a few changes of its cells."""
    data = json.loads(json.dumps(data))
    cells: list[dict[str, Any]] = data["cells"]
    changes: dict[str, Callable[[int, str], None]] = {
        "source": lambda at, new: cells[at].update(
            source=[*cells[at]["source"][:-1], f"{new}\n", *cells[at]["source"][-1:]]
        ),
        "text": lambda at, new: cells[at].update(
            source=mutated("".join(cells[at]["source"]), random, new).splitlines(True)
        ),
        "delete": lambda at, _: cells.pop(at) and None,
        "move": lambda at, _: cells.insert(random.randrange(len(cells)), cells.pop(at)),
        "insert": lambda at, new: cells.insert(at, _cell(new, "id" in cells[0])),
        "run": lambda at, new: cells[at].update(execution_count=99) if cells[at]["cell_type"] == "code" else None,
        "tag": lambda at, new: cells[at]["metadata"].setdefault("tags", []).append(new),
        "split": lambda at, new: _split(cells, at, new),
    }
    for turn in range(random.randint(1, 4)):
        if len(cells) > 2:
            changes[random.choice(sorted(changes))](
                random.randrange(len(cells)), f"{tag}{turn}{random.randint(0, 999)}"
            )
    return data


def _cell(new: str, ids: bool) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": "markdown", "metadata": {}, "source": [f"{new} is a cell of its own."]}
    return {**cell, "id": new} if ids else cell


def _split(cells: list[dict[str, Any]], at: int, new: str) -> None:
    source = cells[at]["source"]
    if len(source) > 1:
        second = {**cells[at], "source": source[1:]}
        if "id" in second:
            second["id"] = new
        cells[at] = {**cells[at], "source": source[:1]}
        cells.insert(at + 1, second)


def dumped(data: dict[str, Any]) -> bytes:
    """Return a notebook as Jupyter writes it."""
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def told(merged: Merged) -> str:
    """Return all that a merge still has: its text, and both sides of its conflicts."""
    if not isinstance(merged, MergedNotebook):
        return "".join(
            one if isinstance(one, str) else f"{one.ours}\n{one.theirs}\n{one.base}" for one in merged.pieces
        )
    parts = []
    for cell in merged.cells:
        if isinstance(cell, NotebookCell):
            parts.append(cell.source)
        elif isinstance(cell, CellConflict):
            parts += [source_text(one.get("source", "")) for one in (cell.our_cell, cell.their_cell) if one]
    return "\n".join(parts)


def needed(base: int, ours: int, theirs: int) -> int:
    """Return how many of a word a merge that loses nothing must keep."""
    if ours >= base and theirs >= base:
        return max(ours, theirs)
    if ours < base and theirs < base:
        return 0
    return max(0, max(ours, theirs) - base) if max(ours, theirs) > base else 0


def lost(base: str, ours: str, theirs: str, result: str) -> list[str]:
    """Return the words that one side added or kept, the other did not delete, and that are gone."""
    was, mine, yours, now = (words(text) for text in (base, ours, theirs, result))
    return [word for word in mine.keys() | yours.keys() if now[word] < needed(was[word], mine[word], yours[word])]
