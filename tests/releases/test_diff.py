"""``forum diff`` on a repository: which states are compared, and what a person reads of it."""

from __future__ import annotations

import json
import re
import shutil

from lanterns import commit, git, paper_of, replace_in

OLD, NEW = "Authors should replace this example by", "Authors must replace every example by"


def test_without_a_release_the_files_are_compared_with_the_last_commit(root, forum):
    assert forum("diff") == (0, forum("diff", "HEAD")[1])
    assert "Nothing differs that a reader would see." in forum("diff")[1]
    replace_in(paper_of(root), OLD, NEW)
    code, said = forum("diff")
    assert code == 0
    assert re.match(r"From HEAD \([0-9a-f]{12}, 2031-05-04\) to the files as they are\n", said)
    assert "rec-example  (reworded)\n      Authors [-should-]{+must+} replace [-this-]{+every+} example by" in said
    assert "example  An example of a paper  (changed)\n    words: 2 added, 2 removed\n" in said
    assert said.endswith("recommendations: 1, papers: 1\n")


def test_with_a_release_it_is_the_last_one_in_the_history(root, forum):
    for tag in ("v0.9", "vocabulary"):
        git(root, "tag", tag)
    replace_in(paper_of(root), "status: draft", "status: review")
    commit(root)
    git(root, "tag", "v0.10")
    git(root, "tag", "v3.0", "v0.9")
    replace_in(paper_of(root), OLD, NEW)
    assert forum("diff")[1].startswith("From v3.0 (")
    git(root, "tag", "-d", "v3.0")
    said = forum("diff")[1]
    assert said.startswith("From v0.10 (")
    assert "status" not in said
    assert "status: draft → review" in forum("diff", "v0.9..v0.10")[1]


def test_ranges_are_those_of_git(root, forum):
    start = git(root, "rev-parse", "HEAD")
    git(root, "switch", "-qc", "side")
    replace_in(root / "recommendations/report/foreword.md", "\n", "\nOn the side. ")
    commit(root)
    git(root, "switch", "-q", "main")
    replace_in(paper_of(root), OLD, NEW)
    commit(root)
    both, ours = forum("diff", "side..main")[1], forum("diff", "side...main")[1]
    assert "On the side" in both
    assert "On the side" not in ours
    assert "rec-example" in ours
    assert ours.startswith(f"From {start[:12]} (2031")
    assert forum("diff", "side..")[1] == forum("diff", "side..HEAD")[1]


def test_a_value_that_a_notebook_computes_otherwise_is_told_where_results_are_stored(root, forum):
    replace_in(root / "notebooks/example.params.yaml", "baseline: {}", "baseline: {samples: 120}")
    assert "Not compared, for their results are not stored here: /notebooks/example.ipynb" in forum("diff")[1]
    assert forum("run")[0] == 0
    said = forum("diff")[1]
    assert re.search(r"What notebooks compute\n  /notebooks/example\.ipynb\?set=\w+#samples\n    100 → 120\n", said)
    assert "the figure is another" in said


def test_an_unknown_revision_is_told_with_what_is_near(root, forum):
    git(root, "tag", "v1.0")
    code, said = forum("diff", "v1.O")
    assert (code, said) == (2, "error: there is no revision v1.O\n  hint: did you mean v1.0?\n")
    assert forum("diff", "--output=x")[0] == 2
    for unknown in ("nothing..HEAD", "@{upstream}", "HEAD:forum.toml", "HEAD..-x"):
        code, said = forum("diff", unknown)
        assert (code, "there is no revision" in said) == (2, True), said


def test_the_page_is_whole_loads_nothing_and_speaks_the_language_of_the_report(root, forum):
    replace_in(root / "forum.toml", 'language = "en"', 'language = "nl"')
    replace_in(paper_of(root), OLD, "Authors \\<b>must replace this example by")
    page = forum("diff", "--format", "html")[1]
    assert '<html lang="nl">' in page
    assert "<del>should</del>" in page
    assert "&lt;b&gt;must" in re.sub("</?ins>", "", page)
    assert "anders verwoord" in page
    assert "Working draft" in page
    assert not re.search(r"<script|(?:src|href)=.(?!#)", page)


def test_json_has_every_piece(root, forum):
    replace_in(paper_of(root), OLD, NEW)
    told = json.loads(forum("diff", "--format", "json")[1])
    assert (told["version"], told["nothing"]) == (1, False)
    one = told["recommendations"][0]
    assert (one["id"], one["how"], one["bound"]) == ("rec-example", "changed", True)
    assert [piece["text"] for piece in one["pieces"] if piece["mark"] == "new"] == ["must", "every"]


def test_the_files_and_the_repository_stay_as_they_are(root, forum):
    replace_in(paper_of(root), OLD, NEW)
    before = git(root, "status", "--porcelain"), git(root, "for-each-ref")
    forum("diff", "HEAD")
    assert (git(root, "status", "--porcelain"), git(root, "for-each-ref")) == before
    assert list((root / ".forum/editions").iterdir()) == []


def test_a_folder_without_history_is_told_what_it_lacks(root, forum):
    shutil.rmtree(root / ".git")
    code, said = forum("diff")
    assert code == 2
    assert "git" in said


def test_a_commit_from_before_the_workspace_is_told(root, forum):
    shutil.rmtree(root / ".git")
    git(root, "init", "-q", "-b", "main")
    git(root, "commit", "-q", "--allow-empty", "-m", "Nothing yet")
    commit(root)
    code, said = forum("diff", "HEAD~1")
    assert (code, said.splitlines()[0]) == (2, "error: HEAD~1 has no forum.toml: the workspace was not there yet")


def test_a_workspace_in_a_folder_of_a_repository_is_compared_too(root, forum, tmp_path):
    home = tmp_path / "home"
    shutil.rmtree(root / ".git")
    shutil.copytree(root, home / "ours")
    git(home, "init", "-q", "-b", "main")
    (home / "theirs.txt").write_text("Something else.\n")
    commit(home)
    replace_in(paper_of(home / "ours"), OLD, NEW)
    code, said = forum("diff", "HEAD", at=home / "ours")
    assert code == 0
    assert said.endswith("recommendations: 1, papers: 1\n")


def test_a_file_that_cannot_be_read_is_told_and_the_rest_compared(root, forum):
    (root / "recommendations/people.yaml").write_text("- {id: [\n")
    replace_in(paper_of(root), OLD, NEW)
    commit(root)
    code, said = forum("diff", "HEAD~1..HEAD")
    assert code == 0
    assert "recommendations/people.yaml" in said
    assert "Authors [-should-]{+must+}" in said


def test_what_lies_beside_a_paper_and_what_sets_the_report_is_told(root, forum):
    (paper_of(root).parent / "figures").mkdir()
    (paper_of(root).parent / "figures/map.png").write_text("a picture")
    (paper_of(root).parent / ".DS_Store").write_text("no picture")
    replace_in(root / "forum.toml", 'highlights = ["rec-example"]', "highlights = []")
    said = forum("diff")[1]
    assert "  example  An example of a paper  (changed)\n    new file: figures/map.png\n\n" in said
    assert "  forum.toml\n    highlights: rec-example, removed\n" in said
