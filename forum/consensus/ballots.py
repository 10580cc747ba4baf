"""Ballots as data: from a JSON or CSV text to a value, held against the round that it is of."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from forum.diagnostics import Diagnostic, Span, error
from forum.documents.nearest import did_you_mean
from forum.documents.trees import Tree
from forum.documents.validation import Loaded, load_yaml
from forum.model import Ballot, BallotItem, Round, RoundFile, RoundItem, Spans

COLUMNS = ("round", "token", "recommendation", "digest", "criterion", "rating", "comment", "text")
VERSION = 1
LONGEST_COMMENT = 10_000  # characters
_NEEDED = COLUMNS[:6]
_MOST_VALUES = 20_000  # of a thousand recommendations, by ten criteria
_RATING = re.compile(r"([1-9])(?:[.,]0+)?")


@dataclass(frozen=True)
class Read:
    """A ballot with the places of its items; None where the file is none; and what is wrong in it."""

    ballot: Ballot | None
    spans: Spans
    problems: tuple[Diagnostic, ...] = ()


def read_json(text: str, path: PurePosixPath) -> Read:
    """Return a ballot that its page saved. What is JSON is then read as the YAML that it is, for the places."""
    try:
        content = json.loads(text)
    except json.JSONDecodeError as wrong:
        return _no_ballot(f"this is no JSON: {wrong.msg}", Span(path, wrong.lineno, wrong.colno))
    except RecursionError:
        return _no_ballot("this is no ballot: it has too many levels", Span(path))
    if not isinstance(content, dict) or "forum-ballot" not in content:
        return _no_ballot("this is no ballot: it has no key forum-ballot", Span(path))
    if sum(1 for _ in _values(content)) > _MOST_VALUES:
        return _no_ballot(f"this is no ballot: it has more than {_MOST_VALUES:,} values", Span(path))
    loaded: Loaded[Ballot] = load_yaml(_whole(text, content), path, Ballot)
    return Read(loaded.value, loaded.spans, tuple(one for one in loaded.problems if one.code != "key-unknown"))


def _whole(text: str, content: Any) -> str:
    """Return a text of JSON without half characters, such as a browser leaves where it cuts a long comment."""
    plain = json.dumps(content, ensure_ascii=False)
    whole = plain.encode("utf-8", "replace").decode()
    return text if whole == plain else whole


def _values(content: Any) -> Iterator[Any]:
    """Yield a value of JSON, and all that is in it."""
    left = [content]
    while left:
        one = left.pop()
        yield one
        left += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()


def _no_ballot(message: str, place: Span) -> Read:
    return Read(None, {(): Span(place.path)}, (error("ballot-file", message, place, _SENT),))


_SENT = "take the file that the ballot's button saves, or the CSV that was sent out"


def read_csv(text: str, path: PurePosixPath, saved: str = "") -> Read:
    """Return a ballot in CSV, as any spreadsheet writes it: commas, semicolons or tabs; ``saved`` is when."""
    lines = text.lstrip("\ufeff").split("\n")
    first = 1 if re.match(r"sep=.$", lines[0].strip()) else 0
    head = lines[first] if len(lines) > first else ""
    reader = csv.reader(io.StringIO("\n".join(lines[first:])), delimiter=max(";,\t", key=head.count))
    try:
        return _from_rows(_numbered(reader, first), path, saved)
    except csv.Error as wrong:
        return _no_ballot(f"this is no CSV: {wrong}", Span(path, first + reader.line_num))


def _numbered(reader: Any, line: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that has anything in it, with the line that it starts in."""
    start = line + 1
    for row in reader:
        if any(cell.strip() for cell in row):
            yield start, row
        start = line + 1 + reader.line_num


def _from_rows(rows: Iterator[tuple[int, list[str]]], path: PurePosixPath, saved: str) -> Read:
    line, head = next(rows, (1, []))
    names = [cell.strip().casefold() for cell in head]
    if missing := [name for name in _NEEDED if name not in names]:
        message = f"this is no ballot: its first row has no column {', '.join(missing)}"
        return _no_ballot(message, Span(path, line))
    made = _Rows(path)
    for line, row in rows:
        made.add(line, dict(zip(names, (cell.strip() for cell in row), strict=False)))
    return made.read(saved)


