"""Merging trees: names, folders, modes, and what only one side touched."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath as Path

from forum.merging.merging import rendered
from forum.merging.tree import Entry, MergedFile, MergedTree, Tree, TreeConflict, merge_trees

Files = Mapping[str, str | bytes | tuple[str, str]]  # a name and a content, or a mode and a content
PAPER = "# Control\n\nOne operator cannot supervise fifty platforms at once.\n\nStates should cap the number.\n"
EDITED = PAPER.replace("fifty", "sixty")


class Blobs:
    """Contents by their ids, and which of them were read."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}
        self.asked: list[str] = []

    def tree(self, files: Files) -> Tree:
        return {Path(name): self._entry(content) for name, content in files.items()}

    def _entry(self, content: str | bytes | tuple[str, str]) -> Entry:
        mode, text = content if isinstance(content, tuple) else ("100644", content)
        data = text.encode() if isinstance(text, str) else text
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        self.known[blob] = data
        return Entry(mode, blob)

    def read(self, blob: str) -> bytes:
        self.asked.append(blob)
        return self.known[blob]


def trees(base: Files, ours: Files, theirs: Files) -> tuple[MergedTree, Blobs]:
    blobs = Blobs()
    return merge_trees(blobs.tree(base), blobs.tree(ours), blobs.tree(theirs), blobs.read), blobs


def texts(merged: MergedTree, blobs: Blobs) -> dict[str, str]:
    """Return what is in the files of a merge."""
    return {
        str(path): (rendered(one.merged) if isinstance(one, MergedFile) else blobs.known[one.blob]).decode()
        for path, one in merged.files.items()
    }


def merged(base: Files, ours: Files, theirs: Files) -> dict[str, str]:
    """Return the files of a merge that has to be clean."""
    result, blobs = trees(base, ours, theirs)
    assert result.conflicts == ()
    return texts(result, blobs)


def conflicts(base: Files, ours: Files, theirs: Files) -> list[tuple[str, str]]:
    """Return place and reason of each conflict, which have to be the same in both orders."""
    there, back = (
        [(str(one.path), one.reason) for one in trees(base, *sides)[0].conflicts]
        for sides in ((ours, theirs), (theirs, ours))
    )
    assert there == back
    return list(there)


def test_what_one_side_touched_is_taken_without_reading_it() -> None:
    base = {"a.md": "A\n", "b.md": "B\n", "c.md": "C\n", "d.md": "D\n"}
    result, blobs = trees(
        base, {**base, "a.md": "A2\n", "new.md": "N\n"}, {"a.md": "A\n", "b.md": "B2\n", "d.md": "D\n"}
    )

    assert texts(result, blobs) == {"a.md": "A2\n", "b.md": "B2\n", "d.md": "D\n", "new.md": "N\n"}
    assert blobs.asked == []


def test_a_file_that_both_changed_is_merged_by_its_rules() -> None:
    both = merged({"p.md": PAPER}, {"p.md": EDITED}, {"p.md": PAPER.replace("cap", "limit")})

    assert both == {"p.md": EDITED.replace("cap", "limit")}


def test_two_changes_of_a_sentence_are_a_conflict_whose_file_is_there() -> None:
    sides = ({"p.md": PAPER}, {"p.md": EDITED}, {"p.md": PAPER.replace("fifty", "ten")})
    result, blobs = trees(*sides)

    assert conflicts(*sides) == [("p.md", "content")]
    assert "sixty" in texts(result, blobs)["p.md"] and "ten" in texts(result, blobs)["p.md"]


def test_a_file_that_one_deleted_and_the_other_changed_is_a_conflict_with_its_versions() -> None:
    result, blobs = trees({"p.md": PAPER}, {}, {"p.md": EDITED})

    base, theirs = (blobs.tree({"p.md": text})[Path("p.md")].blob for text in (PAPER, EDITED))
    names = (Path("p.md"), None, Path("p.md"))
    assert result.conflicts == (
        TreeConflict(Path("p.md"), "modify-delete", base, None, theirs, names, modes=("100644", None, "100644")),
    )
    assert texts(result, blobs) == {"p.md": EDITED}


