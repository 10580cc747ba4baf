"""Texts of strangers: long rows of one sign must neither stop a merge nor take more than linear time."""

from __future__ import annotations

import pytest
from mutations import lost, told

from forum.merging import Kind, merge

MANY = 20000
TEXTS = {
    Kind.PROSE: ("{}\n", (".", "*.", ".{", "|:-", "[^a]", "$$", "`", " ")),
    Kind.YAML: ("keywords: [{}]\nb{}\n", ("a,", '"a",', " ", "'", "{")),
    Kind.TOML: ("[t]\na{}\n", (" ", ".a", '"', "[")),
    Kind.BIB: ("@article{{k,\n  title = {{{}}},\n}}\n", ("{", '"', "a=", "@a{k,")),
    Kind.CSV: ("a,b\n1,{}\n", ('"', '""', ",", ";")),
    Kind.JSON: ("[{}]\n", ("{", "[", "1,")),
}


@pytest.mark.parametrize(("kind", "sign"), [(kind, sign) for kind, (_, signs) in TEXTS.items() for sign in signs])
def test_a_long_row_of_one_sign_is_merged(kind: Kind, sign: str) -> None:
    frame = TEXTS[kind][0]
    base, ours, theirs = (
        frame.replace("{}", sign * (MANY + number) + new).replace("{{", "{").replace("}}", "}")
        for number, new in enumerate(("", "ours", "theirs"))
    )

    merged = merge(base.encode(), ours.encode(), theirs.encode(), kind)

    assert lost(base, ours, theirs, told(merged)) == []


def test_lists_in_lists_in_lists_are_merged_by_line() -> None:
    base, ours, theirs = ("- " * 3000 + f"{word}\n" for word in ("x", "ours", "theirs"))

    assert len(merge(base.encode(), ours.encode(), theirs.encode(), Kind.YAML).conflicts) == 1
