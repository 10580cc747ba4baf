"""Word files that come back: the paper as edited, on the commit that it was packed from; comments to the reviews."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from forum.contributions.touched import PAPERS
from forum.contributions.values import Channel, Received, Refused, Sender
from forum.diagnostics import UsageError
from forum.merging.tree import Entry
from forum.receiving.archives import Loose
from forum.receiving.desk import Desk
from forum.receiving.loose import Parcel, committed
from forum.stages.word_in import Change, Returned, WordStamp, read_stamp, returned_paper, review_file

REVIEWS = PurePosixPath("recommendations/reviews")


def from_word(desk: Desk, path: Path, data: bytes) -> Received:
    """Return a Word file as a contribution: what was edited in it, and its comments as reviews.

    Raises:
        Refused: it is no Word file of ours and nothing says which paper it is, or it breaks a rule.
    """
    try:
        stamp = _stamp(desk, path, data)
        source = PurePosixPath(PAPERS, stamp.slug, "paper.md")
        before = desk.home.tree(stamp.base)
        if source not in before:
            raise Refused(
                "paper-unknown", "", f"{stamp.base[:12]} has no paper {stamp.slug}", "name it: --paper SLUG --base REV"
            )
        outcome = returned_paper(data, desk.home.read(before[source].blob).decode("utf-8", "replace"))
    except UsageError as wrong:
        raise Refused("word-unreadable", "", str(wrong), "; ".join(wrong.hints)) from wrong
    returned = outcome.value
    changes: dict[PurePosixPath, Entry | None] = {source: _entry(desk, returned.text, before[source].mode)}
    if returned.comments:
        reviews = REVIEWS / f"{stamp.slug}.yaml"
        existing = desk.home.read(before[reviews].blob).decode("utf-8") if reviews in before else ""
        changes[reviews] = _entry(desk, review_file(existing, returned, path.name), "100644")
    parcel = Parcel(
        Loose({}), Channel.WORD, str(path), path.stem, f"sha256:{hashlib.sha256(data).hexdigest()}", _sender(returned)
    )
    notes = tuple(_notes(returned, [problem.message for problem in outcome.problems]))
    return replace(committed(desk, parcel, stamp.base, changes, notes=notes), editors=tuple(editors(returned.changes)))


def _stamp(desk: Desk, path: Path, data: bytes) -> WordStamp:
    """Return which paper the file is, and on which commit: as asked, else as it was packed."""
    found = read_stamp(data)
    slug = desk.asked.paper or (found.slug if found else "")
    base = desk.asked.base or (found.base if found else "")
    if slug and base and desk.home.resolve(base):
        return WordStamp(slug, base)
    if found and not desk.home.resolve(found.base):
        message = f"{path.name} was packed from {found.base[:12]}, which this workspace does not have"
        raise Refused("base-unknown", "", message, f"say what it was made from: --paper {found.slug} --base REV")
    message = f"{path.name} was not packed by this program: it does not say which paper it is, or what it was made from"
    raise Refused(
        "word-unstamped",
        "",
        message,
        "say so: --paper SLUG --base REV; or start a paper from it: forum new paper --from FILE",
    )


def _entry(desk: Desk, text: str, mode: str) -> Entry:
    return Entry(mode, desk.scratch.write(text.encode()))


def _sender(returned: Returned) -> Sender:
    """Return who edited the file last, as its tracked changes and comments claim."""
    claims = [(one.date, one.person) for one in returned.changes]
    claims += [(one.date, one.author) for one in returned.comments]
    date, name = max(claims, default=("", ""))
    return Sender(name, "", date)


def _notes(returned: Returned, problems: Sequence[str]) -> Iterator[str]:
    if returned.comments:
        yield f"{len(returned.comments)} comment{'s' if len(returned.comments) > 1 else ''} went to the reviews"
    yield from problems


def editors(changes: Sequence[Change]) -> Iterator[str]:
    """Yield for each person who tracked changes how many, and when, as the file claims."""
    for person in sorted({one.person for one in changes}):
        dates = sorted(one.date[:10] for one in changes if one.person == person)
        span = dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"
        count = f"{len(dates)} tracked change{'s' if len(dates) > 1 else ''}"
        yield f"{person or 'Unknown'}: {count}, {span}" if span else f"{person or 'Unknown'}: {count}"
