"""``forum rename``: everywhere the name names the thing, and nowhere else."""

import json
import re
from pathlib import PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forum.commands.rename import rename
from forum.diagnostics import UsageError
from forum.documents.renaming import Rename, in_markdown, in_notebook
from forum.documents.renaming_data import bibliography_keys, in_bibliography, in_ledger, in_manifest, in_parameters
from forum.workspace import load

REFERENCE = Rename("reference", "doe2031", "roe-2032")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("@doe2031 says [@doe2031, p. 3; -@doe2031].", "@roe-2032 says [@roe-2032, p. 3; -@roe-2032]."),
        ("[see @{doe2031}] and (@doe2031)", "[see @{roe-2032}] and (@roe-2032)"),
        (
            "In @doe2031 *@doe2031*, **[@doe2031]**^[@doe2031]",
            "In @roe-2032 *@roe-2032*, **[@roe-2032]**^[@roe-2032]",
        ),
        ("Longer keys: @doe2031b, @doe2031-x, @doe2031:1, @xdoe2031.", None),
        ("Words: doe2031, mail joe@doe2031, escaped \\@doe2031", None),
        ("Code: `@doe2031` and\n\n```\n[@doe2031]\n```\n", None),
        ("<!-- @doe2031 --> https://a.b/@doe2031 <https://a.b/@doe2031> [x](https://a.b/@doe2031)", None),
        ("[x](figures/@doe2031.png)", None),
        ("---\nabstract: As [@doe2031]\ntitle: doe2031\n---\n", "---\nabstract: As [@roe-2032]\ntitle: doe2031\n---\n"),
    ],
)
def test_citations_follow_and_nothing_else_does(before, after):
    assert in_markdown(before, REFERENCE)[0] == (before if after is None else after)


def test_a_key_that_cannot_stand_bare_gets_braces():
    assert in_markdown("@a, @{a}", Rename("reference", "a", "b/")) == ("@{b/}, @{b/}", 2)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("::: {#rec-a .recommendation strength=strong}\n", "::: {#rec-b-c .recommendation strength=strong}\n"),
        ("See @rec-a, [-@rec-a], @rec:a and [it](#rec-a).", "See @rec-b-c, [-@rec-b-c], @rec:b-c and [it](#rec-b-c)."),
        ("[it](../other/paper.md#rec-a)", "[it](../other/paper.md#rec-b-c)"),
        ("@rec-a-b, {#rec-a2}, rec-a, #rec-a in words, [x](https://a.b/#rec-a), `{#rec-a}`", None),
    ],
)
def test_recommendations_follow(before, after):
    assert in_markdown(before, Rename("recommendation", "rec-a", "rec-b-c"))[0] == (before if after is None else after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[x](/recommendations/papers/a/paper.md#y)", "[x](/recommendations/papers/b/paper.md#y)"),
        ("![x](../a/figures/p.png){#fig-a}", "![x](../b/figures/p.png){#fig-a}"),
        ("[x]\n\n[x]: ../a/paper.md\n", "[x]\n\n[x]: ../b/paper.md\n"),
        ("[x](/recommendations/papers/a/paper.ipynb?set=a#a)", "[x](/recommendations/papers/b/paper.ipynb?set=a#a)"),
        ("a [x](a.png) [x](/notebooks/a.ipynb) [x](../ab/paper.md) https://x.y/papers/a/ `../a/`", None),
    ],
)
def test_links_to_a_paper_follow(before, after):
    assert in_markdown(before, Rename("paper", "a", "b"))[0] == (before if after is None else after)


def test_a_person_is_renamed_in_front_matter_only():
    before = (
        "---\ntitle: jane\nauthors:\n  - {person: jane, roles: [software]}\neditor: 'jane' # jane\n---\njane @jane\n"
    )
    after = before.replace("person: jane", "person: jan").replace("'jane'", "'jan'")
    assert in_markdown(before, Rename("person", "jane", "jan")) == (after, 2)


def test_bibliographies():
    bib = "@comment{doe2031, x}\n@book{doe2031,\n title = {doe2031},\n}\n@inbook{x,\n crossref = {doe2031},\n}\n"
    after = bib.replace("@book{doe2031", "@book{roe-2032").replace("crossref = {doe2031}", "crossref = {roe-2032}")
    assert in_bibliography(bib.replace("@comment{doe2031, x}\n", ""), ".bib", REFERENCE) == (
        after.replace("@comment{doe2031, x}\n", ""),
        2,
    )
    assert bibliography_keys(bib, ".bib") == {"doe2031", "x"}
    csl = '[{"id": "doe2031", "title": "doe2031"}]'
    assert in_bibliography(csl, ".json", REFERENCE) == ('[{"id": "roe-2032", "title": "doe2031"}]', 1)
    yaml = "references:\n- id: doe2031\n  title: doe2031\n"
    assert in_bibliography(yaml, ".yaml", REFERENCE) == (yaml.replace("id: doe2031", "id: roe-2032"), 1)
    assert bibliography_keys(csl, ".json") == bibliography_keys(yaml, ".yaml") == {"doe2031"}


