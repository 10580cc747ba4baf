"""What is wrong in review files: comments on no paper, names of nobody, and what a final paper still leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from forum.diagnostics import Diagnostic, Span, error, warning
from forum.documents.nearest import did_you_mean
from forum.documents.trees import Tree
from forum.model import ReviewFile, Workspace
from forum.reviews.comments import WITH_REPLY, threads


def review_problems(workspace: Workspace) -> Iterator[Diagnostic]:
    """Yield what is wrong in the review comments of a workspace."""
    papers = {paper.slug: paper for paper in workspace.papers}
    people = [person.id for person in workspace.people]
    for file in workspace.reviews:
        yield from _twice(file)
        yield from _people(file, people)
        yield from _replies(file)
        if file.slug not in papers:
            hints = did_you_mean(file.slug, papers) or ("name the file after the folder of the paper",)
            yield warning("review-paper", f"there is no paper {file.slug} that this speaks of", Span(file.path), *hints)
        elif papers[file.slug].meta.status == "final":
            yield from _open(file)


def _twice(file: ReviewFile) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for number, one in enumerate(file.comments):
        if one.id in seen:
            message = f"the id {one.id} is given to a second comment"
            place = Tree(None, file.spans).place((number, "id"))
            yield error("id-duplicate", message, place, "give one of them another id")
        seen.add(one.id)


def _people(file: ReviewFile, people: list[str]) -> Iterator[Diagnostic]:
    for number, one in enumerate(file.comments):
        for key, name in (("person", one.person), ("by", one.by)):
            if name and name not in people:
                hints = did_you_mean(name, people) or ("add them: forum new person NAME",)
                place = Tree(None, file.spans).place((number, key))
                yield error("review-person", f"recommendations/people.yaml has no person {name}", place, *hints)


def _replies(file: ReviewFile) -> Iterator[Diagnostic]:
    for number, one in enumerate(file.comments):
        resolved_in_word = one.status == "answered" and one.source
        if one.status in WITH_REPLY and not one.answer.strip() and not resolved_in_word:
            place = Tree(None, file.spans).place((number, "status"))
            hint = f'say why, in a sentence: forum review answer {one.id} --as {one.status} --reply "…"'
            yield warning("review-reply", f"{one.id} is {one.status}, and nothing says why", place, hint)


def _open(file: ReviewFile) -> Iterator[Diagnostic]:
    for one in threads(file):
        if one.is_open:
            who = one.comment.author or one.comment.person or "somebody"
            hint = f"decide: forum review answer {one.comment.id} --as accepted, declined, noted or deferred"
            message = f"the paper is final, and a comment of {who} is open: {_short(one.comment.text)}"
            yield warning("review-open", message, one.place, hint)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 70 else words[:69].rstrip() + "…"
