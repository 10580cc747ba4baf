"""What a sender is told of a contribution: what was taken, what is open, what is asked. Sentences, no commands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forum.contributions.questions import EDIT, Question
from forum.contributions.values import Facts, Received, Refusal, State
from forum.diagnostics import Diagnostic

_OUTCOMES = {
    State.MERGED: "merged",
    State.HELD: "waits for the coordinators",
    State.CONFLICT: "waits for a decision",
    State.REFUSED: "could not be taken",
    State.RETURNED: "comes back to you",
    State.KNOWN: "was merged before",
    State.UNCHANGED: "has no change in it",
}
_FORMS = {
    "branch": "as a branch",
    "remote": "as a branch of another repository",
    "bundle": "as a git bundle",
    "mail": "as a patch by mail",
    "zip": "as a zip",
    "folder": "as a folder",
    "word": "as a Word file",
    "file": "as a single file",
}


@dataclass(frozen=True)
class Reply:
    """What is said to whoever sent a contribution, in lines; ``needs`` are a coordinator's next commands."""

    name: str
    state: State
    outcome: str
    mail_outcome: str
    came: str
    sender: str
    person: str
    form: str
    taken: tuple[str, ...]
    open: tuple[str, ...]
    asked: tuple[str, ...]
    facts: tuple[str, ...]
    problems: tuple[str, ...]
    needs: tuple[str, ...]
    questions: tuple[Question, ...] = ()


def reply_to(
    name: str,
    state: State,
    received: Received | None,
    facts: Facts,
    reasons: tuple[str, ...] = (),
    questions: tuple[Question, ...] = (),
    problems: tuple[Diagnostic, ...] = (),
    refusal: Refusal | None = None,
    note: str = "",
) -> Reply:
    """Return the reply to one contribution."""
    lines = tuple(in_words(facts))
    done = state is State.MERGED
    return Reply(
        name=name,
        state=state,
        outcome=_OUTCOMES[state],
        mail_outcome=_OUTCOMES[state] if state is not State.MERGED else "is merged",
        came=_came(received),
        sender=_sender(received),
        person=received.sender.name if received else "",
        form=received.channel.value if received else "",
        taken=(lines or ("Your changes, as they are.",)) if done else (),
        open=() if done else tuple(_open(state, reasons, refusal, note)),
        asked=tuple(_asked(state, problems, refusal)),
        facts=() if done else lines,
        problems=tuple(f"{one.message} ({one.span})" for one in problems),
        needs=tuple(_needs(state, name)),
        questions=questions,
    )


def _came(received: Received | None) -> str:
    if received is None:
        return ""
    notes = "".join(f"; {one}" for one in received.notes)
    signed = f"; signature: {received.signature}" if received.signature else ""
    return f"It came {_FORMS[received.channel.value]}, made from version {received.base[:12]}{notes}{signed}."


def _sender(received: Received | None) -> str:
    return "" if received is None else received.partner or received.sender.name or "unknown"


def _open(state: State, reasons: tuple[str, ...], refusal: Refusal | None, note: str) -> Iterator[str]:
    if note:
        yield note
    if refusal:
        yield f"{refusal} (rule {refusal.rule})"
    elif not note:
        yield from (f"{reason[0].upper()}{reason[1:]}." for reason in reasons)
    if state is State.CONFLICT:
        yield "The forum's text has changed in the same places meanwhile. The coordinators decide."


def _asked(state: State, problems: tuple[Diagnostic, ...], refusal: Refusal | None) -> Iterator[str]:
    if refusal and refusal.remedy:
        yield f"{refusal.remedy[0].upper()}{refusal.remedy[1:]}, please."
    elif state is State.CONFLICT:
        yield "Look at the places below, and tell us if one of the texts has to stand as it is."
    elif problems:
        yield "Look at what the checks say. A corrected file is welcome; the coordinators may also correct it."
    elif state is State.RETURNED:
        yield "Change it accordingly, and send it again."


def _needs(state: State, name: str) -> Iterator[str]:
    if state is State.CONFLICT:
        yield f"forum resolve {name}"
    if state is State.HELD:
        yield f"forum accept {name}"
    if state in (State.HELD, State.CONFLICT):
        yield f'forum return {name} --note "…"'


def in_words(facts: Facts) -> Iterator[str]:
    """Yield what a contribution touches, a line each."""
    for paper in facts.papers:
        words = "word" if paper.added == 1 else "words"
        yield f"Paper {paper.slug}: {paper.added} {words} added, {paper.removed} taken out"
    for what, names in (
        ("Recommendations reworded", facts.recommendations),
        ("New recommendations", facts.new_recommendations),
        ("Notebooks that run again", facts.notebooks),
        ("New references", facts.references),
        ("New persons", facts.people),
        ("Files of the program", facts.tooling),
    ):
        if names:
            yield f"{what}: {', '.join(names)}"


def offered(question: Question) -> tuple[str, ...]:
    """Return the answers that a command can give without an editor."""
    return tuple(take for take in question.takes if take != EDIT)