def test_the_manifest_follows_in_its_lists_only():
    text = '[forum]\ntitle = "a"\n[report]\npapers = ["b", "a"] # "a"\nhighlights = [\n  "rec-a",\n]\n'
    text += '[citations.aliases]\n"a" = "a"\n'
    assert in_manifest(text, Rename("paper", "a", "c"))[0] == text.replace('"b", "a"]', '"b", "c"]')
    assert in_manifest(text, Rename("recommendation", "rec-a", "rec-c"))[0] == text.replace("rec-a", "rec-c")
    assert in_manifest(text, Rename("reference", "a", "c"))[0] == text.replace('"a" = "a"', '"a" = "c"')


def test_data_paths_and_ledgers_follow():
    data = "sets: {a: {x: papers/a/}}\ndata: [../recommendations/papers/a/votes.csv]\n"
    assert in_parameters(data, Rename("paper", "a", "b")) == (data.replace("papers/a/votes", "papers/b/votes"), 1)
    ledger = "rec-a: {position: endorse, person: jane, reason: jane on rec-a}\n"
    assert in_ledger(ledger, Rename("recommendation", "rec-a", "rec-b"))[0].startswith("rec-b: {position")
    assert in_ledger(ledger, Rename("person", "jane", "jo"))[0] == ledger.replace("person: jane", "person: jo")


@pytest.mark.parametrize("indent", [1, 2, None])
def test_notebooks_follow_in_markdown_and_captions_and_keep_their_form(indent):
    code = "#| fig-cap: After @doe2031\nx = '@doe2031'"
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["As @doe2031\n", "says é"]},
        {"cell_type": "code", "id": "b", "metadata": {}, "outputs": [], "source": code},
    ]
    text = json.dumps({"cells": cells, "nbformat": 4}, indent=indent, ensure_ascii=False) + "\n"
    after, count = in_notebook(text, REFERENCE)
    assert count == 2
    assert after == text.replace("As @doe2031", "As @roe-2032").replace("After @doe2031", "After @roe-2032")


KEYS = st.from_regex(r"[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,3})?", fullmatch=True)


@given(st.text("ab@{}-[]();:`. \n#", max_size=60), KEYS, KEYS)
@example("@a @{a} [-@a] `@a`", "a", "b")
def test_a_reference_renamed_there_and_back_is_the_same(text, old, new):
    if f"@{new}" in text or f"@{{{new}" in text:
        return  # two names become one
    there, count = in_markdown(text, Rename("reference", old, new))
    assert in_markdown(there, Rename("reference", new, old)) == (text, count)


def files(root):
    return {
        path.relative_to(root): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("paper", "example", "第一"),
        ("recommendation", "rec-example", "rec-первый"),
        ("person", "example-author", "erin"),
        ("reference", "example2020", "example-2031"),
    ],
)
def test_a_workspace_stays_clean_and_renaming_back_restores_every_byte(root, kind, old, new):
    before = files(root)
    renamed = rename(root, "auto", old, new).value
    assert renamed.kind == kind
    outcome = load(root)
    assert outcome.problems == ()
    text = outcome.value.papers[0].texts[0].source
    assert not re.search(rf"[@#]{old}\b", text)
    assert files(root) != before
    rename(root, kind, new, old)
    assert files(root) == before


def test_the_outcome_says_what_changed_by_file(root):
    renamed = rename(root, "auto", "rec-example", "rec-first").value
    assert {str(path): count for path, count in renamed.changes.items()} == {
        "forum.toml": 1,
        "recommendations/papers/example/paper.md": 1,
    }
    moved = rename(root, "paper", "example", "first").value.moved
    assert moved == ((PurePosixPath("recommendations/papers/example"), PurePosixPath("recommendations/papers/first")),)


@pytest.mark.parametrize(
    ("kind", "old", "new", "message"),
    [
        ("auto", "exampl", "x", "there is no paper, recommendation, person or reference exampl"),
        ("person", "example", "x", "there is no person example"),
        ("auto", "editors", "example-author", "there is a person example-author already"),
        ("auto", "rec-example", "first", "first is no id of a recommendation"),
        ("auto", "example2020", "a b", "is no key of a reference"),
        ("auto", "example", "a/b", "is no id"),
        ("auto", "example", "example", "there is a paper example already"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(root, kind, old, new, message):
    before = files(root)
    with pytest.raises(UsageError, match=re.escape(message)):
        rename(root, kind, old, new)
    assert files(root) == before


def test_a_file_that_cannot_be_read_stops_it(root):
    (root / "recommendations/people.yaml").write_text("a: [")
    before = files(root)
    with pytest.raises(UsageError, match=r"people\.yaml"):
        rename(root, "auto", "example", "x")
    assert files(root) == before


def test_a_write_that_fails_half_way_restores_everything(root, monkeypatch):
    before = files(root)
    replace, calls = type(root).replace, []

    def failing(self, target):
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(type(root), "replace", failing)
    with pytest.raises(UsageError, match="the disk is full"):
        rename(root, "auto", "rec-example", "rec-first")
    assert files(root) == before


def test_in_a_workspace_pandoc_tells_what_a_citation_is(root):
    path = root / "recommendations/papers/example/paper.md"
    odd = "\n\n    code @example2020\n\nA *@example2020* joe@example2020, .@example2020 @example2020//b\n"
    path.write_text(path.read_text() + odd)
    rename(root, "reference", "example2020", "new")
    assert path.read_text().endswith(odd.replace("*@example2020*", "*@new*"))
