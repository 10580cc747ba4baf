"""``forum review``: what reviewers say of the papers, and what became of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from msgspec.structs import replace as altered

from forum.diagnostics import Diagnostic, Outcome, Span, UsageError
from forum.documents.nearest import did_you_mean
from forum.ledgers import REVIEWS
from forum.model import CommentType, Disposition, Paper, Person, ReviewComment, Text, Workspace
from forum.reviews.comments import OPEN, WITH_REPLY, Seen, everybody, is_by, threads, writer
from forum.reviews.quotes import Where, where
from forum.reviews.writing import identity, with_answer, with_comment
from forum.tools.files import read_text, write_texts
from forum.tools.git_history import commit_named
from forum.workspace import load


@dataclass(frozen=True)
class Reviewed:
    """The comments that were asked for, paper by paper, in the order of their places.

    ``names`` are the partners' by id, ``people`` the persons'.
    """

    papers: tuple[tuple[str, tuple[Seen, ...]], ...]
    names: dict[str, str]
    people: dict[str, str]

    @property
    def open(self) -> int:
        """How many of them are open."""
        return sum(one.thread.is_open for _, some in self.papers for one in some)


@dataclass(frozen=True)
class Written:
    """A comment as it stands in its file now; ``where`` its words stand in the paper."""

    slug: str
    path: PurePosixPath
    comment: ReviewComment
    where: Where
    left: int


def reviewed(root: Path, slug: str = "", *, only_open: bool = False, by: str = "") -> Outcome[Reviewed]:
    """Return the comments on a paper, or on all; those that are open, or of one person or partner, where asked.

    Raises:
        UsageError: there is no such paper, or nobody of that name.
    """
    loaded = load(root)
    workspace = loaded.value
    papers = {paper.slug: paper for paper in workspace.papers}
    files = [file for file in workspace.reviews if slug in ("", file.slug)]
    if slug and slug not in papers and not files:
        raise UsageError(f"there is no paper {slug}", *did_you_mean(slug, papers), "forum status lists the papers")
    chosen = {file.slug: tuple(_chosen(workspace, file.slug, only_open, by)) for file in files}
    if by and not any(chosen.values()) and not _is_known(workspace, by):
        hints = did_you_mean(by, list(everybody(workspace)))
        raise UsageError(f"nobody here is called {by}", *hints, "name a person or partner, or an id of one")
    found = tuple((name, some) for name, some in chosen.items() if some)
    names = {partner.id: partner.name for partner in workspace.manifest.partner}
    people = {person.id: person.name for person in workspace.people}
    problems = tuple(problem for problem in loaded.problems if problem.span.path.is_relative_to(REVIEWS))
    return Outcome(Reviewed(found, names, people), problems)


def _is_known(workspace: Workspace, name: str) -> bool:
    return name.casefold() in {one.casefold() for one in everybody(workspace)}


def _chosen(workspace: Workspace, slug: str, only_open: bool, by: str) -> Iterator[Seen]:
    """Yield the threads of a paper that are asked for, in order."""
    for one in in_order(seen(workspace, slug)):
        if (one.thread.is_open or not only_open) and (not by or is_by(one.writer, by, workspace)):
            yield one


def in_order(some: Iterable[Seen]) -> list[Seen]:
    """Return threads in the order of the paper: those on the whole of it first, those whose words are gone last."""
    return sorted(
        some, key=lambda one: (one.where.state == "gone", [place.sort_key() for place in one.where.places[:1]])
    )


def seen(workspace: Workspace, slug: str) -> Iterator[Seen]:
    """Yield the threads of a paper's comments, each with its writer and place."""
    paper = next((one for one in workspace.papers if one.slug == slug), None)
    texts = texts_of(workspace, paper) if paper is not None else ()
    for file in workspace.reviews:
        for thread in threads(file) if file.slug == slug else ():
            yield Seen(thread, writer(thread.comment, workspace), where(thread.comment.quote, texts))


def texts_of(workspace: Workspace, paper: Paper) -> tuple[Text, ...]:
    """Return what a comment can mark of a paper: its whole file, the front matter too; of a notebook, its Markdown."""
    if paper.notebook is not None:
        return paper.texts
    return (Text(paper.path, read_text(workspace.root, paper.path).value or ""),)


# --- adding -----------------------------------------------------------------------------------


