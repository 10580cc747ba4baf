"""Which paths and files a contribution may hold."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.contributions.content import DEPTH, refused_content
from forum.contributions.rules import is_tooling, refused_entries, refused_name
from forum.merging.tree import Entry

FILE = Entry("100644", "a" * 40)


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("../outside.md", "path-outside"),
        ("notebooks/../../outside.md", "path-outside"),
        ("/etc/passwd", "path-outside"),
        ("C:/Windows/x.md", "path-outside"),
        ("notebooks\\x.ipynb", "path-outside"),
        ("notebooks//x.ipynb", "path-outside"),
        ("./notebooks/x.ipynb", "path-outside"),
        (".git/hooks/post-merge", "path-git"),
        ("notebooks/.GIT/config", "path-git"),
        ("notebooks/.git./config", "path-git"),
        ("notebooks/.git /config", "path-git"),
        ("notebooks/git~1/config", "path-git"),
        ("notebooks/.g\u200cit/config", "path-git"),
        (".gitmodules", "path-git"),
        (".GitModules", "path-git"),
        ("notebooks/a\nb.md", "path-characters"),
        ("notebooks/a\x1b[31mb.md", "path-characters"),
        ("notebooks/a:b.md", "path-characters"),
        ("notebooks/a\u202eb.md", "path-characters"),
        ("notebooks/a\u2067b.md", "path-characters"),
        ("notebooks/a\u00adb.md", "path-characters"),
        ("notebooks/a\udcffb.md", "path-encoding"),
        ("notebooks/aux.md", "path-windows"),
        ("notebooks/COM1", "path-windows"),
        ("notebooks/name.", "path-windows"),
        ("notebooks/" + "x" * 300, "path-long"),
        ("/".join(["notebooks"] + ["x" * 90] * 12), "path-long"),
    ],
)
def test_a_name_that_some_system_reads_otherwise_is_refused(path: str, rule: str) -> None:
    refusal = refused_name(path)

    assert refusal is not None
    assert refusal.rule == rule
    assert refusal.remedy
    assert refusal.where.isprintable()


@pytest.mark.parametrize(
    "path",
    [
        "recommendations/papers/human-control/paper.md",
        "recommendations/papers/ομάδα/paper.md",
        "notebooks/data/votes 2025 (final).csv",
        "recommendations/papers/über-drohnen/figures/Abb. 1.png",
        "notebooks/auxiliary.md",
        "notebooks/gitops.md",
    ],
)
def test_plain_names_of_any_script_are_taken(path: str) -> None:
    assert refused_name(path) is None


@pytest.mark.parametrize(("mode", "what"), [("120000", "a symbolic link"), ("160000", "a submodule")])
def test_only_plain_files_are_taken(mode: str, what: str) -> None:
    path = PurePosixPath("notebooks/x.md")

    (refusal,) = refused_entries({path: Entry(mode, "a" * 40)}, [path])

    assert (refusal.rule, refusal.where) == ("file-kind", "notebooks/x.md")
    assert what in refusal.message


@pytest.mark.parametrize(
    ("new", "there", "told"),
    [
        ("notebooks/Swarm.ipynb", "notebooks/swarm.ipynb", "notebooks/Swarm.ipynb"),
        ("notebooks/cafe\u0301.md", "notebooks/caf\u00e9.md", "notebooks/cafe\u0301.md"),
        ("Notebooks/other.md", "notebooks/swarm.ipynb", "Notebooks"),
    ],
)
def test_names_that_differ_only_in_capitals_or_accents_are_refused(new: str, there: str, told: str) -> None:
    paths = [PurePosixPath(new), PurePosixPath(there)]

    (refusal,) = refused_entries({paths[0]: FILE}, paths)

    assert (refusal.rule, refusal.where) == ("path-alike", told)


def test_what_is_taken_out_is_not_held_against_the_rules() -> None:
    assert list(refused_entries({PurePosixPath(".gitmodules"): None}, [])) == []


@pytest.mark.parametrize(
    ("path", "tooling"),
    [
        ("forum.toml", True),
        (".gitattributes", True),
        (".github/workflows/ci.yml", True),
        ("scripts/build_report.py", True),
        ("templates/report/report.typ", True),
        ("forum/cli/__init__.py", True),
        ("notebooks/.vscode/settings.json", True),
        ("recommendations/contributions/other.yaml", True),
        ("recommendations/rounds/first/round.yaml", True),
        ("conftest.py", True),
        ("notebooks/swarm.ipynb", False),
        ("notebooks/helpers.py", False),
        ("recommendations/people.yaml", False),
        ("recommendations/papers/x/paper.md", False),
    ],
)
def test_what_steers_the_program_is_no_content(path: str, tooling: bool) -> None:
    assert is_tooling(PurePosixPath(path)) is tooling


LAUGHS = b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


@pytest.mark.parametrize(
    ("path", "data", "rule"),
    [
        ("x.ipynb", b'{"cells": [], "cells": [1]}', "json-ambiguous"),
        ("x.json", b'{"a": NaN}', "json-ambiguous"),
        ("x.json", b'{"a": -Infinity}', "json-ambiguous"),
        ("x.json", b"[" * 5000 + b"]" * 5000, "json-deep"),
        ("x.ipynb", b"no json at all", "json-broken"),
        ("x.ipynb", b'{"cells": [', "json-broken"),
        ("x.yaml", LAUGHS, "yaml-aliases"),
        ("x.yaml", b"a: &a 1\nb: [" + b"*a, " * 200 + b"1]\n", "yaml-aliases"),
        ("paper.md", b"---\n" + LAUGHS + b"---\n\nText.\n", "yaml-aliases"),
        ("x.csv", b"x" * 50_000_001, "file-large"),
    ],
)
def test_what_grows_or_reads_two_ways_is_refused(path: str, data: bytes, rule: str) -> None:
    refusal = refused_content(PurePosixPath(path), data)

    assert refusal is not None
    assert refusal.rule == rule


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("x.ipynb", json.dumps({"cells": [{"source": ["a [[[[ {{{{ *x &y"]}]}).encode()),
        ("x.yaml", b"base: &base {a: 1}\nother: {<<: *base, b: 2}\n"),
        ("x.yaml", b"text: this *word* & that *word*\n"),
        ("x.yaml", b"broken: [\n"),
        ("paper.md", b"---\ntitle: A & B\n---\n\n*a* *b* *c* &c.\n"),
    ],
)
def test_plain_content_is_taken(path: str, data: bytes) -> None:
    assert refused_content(PurePosixPath(path), data) is None


_STRINGS = st.text('[]{}"\\ax', max_size=8)


@given(st.recursive(_STRINGS, lambda below: st.lists(below, max_size=3) | st.dictionaries(_STRINGS, below, max_size=3)))
def test_depth_is_counted_past_whatever_a_text_holds(value: Any) -> None:
    def wrapped(depth: int) -> bytes:
        return b"[" * depth + json.dumps(value).encode() + b"]" * depth

    own = _depth(value)

    assert refused_content(PurePosixPath("x.json"), wrapped(DEPTH - own)) is None
    refusal = refused_content(PurePosixPath("x.json"), wrapped(DEPTH - own + 1))
    assert refusal is not None
    assert refusal.rule == "json-deep"


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)
