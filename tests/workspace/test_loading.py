"""A workspace on disk: what is read, what is not, and what is said about it."""

import json

import pytest

from forum import __version__
from forum.diagnostics import UsageError
from forum.workspace import find_root, load

MANIFEST = """\
[forum]
title = "A forum"
lead = "tu"
[[partner]]
id = "tu"
name = "A university"
[[theme]]
id = "deployment"
title = "Deployment"
subthemes = ["swarms"]
"""
PEOPLE = "- {id: jane, name: Jane Doe, partner: tu}\n"
PAPER = """\
---
title: Human control
kind: case-study
theme: deployment
authors: [{person: jane}]
---

Body.
"""
CELL = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": []}


@pytest.fixture
def make(tmp_path):
    """Write a workspace; a text of None leaves the file out."""

    def write(**files):
        known = {
            "forum.toml": MANIFEST,
            "recommendations/people.yaml": PEOPLE,
            "recommendations/papers/swarm/paper.md": PAPER,
        }
        for name, content in (known | files.pop("files", {})).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is not None:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


def told(root):
    return [(one.code, str(one.span), one.message) for one in load(root).problems]


def notebook(*cells):
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_a_small_workspace_loads_without_a_finding(make):
    root = make(
        files={
            "recommendations/report/summary.nl.md": "Samenvatting.\n",
            "recommendations/references.bib": "",
            "recommendations/papers/swarm/references.bib": "",
            "notebooks/swarm.ipynb": notebook(CELL),
        }
    )
    outcome = load(root)
    workspace = outcome.value
    assert outcome.problems == ()
    assert [str(path) for path in workspace.bibliographies] == ["recommendations/references.bib"]
    (paper,) = workspace.papers
    assert (paper.slug, paper.texts[0].line, paper.texts[0].source) == ("swarm", 7, "\nBody.\n")
    assert [str(path) for path in paper.bibliographies] == ["recommendations/papers/swarm/references.bib"]
    assert workspace.report_texts["summary.nl"].source == "Samenvatting.\n"
    assert [one.slug for one in workspace.notebooks] == ["swarm"]


def test_the_root_is_found_from_inside_and_its_absence_says_how_to_start(make, tmp_path_factory):
    root = make()
    assert find_root(root / "recommendations" / "papers") == root.resolve()
    with pytest.raises(UsageError, match=r"there is no forum\.toml") as raised:
        find_root(tmp_path_factory.mktemp("elsewhere"))
    assert "forum init" in raised.value.hints[0]


def test_an_empty_workspace_is_a_usage_error_that_says_how_to_go_on(make):
    root = make(files={"recommendations/papers/swarm/paper.md": None})
    with pytest.raises(UsageError, match="no paper yet") as raised:
        load(root)
    assert "forum new paper" in raised.value.hints[0]
    assert load(root, allow_empty=True).value.papers == ()


def test_a_workspace_may_ask_for_a_version_of_the_program(make):
    with pytest.raises(UsageError, match=f"asks for forum >=99; this is forum {__version__}"):
        load(make(files={"forum.toml": MANIFEST.replace("[forum]", '[forum]\nrequires = ">=99"')}))
    assert told(make(files={"forum.toml": MANIFEST.replace("[forum]", '[forum]\nrequires = "new"')})) == [
        ("requires-invalid", "forum.toml:2:1", "new is no range of versions")
    ]


def test_a_paper_may_be_a_notebook_and_places_count_its_cells(make):
    matter = PAPER.partition("\n\n")[0].replace("theme: deployment", "theme: deploiment")
    code = {**CELL, "cell_type": "code", "id": "c", "execution_count": None, "outputs": [], "source": "1"}
    cells = ({**CELL, "source": f"{matter}\n\nText."}, code, {**CELL, "id": "b", "source": ["More.\n", "End."]})
    root = make(
        files={
            "recommendations/papers/swarm/paper.md": None,
            "recommendations/papers/swarm/paper.ipynb": notebook(*cells),
        }
    )
    outcome = load(root)
    assert [(text.cell, text.line, text.source) for text in outcome.value.papers[0].texts] == [
        (1, 7, "\nText."),
        (3, 1, "More.\nEnd."),
    ]
    assert outcome.value.papers[0].notebook.slug == "papers/swarm"
    assert [str(one.span) for one in outcome.problems] == ["recommendations/papers/swarm/paper.ipynb:cell 1:4:1"]


def test_names_that_nothing_declares_are_errors_with_the_nearest_and_not_fatal(make):
    paper = PAPER.replace("person: jane", "person: jan").replace("theme: deployment", "theme: deploiment")
    lists = '[report]\npapers = ["swarms"]\nhighlights = ["rec-a"]\n'
    files = {
        "forum.toml": MANIFEST.replace('lead = "tu"', 'lead = "ut"') + lists,
        "recommendations/people.yaml": PEOPLE + "- {id: joe, name: Joe, partner: nobody}\n",
        "recommendations/papers/swarm/paper.md": paper.replace("kind:", "editor: jo\nsubthemes: [x]\nkind:"),
    }
    problems = load(make(files=files)).problems
    assert not any(one.fatal for one in problems)
    assert [(one.code, one.span.line, one.message, one.hints) for one in problems] == [
        ("partner-unknown", 3, "forum.toml has no partner ut", ("add it to forum.toml",)),
        ("partner-unknown", 2, "forum.toml has no partner nobody", ("add it to forum.toml",)),
        ("person-unknown", 7, "recommendations/people.yaml has no person jan", ("did you mean jane?",)),
        ("person-unknown", 3, "recommendations/people.yaml has no person jo", ("did you mean joe?",)),
        ("theme-unknown", 6, "forum.toml has no theme deploiment", ("did you mean deployment?",)),
        ("paper-unknown", 12, "there is no paper swarms", ("did you mean swarm?",)),
        ("highlight-unknown", 13, "no paper has the recommendation rec-a", ()),
    ]


