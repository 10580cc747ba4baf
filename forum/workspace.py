"""The workspace on disk, read into one frozen value; nothing is executed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath

from forum import __version__
from forum.diagnostics import Diagnostic, Outcome, Span, UsageError, error, fatal, warning
from forum.documents.notebooks import parse_notebook
from forum.documents.papers import notebook_paper, read_paper, report_text, slug_of
from forum.documents.validation import Loaded, load_toml, load_yaml
from forum.ledgers import read_contributions, read_positions, read_reviews, read_rounds
from forum.model import (
    ForumSettings,
    Manifest,
    Notebook,
    Paper,
    ParameterFile,
    Person,
    Text,
    Workspace,
)
from forum.tools.files import MANIFEST, entries, find_root, leads_out, read_text

PEOPLE = PurePosixPath("recommendations/people.yaml")
PAPERS = "recommendations/papers"
_BIBLIOGRAPHIES = ("references.bib", "references.json", "references.yaml")
_Problems = list[Diagnostic]

__all__ = ["MANIFEST", "PAPERS", "PEOPLE", "find_root", "load"]


Reader = Callable[[str, PurePosixPath, Sequence[PurePosixPath]], Outcome[Paper | None]]
"""What makes a paper of a Markdown text, its path and its own bibliographies."""


def load(root: Path, *, allow_empty: bool = False, reader: Reader = read_paper) -> Outcome[Workspace]:
    """Return everything that the workspace holds, and what is wrong in it; ``reader`` reads its papers.

    What cannot be used is left out or replaced by a default, with a problem that
    says so; a fatal problem is there where a file cannot be read at all.

    Raises:
        UsageError: it is no workspace, has no paper yet, or asks for another program.
    """
    if not (root / MANIFEST).is_file():
        raise UsageError(f"{root} is no workspace: it has no forum.toml", "start one with: forum init DIR")
    problems: _Problems = []
    manifest = _manifest(root, problems)
    settings = manifest.value or Manifest(forum=ForumSettings(title="Untitled report"))
    problems.extend(_required_version(settings.forum.requires, manifest.place("forum", "requires")))
    people = _people(root, problems)
    papers = _papers(root, problems, reader)
    if not papers and not allow_empty and not _paper_files(root):
        raise UsageError("the workspace is empty: it has no paper yet", 'write one with: forum new paper "A title"')
    workspace = Workspace(
        root=root,
        manifest=settings,
        manifest_spans=manifest.spans,
        people=people.value or (),
        people_spans=people.spans,
        papers=papers,
        notebooks=_notebooks(root, problems),
        report_texts=_report_texts(root, problems),
        bibliographies=_bibliographies(root, "recommendations", problems),
        contributions=read_contributions(root, problems),
        positions=read_positions(root, problems),
        rounds=read_rounds(root, problems),
        reviews=read_reviews(root, problems),
    )
    # Where the names themselves could not be read, every use of one would be unknown.
    named = manifest.value is not None and people.value is not None
    found = tuple(_names(workspace)) if named else ()
    if any(problem.fatal and problem.span.path.is_relative_to(PAPERS) for problem in problems):
        # What an unread paper holds would be unknown.
        found = tuple(problem for problem in found if problem.code not in _NAMES_IN_PAPERS)
    return Outcome(workspace, (*problems, *found))


_NAMES_IN_PAPERS = (
    "highlight-unknown",
    "paper-unknown",
    "position-recommendation",
    "round-recommendation-unknown",
    "review-paper",
)


def _names(workspace: Workspace) -> Iterator[Diagnostic]:
    """Yield what names in the workspace name nothing, and what is wrong in positions and rounds."""
    from forum.documents.registry import recommendation_ids, registry_problems

    yield from registry_problems(workspace)
    if workspace.positions:
        from forum.consensus.checks import position_problems

        yield from position_problems(workspace, recommendation_ids(workspace.papers))
    if workspace.rounds:
        from forum.consensus.round_checks import round_problems

        yield from round_problems(workspace, recommendation_ids(workspace.papers))
    if workspace.reviews:
        from forum.reviews.checks import review_problems

        yield from review_problems(workspace)


def load_names(root: Path) -> Workspace:
    """Return a workspace of which nothing is read but the manifest and the people.

    Raises:
        UsageError: it is no workspace, or asks for another program.
    """
    if not (root / MANIFEST).is_file():
        raise UsageError(f"{root} is no workspace: it has no forum.toml", "start one with: forum init DIR")
    problems: _Problems = []
    manifest = _manifest(root, problems)
    settings = manifest.value or Manifest(forum=ForumSettings(title="Untitled report"))
    tuple(_required_version(settings.forum.requires, manifest.place("forum", "requires")))
    return Workspace(root=root, manifest=settings, people=_people(root, problems).value or ())


def load_apart(root: Path) -> tuple[Diagnostic, ...]:
    """Return what is wrong in the notebooks and records of a folder, each for itself, whatever else is there."""
    problems: _Problems = []
    _notebooks(root, problems)
    read_contributions(root, problems)
    return tuple(problems)


def _required_version(requires: str, place: Span) -> Iterator[Diagnostic]:
    """Hold ``requires`` of the manifest against this program."""
    if not requires or _is_at_least(requires):
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        wanted = SpecifierSet(requires)
    except InvalidSpecifier:
        yield error("requires-invalid", f"{requires} is no range of versions", place, 'write it as in ">=0.1"')
        return
    if not wanted.contains(__version__, prereleases=True):
        message = f"this workspace asks for forum {requires}; this is forum {__version__}"
        raise UsageError(message, f"install it: pip install 'forum-workspace{requires}'")


def _is_at_least(requires: str) -> bool:
    """Tell whether this program is of a version as in ``>=0.1``: the usual case, without loading what reads all."""
    least = re.fullmatch(r">= *(\d+(?:\.\d+)*)", requires)
    have = re.fullmatch(r"\d+(?:\.\d+)*", __version__)
    if least is None or have is None:
        return False
    wanted, found = ([int(part) for part in version.split(".")] for version in (least[1], have[0]))
    return found >= wanted


def _manifest(root: Path, problems: _Problems) -> Loaded[Manifest]:
    text = _text(root, MANIFEST, problems)
    if text is None:
        return Loaded(None, {(): Span(MANIFEST)})
    loaded = load_toml(text, MANIFEST, Manifest, fallback={("forum", "title"): "Untitled report"})
    problems.extend(loaded.problems)
    return loaded


def _people(root: Path, problems: _Problems) -> Loaded[tuple[Person, ...]]:
    empty: Loaded[tuple[Person, ...]] = Loaded((), {(): Span(PEOPLE)})
    if not (root / PEOPLE).exists():
        return empty
    text = _text(root, PEOPLE, problems)
    if text is None:
        return Loaded(None, empty.spans)
    loaded = load_yaml(text, PEOPLE, tuple[Person, ...])
    problems.extend(loaded.problems)
    return loaded


def _papers(root: Path, problems: _Problems, reader: Reader) -> tuple[Paper, ...]:
    found: list[Paper] = []
    seen: dict[str, PurePosixPath] = {}
    files = _paper_files(root)
    for path in files:
        first = seen.setdefault(slug_of(path).casefold(), path)
        if first != path:
            message = f"two papers have the slug {slug_of(path)}: {first} and {path}"
            problems.append(fatal("paper-slug-duplicate", message, Span(path), "rename or remove one of them"))
            continue
        paper = _paper(root, path, problems, reader)
        found.extend([paper] if paper else [])
    problems.extend(_passed_over(root, {path.parent for path in files}))
    return tuple(sorted(found, key=lambda paper: paper.slug))


def _paper_files(root: Path) -> tuple[PurePosixPath, ...]:
    return tuple(path for name in ("paper.md", "paper.ipynb") for path in entries(root, PAPERS, f"*/{name}"))


def _passed_over(root: Path, papers: Collection[PurePosixPath]) -> Iterator[Diagnostic]:
    """Yield what lies among the papers and is not read as one."""
    for path in entries(root, PAPERS):
        if path.suffix in (".md", ".ipynb") and (root / path).is_file():
            remedy = f"move it to {path.with_suffix('')}/paper{path.suffix}"
            yield warning(
                "paper-misplaced", f"{path.name} is not read: a paper has a folder of its own", Span(path), remedy
            )
        elif path not in papers and (root / path).is_dir():
            message = f"the folder {path.name} has no paper.md and no paper.ipynb, and is not read"
            yield warning("paper-missing", message, Span(path), "put a paper there, or remove the folder")


def load_paper(root: Path, path: PurePosixPath) -> Outcome[Paper | None]:
    """Return one paper as it is now; None where it cannot be read."""
    problems: _Problems = []
    paper = _paper(root, path, problems, read_paper)
    return Outcome(paper, tuple(problems))


def _paper(root: Path, path: PurePosixPath, problems: _Problems, reader: Reader) -> Paper | None:
    own = _bibliographies(root, str(path.parent), problems)
    if path.suffix == ".ipynb":
        notebook = _notebook(root, path, problems)
        outcome = Outcome[Paper | None](None) if notebook is None else notebook_paper(notebook, own)
    else:
        text = _text(root, path, problems)
        outcome = Outcome(None) if text is None else reader(text, path, own)
    problems.extend(outcome.problems)
    return outcome.value


def _notebooks(root: Path, problems: _Problems) -> tuple[Notebook, ...]:
    found = (_notebook(root, path, problems) for path in entries(root, "notebooks", "*.ipynb"))
    return tuple(notebook for notebook in found if notebook is not None)


def _notebook(root: Path, path: PurePosixPath, problems: _Problems) -> Notebook | None:
    text = _text(root, path, problems)
    if text is None:
        return None
    parameters = _parameters(root, path.with_suffix(".params.yaml"), problems)
    outcome = parse_notebook(text, path, parameters.value or ParameterFile(), parameters.spans)
    problems.extend(outcome.problems)
    return outcome.value


def _parameters(root: Path, path: PurePosixPath, problems: _Problems) -> Loaded[ParameterFile]:
    text = _text(root, path, problems) if (root / path).exists() else None
    if text is None:
        return Loaded(None, {(): Span(path)})
    loaded = load_yaml(text, path, ParameterFile)
    problems.extend(loaded.problems)
    return loaded


def _report_texts(root: Path, problems: _Problems) -> dict[str, Text]:
    texts = {}
    for path in entries(root, "recommendations/report", "*.md"):
        text = _text(root, path, problems)
        if text is not None:
            outcome = report_text(text, path)
            problems.extend(outcome.problems)
            texts[path.stem] = outcome.value
    return texts


def _bibliographies(root: Path, folder: str, problems: _Problems) -> tuple[PurePosixPath, ...]:
    """Return the reference files of a folder that lie in the workspace."""
    names = [name for name in _BIBLIOGRAPHIES if os.path.isfile(f"{root}/{folder}/{name}")]  # noqa: PTH113 (quicker)
    found = [PurePosixPath(folder, name) for name in names]
    outside = {path: problem for path in found if (problem := leads_out(root, path))}
    problems.extend(outside.values())
    return tuple(path for path in found if path not in outside)


def shared_bibliographies(root: Path) -> tuple[PurePosixPath, ...]:
    """Return the reference files that all papers share, as ``load`` finds them."""
    return _bibliographies(root, "recommendations", [])


def _text(root: Path, path: PurePosixPath, problems: _Problems) -> str | None:
    outcome = read_text(root, path)
    problems.extend(outcome.problems)
    return outcome.value
