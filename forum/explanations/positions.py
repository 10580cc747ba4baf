"""Positions: what partners think of the recommendations, and by which rule they decide."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, notable, wrong

CODES: Mapping[str, Explanation] = MappingProxyType(
    {
        "position-file": doubtful(
            "A file among the positions ends in `.yml`, or lies in a folder of its own, and is not read. The partner "
            "counts as silent.",
            "Rename or move it, so that it is `recommendations/positions/PARTNER.yaml`.",
        ),
        "position-partner": wrong(
            "A file of positions has a name that no partner in `forum.toml` has as its id. Nothing in it counts.",
            "Name the file after the partner, or add the partner: `forum new partner`.",
        ),
        "position-recommendation": wrong(
            "A position names a recommendation that no paper has. It speaks of nothing.",
            "Correct the id, or remove the position where the recommendation was dropped.",
        ),
        "position-person": wrong(
            "A position was given or carried over by somebody who is not in `recommendations/people.yaml`.",
            "Correct the id, or add the person: `forum new person`.",
        ),
        "position-person-elsewhere": doubtful(
            "A position is in the file of a partner, and given by a person whom `people.yaml` has at another one, "
            "or at none.",
            "Move it to that partner's file, or correct the person's partner.",
        ),
        "position-reason": wrong(
            "A position other than endorse and no-objection gives no reason, so nobody can answer it; or one was "
            "carried over a change, and nobody says why that is an editorial one.",
            "Add `reason`, or `note` under `carried`, and why, in a sentence or two.",
        ),
        "position-mandate": wrong(
            "A position is given for an institution, and does not say by what mandate; or it is a person's own, and "
            "names one.",
            "Add `mandate`, such as the decision of a board, or make its capacity personal, without one.",
        ),
        "position-duplicate": wrong(
            "One person has two positions on one recommendation in one capacity. "
            "The later one counts, and on the same day the graver one.",
            "Keep the one that holds. What was before stays in the history of git.",
        ),
        "position-two-voices": doubtful(
            "Two persons speak for one institution on one recommendation. An institution has one voice: "
            "the later one counts, and on the same day the graver one.",
            "Keep the one that holds.",
        ),
        "position-digest": wrong(
            "What stands as the digest of a position is none, so that nobody can tell which words it speaks of. "
            "It counts for nothing.",
            "Record the position anew: `forum position set` writes the digest.",
        ),
        "position-stale": notable(
            "The words, the addressees or the strength of a recommendation have changed since a partner gave "
            "its position. It counts for nothing until it is renewed.",
            "Ask the partner, then `forum position set`. Where the change is editorial, `forum position carry`.",
        ),
        "quorum-invalid": wrong(
            "The quorum in `forum.toml` is no fraction above 0 and up to 1. A half is taken.",
            'Write it as in `quorum = "1/2"`.',
        ),
    }
)