def add(
    root: Path,
    slug: str,
    text: str,
    person: str,
    today: datetime.date,
    *,
    quote: str = "",
    proposed: str = "",
    type: CommentType | None = None,
    answers: str = "",
) -> Outcome[Written]:
    """Write a comment on a paper into its review file; without a quotation it is on the paper as a whole.

    ``answers`` is the id of a comment on the same paper that it answers.

    Raises:
        UsageError: an unknown name, nothing said, words that the paper does not have, or the comment is there already.
    """
    workspace, problems = _workspace(root)
    paper = _paper(workspace, slug)
    who = _person(workspace, person)
    if not text.strip():
        raise UsageError("the comment says nothing", 'say it: --comment "…"')
    place = where(quote, texts_of(workspace, paper))
    if place.state in ("changed", "gone"):
        near = (f"something like it stands at {place.places[0]}",) if place.places else ()
        raise UsageError(f"{slug} does not have these words: {quote}", *near, "quote the words as the paper has them")
    date, said = today.isoformat(), (text.strip(), quote.strip())
    comment = ReviewComment(
        id=identity(who.id, date, *said),
        author=who.name,
        person=who.id,
        date=date,
        type=type,
        quote=said[1],
        text=said[0],
        proposed=proposed.strip(),
        answers=answers,
    )
    known = [one.id for file in workspace.reviews if file.slug == slug for one in file.comments]
    if answers and answers not in known:
        raise UsageError(f"{slug} has no comment {answers}", *did_you_mean(answers, known), f"forum review list {slug}")
    if comment.id in known:
        raise UsageError(f"{comment.id} says so already", f"forum review list {slug}")
    path = PurePosixPath(REVIEWS, f"{slug}.yaml")
    write_texts(root, {path: with_comment(_text(root, path), comment, Span(path))})
    return Outcome(Written(slug, path, comment, place, _open_in(root, slug)), problems)


# --- answering --------------------------------------------------------------------------------


def answer(
    root: Path,
    name: str,
    status: Disposition,
    today: datetime.date,
    *,
    reply: str = "",
    by: str = "",
    commit: str = "",
    paper: str = "",
) -> Outcome[Written]:
    """Write down what became of a comment; ``open`` takes that back. ``paper`` is asked for where two have the id.

    Raises:
        UsageError: there is no such comment, person or commit, or no reply where one is needed.
    """
    workspace, problems = _workspace(root)
    slug, path, comment = _comment(workspace, name, paper)
    if status in WITH_REPLY and not reply.strip():
        raise UsageError(f"{status} needs a word why", '--reply "…", for whoever wrote the comment')
    if status == OPEN and (reply or by or commit):
        raise UsageError("an open comment has no reply yet", "leave out --reply, --by and --commit")
    decided = altered(
        comment,
        status=status,
        answer=reply.strip(),
        by=_person(workspace, by).id if by else "",
        decided=None if status == OPEN else today,
        commit=commit_named(root, commit) if commit else "",
    )
    write_texts(root, {path: with_answer(_text(root, path), decided, Span(path))})
    texts = [texts_of(workspace, one) for one in workspace.papers if one.slug == slug]
    place = where(comment.quote, texts[0] if texts else ())
    return Outcome(Written(slug, path, decided, place, _open_in(root, slug)), problems)


def _comment(workspace: Workspace, name: str, slug: str) -> tuple[str, PurePosixPath, ReviewComment]:
    files = [file for file in workspace.reviews if slug in ("", file.slug)]
    found = [(file.slug, file.path, one) for file in files for one in file.comments if one.id == name]
    if not found:
        known = [one.id for file in files for one in file.comments]
        raise UsageError(f"there is no comment {name}", *did_you_mean(name, known), "forum review list names all")
    above = {answer.id: one.comment.id for file in files for one in threads(file) for answer in one.answers}
    if name in above:
        raise UsageError(f"{name} answers {above[name]}, and goes with it", f"decide on that one: {above[name]}")
    if len({path for _, path, _ in found}) > 1:
        papers = " and ".join(slug for slug, _, _ in found)
        raise UsageError(f"{papers} both have a comment {name}", f"say which: --paper {found[0][0]}")
    return found[0]


def _workspace(root: Path) -> tuple[Workspace, tuple[Diagnostic, ...]]:
    """Return the workspace; a review file that cannot be read stands in the way of writing to it."""
    loaded = load(root)
    for problem in loaded.problems:
        if problem.fatal:
            raise UsageError(f"{problem.span}: {problem.message}", *problem.hints)
    return loaded.value, ()


def _paper(workspace: Workspace, slug: str) -> Paper:
    papers = {paper.slug: paper for paper in workspace.papers}
    if slug not in papers:
        raise UsageError(f"there is no paper {slug}", *did_you_mean(slug, papers), "forum status lists the papers")
    return papers[slug]


def _person(workspace: Workspace, name: str) -> Person:
    people = {person.id: person for person in workspace.people}
    if name not in people:
        hints = did_you_mean(name, people) or ('add them: forum new person "A Name" --partner PARTNER',)
        raise UsageError(f"recommendations/people.yaml has no person {name}", *hints)
    return people[name]


def _text(root: Path, path: PurePosixPath) -> str:
    return (read_text(root, path).value or "") if (root / path).exists() else ""


def _open_in(root: Path, slug: str) -> int:
    files = load(root).value.reviews
    return sum(one.is_open for file in files if file.slug == slug for one in threads(file))
