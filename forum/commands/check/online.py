"""``forum check --online``: references held against registries, and their addresses tried.

Only when asked for. What nobody answered is *unchecked*, and no problem of the
workspace's.
"""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from forum.citations.records import Collection, Record
from forum.citations.registered import compared, dead_link, doi_known, questions, unregistered
from forum.citations.retractions import Notice, Snapshot, gravest, retracted
from forum.citations.same_work import is_same_work
from forum.diagnostics import Diagnostic, info
from forum.stages.lookups import Kept, looked_up
from forum.stages.registries import Registries, Services, registries
from forum.tools.web_proxies import Proxies

Result = Literal["found", "differs", "not found", "unchecked"]


@dataclass(frozen=True)
class Online:
    """Whom to ask, and who hears of the progress: how many of how many."""

    registries: Registries
    tell: Callable[[int, int], None] | None = None


@dataclass(frozen=True)
class Asked:
    """How many identifiers and addresses had which outcome.

    ``reasons`` are why some are unchecked, each with how often whom that happened to.
    ``silent`` is the number of references that have nothing to ask about.
    """

    outcomes: Mapping[Result, int]
    reasons: Mapping[str, Mapping[str, int]]
    silent: int


def online(mailto: str = "", tell: Callable[[int, int], None] | None = None) -> Online:
    """Return the usual registries, or those that the environment sets, through its proxies."""
    return Online(registries(Services.of(os.environ), mailto, proxies=Proxies.of(os.environ)), tell)


def ask(
    root: Path, collection: Collection, local: Snapshot, today: datetime.date, asking: Online
) -> tuple[tuple[Diagnostic, ...], Asked]:
    """Return what registries know against the references, and how much of them could be asked.

    ``local`` are the retractions that are known already.
    """
    asked = [(record, question) for record in collection.records for question in questions(record)]
    answers = looked_up(root, [question for _, question in asked], today, asking.registries, asking.tell)
    results: Counter[Result] = Counter()
    reasons: dict[str, Counter[str]] = {}
    problems: list[Diagnostic] = []
    for record, question in asked:
        if question.startswith("work:"):
            work = answers[question].found.work
            problems += [doi_known(record, work)] if work is not None and is_same_work(record, work) else []
            continue
        result, found = _judged(record, question, answers[question])
        results[result] += 1
        problems += found
        if result == "unchecked":
            unheard = answers[question].found
            reasons.setdefault(unheard.why, Counter())[unheard.by] += 1
    problems += _retracted(collection, answers, local)
    silent = len(collection.records) - len(
        {id(record) for record, question in asked if not question.startswith("work:")}
    )
    return tuple(problems), Asked(results, reasons, silent)


def _judged(record: Record, question: str, kept: Kept) -> tuple[Result, list[Diagnostic]]:
    found = kept.found
    if found.said == "unchecked":
        where = "url" if question.startswith("url:") else "doi" if record.get("doi") else "eprint"
        message = f"{question} is unchecked: {found.by}: {found.why}"
        return "unchecked", [info("online-unchecked", message, record.place(where), "ask again later")]
    if found.said == "missing":
        gone = question.startswith("url:")
        return "not found", [dead_link(record, found.why) if gone else unregistered(record, question)]
    problems = list(compared(record, found.work, question, found.by)) if found.work else []
    return "differs" if problems else "found", problems


def _retracted(collection: Collection, answers: Mapping[str, Kept], local: Snapshot) -> Iterator[Diagnostic]:
    """Yield the retractions that registries know of, each as known on the day that it was asked for."""
    by_day: dict[datetime.date, dict[str, Notice]] = {}
    for question, kept in answers.items():
        notices = kept.found.work.notices if kept.found.work else ()
        if notices and question not in local.notices:
            by_day.setdefault(kept.asked, {})[question] = gravest(notices)
    for day, found in by_day.items():
        yield from retracted(collection, Snapshot(day.isoformat(), found))
