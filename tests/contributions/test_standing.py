"""The checks of what would stand after a merge: no error is missed by looking only where a merge can bring one."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from urllib.parse import quote

import pytest
from universities import PAPER, git, head

from forum.commands.contributing import at_desk
from forum.commands.merge import merge
from forum.commands.standing import Checks
from forum.contributions.mentions import may_show
from forum.contributions.values import State
from forum.stages.cache import damaged

DAY = datetime.date(2026, 11, 24)
CELL = {
    "cell_type": "code",
    "id": "c1",
    "metadata": {},
    "source": "#| label: n\n1",
    "outputs": [],
    "execution_count": 1,
}
NOTEBOOK = {"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
TWICE = {**NOTEBOOK, "cells": [CELL, {**CELL, "id": "c2"}]}
NO_LABEL = {**NOTEBOOK, "cells": [{**CELL, "source": "1"}]}


def commit(forum: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        (forum / name).parent.mkdir(parents=True, exist_ok=True)
        (forum / name).write_text(text)
    git(forum, "add", "-A")
    git(forum, "commit", "-qm", "A state", "--allow-empty")
    return head(forum)


def shown(forum: Path, link: str) -> dict[str, str]:
    return {PAPER: (forum / PAPER).read_text() + f"\nIt is [1]({link}).\n"}


CASES: dict[str, tuple[Callable[[Path], dict[str, str]], dict[str, str], set[str]]] = {
    "a notebook that nothing shows": (lambda _: {}, {"notebooks/one.ipynb": json.dumps(NO_LABEL)}, set()),
    "one that is no JSON any more": (lambda _: {}, {"notebooks/one.ipynb": "{"}, {"notebook-not-json"}),
    "one with a label twice": (lambda _: {}, {"notebooks/one.ipynb": json.dumps(TWICE)}, {"label-duplicate"}),
    "a new one that is none": (lambda _: {}, {"notebooks/new.ipynb": "[]"}, {"notebook-malformed"}),
    "one whose label a paper shows": (
        lambda forum: shown(forum, "/notebooks/one.ipynb#n"),
        {"notebooks/one.ipynb": json.dumps(NO_LABEL)},
        {"label-unknown"},
    ),
    "one that a paper spells otherwise": (
        lambda forum: shown(forum, "/notebooks/%6Fn&#101;.ipynb#n"),
        {"notebooks/one.ipynb": json.dumps(NO_LABEL)},
        {"label-unknown"},
    ),
    "one that a paper shows when it comes": (
        lambda forum: {},
        {"notebooks/two.ipynb": json.dumps(NO_LABEL), PAPER: "---\ntitle: X\n---\n\n[1](/notebooks/two.ipynb#n)\n"},
        {"label-unknown"},
    ),
    "a record that is none": (
        lambda _: {},
        {"recommendations/contributions/x.yaml": "name: x\nreceived: never\n"},
        {"schema"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_errors_that_a_merge_would_bring_are_those_of_the_whole_check(forum: Path, case: str) -> None:
    first, then, codes = CASES[case]
    before = commit(forum, {"notebooks/one.ipynb": json.dumps(NOTEBOOK), **first(forum)})
    after = commit(forum, then)
    with at_desk(forum) as desk:
        told = Checks(desk, DAY).new_errors(before, after)
        whole = Checks(desk, DAY)
        old, new = (
            Counter((one.code, str(one.span.path), one.message) for one in whole.errors(each))
            for each in (before, after)
        )

    assert Counter((one.code, str(one.span.path), one.message) for one in told) == new - old
    if codes != {"schema"}:
        assert codes <= {one.code for one in told}, told
    assert bool(told) == bool(codes)


def test_what_was_found_of_the_same_files_is_remembered_and_never_believed_when_damaged(forum: Path) -> None:
    commit(forum, {PAPER: (forum / PAPER).read_text() + "\n[@nobody1999]\n"})

    def told() -> list[tuple[str, str]]:
        with at_desk(forum) as desk:
            return [(one.code, one.message) for one in Checks(desk, DAY).errors(desk.head)]

    anew = told()
    assert "citation-unknown" in {code for code, _ in anew}
    assert told() == anew
    entries = list((forum / ".forum/cache/stages/errors").iterdir())
    assert len(entries) == 1
    for entry in entries:
        entry.write_bytes(b"damaged")
    assert told() == anew
    assert set(damaged()) == set(entries)  # a build would say so


def test_what_was_found_is_found_anew_when_something_beside_the_files_changes(forum: Path) -> None:
    def kept() -> int:
        with at_desk(forum) as desk:
            Checks(desk, DAY).errors(desk.head)
        return len(list((forum / ".forum/cache/stages/errors").iterdir()))

    assert [kept(), kept()] == [1, 1]
    (forum / ".forum/retractions.json").write_text("{}")  # which works were retracted
    assert kept() == 2
    results = forum / ".forum/cache/runs/key/results.json"
    results.parent.mkdir(parents=True)
    results.write_text("{}")  # what a notebook gave
    assert kept() == 3


def test_a_notebook_that_is_no_json_is_never_merged(forum: Path) -> None:
    git(forum, "checkout", "-q", "-b", "uni-a/odd")
    commit(forum, {"notebooks/one.ipynb": "{"})
    git(forum, "checkout", "-q", "main")

    (result,) = merge(forum, ["uni-a/odd"]).value.results

    assert (result.state, [one.code for one in result.problems]) in [
        (State.REFUSED, []),
        (State.HELD, ["notebook-not-json"]),
    ]


@pytest.mark.parametrize(
    ("text", "path", "yes"),
    [
        ("[1](/notebooks/one.ipynb#n)", "p.md", True),
        (f"[1](/notebooks/{quote('one')}.ipynb)", "p.md", True),
        ("[1](/notebooks/o\\ne.ipynb)", "p.md", True),
        ("[1](/notebooks/&#x6f;ne.ipynb)", "p.md", True),
        ("[1](/notebooks/ONE.ipynb)", "p.md", True),
        ('---\nabstract: "\\x6fne"\n---\n', "p.md", True),
        ("$\\xi$ and two", "p.md", False),
        ('"\\u006fne"', "p.ipynb", True),
        ("no JSON", "p.ipynb", True),
        ("[1](/notebooks/two.ipynb)", "p.md", False),
    ],
)
def test_a_text_that_may_lead_to_a_notebook_is_known_however_it_spells_it(text: str, path: str, yes: bool) -> None:
    assert may_show(text, PurePosixPath(path), {"one"}) is yes
