"""Files that are no bibliographies: a diagnostic with its place, and the findings of the others."""

from __future__ import annotations

import pytest

from forum.commands.check import check

GOOD = "@misc{doe, title = {T}, pages = {9--3}}\n"
BAD = {
    "binary.bib": bytes(range(256)) * 50,
    "empty.bib": b"",
    "utf16.bib": GOOD.encode("utf-16"),
    "latin1.bib": "@misc{a, title = {Caf\xe9}}".encode("latin-1"),
    "nul.bib": b"@misc{a\0, title = {\0}}",
    "open.bib": b"@misc{a, title = {" + b"{" * 50_000,
    "nested.bib": b"@misc{a, title = {" + b"{" * 10_000 + b"}" * 10_000 + b"}}",
    "cut.json": b'[{"id": "a", "type": "book"}, {"id": "b", "ti',
    "deep.json": b"[" * 100_000,
    "laughs.yaml": b"a: &a [x, x]\nb: &b [*a, *a]\nreferences: [*b, *b]\n",
    "norway.yaml": b"- id: NO\n  type: book\n  title: T\n",
    "twice.yaml": b"- id: a\n  id: b\n",
    "broken.yaml": b"references: [",
}


@pytest.mark.parametrize(("name", "raw"), BAD.items(), ids=BAD)
def test_a_bad_file_costs_no_other_and_is_told_in_its_place(tmp_path, monkeypatch, name, raw):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.bib").write_text(GOOD)
    (tmp_path / name).write_bytes(raw)
    found = check(None, [tmp_path / "good.bib", tmp_path / name]).problems
    assert "pages-descending" in [one.code for one in found if one.span.path.name == "good.bib"]
    assert all(one.span.line >= 1 and one.span.column >= 1 for one in found)
    told = [one.code for one in found if one.span.path.name == name]
    assert told or name in ("empty.bib", "nested.bib", "laughs.yaml", "norway.yaml")
