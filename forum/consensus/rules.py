"""Whether a recommendation is agreed: how many partners think what, a rule, and a decision.

Integers only. What counts is in ``standing.py``: the institutions' own positions, on the
words as they are now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from forum.model import Rule

State = Literal["agreed", "not-agreed", "no-quorum", "open"]
Quorum = tuple[int, int]
HALF: Quorum = (1, 2)


@dataclass(frozen=True)
class Tally:
    """How many of the ``partners`` hold each position; the others are silent."""

    partners: int
    endorse: int = 0
    endorse_with_reservation: int = 0
    no_objection: int = 0
    abstain: int = 0
    dissent: int = 0
    formal_objection: int = 0
    recuse: int = 0

    @property
    def support(self) -> int:
        """The endorsements: one with a reservation is one."""
        return self.endorse + self.endorse_with_reservation

    @property
    def taking_part(self) -> int:
        """Those that hold any position but are not recused."""
        return self.support + self.no_objection + self.abstain + self.dissent + self.formal_objection

    @property
    def entitled(self) -> int:
        """Those that are not recused, silent ones among them."""
        return self.partners - self.recuse

    @property
    def silent(self) -> int:
        """Those that hold no position."""
        return self.entitled - self.taking_part


@dataclass(frozen=True)
class Decision:
    """What a rule makes of a tally, and why in words.

    ``open``: not agreed yet, but it would be if those that are silent endorsed it;
    ``not-agreed``: not even then; ``no-quorum``: too few take part, under a rule that has a quorum.
    """

    rule: Rule
    state: State
    tally: Tally
    reason: str


def decide(rule: Rule, tally: Tally, quorum: Quorum = HALF) -> Decision:
    """Return what a rule decides. ``quorum`` is for the rules that have one.

    ``rand-ucla`` decides from a closed rating round, not from a tally: ``rounds.rand_ucla``. Here it is open.
    """
    if rule == "rand-ucla":
        return Decision(rule, "open", tally, "no rating round yet")
    if tally.entitled > 0 and not tally.taking_part:
        return Decision(rule, "open", tally, "no partner has taken a position that counts")
    if rule in WITH_QUORUM and tally.taking_part < (least := _rounded_up(quorum, tally.entitled)):
        part = f"{tally.taking_part} of {tally.entitled} partners that are not recused"
        return Decision(rule, "no-quorum", tally, f"{part} take part; {least} have to")
    lacks, holds = RULES[rule]
    if not (missing := lacks(tally)):
        return Decision(rule, "agreed", tally, holds(tally))
    hoped = replace(tally, endorse=tally.endorse + tally.silent)
    state: State = "not-agreed" if lacks(hoped) else "open"
    return Decision(rule, state, tally, f"it lacks {' and '.join(missing)}")


def read_quorum(text: str) -> Quorum | None:
    """Return a fraction as in ``1/2`` as its two numbers; None for what is none, or not above 0 and at most 1."""
    found = re.fullmatch(r"\s*(\d{1,6})\s*/\s*(\d{1,6})\s*", text, re.ASCII)
    share = (int(found[1]), int(found[2])) if found else (0, 1)
    return share if 0 < share[0] <= share[1] else None


def _rounded_up(share: Quorum, of: int) -> int:
    return -(-share[0] * of // share[1])


# --- the rules: what a tally lacks to be agreed, in words; and what an agreed one has ------


def ietf(tally: Tally) -> tuple[str, ...]:
    """Say what rough consensus lacks: an endorsement, no formal objection, and two thirds that do not stand against.

    Sources: RFC 2418, 3.3, and RFC 7282: rough consensus is the absence of an objection that
    was not addressed, not a count of heads; so a formal objection bars and a dissent does not. The
    numbers are those of an IESG ballot (IETF datatracker, ``ietf/doc/utils.py``,
    ``needed_ballot_positions``): one Yes, no Discuss, and of Yes and No Objection together two
    thirds, rounded up, of those that are not recused.
    """
    short = _rounded_up((2, 3), tally.entitled) - tally.support - tally.no_objection
    return (
        *(() if tally.support else ("an endorsement",)),
        *_withdrawn(tally),
        *(
            (f"{short} more that endorse{'' if short > 1 else 's'} or {'do' if short > 1 else 'does'} not object",)
            if short > 0
            else ()
        ),
    )


def w3c(tally: Tally) -> tuple[str, ...]:
    """Say what consensus lacks: substantial support, and no sustained objection.

    Source: W3C Process Document, "Consensus": "a substantial number of individuals in the set support the
    decision and there is no sustained objection from anybody in the set"; abstention is saying that one has no
    opinion, or silence. The Process requires no percentage and no quorum, and lets a charter set one, such as
    "some established percentage above 50%" of those eligible. Taken here: more than half of the partners that
    are not recused endorse, so that those who say nothing, abstain or only do not object are the fewer. A
    sustained objection is a formal one that stands: before 2023 the Process said "nobody in the set registers a
    Formal Objection", and it still wants dissent expressed as one where members are asked formally. A position
    of ``dissent`` disagrees without standing in the way, and so bars nothing.
    """
    short = tally.entitled // 2 + 1 - tally.support
    return (*_withdrawn(tally), *_endorsements(short))


def two_thirds(tally: Tally) -> tuple[str, ...]:
    """Say what a two-thirds vote lacks: twice as many endorsements as dissents and objections.

    Source: Robert's Rules of Order Newly Revised, 44: two thirds of the votes cast by those
    entitled to vote, blanks and abstentions left out, where a quorum is present. An endorsement is a
    vote for; a dissent and a formal objection are votes against; an abstention and having no objection
    are none, but take part and so count towards the quorum.
    """
    against = tally.dissent + tally.formal_objection
    short = max(2 * against - tally.support, 0 if tally.support else 1)
    return _endorsements(short)


def absolute(tally: Tally) -> tuple[str, ...]:
    """Say what an absolute majority lacks: endorsements of more than half of all that are not recused.

    Source: Robert's Rules of Order Newly Revised, 44, "majority of the entire membership": of
    all that are entitled to vote, those that are silent or abstain included.
    """
    return _endorsements(tally.entitled // 2 + 1 - tally.support)


def _withdrawn(tally: Tally) -> tuple[str, ...]:
    count = tally.formal_objection
    return (f"the withdrawal of {count} formal objection{'s' if count > 1 else ''}",) if count else ()


def _endorsements(short: int) -> tuple[str, ...]:
    return (f"{short} more endorsement{'s' if short > 1 else ''}",) if short > 0 else ()


def _unopposed(tally: Tally) -> str:
    count, needed = tally.support + tally.no_objection, _rounded_up((2, 3), tally.entitled)
    return f"{count} of {tally.entitled} endorse or do not object, {needed} have to, and none objects formally"


def _supported(tally: Tally) -> str:
    return f"{tally.support} of {tally.entitled} endorse, more than half, and none objects formally"


def _outvoted(tally: Tally) -> str:
    return f"{tally.support} endorse and {tally.dissent + tally.formal_objection} are against, of {tally.entitled}"


def _majority(tally: Tally) -> str:
    return f"{tally.support} of {tally.entitled} endorse, {tally.entitled // 2 + 1} have to"


RULES: Mapping[Rule, tuple[Callable[[Tally], tuple[str, ...]], Callable[[Tally], str]]] = {
    "ietf": (ietf, _unopposed),
    "w3c": (w3c, _supported),
    "two-thirds": (two_thirds, _outvoted),
    "absolute": (absolute, _majority),
}
WITH_QUORUM = ("two-thirds", "absolute")
