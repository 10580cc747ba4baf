"""A ballot as it comes back: what one panellist, known by a token alone, rated in a round."""

from __future__ import annotations

import msgspec


class _File(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """A part of the file: frozen, keys in kebab-case."""


class BallotItem(_File, frozen=True, kw_only=True):
    """One recommendation, by the words with this digest; ratings by criterion, None where there is none."""

    recommendation: str
    digest: str
    ratings: dict[str, int | None] = {}
    comment: str = ""


class Ballot(_File, frozen=True, kw_only=True):
    """A ballot; ``saved`` is when, as the file says (ISO 8601)."""

    forum_ballot: int
    round: str
    token: str
    saved: str = ""
    items: tuple[BallotItem, ...] = ()
