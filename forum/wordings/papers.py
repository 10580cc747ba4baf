"""One paper back through the commits: its title, status and name, whatever its folder was called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from forum.diagnostics import Span
from forum.documents.trees import Plain
from forum.documents.yaml_trees import read_yaml
from forum.wordings.values import Commit, Source, Version

_FRONT = re.compile(r"\s*---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
FIELDS = ("title", "status", "kind", "theme", "authors", "editor")
Papers = Mapping[PurePosixPath, Source | None]


@dataclass(frozen=True)
class PaperStep:
    """What became of a paper in one commit: ``changed`` are fields of its front matter, and its file, before and now.

    A paper that was added has nothing before, one that was removed nothing now.
    """

    commit: Commit
    changed: tuple[tuple[str, str, str], ...]

    @property
    def added(self) -> bool:
        """Whether it was not there before."""
        return any(name == "file" and not was for name, was, _ in self.changed)

    @property
    def removed(self) -> bool:
        """Whether it is not there now."""
        return any(name == "file" and not now for name, _, now in self.changed)


def front(text: str) -> str:
    """Return the front matter of a paper's text, empty where it has none."""
    found = _FRONT.match(text)
    return found[1] if found else ""


def paper_steps(path: PurePosixPath, versions: Sequence[Version]) -> tuple[PaperStep, ...]:
    """Return what became of the paper in a file, newest first; ``versions`` are oldest first."""
    state: dict[PurePosixPath, Source | None] = {}
    changed: list[tuple[Version, Papers]] = []
    for version in versions:
        changed.append((version, {one: state.get(one) for one in version.papers}))
        state.update(version.papers)
    return tuple(_steps(path, changed))


def _steps(path: PurePosixPath, changed: Sequence[tuple[Version, Papers]]) -> Iterator[PaperStep]:
    for version, before in reversed(changed):
        if path not in version.papers:
            continue
        now, was, old = version.papers[path], before.get(path), path
        if now is not None and was is None:
            old = _renamed(now, version.papers, before) or path
            was = before.get(old)
        rows = tuple(_rows(old if was else None, was, path if now else None, now))
        if rows:
            yield PaperStep(version.commit, rows)
        path = old


def _renamed(now: Source, after: Papers, before: Papers) -> PurePosixPath | None:
    """Return the file that a commit took away and that was this paper: by its content, or its recommendations."""
    gone = [(path, one) for path, one in before.items() if one is not None and after.get(path) is None]
    for path, one in gone:
        if one.blob == now.blob or set(one.blocks) & set(now.blocks) or (one.front and one.front == now.front):
            return path
    return None


def _rows(
    old: PurePosixPath | None, was: Source | None, new: PurePosixPath | None, now: Source | None
) -> Iterator[tuple[str, str, str]]:
    if old != new:
        yield "file", str(old or ""), str(new or "")
    if was is not None and now is not None and was.front == now.front:
        return
    before, after = (_said(one.front) if one else {} for one in (was, now))
    for name in FIELDS:
        if before.get(name, "") != after.get(name, ""):
            yield name, before.get(name, ""), after.get(name, "")


def _said(text: str) -> dict[str, str]:
    """Return the fields of a front matter as texts; none of one that does not parse."""
    value = read_yaml(text, Span(PurePosixPath("paper.md"))).value
    return {name: _shown(value[name]) for name in FIELDS if name in value} if isinstance(value, dict) else {}


def _shown(value: Plain) -> str:
    if isinstance(value, list):
        return ", ".join(str(one.get("person", "")) if isinstance(one, dict) else str(one) for one in value)
    return "" if value is None else " ".join(str(value).split())
