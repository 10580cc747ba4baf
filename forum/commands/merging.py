"""From what the universities send to the forum's branch: what ``forum merge`` does, once it is loaded."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import combinations, islice
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from forum.commands.contributing import at_desk, carry_out
from forum.commands.merge import MergeReport, Options
from forum.commands.settling import Result, checked_aside, settle
from forum.commands.standing import Checks
from forum.contributions.replies import Reply, reply_to
from forum.contributions.rules import RECORDS, shown
from forum.contributions.values import NOTHING, Asked, Channel, Facts, Pending, Received, Refused, State
from forum.diagnostics import Outcome
from forum.documents.slugs import fresh
from forum.merging.tree import merge_trees
from forum.operations import pendings
from forum.receiving.beside import Beside, Sheet
from forum.receiving.desk import Desk
from forum.receiving.joining import facts, origin, versions
from forum.receiving.replies import reply_sheets, report_sheet
from forum.receiving.sources import Source, expanded, receive
from forum.receiving.vetting import vet
from forum.stages.cache import store

if TYPE_CHECKING:
    from forum.contributions.passages import Passage

_CONTENT = re.compile(r"""^content: ["']?([^\s"']+)["']?$""", re.MULTILINE)


def merged(root: Path, sources: Sequence[str], asked: Asked, options: Options, beside: Beside) -> Outcome[MergeReport]:
    """Do what ``merge`` promises; ``beside`` makes a part of it."""
    today = options.today or datetime.datetime.now(tz=datetime.UTC).date()
    with at_desk(root, asked, beside) as desk:
        named = expanded(sources, desk.partners)
        before, checks = _decided_before(desk), Checks(desk, today, beside)
        results: list[Result] = []
        for number, source in enumerate(named, 1):
            options.progress(shown(source.text), number, len(named))
            here = {one.received.content for one in results if one.received}
            results.append(_received(desk, source, before, here, checks))
        results = _named_apart(desk, results)
        after, settled = settle(desk, desk.head, results, checks, options.allow_tooling, today)
        done = [checked_aside(desk, after, one, checks, today) for one in settled]
        report = MergeReport(desk.branch, desk.head, after, tuple(done), options.dry_run)
        if options.dry_run:
            return Outcome(replace(report, clashes=tuple(_clashes(desk, done))))
        if not done:  # an empty inbox is no news: the last report stays
            return Outcome(report)
        pages = beside.filled(_sheets(desk, report))
        report = replace(report, operation=_carried_out(desk, report, _command(options.command, sources)))
        for name, content in pages():
            store(desk.root / name, content)
        return Outcome(report)


def _carried_out(desk: Desk, report: MergeReport, command: str) -> int:
    """Move the branch and the register to where the results say; return the operation's number, 0 for none."""
    known = pendings(desk.root)
    open_now = [_pending(one, known) for one in report.results if one.state in (State.HELD, State.CONFLICT)]
    stay = [one for one in open_now if known.get(one.name) == one]
    changed = [one for one in open_now if one not in stay]
    if report.after == report.before and not changed:
        return 0
    anew = (State.MERGED, State.HELD, State.CONFLICT)
    contents = {one.received.content for one in report.results if one.received and one.state in anew}
    closed = [one for one in known.values() if one.received.content in contents and one not in stay]
    return carry_out(desk, command, report.after, closed, changed).number


def _sheets(desk: Desk, report: MergeReport) -> list[Sheet]:
    """Return the replies to the senders and the report for the coordinator, to be filled in."""
    replies = [_reply(one, desk.language, _passages(desk, one)) for one in report.results]
    told = reply_sheets(desk.root, replies, desk.title, desk.notice)
    return [*told, report_sheet(desk.root, replies, desk.title, desk.language)]


def _reply(one: Result, language: str, found: tuple[Passage, ...]) -> Reply:
    told = (one.reasons, one.questions, one.problems, one.refusal)
    return reply_to(one.name, one.state, one.received, one.facts, *told, language=language, passages=found)


def _passages(desk: Desk, one: Result) -> tuple[Passage, ...]:
    """Return what a contribution that waits for a decision changes in the papers, the first of it."""
    if one.received is None or one.state is not State.HELD:
        return ()
    from forum.contributions.passages import MOST, passages

    return tuple(islice(passages(versions(desk, one.received)), MOST))


def _command(name: str, sources: Sequence[str]) -> str:
    return " ".join((name, *map(shown, sources[:3]), *(["…"] if len(sources) > 3 else [])))


# --- taking in ------------------------------------------------------------------------


