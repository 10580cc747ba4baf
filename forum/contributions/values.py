"""A contribution as a value: who sent what, on which base, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec

STAMP = "forum-pack.json"  # of what ``forum pack`` makes: which commit it is based on
UNKNOWN = "unknown"  # the partner of a contribution that nobody named


class Channel(StrEnum):
    """In which form a contribution came."""

    BRANCH = "branch"
    REMOTE = "remote"
    BUNDLE = "bundle"
    MAIL = "mail"
    ZIP = "zip"
    FOLDER = "folder"
    WORD = "word"
    FILE = "file"


HISTORIES = frozenset({Channel.BRANCH, Channel.REMOTE, Channel.BUNDLE, Channel.MAIL})  # of commits of their own


class State(StrEnum):
    """What became of a contribution."""

    MERGED = "merged"
    HELD = "held"  # it fits, but changes something that a coordinator decides on
    CONFLICT = "conflict"
    REFUSED = "refused"
    RETURNED = "returned"
    UNCHANGED = "unchanged"  # nothing in it differs from its base
    KNOWN = "known"  # it was merged before


class Asked(msgspec.Struct, frozen=True):
    """What the coordinator said of the contributions of one call; empty where nothing was said."""

    partner: str = ""
    name: str = ""
    paper: str = ""
    base: str = ""
    deletions: bool = False
    guess: bool = False  # take the most alike commit for the base, without asking
    confirm: Callable[[str], bool] | None = None  # asks a person whether it is the one


class Sender(msgspec.Struct, frozen=True):
    """Who sent it, as the contribution claims; nobody has checked that. Empty where it does not say."""

    name: str = ""
    email: str = ""
    date: str = ""  # ISO 8601


NOBODY = Sender()


class Received(msgspec.Struct, frozen=True):
    """A contribution as two commits, whatever form it came in: what it was made from, and what it is.

    ``content`` is the SHA-256, in hex, of what came in; ``signature`` says what was found of
    one. ``notes`` are what a coordinator should know of how it was read.
    """

    name: str
    partner: str
    channel: Channel
    source: str
    content: str
    base: str
    theirs: str
    sender: Sender = NOBODY
    signature: str = ""
    editors: tuple[str, ...] = ()  # who tracked changes in a Word file, as it claims
    notes: tuple[str, ...] = ()


class Refusal(msgspec.Struct, frozen=True):
    """Why something is not taken: the rule that it breaks, where, and what to do."""

    rule: str
    where: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class Refused(Exception):
    """A contribution that cannot be taken at all; ``refusal`` says why."""

    def __init__(self, rule: str, where: str, message: str, remedy: str = "") -> None:
        self.refusal = Refusal(rule, where, message, remedy)
        super().__init__(str(self.refusal))


class PaperFacts(msgspec.Struct, frozen=True):
    """How many words a contribution adds to a paper and takes out of it."""

    slug: str
    added: int
    removed: int


class Facts(msgspec.Struct, frozen=True):
    """What a contribution touches, from its base; names and ids, sorted.

    ``recommendations`` are those whose text, addressees or strength change or that go: the
    positions on them become stale. ``notebooks`` run again.
    """

    papers: tuple[PaperFacts, ...] = ()
    recommendations: tuple[str, ...] = ()
    new_recommendations: tuple[str, ...] = ()
    notebooks: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    tooling: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


NOTHING = Facts()


class Pending(msgspec.Struct, frozen=True):
    """A contribution in the register: it is not merged, and a coordinator decides on it, or it was returned.

    ``reasons`` say in words what keeps it from being merged; ``time`` is ISO 8601.
    ``choices`` are what was decided so far of its conflicts, by their digests.
    """

    name: str
    received: Received
    state: State
    reasons: tuple[str, ...] = ()
    facts: Facts = NOTHING
    time: str = ""
    note: str = ""
    choices: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def branch(self) -> str:
        """The branch on which it stands while it is open."""
        return f"refs/heads/contrib/{self.received.partner or UNKNOWN}/{self.name}"

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to decide on it."""
        return self.state in (State.HELD, State.CONFLICT)