def test_a_subtheme_belongs_to_its_theme(make):
    root = make(files={"recommendations/papers/swarm/paper.md": PAPER.replace("kind:", "subthemes: [swarm]\nkind:")})
    assert told(root) == [
        (
            "subtheme-unknown",
            "recommendations/papers/swarm/paper.md:3:13",
            "forum.toml has no subtheme swarm of deployment",
        )
    ]


def test_ids_are_given_once(make):
    root = make(files={"recommendations/people.yaml": PEOPLE + "- {id: Jane, name: J}\n- {id: a b, name: B}\n"})
    assert told(root) == [
        (
            "id-duplicate",
            "recommendations/people.yaml:2:4",
            "the id Jane is given to a second person; the first is in line 1",
        ),
        (
            "id-shape",
            "recommendations/people.yaml:3:4",
            "the person id 'a b' is no id: letters and digits of any script, joined by - or a dot",
        ),
    ]


def test_two_papers_with_one_slug_are_fatal(make):
    root = make(files={"recommendations/papers/swarm/paper.ipynb": notebook(CELL)})
    (problem,) = load(root).problems
    assert (problem.code, problem.fatal, problem.message) == (
        "paper-slug-duplicate",
        True,
        "two papers have the slug swarm: recommendations/papers/swarm/paper.md and "
        "recommendations/papers/swarm/paper.ipynb",
    )


def test_slugs_that_differ_only_in_case_are_one(make):
    root = make(files={"recommendations/papers/Swarm/paper.md": PAPER})
    if len(list((root / "recommendations/papers").iterdir())) == 2:  # a file system that tells them apart
        assert [code for code, *_ in told(root)] == ["paper-slug-duplicate"]


def test_what_is_not_read_is_said(make):
    root = make(files={"recommendations/papers/notes.md": "x", "recommendations/papers/empty/figures/a.txt": "x"})
    assert [(code, message) for code, _, message in told(root)] == [
        ("paper-missing", "the folder empty has no paper.md and no paper.ipynb, and is not read"),
        ("paper-misplaced", "notes.md is not read: a paper has a folder of its own"),
    ]


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_line_end_and_a_byte_order_mark_are_fine_and_places_stay(make, bom, end):
    text = PAPER.replace("theme: deployment", "theme: elsewhere").replace("\n", end).encode()
    root = make(files={"recommendations/papers/swarm/paper.md": bom + text})
    assert [(code, place) for code, place, _ in told(root)] == [
        ("theme-unknown", "recommendations/papers/swarm/paper.md:4:1")
    ]


def test_another_encoding_is_fatal_and_named_with_its_place(make):
    root = make(files={"recommendations/papers/swarm/paper.md": PAPER.replace("Body", "Café").encode("cp1252")})
    (problem,) = load(root).problems
    assert (problem.code, problem.fatal, problem.span.line, problem.span.column) == ("encoding", True, 8, 4)
    assert problem.message == "the file is not UTF-8: the byte 0xe9 stands here, which is “é” in Windows-1252"
    root = make(files={"recommendations/papers/swarm/paper.md": PAPER.encode("utf-16")})
    assert load(root).problems[0].message == "the file is not UTF-8: it is UTF-16"


def test_a_link_out_of_the_workspace_is_not_followed(make, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "paper.md").write_text(PAPER)
    (outside / "secret.bib").write_text("")
    root = make(files={"recommendations/papers/other/paper.md": None})
    (root / "recommendations/papers/other/paper.md").symlink_to(outside / "paper.md")
    (root / "recommendations/papers/folder").symlink_to(outside)
    (root / "recommendations/references.bib").symlink_to(outside / "secret.bib")
    outcome = load(root)
    assert [paper.slug for paper in outcome.value.papers] == ["swarm"]
    assert outcome.value.bibliographies == ()
    assert [(one.code, str(one.span.path)) for one in outcome.problems] == [
        ("path-outside", "recommendations/papers/folder/paper.md"),
        ("path-outside", "recommendations/papers/other/paper.md"),
        ("path-outside", "recommendations/references.bib"),
    ]


def test_names_in_any_script_work(make):
    root = make(
        files={
            "recommendations/people.yaml": PEOPLE + "- {id: 王小明, name: 王小明}\n- {id: नेहा, name: नेहा}\n",
            "recommendations/papers/контроль/paper.md": PAPER.replace("jane", "王小明").replace("Human", "人"),
        }
    )
    assert told(root) == []
    assert [paper.slug for paper in load(root).value.papers] == ["swarm", "контроль"]


def test_a_manifest_that_does_not_parse_is_fatal_and_the_rest_is_still_read(make):
    outcome = load(make(files={"forum.toml": "[forum]\ntitle = A\n"}))
    assert [(one.code, one.fatal) for one in outcome.problems] == [("toml-syntax", True)]
    assert outcome.value.papers[0].meta.title == "Human control"


def test_a_paper_of_two_megabytes_loads(make):
    root = make(files={"recommendations/papers/swarm/paper.md": PAPER + "word " * 400_000})
    assert told(root) == []