def test_a_file_that_both_deleted_is_gone() -> None:
    assert merged({"p.md": PAPER, "q.md": "Q\n"}, {"q.md": "Q\n"}, {"q.md": "Q\n"}) == {"q.md": "Q\n"}


def test_edits_follow_a_paper_whose_folder_was_renamed() -> None:
    base = {"papers/old/paper.md": PAPER, "papers/old/figures/a.svg": "<svg/>", "x.md": "X\n"}
    ours = {"papers/new/paper.md": PAPER, "papers/new/figures/a.svg": "<svg/>", "x.md": "X\n"}
    theirs = {**base, "papers/old/paper.md": EDITED, "papers/old/figures/b.svg": "<svg id='b'/>"}

    for sides in ((ours, theirs), (theirs, ours)):
        assert merged(base, *sides) == {
            "papers/new/paper.md": EDITED,
            "papers/new/figures/a.svg": "<svg/>",
            "papers/new/figures/b.svg": "<svg id='b'/>",
            "x.md": "X\n",
        }


def test_a_paper_that_was_renamed_and_changed_at_once_is_known_by_its_words() -> None:
    base = {"papers/old/paper.md": PAPER}
    ours = {"papers/new/paper.md": PAPER.replace("cap", "limit"), "papers/other/paper.md": "# Else\n\nOf no concern.\n"}
    result, blobs = trees(base, ours, {"papers/old/paper.md": EDITED})

    assert result.conflicts == ()
    assert texts(result, blobs)["papers/new/paper.md"] == EDITED.replace("cap", "limit")
    assert [(str(one.old), str(one.new), one.by) for one in result.renames] == [
        ("papers/old/paper.md", "papers/new/paper.md", "ours")
    ]


def test_nothing_is_compared_where_the_other_side_left_alone_what_is_gone() -> None:
    _, blobs = trees({"a.md": PAPER, "b.md": "B\n"}, {"z.md": EDITED, "b.md": "B\n"}, {"a.md": PAPER, "b.md": "C\n"})

    assert blobs.asked == []


def test_a_figure_that_one_renamed_moves_with_the_folder_that_the_other_renamed() -> None:
    base = {"old/paper.md": PAPER, "old/a.svg": "<svg/>"}
    ours = {"new/paper.md": PAPER, "new/a.svg": "<svg/>"}

    assert merged(base, ours, {"old/paper.md": EDITED, "old/b.svg": "<svg/>"}) == {
        "new/paper.md": EDITED,
        "new/b.svg": "<svg/>",
    }


def test_a_file_that_both_renamed_differently_is_a_conflict() -> None:
    sides = ({"a.md": PAPER}, {"b.md": PAPER}, {"c.md": EDITED})
    result, blobs = trees(*sides)

    assert conflicts(*sides) == [("a.md", "rename-rename")]
    assert result.conflicts[0].names == (Path("a.md"), Path("b.md"), Path("c.md"))
    assert texts(result, blobs) == {"a.md": EDITED}


def test_a_file_that_both_renamed_alike_is_merged_there() -> None:
    both = merged({"a.md": PAPER}, {"b.md": EDITED}, {"b.md": PAPER.replace("cap", "limit")})

    assert both == {"b.md": EDITED.replace("cap", "limit")}


def test_a_file_that_one_renamed_and_the_other_deleted_is_a_conflict() -> None:
    assert conflicts({"a.md": PAPER}, {"b.md": PAPER}, {}) == [("b.md", "modify-delete")]


def test_two_files_that_get_one_name_are_a_conflict_with_both() -> None:
    base = {"a.md": PAPER, "b.md": "# Another\n\nOf other things.\n"}
    ours = {"c.md": PAPER, "b.md": base["b.md"]}
    theirs = {"a.md": PAPER, "c.md": base["b.md"]}

    assert conflicts(base, ours, theirs) == [("c.md", "add-add"), ("c.md", "add-add")]


