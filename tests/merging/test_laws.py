"""The laws of merging, on documents that two people change at random: nothing lost, identities, symmetry."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import (
    BIB,
    CSV,
    JSON,
    MAPPING,
    PROSE,
    ROOT,
    TOML,
    YAML,
    dumped,
    lost,
    mutated,
    mutated_notebook,
    notebook,
    told,
)

from forum.merging import Kind, Merged, merge
from forum.merging.merging import rendered
from forum.merging.notebooks.reading import source_text

SAMPLES = {
    "prose": (Kind.PROSE, PROSE),
    "bib": (Kind.BIB, BIB),
    "list": (Kind.YAML, YAML),
    "mapping": (Kind.YAML, MAPPING),
    "toml": (Kind.TOML, TOML),
    "csv": (Kind.CSV, CSV),
    "json": (Kind.JSON, JSON),
    "lines": (Kind.LINES, PROSE),
}
SEEDS = st.integers(0, 2**32)


def three(text: str, seed: int) -> tuple[str, str, str]:
    random = Random(seed)
    return text, mutated(text, random, "ours"), mutated(text, random, "theirs")


def merged(sides: tuple[str, str, str], kind: Kind) -> Merged:
    return merge(sides[0].encode(), sides[1].encode(), sides[2].encode(), kind)


def sides_of(result: Merged) -> Counter[tuple[str, frozenset[str]]]:
    """Return what is at odds; whether the file's last line ends is no part of it."""
    return Counter((one.base.rstrip(), frozenset((one.ours.rstrip(), one.theirs.rstrip()))) for one in result.conflicts)


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=150, deadline=None)
@given(seed=SEEDS)
def test_nothing_is_lost(name: str, seed: int) -> None:
    kind, text = SAMPLES[name]
    base, ours, theirs = three(text, seed)

    result = merged((base, ours, theirs), kind)

    assert lost(base, ours, theirs, told(result)) == []
    assert lost(base, ours, theirs, rendered(result).decode()) == []


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_who_changed_nothing_adds_nothing(name: str, seed: int) -> None:
    kind, text = SAMPLES[name]
    base, ours, _ = three(text, seed)

    for sides in ((base, base, ours), (base, ours, base), (base, ours, ours)):
        assert rendered(merged(sides, kind)) == ours.encode()


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=100, deadline=None)
@given(seed=SEEDS)
def test_both_orders_give_the_same_conflicts(name: str, seed: int) -> None:
    kind, text = SAMPLES[name]
    base, ours, theirs = three(text, seed)

    assert sides_of(merged((base, ours, theirs), kind)) == sides_of(merged((base, theirs, ours), kind))


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_nothing_is_lost_from_the_forums_own_papers(seed: int) -> None:
    random = Random(seed)
    path = random.choice(sorted(ROOT.glob("recommendations/papers/*/paper.md")))
    base, ours, theirs = three(path.read_text(encoding="utf-8"), seed)

    assert lost(base, ours, theirs, told(merged((base, ours, theirs), Kind.PROSE))) == []


@st.composite
def notebooks(draw: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    random = Random(draw(SEEDS))
    base = notebook(ids=draw(st.booleans()))
    return base, mutated_notebook(base, random, "ours"), mutated_notebook(base, random, "theirs")


def sources(data: dict[str, Any]) -> str:
    return "\n".join(source_text(cell["source"]) for cell in data["cells"])


@settings(max_examples=200, deadline=None)
@given(sides=notebooks())
def test_a_merged_notebook_is_valid_and_loses_nothing(
    sides: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    base, ours, theirs = sides

    result = merge(dumped(base), dumped(ours), dumped(theirs), Kind.NOTEBOOK)
    written = json.loads(rendered(result))

    nbformat.validate(written)
    ids = [cell["id"] for cell in written["cells"] if "id" in cell]
    assert len(set(ids)) == len(ids)
    assert lost(sources(base), sources(ours), sources(theirs), sources(written)) == []


@settings(max_examples=60, deadline=None)
@given(sides=notebooks())
def test_notebooks_keep_the_identities_and_the_symmetry(
    sides: tuple[dict[str, Any], dict[str, Any], dict[str, Any]],
) -> None:
    base, ours, theirs = (dumped(one) for one in sides)

    for three in ((base, base, ours), (base, ours, base), (base, ours, ours)):
        assert rendered(merge(*three, Kind.NOTEBOOK)) == ours
    there, back = merge(base, ours, theirs, Kind.NOTEBOOK), merge(base, theirs, ours, Kind.NOTEBOOK)
    assert sides_of(there) == sides_of(back)