def _received(desk: Desk, source: Source, before: Mapping[str, str], here: Set[str], checks: Checks) -> Result:
    """Take one contribution in, and hold it against the rules.

    ``before`` says what became of the contents that were decided on, ``here`` are those of the
    same call; ``checks`` get ready for what it changes.
    """
    try:
        received = receive(desk, source)
        if received.content in before or _is_contained(desk, received):
            return _result(received, State.KNOWN, before.get(received.content, _MERGED))
        if received.content in here:
            return _result(received, State.KNOWN, "the same is in this call already")
        if _is_unchanged(desk, received):
            return _result(received, State.UNCHANGED, "nothing in it differs from what it was made from")
        checks.expect(received.base, received.theirs)
        vet(desk.scratch, received)
    except Refused as refused:
        text, why = shown(source.text), refused.refusal
        return Result(Path(text).name, source.partner, text, State.REFUSED, (str(why),), refusal=why)
    return _result(received, State.MERGED, facts_=facts(desk, received, desk.prefixes))


def _is_unchanged(desk: Desk, received: Received) -> bool:
    return dict(origin(desk, desk.head, received)[1]) == dict(desk.scratch.tree(received.theirs))


def _is_contained(desk: Desk, received: Received) -> bool:
    histories = (Channel.BRANCH, Channel.REMOTE, Channel.BUNDLE)
    return received.channel in histories and desk.scratch.is_ancestor(received.theirs, desk.head)


def _result(received: Received, state: State, *reasons: str, facts_: Facts | None = None) -> Result:
    given = facts_ or NOTHING
    return Result(received.name, received.partner, received.source, state, tuple(reasons), received, given)


_MERGED = "it was merged before"


def _decided_before(desk: Desk) -> dict[str, str]:
    """Return what became of contributions by their contents: those with a record on the branch, and those returned.

    One that was returned and is given a name (``--name``) is taken up anew.
    """
    tree = desk.home.tree(desk.head)
    records = [entry.blob for path, entry in tree.items() if path.is_relative_to(RECORDS)]
    texts = (desk.home.read(blob).decode("utf-8", "replace") for blob in records)
    merged = {found[1]: _MERGED for text in texts if (found := _CONTENT.search(text))}
    if desk.asked.name:
        return merged
    back = [one for one in pendings(desk.root).values() if one.state is State.RETURNED]
    told = {
        one.received.content: f"it was returned on {one.time[:10]} ({one.note}); --name takes it up anew"
        for one in back
    }
    return told | merged


def _named_apart(desk: Desk, results: Sequence[Result]) -> list[Result]:
    """Return results with names that nothing else has; one that came before and is open keeps its name."""
    known = pendings(desk.root)
    taken = {path.stem for path in desk.home.tree(desk.head) if path.is_relative_to(RECORDS)}
    taken |= set(known)
    named = []
    for one in results:
        if one.received is None or one.state is not State.MERGED:
            named.append(one)
            continue
        same = next((name for name, other in known.items() if other.received.content == one.received.content), "")
        name = same or fresh(one.name, taken)
        taken.add(name)
        named.append(replace(one, name=name, received=replace(one.received, name=name)))
    return named


def _pending(one: Result, known: Mapping[str, Pending]) -> Pending:
    """Return a result as an entry of the register; one that is there already keeps its time and answers."""
    if one.received is None:
        raise ValueError(one.name)
    now = datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds")
    made = Pending(one.name, one.received, one.state, one.reasons, one.facts, now)
    old = known.get(one.name)
    if old is None or old.received.content != one.received.content:
        return made
    received = old.received if _alike(old.received, one.received) else one.received
    return replace(made, received=received, time=old.time if old.state is one.state else now, choices=old.choices)


def _alike(one: Received, other: Received) -> bool:
    """Tell whether two receptions differ at most in the commit that was made of the same files."""
    return replace(one, theirs="", notes=()) == replace(other, theirs="", notes=())


def _clashes(desk: Desk, results: Sequence[Result]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the pairs of contributions that change the same place differently."""
    taken = [one for one in results if one.received and one.state in (State.MERGED, State.HELD, State.CONFLICT)]
    for one, other in combinations(taken, 2):
        if one.received is None or other.received is None or not set(one.facts.files) & set(other.facts.files):
            continue
        base = desk.scratch.merge_base(one.received.theirs, other.received.theirs) or desk.head
        old, mine, yours = (desk.scratch.tree(each) for each in (base, one.received.theirs, other.received.theirs))
        found = merge_trees(old, mine, yours, desk.scratch.read).conflicts
        if found:
            yield one.name, other.name, tuple(sorted({str(each.path) for each in found}))
