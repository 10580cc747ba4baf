"""``forum pack``: what is mailed out, a Word file or a zip, stamped with the commit that it was packed from."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from forum.commands.run import stale_results
from forum.diagnostics import Diagnostic, Outcome, Span, UsageError, warning
from forum.documents.nearest import did_you_mean
from forum.model import Paper, Workspace
from forum.stages.word_in import returned_paper
from forum.stages.word_out import word_file
from forum.stages.zip_out import packed_files, used_runs, zip_file
from forum.tools import git
from forum.tools.files import read_text, unwritable
from forum.word.values import WordStamp
from forum.workspace import load

FOLDER = PurePosixPath("build/pack")


@dataclass(frozen=True)
class Packed:
    """What was made: the files, relative to the workspace, and the commit that they say."""

    paths: tuple[PurePosixPath, ...]
    base: str


def pack(root: Path, name: str, to: Literal["docx", "zip"]) -> Outcome[Packed]:
    """Write a paper, or every paper of a partner, to ``build/pack/``: a DOCX each, or one zip.

    Figures and tables are shown as last computed; nothing is executed.

    Raises:
        UsageError: there is no such paper or partner, no commit, or something that would be packed
            is not committed.
    """
    loaded = load(root)
    workspace = loaded.value
    if fatal := next((problem for problem in loaded.problems if problem.fatal), None):
        raise UsageError(f"{fatal.span}: {fatal.message}", *fatal.hints)
    papers = named_papers(workspace, name)
    partner = name if name not in {paper.slug for paper in workspace.papers} else ""
    base = _base(root)
    moment = git.commit_date(root) or datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    if to == "zip":
        files = packed_files(workspace, papers)
        _committed(root, files)
        data = zip_file(root, papers, files, base, partner, moment)
        return Outcome(Packed((_write(root, f"{name}.zip", data),), base))
    _committed(root, [paper.path for paper in papers])
    problems: list[Diagnostic] = []
    paths = tuple(path for paper in papers if (path := _word(workspace, paper, base, moment, problems)))
    if not paths:
        raise UsageError(f"{name} has no paper that is a Markdown file", f"forum pack {name} --to zip")
    return Outcome(Packed(paths, base), tuple(problems))


def named_papers(workspace: Workspace, name: str) -> tuple[Paper, ...]:
    """Return a paper by its slug, or the papers with an author of a partner.

    Raises:
        UsageError: there is none.
    """
    own = tuple(paper for paper in workspace.papers if paper.slug == name)
    if own:
        return own
    partners = {partner.id for partner in workspace.manifest.partner}
    if name not in partners:
        hints = did_you_mean(name, [*(paper.slug for paper in workspace.papers), *partners])
        raise UsageError(f"there is no paper and no partner {name}", *hints, "forum status lists the papers")
    people = {person.id for person in workspace.people if person.partner == name}
    theirs = tuple(paper for paper in workspace.papers if people & {one.person for one in paper.meta.authors})
    if not theirs:
        raise UsageError(f"the partner {name} has no paper", "name a paper: forum pack SLUG")
    return theirs


def _base(root: Path) -> str:
    base = git.head_commit(root, 40)
    if not base:
        raise UsageError(
            "what is packed is stamped with its commit, and this workspace has none",
            'git init && git add . && git commit -m "Start"',
        )
    return base


def _committed(root: Path, paths: Sequence[PurePosixPath]) -> None:
    """Refuse what is not committed: the stamp would name a commit that has other words."""
    changed = git.uncommitted(root, paths)
    if changed:
        listed = ", ".join(str(path) for path in changed[:5]) + (" …" if len(changed) > 5 else "")
        raise UsageError(
            f"not committed: {listed}; what comes back is merged against the commit, which has other words",
            f'git add {changed[0].parent} && git commit -m "…", then pack again',
        )


def _word(
    workspace: Workspace, paper: Paper, base: str, moment: datetime.datetime, problems: list[Diagnostic]
) -> PurePosixPath | None:
    if paper.notebook is not None:
        hint = f"forum pack {paper.slug} --to zip"
        problems.append(warning("word-notebook", "a notebook does not go into a Word file", Span(paper.path), hint))
        return None
    text = read_text(workspace.root, paper.path).value or ""
    results = stale_results(workspace, used_runs(workspace, [paper]))
    data = word_file(workspace, paper, text, WordStamp(paper.slug, base), results, moment)
    if returned_paper(data, text).value.text != text:
        problems.append(
            warning(
                "word-lossy",
                "not all of this paper survives a Word file: it would come back changed, though nobody edits it",
                Span(paper.path),
                f"compare them when it comes back, or use forum pack {paper.slug} --to zip",
            )
        )
    return _write(workspace.root, f"{paper.slug}.docx", data)


def _write(root: Path, name: str, data: bytes) -> PurePosixPath:
    path = FOLDER / name
    aside = root / FOLDER / f".{name}.new"
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(data)
        aside.replace(root / path)
    except OSError as failed:
        aside.unlink(missing_ok=True)
        raise unwritable(failed, root / path) from failed
    return path
