"""What a contribution touches, told from the files that it changes; recommendations apart, which need pandoc."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath

from forum.contributions.rules import is_tooling
from forum.contributions.values import Facts, PaperFacts

PAPERS = PurePosixPath("recommendations/papers")
NOTEBOOKS = PurePosixPath("notebooks")
POSITIONS = PurePosixPath("recommendations/positions")
PEOPLE = PurePosixPath("recommendations/people.yaml")
_KEY = re.compile(r"^[ \t]*@(?!comment|string|preamble)\w+\s*[{(]\s*([^,\s}]+)\s*,", re.MULTILINE | re.IGNORECASE)
_CSL = re.compile(r"""^[ \t{,-]*["']?id["']?\s*:\s*["']?([^"',}\n]+)""", re.MULTILINE)
_PERSON = re.compile(r"\bid:\s*([\w.-]+)")

Versions = Mapping[PurePosixPath, tuple[bytes, bytes]]


def facts_of(changed: Versions) -> Facts:
    """Return what changed files touch; ``changed`` has each file's content before and after, empty for none."""
    texts = {path: (_text(before), _text(after)) for path, (before, after) in changed.items()}
    return Facts(
        papers=tuple(_papers(texts)),
        notebooks=tuple(_notebooks(texts)),
        references=_new(texts, lambda path: path.stem == "references", _keys),
        people=_new(texts, lambda path: path == PEOPLE, lambda _, text: _PERSON.findall(text)),
        tooling=tuple(sorted(str(path) for path in texts if is_tooling(path))),
        files=tuple(sorted(map(str, texts))),
    )


def paper_of(path: PurePosixPath) -> str | None:
    """Return the slug of the paper that a file belongs to, or None."""
    return path.parts[2] if path.is_relative_to(PAPERS) and len(path.parts) > 3 else None


def positions_of_others(files: Iterable[str], partner: str) -> tuple[str, ...]:
    """Return the partners whose positions are in files that another partner sends, or nobody who is known."""
    paths = map(PurePosixPath, files)
    found = {path.stem for path in paths if path.parent == POSITIONS and path.suffix == ".yaml"}
    return tuple(sorted(found - {partner}))


def _text(data: bytes) -> str:
    return "" if b"\0" in data[:8000] else data.decode("utf-8", "replace")


def _papers(texts: Mapping[PurePosixPath, tuple[str, str]]) -> list[PaperFacts]:
    counts: dict[str, list[int]] = {}
    for path, (before, after) in texts.items():
        slug = paper_of(path)
        if slug is None:
            continue
        added, removed = words_changed(prose(path, before), prose(path, after)) if path.stem == "paper" else (0, 0)
        entry = counts.setdefault(slug, [0, 0])
        entry[0] += added
        entry[1] += removed
    return [PaperFacts(slug, *counts[slug]) for slug in sorted(counts)]


def words_changed(before: str, after: str) -> tuple[int, int]:
    """Return how many words were added and taken out; words that only moved count as neither."""
    was, now = Counter(re.findall(r"\w+", before)), Counter(re.findall(r"\w+", after))
    return (now - was).total(), (was - now).total()


def prose(path: PurePosixPath, text: str) -> str:
    """Return what people write in a file: of a notebook, its Markdown and raw cells."""
    if path.suffix != ".ipynb" or not text:
        return text
    try:
        cells = json.loads(text)["cells"]
        return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] != "code")
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _notebooks(texts: Mapping[PurePosixPath, tuple[str, str]]) -> list[str]:
    """Return the notebooks that run again: their code, parameters, or a file beside them has changed."""
    found = set()
    for path, (before, after) in texts.items():
        if path.suffix == ".ipynb" and _code(before) != _code(after):
            found.add(path.stem if path.is_relative_to(NOTEBOOKS) else str(path))
        elif path.name.endswith(".params.yaml"):
            found.add(path.name.removesuffix(".params.yaml"))
    return sorted(found)


def _code(text: str) -> object:
    try:
        cells = json.loads(text)["cells"] if text else []
        return [
            ("".join(cell["source"]), cell.get("metadata", {}).get("tags"))
            for cell in cells
            if cell["cell_type"] == "code"
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return text


def _new(
    texts: Mapping[PurePosixPath, tuple[str, str]],
    wanted: Callable[[PurePosixPath], bool],
    names: Callable[[PurePosixPath, str], Iterable[str]],
) -> tuple[str, ...]:
    found: set[str] = set()
    for path, (before, after) in texts.items():
        if wanted(path):
            found |= set(names(path, after)) - set(names(path, before))
    return tuple(sorted(found))


def _keys(path: PurePosixPath, text: str) -> list[str]:
    return [key.strip() for key in (_KEY if path.suffix == ".bib" else _CSL).findall(text)]
