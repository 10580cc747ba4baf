"""``forum resolve``: decide on a contribution's conflicts; the last decision merges it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from forum.commands.accept import must_be_open
from forum.commands.contributing import at_desk, carry_out, merge_commit, pending_named, tell
from forum.commands.standing import Checks
from forum.contributions.questions import Question, allowed, answered, questions
from forum.contributions.records import pending_data
from forum.contributions.values import Pending, State
from forum.diagnostics import Diagnostic, Outcome, UsageError
from forum.operations import write_entry
from forum.receiving.joining import as_entries, joined
from forum.tools.git_trees import changed_between


class Resolved(msgspec.Struct, frozen=True):
    """What was decided: all questions, the answers so far, and the merge, if none is left."""

    pending: Pending
    questions: tuple[Question, ...]
    answers: Mapping[str, str]
    commit: str = ""
    operation: int = 0

    @property
    def open(self) -> tuple[Question, ...]:
        """The questions that have no answer."""
        return tuple(one for one in self.questions if one.key not in self.answers)


Ask = Callable[[Question, int], str | None]


def resolve(
    root: Path,
    name: str,
    take: Mapping[int, str] | str = "",
    ask: Ask | None = None,
    note: str = "",
    today: datetime.date | None = None,
) -> Outcome[Resolved]:
    """Answer the questions of an open contribution, and merge it once all have an answer.

    ``take`` answers all questions alike, or some by number. ``ask`` is called for each
    question that is left, with their count, and gives an answer, or None to stop. Answers
    are kept, so that one can stop and go on. The problems are the new errors of the merge.

    Raises:
        UsageError: there is none of this name, or an answer does not fit its question.
    """
    day = today or datetime.datetime.now(tz=datetime.UTC).date()
    with at_desk(root) as desk:
        pending = pending_named(root, name)
        must_be_open(pending)
        made = joined(desk, desk.head, pending.received)
        asked = questions(made.merged, desk.scratch.read)
        answers = {key: answer for key, answer in pending.choices.items() if any(one.key == key for one in asked)}
        answers |= _taken(asked, take)
        kept = replace(pending, choices=answers)
        for one in asked:
            if ask is not None and one.key not in answers:
                answer = ask(one, len(asked))
                if answer is None:
                    break
                answers[one.key] = _fitting(one, answer)
                write_entry(root, pending.name, pending_data(kept))  # so that an interruption loses nothing
        write_entry(root, pending.name, pending_data(kept))
        state = Resolved(kept, asked, answers)
        if state.open:
            return Outcome(state)
        tree = as_entries(desk, answered(made.merged, answers, desk.scratch.read))
        changes = changed_between(desk.scratch.tree(desk.head), tree)
        commit = merge_commit(desk, desk.head, pending.received, changes, pending.facts, "resolved", day, note)
        problems: tuple[Diagnostic, ...] = Checks(desk, day).new_errors(desk.head, commit)
        operation = carry_out(desk, f"resolve {pending.name}", commit, [kept], [])
        tell(desk, kept, State.MERGED, note, problems)
        return Outcome(replace(state, commit=commit, operation=operation.number), problems)


def _taken(asked: tuple[Question, ...], take: Mapping[int, str] | str) -> dict[str, str]:
    if isinstance(take, str):
        return {one.key: _fitting(one, take) for one in asked} if take else {}
    wrong = [number for number in take if not 1 <= number <= len(asked)]
    if wrong:
        raise UsageError(f"there is no question {wrong[0]}", f"they are numbered 1 to {len(asked)}")
    return {one.key: _fitting(one, take[one.number]) for one in asked if one.number in take}


def _fitting(one: Question, answer: str) -> str:
    if not allowed(one, answer):
        message = f"{answer} is no answer to question {one.number} ({one.path}, {one.where})"
        raise UsageError(message, f"possible are {', '.join(one.takes)}")
    return answer
