"""Bundles' heads, likeness, what is touched, what differs: pure functions on values."""

from __future__ import annotations

import json
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.contributions.bundle import chosen_ref, is_bundle, read_bundle
from forum.contributions.likeness import likeliest, placed
from forum.contributions.marking import marked
from forum.contributions.records import record_text
from forum.contributions.touched import facts_of, words_changed
from forum.contributions.values import Refused
from forum.documents.validation import load_yaml
from forum.model import ContributionRecord, WordCount

ONE, TWO = "1" * 40, "2" * 40
HEAD = f"# v2 git bundle\n-{ONE} The base\n{TWO} refs/heads/swarm\n\nPACK…".encode()


def test_a_bundle_tells_what_it_needs_and_brings() -> None:
    bundle = read_bundle(HEAD)

    assert is_bundle(HEAD)
    assert (bundle.needs, bundle.refs) == ((ONE,), ((TWO, "refs/heads/swarm"),))
    assert HEAD[bundle.pack_at :].startswith(b"PACK")
    assert chosen_ref(bundle) == (TWO, "refs/heads/swarm")


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"# v2 git bundle\n" + TWO.encode(), "bundle-broken"),
        (b"# v2 git bundle\nnonsense\n\n", "bundle-broken"),
        (b"# v2 git bundle\n-" + ONE.encode() + b" The base\n\n", "bundle-empty"),
        (b"# v3 git bundle\n@object-format=sha512\n\n", "bundle-kind"),
        (b"# v3 git bundle\n@filter=blob:none\n\n", "bundle-kind"),
    ],
)
def test_a_bundle_that_cannot_be_read_is_refused_with_its_reason(data: bytes, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        read_bundle(data)

    assert refused.value.refusal.rule == rule


def test_of_several_branches_one_has_to_be_named() -> None:
    bundle = read_bundle(f"# v2 git bundle\n{ONE} refs/heads/a\n{TWO} refs/heads/b\n\n".encode())

    assert chosen_ref(bundle, "b") == (TWO, "refs/heads/b")
    with pytest.raises(Refused, match="several branches: a, b"):
        chosen_ref(bundle)


def test_a_folder_goes_with_the_commit_that_it_is_most_alike() -> None:
    blobs = {"old": b"one\ntwo\nthree\nfour\n", "new": b"one\n2\nthree\nfour\n", "sent": b"one\n2\nthree\n4\n"}
    path = PurePosixPath("recommendations/papers/x/paper.md")
    history = [("later", {path: "new"}), ("earlier", {path: "old"})]

    guess = likeliest({path: "sent"}, history, lambda blob: blobs[blob])

    assert guess is not None
    assert (guess.commit, guess.likeness) == ("later", 0.75)
    assert likeliest({PurePosixPath("elsewhere.md"): "sent"}, history, lambda blob: blobs[blob]) is None


def test_of_two_commits_that_are_equally_alike_the_newer_is_taken() -> None:
    path = PurePosixPath("a.md")

    guess = likeliest({path: "x"}, [("newer", {path: "x"}), ("older", {path: "x"})], lambda _: b"")

    assert guess is not None
    assert (guess.commit, guess.likeness) == ("newer", 1.0)


@pytest.mark.parametrize(
    ("names", "folder"),
    [
        (["recommendations/papers/x/paper.md"], ""),
        (["My edits/recommendations/papers/x/paper.md", "My edits/forum-pack.json"], "My edits/"),
        (["a/b/notebooks/x.ipynb", "a/b/recommendations/people.yaml"], "a/b/"),
        (["paper.md"], ""),
    ],
)
def test_the_folder_around_a_workspace_is_found(names: list[str], folder: str) -> None:
    assert placed(names, [PurePosixPath("recommendations/papers/x/paper.md")]) == folder


def _notebook(code: str, text: str = "Words.") -> bytes:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": [text]},
        {"cell_type": "code", "metadata": {}, "source": [code], "outputs": [], "execution_count": None},
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


def test_facts_are_what_a_coordinator_wants_to_know() -> None:
    facts = facts_of(
        {
            PurePosixPath("recommendations/papers/x/paper.md"): (b"One two three.\n", b"One two four five.\n"),
            PurePosixPath("recommendations/papers/x/references.bib"): (b"@book{a,\n}\n", b"@book{a,\n}\n@misc{b,\n}\n"),
            PurePosixPath("notebooks/run.ipynb"): (_notebook("n = 1"), _notebook("n = 2")),
            PurePosixPath("notebooks/prose.ipynb"): (_notebook("n = 1"), _notebook("n = 1", "Other words.")),
            PurePosixPath("notebooks/swept.params.yaml"): (b"sets: {}\n", b"sets: {a: {}}\n"),
            PurePosixPath("recommendations/people.yaml"): (b"", b"- {id: jane-doe, name: Jane Doe}\n"),
            PurePosixPath("forum.toml"): (b"a", b"b"),
        }
    )

    assert [(paper.slug, paper.added, paper.removed) for paper in facts.papers] == [("x", 2, 1)]
    assert facts.references == ("b",)
    assert facts.notebooks == ("run", "swept")
    assert facts.people == ("jane-doe",)
    assert facts.tooling == ("forum.toml",)


def test_words_that_only_move_are_neither_added_nor_taken_out() -> None:
    assert words_changed("one two. three four.", "three four. one two.") == (0, 0)


def test_the_words_that_differ_are_marked_and_none_is_lost() -> None:
    pieces = marked("States should cap it.", "States must cap it firmly.")

    assert "".join(text for text, _ in pieces) == "States must cap it firmly."
    assert "".join(text for text, new in pieces if new).split() == ["must", "firmly"]


WORD = st.text(min_size=1, max_size=12)
TEXTS = st.lists(WORD, max_size=3).map(tuple)


@given(
    st.builds(
        ContributionRecord,
        name=WORD,
        sender=st.text(max_size=12),
        sent=st.sampled_from(["", "2026-11-25"]),
        channel=st.just("mail"),
        content=st.just(f"git:{ONE}"),
        base=st.sampled_from([ONE, "12e34", "0"]),
        commit=st.just(TWO),
        received=st.dates(),
        outcome=st.just("accepted"),
        note=st.text(max_size=20),
        papers=st.dictionaries(WORD, st.builds(WordCount, added=st.integers(0, 9)), max_size=2),
        notebooks=TEXTS,
        references=TEXTS,
    )
)
def test_a_record_reads_as_it_was_written(record: ContributionRecord) -> None:
    loaded = load_yaml(record_text(record), PurePosixPath("record.yaml"), ContributionRecord)

    assert (loaded.value, loaded.problems) == (record, ())
