"""The nearest of many names: what was found before is taken over, and is what would be found anew."""

from __future__ import annotations

import random

import pytest

from forum.documents import nearest
from forum.documents.nearest import Known

ASKED = ("smith2020", "doe-2031", "roe", "a_b", "zzzzzzzzzz", "k12")


def changed(names, pick):
    """Return names of which some came, went, or moved."""
    for _ in range(pick.randrange(4)):
        at = pick.randrange(len(names) + 1)
        kind = pick.choice(["came", "came", "went", "moved", "twice"])
        if kind == "came":
            names = [
                *names[:at],
                f"{pick.choice(['Smith', 'smith', 'doe-', 'K', 'A-'])}{pick.randrange(3000)}",
                *names[at:],
            ]
        elif kind == "went":
            names = names[:at] + names[at + 1 :]
        elif kind == "moved":
            names = names[at:] + names[:at]
        else:
            names = [*names, *names[at : at + 1]]
    return names


@pytest.mark.parametrize("seed", range(60))
def test_what_was_found_before_is_what_is_found_anew(seed):
    pick = random.Random(seed)
    old = Known(changed(["smith2021", "Smith-2020", "doe_2031", "rose", "A-B", "k1", "k2"], pick))
    answers = {name: old.nearest(name) for name in ASKED}
    new = Known(changed(old.names, pick))
    new.learn(old.names, answers)
    anew = Known(new.names)
    assert {name: new.nearest(name) for name in ASKED} == {name: anew.nearest(name) for name in ASKED}


def test_only_names_that_came_are_looked_at(monkeypatch):
    old = Known(f"k{number}" for number in range(5000))
    answers = {"k12x": old.nearest("k12x")}
    monkeypatch.setattr(nearest, "_best", lambda name, names, _: tuple(names))
    new = Known([*old.names, "k12y"])
    new.learn(old.names, answers)
    assert new.nearest("k12x") == ("k12", "k12y")
