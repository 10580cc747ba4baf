"""How one recommendation stands: which positions on it count, which are stale, and what the rule decides.

Institutions and persons are counted apart, and only institutions decide. A position speaks of the
words with its digest: once they have changed it is stale, and counts for nothing until it is renewed
or carried over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from forum.consensus.rounds import last_on, rand_ucla
from forum.consensus.rules import HALF, Decision, Tally, decide, read_quorum
from forum.model import Manifest, Position, PositionFile, PositionKind, Round, Workspace

KINDS: tuple[PositionKind, ...] = get_args(PositionKind)
# Where one holder speaks with two voices on one day, the graver one counts.
_GRAVITY = {kind: number for number, kind in enumerate([*KINDS[:4], "recuse", *KINDS[4:6]])}


@dataclass(frozen=True)
class Held:
    """A position with its holder, the id of a partner; ``stale`` where the words have changed since."""

    partner: str
    position: Position
    stale: bool

    @property
    def institutional(self) -> bool:
        """Whether it is the institution's own."""
        return self.position.capacity == "institutional"


@dataclass(frozen=True)
class Standing:
    """How a recommendation stands, with its text's ``digest``.

    ``held`` are all positions on it, by partner in the manifest's order, the institution's first;
    ``personal`` counts those that persons hold, by kind; ``silent`` are the partners without a position
    that counts, of which the ones in ``stale`` had one on earlier words.
    """

    recommendation: str
    digest: str
    held: tuple[Held, ...]
    decision: Decision
    personal: Mapping[PositionKind, int]
    silent: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def counts(self) -> Mapping[PositionKind, int]:
        """How many institutions hold each position, at the words as they are."""
        tally = self.decision.tally
        return {kind: getattr(tally, kind.replace("-", "_")) for kind in KINDS}

    @property
    def objected(self) -> bool:
        """Whether an institution formally objects."""
        return self.decision.tally.formal_objection > 0


def outdated(stands: Standing) -> tuple[Held, ...]:
    """Return the stale position of each holder, institution or person, of whom no position counts: its last word."""

    def whose(one: Held) -> str:
        return f"{one.partner}/{'' if one.institutional else one.position.person}"

    heard = {whose(one) for one in stands.held if not one.stale}
    return tuple(_voices((one for one in stands.held if one.stale and whose(one) not in heard), whose).values())


Given = Sequence[tuple[str, Position]]
"""Positions on one recommendation, each with the id of its partner."""


def by_recommendation(files: Iterable[PositionFile]) -> dict[str, list[tuple[str, Position]]]:
    """Return all positions by the recommendation that they speak of."""
    found: dict[str, list[tuple[str, Position]]] = {}
    for file in files:
        for one in file.positions:
            found.setdefault(one.recommendation, []).append((file.partner, one))
    return found


def standing(
    recommendation: str, digest: str, positions: Given, manifest: Manifest, rounds: Sequence[Round] = ()
) -> Standing:
    """Return how a recommendation stands, at the words with a digest, by what is thought of it.

    Under the rule ``rand-ucla`` the last closed one of the rating ``rounds`` decides.

    Positions of a partner that the manifest does not have are left out: a check tells of them.
    """
    partners = [partner.id for partner in manifest.partner]
    held = _held(positions, digest, partners)
    voices = _voices((one for one in held if one.institutional and not one.stale), lambda one: one.partner)
    persons = _voices((one for one in held if not one.institutional and not one.stale), lambda one: one.position.person)
    spoken = Counter(one.position.position.replace("-", "_") for one in voices.values())
    settings = manifest.consensus
    decision = decide(settings.rule, Tally(len(partners), **spoken), read_quorum(settings.quorum) or HALF)
    if settings.rule == "rand-ucla":
        rated = rand_ucla(rounds, recommendation, digest)
        decision = replace(decision, state=rated.state, reason=rated.reason)
    return Standing(
        recommendation=recommendation,
        digest=digest,
        held=held,
        decision=decision,
        personal=Counter(one.position.position for one in persons.values()),
        silent=tuple(partner for partner in partners if partner not in voices),
        stale=tuple(dict.fromkeys(one.partner for one in held if one.institutional and one.partner not in voices)),
    )


def standing_if_any(
    recommendation: str, digest: str, positions: Mapping[str, Given], workspace: Workspace
) -> Standing | None:
    """Return how a recommendation stands, None where neither a partner nor, if it decides, a panel has said.

    ``positions`` are those on all recommendations.
    """
    found, manifest, rounds = positions.get(recommendation, ()), workspace.manifest, workspace.rounds
    rated = manifest.consensus.rule == "rand-ucla" and last_on(rounds, recommendation) is not None
    if not found and not rated:
        return None
    stands = standing(recommendation, digest, found, manifest, rounds)
    return stands if stands.held or rated else None


def _held(positions: Given, digest: str, partners: Sequence[str]) -> tuple[Held, ...]:
    order = {partner: number for number, partner in enumerate(partners)}
    found = [Held(partner, one, one.digest != digest) for partner, one in positions if partner in order]

    def key(one: Held) -> tuple[int, bool, str, str]:
        return order[one.partner], not one.institutional, one.position.person, one.position.date.isoformat()

    return tuple(sorted(found, key=key))


def as_plain(one: Standing) -> dict[str, Any]:
    """Return counts and decision as JSON has them."""
    decision = one.decision
    return {
        "rule": decision.rule,
        "decision": decision.state,
        "reason": decision.reason,
        "partners": decision.tally.partners,
        "counts": dict(one.counts),
        "silent": list(one.silent),
        "stale": list(one.stale),
        "personal": {kind: one.personal[kind] for kind in KINDS if one.personal.get(kind)},
    }


def _voices(held: Iterable[Held], whose: Callable[[Held], str]) -> dict[str, Held]:
    """Return the one voice of each institution or person: the latest, on one day the gravest."""
    voices: dict[str, Held] = {}
    for one in held:
        before = voices.setdefault(whose(one), one)
        if _weight(before) < _weight(one):
            voices[whose(one)] = one
    return voices


def _weight(one: Held) -> tuple[str, int]:
    return one.position.date.isoformat(), _GRAVITY[one.position.position]
