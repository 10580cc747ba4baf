"""Proposals to change recommendations, as a body takes them: in which order, and which of them exclude one another.

The order is that of the United Nations' General Assembly, and of the Council of Europe's Parliamentary Assembly: of
several amendments to one text the one that is furthest removed from it is put to the vote first, then the next, and
so on; those that contradict one that is adopted fall. How far one is removed in substance no program can tell: the
measure here is the share of words that it changes, and the coordinator decides, as the President rules in doubt.

Source: United Nations, A/520, rules of procedure of the General Assembly, rule 90, on which see R. Sabel, "Procedure at
International Conferences", chapter 8; Council of Europe, Parliamentary Assembly, rules of procedure, on amendments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction
from itertools import combinations
from typing import Literal

from forum.merging.prose import merge_prose
from forum.wordings.lineage import words_of
from forum.wordings.values import Wording

Kind = Literal["delete", "amend", "new"]


@dataclass(frozen=True)
class Passage:
    """A recommendation as it stands somewhere: its source, and what it says."""

    source: str
    says: Wording


@dataclass(frozen=True)
class Proposal:
    """What one contribution would make of one recommendation.

    ``now`` is what the forum's branch has, None for nothing; ``then`` what it would have, None where the
    recommendation would go. ``in_conflict`` tells that it was made on an earlier text, and that the forum has changed
    the same of it since: ``then`` is what the contribution has.
    """

    id: str
    contribution: str
    now: Passage | None
    then: Passage | None
    in_conflict: bool = False

    @property
    def kind(self) -> Kind:
        """What is proposed: that it goes, that it reads otherwise, or that there be one more."""
        if self.then is None:
            return "delete"
        return "amend" if self.now is not None else "new"

    @property
    def distance(self) -> Fraction:
        """How far it is removed from the text: the share of words of both that only one of them has.

        Each addressee and the strength count as a word. 1 for one that goes, and for a new one.
        """
        if self.now is None or self.then is None:
            return Fraction(1)
        was, now = (_words(one.says) for one in (self.now, self.then))
        blocks = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
        total = len(was) + len(now)
        return Fraction(total - 2 * sum(block.size for block in blocks), total) if total else Fraction(0)


def _words(one: Wording) -> list[str]:
    return [*words_of(one.text), *(f"to {name}" for name in one.addressees), f"strength {one.strength}"]


def in_voting_order(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Return the proposals on one recommendation in the order of voting: deletion, then the furthest removed."""
    return tuple(sorted(proposals, key=lambda one: (one.kind != "delete", -one.distance, one.contribution)))


def excluding(proposals: Sequence[Proposal]) -> Mapping[str, tuple[str, ...]]:
    """Return for each contribution those whose proposals on the same recommendation cannot be adopted beside its own.

    Two that change the same sentence, or the same of the addressees and the strength, exclude one another, as their
    contributions would conflict; a deletion excludes all that change the text. Equal ones do not.
    """
    found: dict[str, list[str]] = {one.contribution: [] for one in proposals}
    for one, other in combinations(proposals, 2):
        if _exclude(one, other):
            found[one.contribution].append(other.contribution)
            found[other.contribution].append(one.contribution)
    return {name: tuple(others) for name, others in found.items()}


def _exclude(one: Proposal, other: Proposal) -> bool:
    if is_same(one, other):
        return False
    if one.then is None or other.then is None or one.in_conflict or other.in_conflict:
        return True
    return not merge_prose(one.now.source if one.now else "", one.then.source, other.then.source).clean


def is_same(one: Proposal, other: Proposal) -> bool:
    """Tell whether two proposals come to the same words."""
    if one.then is None or other.then is None:
        return one.then is other.then
    return one.then.says.digest == other.then.says.digest