def test_empty_files_are_not_taken_for_each_other() -> None:
    assert merged({"a/.gitkeep": "", "x": "X"}, {"b/.gitkeep": "", "x": "X"}, {"a/.gitkeep": "", "x": "Y"}) == {
        "b/.gitkeep": "",
        "x": "Y",
    }


def test_what_both_added_under_one_name_is_merged_where_its_rules_allow_it() -> None:
    one, other = "@book{a,\n  title = {A},\n}\n", "@book{b,\n  title = {B},\n}\n"

    assert merged({}, {"r.bib": one}, {"r.bib": one}) == {"r.bib": one}
    both = merged({}, {"r.bib": one}, {"r.bib": other})["r.bib"]
    assert one in both and other in both
    assert conflicts({}, {"p.md": "# One\n"}, {"p.md": "# Two\n"}) == [("p.md", "add-add")]


def test_a_notebook_that_both_added_is_a_conflict_or_a_notebook_never_a_crash() -> None:
    cell = '{"cell_type":"markdown","metadata":{},"source":["%s"]}'
    one, other = ('{"cells":[%s],"metadata":{},"nbformat":4,"nbformat_minor":4}' % (cell % text) for text in "ab")

    result, blobs = trees({}, {"n.ipynb": one}, {"n.ipynb": other})

    assert result.conflicts or "n.ipynb" in texts(result, blobs)


def test_a_file_where_the_other_side_has_a_folder_is_a_conflict() -> None:
    assert conflicts({}, {"a": "A\n"}, {"a/b": "B\n"}) == [("a", "file-directory")]
    assert conflicts({"a": "A\n"}, {"a": "A2\n"}, {"a/b": "B\n"}) == [("a", "file-directory")]
    assert merged({"a": "A\n"}, {"a": "A\n"}, {"a/b": "B\n"}) == {"a/b": "B\n"}


def test_modes_merge_apart_from_contents() -> None:
    result, _ = trees({"a.md": PAPER}, {"a.md": ("100755", PAPER)}, {"a.md": EDITED})

    assert result.clean and [one.mode for one in result.files.values()] == ["100755"]
    assert conflicts({}, {"a.md": PAPER}, {"a.md": ("100755", PAPER)}) == []
    assert conflicts({"a": "A"}, {"a": ("120000", "b")}, {"a": "A2"}) == [("a", "mode")]
    assert conflicts({"a": ("120000", "b")}, {"a": ("120000", "c")}, {"a": ("120000", "d")}) == [("a", "binary")]


def test_a_binary_file_that_both_changed_is_a_conflict() -> None:
    assert conflicts({"a.png": b"\0a"}, {"a.png": b"\0b"}, {"a.png": b"\0c"}) == [("a.png", "binary")]


def test_a_file_that_cannot_be_read_is_a_conflict_that_says_why() -> None:
    sides = ({"n.ipynb": "{"}, {"n.ipynb": "no notebook"}, {"n.ipynb": "nor this"})

    assert conflicts(*sides) == [("n.ipynb", "unreadable")]
    assert "JSON" in trees(*sides)[0].conflicts[0].note


def test_new_files_of_one_name_in_folders_that_became_one_both_stay_in_sight() -> None:
    base = {"a/p.md": PAPER, "b/q.md": "# Another\n\nOf other things.\n"}
    ours = {"c/p.md": PAPER, "c/q.md": base["b/q.md"]}
    theirs = {**base, "a/new.md": "From a.\n", "b/new.md": "From b.\n"}

    assert conflicts(base, ours, theirs) == [("c/new.md", "add-add"), ("c/new.md", "add-add")]


def test_where_very_many_files_were_renamed_and_changed_few_are_compared() -> None:
    base = {f"papers/p{number}/paper.md": PAPER + f"Paper {number}.\n" for number in range(60)}
    ours = {name.replace("papers", "articles"): text.replace("cap", "limit") for name, text in base.items()}
    theirs = {name: text.replace("fifty", "sixty") for name, text in base.items()}

    files = merged(base, ours, theirs)

    assert files["articles/p7/paper.md"] == EDITED.replace("cap", "limit") + "Paper 7.\n"
    assert len(files) == 60
