"""The recommendations of a workspace through its commits: the sources of all, and what some of them said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from forum.contributions.rules import RECORDS
from forum.contributions.touched import PAPERS, POSITIONS, prose
from forum.documents.ast import Node
from forum.documents.manuscript import interpret
from forum.documents.places import Places
from forum.documents.validation import load_items
from forum.documents.words import packed
from forum.model import Position, Text, Workspace
from forum.stages.cache import cached, lookup
from forum.stages.memory import program
from forum.tools import pandoc
from forum.tools.git_history import Logged, branch_log, texts_of
from forum.wordings.lineage import alone, own_part, sources
from forum.wordings.papers import front
from forum.wordings.values import Commit, Home, Source, Version, Wording, wording_of

_AT_ONCE = 200  # sources that one pandoc reads
Said = Callable[[Home | None], Wording | None]
"""What a recommendation said where it stood; None where it was none, or cannot be read."""


@dataclass(frozen=True)
class History:
    """The commits of the branch, oldest first, with the papers that each changes.

    ``records`` has the name of the contribution that a commit merged, by the commit's id, ``merges`` the parent on the
    branch of each commit that merged something; ``positions`` are the files that partners ever had there, by path
    and blob, newest first.
    """

    versions: tuple[Version, ...]
    records: Mapping[str, str]
    merges: Mapping[str, str]
    positions: tuple[tuple[PurePosixPath, str], ...]


def read_history(root: Path) -> History:
    """Return the history of a workspace's papers, positions and contributions.

    Raises:
        UsageError: there is none.
    """
    logged = branch_log(root, [str(PAPERS), str(POSITIONS), str(RECORDS)])
    changes = [change for one in logged for change in one.changes]
    paths = {change.after: change.path for change in changes if _is_paper(change.path) and change.after}
    kept: dict[str, str] = {}  # most versions have most sources in common
    known: dict[str, Source] = {}
    for oid, text in texts_of(root, list(paths)):
        said = prose(paths[oid], text)
        blocks = {name: kept.setdefault(one, one) for name, one in sources(said).items()}
        head = front(said)
        known[oid] = Source(oid, blocks, kept.setdefault(head, head))
    versions = (_version(one, known) for one in reversed(logged))
    positions = dict.fromkeys((change.path, change.after) for change in changes if _is_position(change.path))
    return History(
        tuple(one for one in versions if one.papers),
        _records(logged),
        {one.id: one.parents[0] for one in logged if len(one.parents) > 1},
        tuple(pair for pair in positions if pair[1]),
    )


def writer_of(root: Path, history: History, commit: str, home: Home) -> str:
    """Return who wrote the words that a merge brought: the author of the first commit in it that has them."""
    logged = branch_log(root, [str(PAPERS)], since=history.merges[commit], until=commit)
    changes = [(one, change) for one in reversed(logged) for change in one.changes if _is_paper(change.path)]
    texts = dict(texts_of(root, list(dict.fromkeys(change.after for _, change in changes if change.after))))
    for one, change in changes:
        found = sources(prose(change.path, texts.get(change.after, "")))
        if home.id in found and own_part(found[home.id]) == own_part(home.source):
            return one.author
    return ""


def _is_paper(path: PurePosixPath) -> bool:
    return path.parts[:2] == PAPERS.parts and len(path.parts) == 4 and path.name in ("paper.md", "paper.ipynb")


def _is_position(path: PurePosixPath) -> bool:
    return path.parent == POSITIONS and path.suffix == ".yaml"


def _version(one: Logged, known: Mapping[str, Source]) -> Version:
    changed = {change.path: known.get(change.after) for change in one.changes if _is_paper(change.path)}
    return Version(Commit(one.id, one.author, one.date, one.subject), changed)


def _records(logged: Iterable[Logged]) -> dict[str, str]:
    """Return which contribution each merge is of: the one whose record it brings."""
    found: dict[str, str] = {}
    for one in logged:
        new = [change.path for change in one.changes if change.path.is_relative_to(RECORDS) and not change.before]
        if len(new) == 1 and len(one.parents) > 1:
            found[one.id] = new[0].relative_to(RECORDS).with_suffix("").as_posix()
    return found


# --- what was said ------------------------------------------------------------------------


def said_in(workspace: Workspace, homes: Iterable[Home]) -> Said:
    """Return what tells what recommendations said where they stood; each source is read by pandoc once, and kept."""
    told = tuple(dict.fromkeys(homes))
    whole = dict(texts_of(workspace.root, list({one.blob for one in told if alone(one.source) is None})))
    texts = {one: alone(one.source) or prose(one.path, whole.get(one.blob, "")) for one in told}
    read = wordings_in(workspace, list(texts.values()))
    return lambda home: None if home is None else read[texts[home]].get(home.id)


def wordings_in(workspace: Workspace, texts: Sequence[str]) -> dict[str, dict[str, Wording]]:
    """Return the recommendations of Markdown texts, by text and id; none of a text that pandoc refuses."""
    prefixes = frozenset(workspace.manifest.citations.prefixes)
    more = (" ".join(sorted(prefixes)), pandoc.MARKDOWN, program())
    each = tuple(dict.fromkeys(texts))
    new = [text for text in each if lookup(workspace.root, "wordings", (text, *more)) is None]
    parts = [new[start : start + _AT_ONCE] for start in range(0, len(new), _AT_ONCE)]
    with ThreadPoolExecutor() as pool:
        blocks = [one for part in pool.map(pandoc.read_many_json, parts) for one in part]
    read = dict(zip(new, blocks, strict=True))

    def made(text: str) -> Any:
        return cached(workspace.root, "wordings", (text, *more), lambda: _plain(text, read.get(text), prefixes))

    found = {text: msgspec.convert(made(text), list[Wording]) for text in each}
    return {text: {one.id: one for one in reversed(some)} for text, some in found.items()}


def _plain(text: str, blocks: bytes | None, prefixes: frozenset[str]) -> Any:
    nodes: list[Node]
    try:
        nodes = packed(pandoc.read(text) if blocks is None else msgspec.json.decode(blocks))
    except pandoc.PandocError:
        return []
    places = Places((Text(PurePosixPath("paper.md"), text),))
    found = interpret(nodes, places, "en", prefixes).recommendations
    return [msgspec.to_builtins(wording_of(one, prefixes)) for one in found]


def positions_ever(root: Path, history: History, digests: frozenset[str]) -> tuple[tuple[str, Position], ...]:
    """Return the positions on words with these digests that any commit has, each with its partner, newest first."""
    blobs = {blob: path for path, blob in history.positions}
    found: dict[tuple[str, Position], None] = {}
    for oid, text in texts_of(root, list(blobs)):
        if any(digest in text for digest in digests):
            loaded = load_items(text, blobs[oid], Position)
            found |= dict.fromkeys((blobs[oid].stem, one) for one in loaded.value or () if one.digest in digests)
    return tuple(found)
