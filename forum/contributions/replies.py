"""What a sender is told of a contribution: what was taken, what is open, what is asked. Sentences, no commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from forum.contributions.touched import positions_of_others
from forum.contributions.values import Facts, Received, Refusal, State
from forum.contributions.wording import words_for
from forum.diagnostics import Diagnostic

if TYPE_CHECKING:
    from forum.contributions.passages import Passage
    from forum.contributions.questions import Question

_ENGLISH = words_for("en")


class Reply(msgspec.Struct, frozen=True):
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
    needs: tuple[tuple[str, str], ...]
    language: str
    words: Mapping[str, str]
    questions: tuple[Question, ...] = ()
    passages: tuple[Passage, ...] = ()


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
    language: str = "en",
    passages: tuple[Passage, ...] = (),
) -> Reply:
    """Return the reply to one contribution, in a language that there are words of, else in English."""
    words = words_for(language)
    lines = tuple(in_words(facts, words))
    done = state is State.MERGED
    if words is not _ENGLISH:
        partner = received.partner if received else ""
        reasons = tuple(_why(state, facts, partner, len(questions), len(problems), words))
    return Reply(
        name=name,
        state=state,
        outcome=words[state.value],
        mail_outcome=words["is-merged" if done else state.value],
        came=_came(received, words),
        sender=_sender(received),
        person=received.sender.name if received else "",
        form=received.channel.value if received else "",
        taken=(lines or (words["as-they-are"],)) if done else (),
        open=() if done else tuple(_open(state, reasons, refusal, note, words)),
        asked=tuple(_asked(state, problems, refusal, words)),
        facts=() if done else lines,
        problems=tuple(f"{one.message} ({one.span})" for one in problems),
        needs=tuple(_needs(state, name, words)),
        language="en" if words is _ENGLISH else language,
        words=words,
        questions=questions,
        passages=passages,
    )


def _why(state: State, facts: Facts, partner: str, places: int, errors: int, words: Mapping[str, str]) -> Iterator[str]:
    """Yield why a contribution waits, from what is known of it."""
    if state is State.CONFLICT:
        yield words["why-conflict"].format(count=places)
    if state is not State.HELD:
        return
    if facts.recommendations:
        yield words["why-reworded"].format(names=", ".join(facts.recommendations))
    if facts.tooling:
        yield words["why-tooling"].format(names=", ".join(facts.tooling[:5]))
    if errors:
        yield words["why-errors"].format(count=errors)
    if others := positions_of_others(facts.files, partner):
        yield words["why-positions"].format(names=", ".join(others))


def _came(received: Received | None, words: Mapping[str, str]) -> str:
    if received is None:
        return ""
    told = words["came"].format(form=words[received.channel.value], version=received.base[:12])
    notes = "".join(f"; {one}" for one in received.notes)
    signed = f"; {words['signature']}: {received.signature}" if received.signature else ""
    return f"{told}{notes}{signed}."


def _sender(received: Received | None) -> str:
    return "" if received is None else received.partner or received.sender.name or "unknown"


def _open(
    state: State, reasons: tuple[str, ...], refusal: Refusal | None, note: str, words: Mapping[str, str]
) -> Iterator[str]:
    if note:
        yield note
    if refusal:
        yield f"{refusal} ({words['rule']} {refusal.rule})"
    elif not note:
        yield from (f"{reason[0].upper()}{reason[1:].removesuffix('.')}." for reason in reasons)
    if state is State.CONFLICT:
        yield words["clash"]


def _asked(
    state: State, problems: tuple[Diagnostic, ...], refusal: Refusal | None, words: Mapping[str, str]
) -> Iterator[str]:
    if refusal and refusal.remedy:
        yield words["please"].format(remedy=f"{refusal.remedy[0].upper()}{refusal.remedy[1:]}")
    elif state is State.CONFLICT:
        yield words["ask-conflict"]
    elif problems:
        yield words["ask-problems"]
    elif state is State.RETURNED:
        yield words["ask-returned"]


def _needs(state: State, name: str, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what a coordinator can do, and the command that does it."""
    if state is State.CONFLICT:
        yield words["do-resolve"], f"forum resolve {name}"
    if state is State.HELD:
        yield words["do-accept"], f"forum accept {name}"
    if state in (State.HELD, State.CONFLICT):
        yield words["do-return"], f'forum return {name} --note "…"'


def in_words(facts: Facts, words: Mapping[str, str] = _ENGLISH) -> Iterator[str]:
    """Yield what a contribution touches, a line each."""
    for paper in facts.papers:
        many = words["one-word" if paper.added == 1 else "many-words"]
        yield words["paper-words"].format(slug=paper.slug, added=paper.added, words=many, removed=paper.removed)
    for what, names in (
        ("reworded", facts.recommendations),
        ("new-recommendations", facts.new_recommendations),
        ("notebooks", facts.notebooks),
        ("references", facts.references),
        ("people", facts.people),
        ("tooling", facts.tooling),
    ):
        if names:
            yield f"{words[what]}: {', '.join(names)}"


def offered(question: Question) -> tuple[str, ...]:
    """Return the answers that a command can give without an editor."""
    from forum.contributions.questions import EDIT  # with all that reads notebooks, which a clean merge does without

    return tuple(take for take in question.takes if take != EDIT)
