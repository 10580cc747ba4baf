"""Which contributions merge, and which a person has to decide on: one after the other, checked together."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from forum.commands.contributing import merge_commit
from forum.commands.standing import Checks
from forum.contributions.touched import positions_of_others
from forum.contributions.values import NOTHING, UNKNOWN, Facts, Received, Refusal, State
from forum.diagnostics import Diagnostic
from forum.receiving.desk import Desk
from forum.receiving.joining import Joined, joined

if TYPE_CHECKING:
    from forum.contributions.questions import Question, Read


class Result(msgspec.Struct, frozen=True):
    """What became of one contribution: its state, why, and what the checks or the merge found.

    ``received`` is None where it was refused. ``commit`` is the merge on the branch.
    """

    name: str
    partner: str
    source: str
    state: State
    reasons: tuple[str, ...] = ()
    received: Received | None = None
    facts: Facts = NOTHING
    questions: tuple[Question, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    refusal: Refusal | None = None
    commit: str = ""


def settle(
    desk: Desk, ours: str, results: Sequence[Result], checks: Checks, allow_tooling: bool, today: datetime.date
) -> tuple[str, list[Result]]:
    """Merge what can be merged, one after the other, and return where that leads, with what became of each.

    The checks look at the end of a batch. If there are new errors, the batch is halved
    until it is clear whose they are: two checks for a batch that is in order.
    """
    end, done = _chained(desk, ours, results, allow_tooling, today)
    merged = [one for one in done if one.state is State.MERGED]
    if not merged:
        return end, done
    problems = checks.new_errors(ours, end)
    if not problems:
        return end, done
    if len(merged) == 1:
        held = replace(_with_errors(merged[0], problems), state=State.HELD, commit="")
        return ours, [held if one is merged[0] else one for one in done]
    half = results.index(next(one for one in results if one.name == merged[len(merged) // 2].name))
    middle, first = settle(desk, ours, results[:half], checks, allow_tooling, today)
    end, second = settle(desk, middle, results[half:], checks, allow_tooling, today)
    return end, [*first, *second]


def checked_aside(desk: Desk, ours: str, one: Result, checks: Checks, today: datetime.date) -> Result:
    """Return a contribution that waits for its words, with the errors that it would bring: both are to be decided on.

    One that no longer merges by itself with what has been merged meanwhile stays as it is.
    """
    if one.state is not State.HELD or one.problems or one.received is None:
        return one
    made = joined(desk, ours, one.received)
    if not made.clean:
        return one
    taken = merge_commit(desk, ours, one.received, made.changes, one.facts, "merged", today)
    return _with_errors(one, checks.new_errors(ours, taken))


def _with_errors(one: Result, problems: tuple[Diagnostic, ...]) -> Result:
    if not problems:
        return one
    told = f"{len(problems)} new error{'s' if len(problems) > 1 else ''} would be in the workspace"
    return replace(one, reasons=(*one.reasons, told), problems=problems)


def _chained(
    desk: Desk, ours: str, results: Sequence[Result], allow_tooling: bool, today: datetime.date
) -> tuple[str, list[Result]]:
    """Merge contributions one upon the other, as far as no person is needed."""
    done = []
    for one in results:
        if one.state is not State.MERGED or one.received is None:
            done.append(one)
            continue
        result, made = decided(joined(desk, ours, one.received), one, allow_tooling, desk.scratch.read)
        if result.state is State.MERGED:
            ours = merge_commit(desk, ours, one.received, made.changes, one.facts, "merged", today)
            result = replace(result, commit=ours)
        done.append(result)
    return ours, done


def decided(made: Joined, one: Result, allow_tooling: bool, read: Read) -> tuple[Result, Joined]:
    """Return what becomes of a contribution that was joined: merged, or set aside and why."""
    if made.merged.conflicts:
        from forum.contributions.questions import questions

        asked = questions(made.merged, read)
        count = len(asked)
        reason = f"{count} place{'s' if count > 1 else ''} that both sides changed"
        return replace(one, state=State.CONFLICT, reasons=(reason,), questions=asked), made
    reasons = tuple(_reasons(one.facts, one.partner, allow_tooling))
    return (replace(one, state=State.HELD, reasons=reasons) if reasons else one), made


def _reasons(touched: Facts, partner: str, allow_tooling: bool) -> Iterator[str]:
    if touched.recommendations:
        yield f"it rewords {', '.join(touched.recommendations)}: positions on that become stale"
    if others := positions_of_others(touched.files, partner):
        yield f"it changes the positions of {', '.join(others)}, and comes from {partner or UNKNOWN}"
    if touched.tooling and not allow_tooling:
        yield f"it changes files of the program: {', '.join(touched.tooling[:5])}"
