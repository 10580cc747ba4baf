"""``forum round collect``: ballots that came back, from files or folders into the box; data only."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PurePosixPath
from typing import Literal

from forum.commands.round_finding import find_round
from forum.consensus.ballots import Read, ballot_problems, ratings_of, read_csv, read_json
from forum.diagnostics import Diagnostic, Outcome, Span, UsageError, error
from forum.model import Ballot, Round
from forum.stages.ballot_box import BallotBox
from forum.tools.files import decoded, spreadsheet_text
from forum.workspace import load

LARGEST = 1_000_000  # bytes; a ballot of a hundred recommendations has some 50,000
MOST_TOLD = 20  # problems of one ballot
_KINDS = (".json", ".csv", ".txt")
State = Literal["counted", "replaced", "known", "older", "refused"]


@dataclass(frozen=True)
class Taken:
    """What became of one file: ``person`` is the token, or who has it as far as that is known."""

    path: PurePosixPath
    state: State
    person: str = ""
    ratings: int = 0
    of: int = 0


@dataclass(frozen=True)
class Collected:
    """What became of every file, in the order of when they were saved; how many of the panel are in now.

    ``left`` are files in the folders that can be no ballots, by name.
    """

    taken: tuple[Taken, ...]
    left: tuple[str, ...]
    ballots: int
    panel: int
    minimum: int


def collect(root: Path, name: str, sources: Sequence[Path]) -> Outcome[Collected]:
    """Take ballots back; of one panellist the one that was saved last counts.

    A folder stands for the JSON and CSV files in it. A ballot with anything wrong is refused as a whole.

    Raises:
        UsageError: the round is not open, there are no ballots of it here, or there is no such file.
    """
    one = find_round(load(root).value, name)
    box = BallotBox(root, name)
    tokens = box.tokens()
    if one.file.state != "open":
        hint = "what comes late counts in the next round" if one.file.state == "closed" else f"forum round open {name}"
        raise UsageError(f"the round {name} is {one.file.state}: ballots are taken while it is open", hint)
    if not tokens:
        hint = "collect where the ballots were made, or copy that folder here"
        raise UsageError(f"there are no ballots of {name} here: no .forum/ballots/{name}", hint)
    every = list(dict.fromkeys(file for source in sources for file in _files(source)))
    files = [file for file in every if _may_be(file) or file in sources]
    left = tuple(file.name for file in every if file not in files)
    if not files:
        hint = f"{left[0]}: {_other_kind(PurePath(left[0]))}" if left else "name the files, or their folder"
        raise UsageError("no ballot is there: no .json and no .csv", hint)
    read = [(file, _read(root, file)) for file in files]
    read.sort(key=lambda pair: _saved(pair[1].ballot))
    people, there, taken, problems = box.people(), box.received(), [], list[Diagnostic]()
    for file, found in read:
        wrong = (*found.problems, *ballot_problems(found, one, tokens))
        problems += wrong[:MOST_TOLD]
        if wrong or found.ballot is None:
            taken.append(Taken(_place(root, file), "refused"))
        else:
            taken.append(_put(box, there, one, found.ballot, _place(root, file), people))
    voted = sum(bool(each) for each in box.ratings(one.file).values())
    return Outcome(Collected(tuple(taken), left, voted, one.file.panel, one.file.minimum), tuple(problems))


def _files(source: Path) -> Iterator[Path]:
    if source.is_dir():
        yield from (path for path in sorted(source.iterdir()) if path.is_file() and not path.name.startswith("."))
    elif source.is_file():
        yield source
    else:
        raise UsageError(f"there is no file or folder {source}")


def _may_be(file: Path) -> bool:
    return file.suffix.lower() in _KINDS


def _other_kind(file: PurePath) -> str:
    """Return what to do about a file that can be no ballot."""
    if file.suffix.lower() in (".html", ".htm", ".mht", ".mhtml"):
        return "a ballot's page keeps no ratings: ask for the file that its button saves"
    return "a ballot is a .json or .csv: save a table as CSV, and take attachments out of mails"


def _place(root: Path, file: Path) -> PurePosixPath:
    """Return a file as it is named in messages: relative to the workspace where it lies in it."""
    full = file.resolve()
    with suppress(ValueError):
        return PurePosixPath(full.relative_to(root.resolve()).as_posix())
    return PurePosixPath(full.as_posix())


def _read(root: Path, file: Path) -> Read:
    """Return what a file holds as a ballot; without a time of its own, it has that of the file."""
    place = _place(root, file)
    if not _may_be(file):
        return _none(place, "this is no ballot: neither .json nor .csv", _other_kind(file))
    try:
        size = file.stat().st_size
        raw = file.read_bytes() if size <= LARGEST else b""
        changed = datetime.datetime.fromtimestamp(file.stat().st_mtime, datetime.UTC)
    except OSError as unread:
        return _none(place, f"the file cannot be read: {unread.strerror or unread}", "look at its permissions")
    if size > LARGEST:
        return _none(place, f"the file has {size:,} bytes; a ballot has at most {LARGEST:,}", "it is no ballot")
    saved = changed.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if file.suffix.lower() != ".json":
        return read_csv(spreadsheet_text(raw), place, saved)
    text = decoded(raw, place)
    found = read_json(text.value, place) if text.value is not None else Read(None, {(): Span(place)}, text.problems)
    if found.ballot is not None and not _is_time(found.ballot.saved):
        return replace(found, ballot=_at(found.ballot, saved))
    return found


def _none(place: PurePosixPath, message: str, hint: str) -> Read:
    return Read(None, {(): Span(place)}, (error("ballot-file", message, Span(place), hint),))


def _is_time(saved: str) -> bool:
    try:
        return datetime.datetime.fromisoformat(saved).tzinfo is not None
    except ValueError:
        return False


def _saved(ballot: Ballot | None) -> datetime.datetime:
    """Return when a ballot was saved; what is none comes first."""
    never = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    return datetime.datetime.fromisoformat(ballot.saved) if ballot is not None and _is_time(ballot.saved) else never


def _at(ballot: Ballot, saved: str) -> Ballot:
    return Ballot(
        forum_ballot=ballot.forum_ballot, round=ballot.round, token=ballot.token, saved=saved, items=ballot.items
    )


def _put(
    box: BallotBox, there: dict[str, Ballot], one: Round, ballot: Ballot, path: PurePosixPath, people: Mapping[str, str]
) -> Taken:
    """Put a ballot in the box, unless the one of its token that is ``there`` is the same, or was saved later."""
    before, token = there.get(ballot.token), ballot.token
    rated, every = len(ratings_of(ballot, one.file)), len(one.file.items) * len(one.file.criteria)
    state: State = "counted"
    if before is not None:
        later = _saved(ballot) >= _saved(before)
        state = "known" if before.items == ballot.items else "replaced" if later else "older"
    if state in ("counted", "replaced"):
        box.keep(ballot)
        there[token] = ballot
    return Taken(path, state, people.get(token, "") or token, rated, every)