@dataclasses.dataclass
class _Rows:
    """The rows of a ballot in CSV, one for each recommendation and criterion, put together."""

    path: PurePosixPath
    heads: dict[tuple[str, str], int] = field(default_factory=dict)
    ratings: dict[str, dict[str, int | None]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    comments: dict[str, list[str]] = field(default_factory=dict)
    spans: dict[tuple[str | int, ...], Span] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)

    def add(self, line: int, row: Mapping[str, str]) -> None:
        """Take a row in."""
        place = Span(self.path, line)
        self.heads.setdefault((row.get("round", ""), row.get("token", "")), line)
        name, criterion, written = (row.get(key, "") for key in ("recommendation", "criterion", "rating"))
        number = list(self.ratings).index(name) if name in self.ratings else len(self.ratings)
        ratings = self.ratings.setdefault(name, {})
        self.digests.setdefault(name, row.get("digest", ""))
        self.spans.setdefault(("items", number), place)
        self.spans[("items", number, "ratings", criterion)] = place
        if comment := row.get("comment", ""):
            self.comments.setdefault(name, []).append(comment)
        if criterion in ratings:
            message = f"{name} is rated twice by {criterion}"
            self.problems.append(error("ballot-item", message, place, "remove one of the two rows"))
        ratings[criterion] = self._rating(written, name, place)

    def _rating(self, written: str, name: str, place: Span) -> int | None:
        found = _RATING.fullmatch(written)
        if written and not found:
            self.problems.append(_no_rating(written, name, place))
        return int(found[1]) if found else None

    def read(self, saved: str) -> Read:
        """Return the ballot."""
        spans = {(): Span(self.path), **self.spans}
        if len(self.heads) != 1:
            what = "has no rows" if not self.heads else "holds rows of several rounds or tokens"
            place = Span(self.path, max(self.heads.values(), default=1))
            return Read(None, spans, (error("ballot-file", f"this ballot {what}", place, _SENT),))
        ((name, token),) = self.heads
        items = tuple(
            BallotItem(
                recommendation=one,
                digest=self.digests[one],
                ratings=ratings,
                comment="\n".join(self.comments.get(one, [])),
            )
            for one, ratings in self.ratings.items()
        )
        ballot = Ballot(forum_ballot=VERSION, round=name, token=token, saved=saved, items=items)
        return Read(ballot, spans, tuple(self.problems))


def _no_rating(written: object, name: str, place: Span) -> Diagnostic:
    message = f"{str(written)[:40]} is no rating of {name}"
    return error("ballot-rating", message, place, "a rating is a whole number from 1 to 9, or nothing")


# --- held against the round ----------------------------------------------------------------


def ballot_problems(read: Read, one: Round, tokens: Collection[str]) -> Iterator[Diagnostic]:
    """Yield why a ballot cannot be counted in a round; all there is, or that it is of another round."""
    ballot, tree = read.ballot, Tree(None, read.spans)
    if ballot is None:
        return
    if ballot.round != one.id:
        message = f"this ballot is of the round {ballot.round or 'without a name'}, not of {one.id}"
        hint = "it counts there alone: collect it for that round, or ask for a ballot of this one"
        yield error("ballot-round", message, tree.place(("round",)), hint)
        return
    if ballot.token not in tokens:
        message = f"no ballot with the token {ballot.token[:40] or '(none)'} was sent out for {one.id}"
        hint = "a token is changed by hand, or the ballot belongs to another workspace"
        yield error("ballot-token", message, tree.place(("token",)), hint)
    for number, item in enumerate(ballot.items):
        yield from _item_problems(item, one.file, tree, ("items", number))


def _item_problems(item: BallotItem, file: RoundFile, tree: Tree, at: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    asked = asked_item(item, file)
    if asked is None:
        known = [one.recommendation for one in file.items]
        message = f"{item.recommendation} is not asked in this round"
        yield error("ballot-item", message, tree.place(at), *did_you_mean(item.recommendation, known))
        return
    if asked.digest != item.digest:
        message = f"this ballot rates other words of {asked.recommendation} than the round now asks about"
        hint = "send the panellist the ballot of this round anew: it lies in .forum/ballots"
        yield error("ballot-reworded", message, tree.place(at), hint)
    criteria = [one.id for one in file.criteria]
    for criterion, rating in item.ratings.items():
        place = tree.place((*at, "ratings", criterion))
        if criterion not in criteria:
            hints = did_you_mean(criterion, criteria)
            yield error("ballot-item", f"the round has no criterion {criterion}", place, *hints)
        if rating is not None and not 1 <= rating <= 9:
            yield _no_rating(rating, asked.recommendation, place)
    if len(item.comment) > LONGEST_COMMENT:
        message = f"the comment on {asked.recommendation} has more than {LONGEST_COMMENT:,} characters"
        yield error("ballot-file", message, tree.place(at), "ask for a shorter one")


def asked_item(item: BallotItem, file: RoundFile) -> RoundItem | None:
    """Return which of the round's items a ballot means: by id, or by digest where it was renamed since."""
    by_id = next((one for one in file.items if one.recommendation == item.recommendation), None)
    return by_id or next((one for one in file.items if one.digest and one.digest == item.digest), None)


Ratings = Mapping[tuple[str, str], int]
"""The ratings of one ballot, by recommendation and criterion."""


def ratings_of(ballot: Ballot, file: RoundFile) -> Ratings:
    """Return the ratings of a ballot that count: of items in the words that the round asks about."""
    pairs = ((asked_item(item, file), item) for item in ballot.items)
    return {
        (asked.recommendation, criterion): rating
        for asked, item in pairs
        if asked is not None and asked.digest == item.digest
        for criterion, rating in item.ratings.items()
        if rating is not None
    }


def comments_of(ballots: Sequence[Ballot], file: RoundFile) -> dict[str, list[str]]:
    """Return the comments by recommendation, in an order that tells nothing of who wrote which."""
    found: dict[str, list[str]] = {}
    for ballot in ballots:
        for item in ballot.items:
            asked = asked_item(item, file)
            if asked is not None and item.comment.strip():
                found.setdefault(asked.recommendation, []).append(item.comment.strip())
    return {one.recommendation: sorted(found[one.recommendation]) for one in file.items if one.recommendation in found}
