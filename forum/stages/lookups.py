"""Questions to registries, each asked once a month: answers are kept in the workspace, with their date."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from forum.diagnostics import UsageError
from forum.stages.cache import MANIFEST, store
from forum.stages.registries import Found, Registries

FOLDER = ".forum/online"
FORM = 1  # goes up when what is kept changes its form
GOOD_FOR = {"found": 30, "missing": 1}  # days; what is unchecked is not kept
JOBS = 8


@dataclass(frozen=True)
class Kept:
    """An answer, and the day on which it was given."""

    question: str
    asked: datetime.date
    found: Found
    form: int = FORM


def remembered(root: Path, question: str, today: datetime.date) -> Kept | None:
    """Return the answer that is kept and not too old; None where there is none."""
    with suppress(OSError, msgspec.MsgspecError):
        kept = msgspec.json.decode(_path(root, question).read_bytes(), type=Kept)
        days = (today - kept.asked).days
        if kept.form == FORM and kept.question == question and 0 <= days < GOOD_FOR.get(kept.found.said, 0):
            return kept
    return None


def _remember(root: Path, kept: Kept) -> None:
    """Keep an answer; not outside a workspace, and not where it cannot be written."""
    if kept.found.said in GOOD_FOR and (root / MANIFEST).is_file():
        with suppress(UsageError):
            store(_path(root, kept.question), msgspec.json.encode(kept) + b"\n")


def _path(root: Path, question: str) -> Path:
    return root / FOLDER / f"{hashlib.sha256(question.encode()).hexdigest()[:32]}.json"


def looked_up(
    root: Path,
    questions: Sequence[str],
    today: datetime.date,
    registries: Registries,
    tell: Callable[[int, int], None] | None = None,
) -> dict[str, Kept]:
    """Return the answer to each question, such as ``doi:10…`` or ``url:https://…``.

    ``tell`` hears how many of how many are asked. Each answer is kept as it comes, so
    that an interrupted run goes on where it ended.
    """
    known = {one: kept for one in questions if (kept := remembered(root, one, today)) is not None}
    todo = _mixed([one for one in dict.fromkeys(questions) if one not in known])
    pool = ThreadPoolExecutor(max_workers=JOBS)
    try:
        asked = {pool.submit(registries.ask, one): one for one in todo}
        for done, future in enumerate(as_completed(asked), start=1):
            kept = known[asked[future]] = Kept(asked[future], today, future.result())
            _remember(root, kept)
            if tell is not None:
                tell(done, len(todo))
    except BaseException:
        registries.web.stop()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    return known


def _mixed(questions: Sequence[str]) -> list[str]:
    """Return questions to many servers in turns: one server gets them one by one anyhow."""
    by_host: dict[str, list[str]] = {}
    for one in questions:
        scheme, _, value = one.partition(":")
        by_host.setdefault(urlsplit(value).hostname or "" if scheme == "url" else "registries", []).append(one)
    return list(_in_turns(list(by_host.values())))


def _in_turns(groups: Sequence[Sequence[str]]) -> Iterator[str]:
    for nth in range(max(map(len, groups), default=0)):
        yield from (group[nth] for group in groups if nth < len(group))
