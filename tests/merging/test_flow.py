"""Values in brackets on one line of YAML and TOML."""

from __future__ import annotations

import pytest

from forum.merging import Kind, Merged, merge
from forum.merging.flow import merged_flow

PERSON = "- {id: jane-doe, name: Jane Doe, partner: partner-a, roles: [writing, data]}\n"


def yaml(base: str, ours: str, theirs: str) -> Merged:
    return merge(base.encode(), ours.encode(), theirs.encode(), Kind.YAML)


def test_two_keys_of_one_person_may_change() -> None:
    ours = PERSON.replace("partner-a", "partner-b").replace("data", "data, review")

    assert yaml(PERSON, ours, PERSON.replace("Doe,", "A. Doe,")).text == ours.replace("Doe,", "A. Doe,")


def test_one_key_that_both_changed_conflicts() -> None:
    ours, theirs = PERSON.replace("partner-a", "partner-b"), PERSON.replace("partner-a", "partner-c")

    assert yaml(PERSON, ours, theirs).conflicts[0].theirs == theirs


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        ("a: [x]\n", "a: [x, y]\n", "a: [x, z]  # c\n", "a: [x, y, z]  # c\n"),
        ("a: [x, y]\n", "a: [y]\n", "a: [x, y, z]\n", "a: [y, z]\n"),
        ("a: [x, y]\n", "a: [x, p]\n", "a: [x, q]\n", None),
        ('a = ["x, y"]\n', 'a = ["x, y", "z"]\n', 'a = ["w", "x, y"]\n', 'a = ["w", "x, y", "z"]\n'),
        ("a: {b: [1], c: it's}\n", "a: {b: [1, 2], c: it's}\n", "a: {b: [1], c: its}\n", "a: {b: [1, 2], c: its}\n"),
        ("a: { b: 1 }\n", "a: { b: 1, c: 2 }\n", "a: { b: 1, c: 3 }\n", None),
        ("a: [x\n", "a: [y]\n", "a: [z]\n", None),
    ],
)
def test_elements_and_keys_in_brackets(base: str, ours: str, theirs: str, merged: str | None) -> None:
    assert merged_flow(base, ours, theirs) == merged


@pytest.mark.parametrize(
    "base",
    [
        "rec-a: {position: endorse, digest: one}\nrec-b: {position: abstain}\n",
        "rec-a:\n  position: endorse\n  person: jane-doe\n  note: x\n  digest: one\nrec-b:\n  position: abstain\n",
        "- position: endorse\n  person: jane-doe\n  note: x\n  digest: one\n- position: abstain\n",
    ],
)
def test_a_position_is_never_put_on_words_that_nobody_had_it_on(base: str) -> None:
    ours, theirs = base.replace("endorse", "dissent"), base.replace("one", "two")

    assert len(yaml(base, ours, theirs).conflicts) == 1
    assert yaml(base, ours, base.replace("abstain", "recuse")).clean
