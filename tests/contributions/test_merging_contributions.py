"""``forum merge`` on real repositories: every form that a contribution comes in, and what becomes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from universities import PAPER, assert_whole, branch, edited, git, head, replacing, zipped

from forum.cli import run
from forum.commands.accept import accept
from forum.commands.log import log
from forum.commands.merge import MergeReport, Options, merge
from forum.commands.return_ import return_
from forum.contributions.values import Asked, State
from forum.diagnostics import UsageError

FINDING = replacing("nothing in it is a finding", "nothing in it is a result")
SOURCE = replacing("a source says the", "one source says the")
ADDED = replacing("# Recommendations\n", "A paragraph of a university.\n\n# Recommendations\n")
REWORDED = replacing("Authors should replace", "Authors must replace")


def merged(forum: Path, *sources: object, asked: Asked | None = None, options: Options | None = None) -> MergeReport:
    return merge(forum, [str(one) for one in sources], asked, options).value


def states(report: MergeReport) -> dict[str, str]:
    return {one.name: one.state.value for one in report.results}


def test_a_branch_is_merged_with_both_parents_and_a_record(forum: Path) -> None:
    before = head(forum)
    name = branch(forum, "uni-a/wording", FINDING)

    report = merged(forum, name)

    assert states(report) == {"wording": "merged"}
    assert "is a result" in (forum / PAPER).read_text()
    assert git(forum, "rev-parse", "main^1", "main^2").split() == [before, git(forum, "rev-parse", name)]
    (record,) = log(forum).value.merged
    assert (record.partner, record.channel, record.outcome, record.sender) == ("uni-a", "branch", "merged", "Jane Doe")
    assert record.papers["example"].added == 1
    assert_whole(forum)


def test_a_bundle_is_merged(forum: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(forum), "clone")
    branch(clone, "more", SOURCE)
    git(clone, "bundle", "create", "-q", str(tmp_path / "more.bundle"), "main..more")

    report = merged(forum, tmp_path / "more.bundle", asked=Asked(partner="uni-b"))

    assert states(report) == {"more": "merged"}
    assert "one source says" in (forum / PAPER).read_text()
    assert log(forum).value.merged[0].partner == "uni-b"
    assert_whole(forum)


def test_another_repository_is_merged_by_its_folder(forum: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(forum), "clone")
    branch(tmp_path / "clone", "more", SOURCE)

    assert states(merged(forum, f"{tmp_path / 'clone'}#more")) == {"more": "merged"}
    assert_whole(forum)


def test_a_mailed_patch_is_merged_under_its_author(forum: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(forum), "clone")
    branch(tmp_path / "clone", "one", SOURCE)
    (tmp_path / "one.patch").write_text(git(tmp_path / "clone", "format-patch", "-1", "--stdout", "one") + "\n")

    assert states(merged(forum, tmp_path / "one.patch")) == {"one": "merged"}
    assert git(forum, "log", "-1", "--format=%an <%ae>", "main^2") == "Jane Doe <jane@example.org>"
    assert log(forum).value.merged[0].sent.startswith("20")


def test_a_mailbox_of_two_patches_and_a_letter_is_merged(forum: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(forum), "clone")
    clone = tmp_path / "clone"
    branch(clone, "series", SOURCE)
    git(clone, "checkout", "-q", "series")
    (clone / PAPER).write_text(edited(clone, FINDING))
    git(clone, "commit", "-qam", "A second edit")
    letter = "From jane Tue Jan  5 10:00:00 2027\nFrom: Jane Doe <jane@example.org>\nSubject: Hello\n\nSee below.\n\n"
    (tmp_path / "mails.mbox").write_text(letter + git(clone, "format-patch", "-2", "--stdout", "series") + "\n")

    report = merged(forum, tmp_path / "mails.mbox")

    assert states(report) == {"mails": "merged"}
    assert git(forum, "rev-list", "--count", "main^2", "^main^1") == "2"
    assert_whole(forum)


def test_a_zip_with_a_stamp_is_merged_against_what_went_out(forum: Path, tmp_path: Path) -> None:
    base = head(forum)
    stamp = json.dumps({"version": 1, "base": base, "partner": "uni-c", "papers": ["example"], "files": {}})
    sent = edited(forum, ADDED)
    branch(forum, "meanwhile", FINDING)
    merged(forum, "meanwhile")
    path = zipped(
        {"My edits/forum-pack.json": stamp, f"My edits/{PAPER}": sent, "My edits/.DS_Store": b"x"}, tmp_path / "c.zip"
    )

    report = merged(forum, path)

    assert states(report) == {"c": "merged"}
    text = (forum / PAPER).read_text()
    assert "A paragraph of a university." in text
    assert "is a result" in text  # what came meanwhile is still there
    assert (forum / "recommendations/people.yaml").exists()  # absent from the zip: unchanged
    assert report.results[0].received is not None
    assert report.results[0].received.base == base
    assert log(forum).value.merged[-1].partner == "uni-c" or log(forum).value.merged[0].partner == "uni-c"
    assert_whole(forum)


def test_a_zip_without_a_stamp_asks_for_its_base_and_shows_the_likeliest(forum: Path, tmp_path: Path) -> None:
    base = head(forum)
    path = zipped({PAPER: edited(forum, ADDED)}, tmp_path / "c.zip")

    refused = merged(forum, path)

    assert states(refused) == {"c.zip": "refused"}
    refusal = refused.results[0].refusal
    assert refusal is not None
    assert f"to {base[:12]}" in refusal.message
    assert f"--base {base[:12]}" in refusal.remedy
    assert head(forum) == base
    assert states(merged(forum, path, asked=Asked(base=base[:12]))) == {"c": "merged"}


def test_what_a_folder_no_longer_has_goes_only_when_asked_for(forum: Path, tmp_path: Path) -> None:
    extra = forum / "recommendations/papers/example/figures/old.txt"
    extra.parent.mkdir()
    extra.write_text("old\n")
    git(forum, "add", "-A")
    git(forum, "commit", "-qm", "A figure")
    folder = tmp_path / "sent/recommendations/papers/example"
    folder.mkdir(parents=True)
    (folder / "paper.md").write_text(edited(forum, ADDED))

    merged(forum, tmp_path / "sent", asked=Asked(base=head(forum)))
    assert extra.exists()

    (folder / "paper.md").write_text(edited(forum, FINDING))
    merged(forum, tmp_path / "sent", asked=Asked(base=head(forum), deletions=True, name="gone"))
    assert not extra.exists()
    assert_whole(forum)


def test_one_markdown_file_goes_where_its_name_says(forum: Path, tmp_path: Path) -> None:
    (tmp_path / "example.md").write_text(edited(forum, ADDED))
    (tmp_path / "draft.md").write_text(edited(forum, FINDING))

    assert states(merged(forum, tmp_path / "example.md", asked=Asked(guess=True))) == {"example": "merged"}
    refused = merged(forum, tmp_path / "draft.md", asked=Asked(guess=True)).results[0]
    assert refused.refusal is not None
    assert (refused.refusal.rule, refused.refusal.remedy) == ("place-unknown", "say which paper it is: --paper SLUG")
    done = merged(forum, tmp_path / "draft.md", asked=Asked(guess=True, paper="example"))
    assert states(done) == {"draft": "merged"}


def test_an_inbox_is_taken_one_by_one_and_its_folders_name_the_partners(forum: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "uni-d").mkdir(parents=True)
    zipped({PAPER: edited(forum, ADDED)}, inbox / "uni-d/edit.zip")
    zipped({PAPER: edited(forum, FINDING)}, inbox / "another.zip")
    (inbox / "letter.pdf").write_bytes(b"%PDF-1.7")
    (inbox / ".DS_Store").write_bytes(b"x")

    report = merged(forum, inbox, asked=Asked(guess=True))

    assert states(report) == {"another": "merged", "letter.pdf": "refused", "edit": "merged"}
    assert {one.name: one.partner for one in report.results}["edit"] == "uni-d"
    assert_whole(forum)


def test_an_empty_inbox_is_no_news(forum: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "inbox").mkdir()

    assert run(["merge", "--root", str(forum), str(tmp_path / "inbox")]) == 0
    assert capsys.readouterr().out == "There is nothing to merge: the inbox is empty.\n"
    assert not (forum / "build/merge-report.html").exists()


@pytest.mark.parametrize("name", ["x.zip", "x.docx", "x.patch", "x.bundle", "x.md"])
def test_an_empty_file_is_refused_as_that(forum: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()

    (one,) = merged(forum, tmp_path / name).results

    assert one.refusal is not None
    assert (one.refusal.rule, one.refusal.message) == ("empty", "the file is empty")


def test_what_was_merged_before_is_known_and_nothing_happens(forum: Path, tmp_path: Path) -> None:
    path = zipped({PAPER: edited(forum, ADDED)}, tmp_path / "c.zip")
    branch(forum, "uni-a/wording", FINDING)
    merged(forum, path, "uni-a/wording", asked=Asked(guess=True))
    before = head(forum)

    again = merged(forum, path, "uni-a/wording", asked=Asked(guess=True))

    assert [one.state for one in again.results] == [State.KNOWN, State.KNOWN]
    assert head(forum) == before


def test_a_partner_sends_its_own_positions_and_those_of_others_wait(forum: Path) -> None:
    name = "recommendations/positions/{}.yaml"
    (forum / name.format("uni-a")).parent.mkdir()
    for partner in ("uni-a", "uni-b"):
        (forum / name.format(partner)).write_text("# Nothing yet.\n")
    git(forum, "add", "-A")
    git(forum, "commit", "-qm", "Positions")
    branch(forum, "uni-a/own", lambda text: text + "# We meet in March.\n", name.format("uni-a"))
    branch(forum, "uni-a/others", lambda text: text + "# They agree.\n", name.format("uni-b"))

    report = merged(forum, "uni-a/own", "uni-a/others")

    assert states(report) == {"own": "merged", "others": "held"}
    assert report.results[1].reasons == ("it changes the positions of uni-b, and comes from uni-a",)


def test_a_reworded_recommendation_waits_for_the_coordinator(forum: Path) -> None:
    before = head(forum)
    branch(forum, "uni-a/harder", REWORDED)

    report = merged(forum, "uni-a/harder")

    (one,) = report.results
    assert (one.state, one.reasons) == (State.HELD, ("it rewords rec-example: positions on that become stale",))
    assert head(forum) == before
    assert git(forum, "rev-parse", "contrib/uni-a/harder") == git(forum, "rev-parse", "uni-a/harder")

    done = accept(forum, "harder", "Discussed on 5 January.").value

    assert head(forum) == done.commit
    assert "Authors must replace" in (forum / PAPER).read_text()
    (record,) = log(forum).value.merged
    assert (record.outcome, record.note, record.recommendations) == (
        "accepted",
        "Discussed on 5 January.",
        ("rec-example",),
    )
    assert log(forum).value.pending == ()
    assert "contrib/" not in git(forum, "branch", "--list", "contrib/*")
    assert_whole(forum)


def test_a_new_recommendation_is_merged(forum: Path) -> None:
    head = '::: {#rec-new .recommendation addressees="states" strength=conditional certainty=low}'
    parts = "::: rationale\nSo it is.\n:::\n\n::: evidence\n[@example2020].\n:::\n:::\n"
    block = f"{head}\n\nStates should test.\n\n{parts}"
    branch(forum, "uni-a/new", lambda text: f"{text}\n{block}")

    (one,) = merged(forum, "uni-a/new").results

    assert (one.state, one.facts.new_recommendations) == (State.MERGED, ("rec-new",))


def test_new_errors_set_a_contribution_aside_and_only_the_one_that_brings_them(forum: Path) -> None:
    branch(forum, "uni-a/good", FINDING)
    branch(forum, "uni-b/bad", replacing("[@example2020]", "[@nobody1999]"))
    branch(forum, "uni-c/fine", ADDED)

    report = merged(forum, "uni-a/good", "uni-b/bad", "uni-c/fine")

    assert states(report) == {"good": "merged", "bad": "held", "fine": "merged"}
    held = report.results[1]
    assert {problem.code for problem in held.problems} == {"citation-unknown"}
    assert "new error" in held.reasons[0]
    assert_whole(forum)


def test_files_of_the_program_need_a_word_of_the_coordinator(forum: Path) -> None:
    branch(forum, "uni-a/settings", replacing("paragraph-numbers = true", "paragraph-numbers = false"), "forum.toml")

    (held,) = merged(forum, "uni-a/settings").results
    assert (held.state, held.reasons) == (State.HELD, ("it changes files of the program: forum.toml",))
    (done,) = merged(forum, "uni-a/settings", options=Options(allow_tooling=True)).results
    assert done.state is State.MERGED
    assert log(forum).value.pending == ()


def test_a_conflict_leaves_the_branch_without_a_mark(forum: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/two", replacing("nothing in it is a finding", "nothing was ever found"))

    report = merged(forum, "uni-a/one", "uni-b/two")

    assert states(report) == {"one": "merged", "two": "conflict"}
    assert "<<<<" not in (forum / PAPER).read_text()
    assert git(forum, "rev-parse", "contrib/uni-b/two") == git(forum, "rev-parse", "uni-b/two")
    assert [one.name for one in log(forum).value.pending] == ["two"]
    assert_whole(forum)


def test_a_returned_contribution_stays_in_the_log_with_its_note(forum: Path) -> None:
    branch(forum, "uni-a/harder", REWORDED)
    merged(forum, "uni-a/harder")

    with pytest.raises(UsageError, match="a word why"):
        return_(forum, "harder", " ")
    return_(forum, "harder", "The forum agreed on “should”.")

    (one,) = log(forum).value.pending
    assert (one.state, one.note) == (State.RETURNED, "The forum agreed on “should”.")
    assert git(forum, "branch", "--list", "contrib/*") == ""
    with pytest.raises(UsageError, match="was returned"):
        accept(forum, "harder")
    (again,) = merged(forum, "uni-a/harder").results  # it still lies in the inbox
    assert again.state is State.KNOWN
    assert "The forum agreed on “should”." in again.reasons[0]
    assert [one.state for one in log(forum).value.pending] == [State.RETURNED]
    (anew,) = merged(forum, "uni-a/harder", asked=Asked(name="second-look")).results
    assert anew.state is State.HELD


def test_a_dry_run_tells_all_and_changes_nothing(forum: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/two", replacing("nothing in it is a finding", "nothing was ever found"))
    before = git(forum, "for-each-ref"), sorted((forum / ".git/objects").rglob("*"))

    report = merged(forum, "uni-a/one", "uni-b/two", options=Options(dry_run=True))

    assert states(report) == {"one": "merged", "two": "conflict"}
    assert report.clashes == (("one", "two", (PAPER,)),)
    assert (git(forum, "for-each-ref"), sorted((forum / ".git/objects").rglob("*"))) == before
    assert log(forum).value.operations == ()
    assert_whole(forum)


def test_work_that_is_not_committed_is_never_overwritten(forum: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/new", lambda text: text + "x\n", "recommendations/report/foreword.md")
    (forum / PAPER).write_text("Not committed.\n")
    before = head(forum)

    with pytest.raises(UsageError, match="not committed") as refused:
        merged(forum, "uni-a/one")
    assert "git stash" in refused.value.hints[0]
    assert (forum / PAPER).read_text() == "Not committed.\n"
    assert head(forum) == before
    assert states(merged(forum, "uni-b/new")) == {"new": "merged"}  # in another file
    assert (forum / PAPER).read_text() == "Not committed.\n"


def test_the_command_line_sums_up_and_says_what_to_type(forum: Path, capsys: pytest.CaptureFixture[str]) -> None:
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-a/harder", REWORDED)

    code = run(["merge", "--root", str(forum), "uni-a/one", "uni-a/harder"])

    told = capsys.readouterr().out
    assert code == 1
    assert "1 merged, 1 held" in told
    assert "take it: forum accept harder" in told
    assert "one            uni-a  branch  merged" in told or "one" in told.splitlines()[1]
    assert run(["accept", "--root", str(forum), "hardre"]) == 2
    assert "did you mean harder?" in capsys.readouterr().err
    assert run(["log", "--root", str(forum)]) == 0
    assert "Open" in capsys.readouterr().out


def test_the_command_line_speaks_json(forum: Path, capsys: pytest.CaptureFixture[str]) -> None:
    branch(forum, "uni-a/one", FINDING)

    assert run(["merge", "--root", str(forum), "--format", "json", "uni-a/one"]) == 0

    said = json.loads(capsys.readouterr().out)
    assert said["version"] == 1
    assert said["contributions"][0]["state"] == "merged"
    assert said["after"] == head(forum)


def test_a_partner_that_nobody_knows_is_a_usage_error(forum: Path, capsys: pytest.CaptureFixture[str]) -> None:
    branch(forum, "one", FINDING)

    assert run(["merge", "--root", str(forum), "--from", "uni-x", "one"]) == 2
    assert "did you mean uni-" in capsys.readouterr().err


def test_a_workspace_without_git_is_told_how_to_get_one(tmp_path: Path) -> None:
    from forum.commands.init import init

    init(tmp_path / "ws")
    with pytest.raises(UsageError, match="no commit yet"):
        merged(tmp_path / "ws", "x")
