"""What a sender and a coordinator are told after a merge: pages that work from disk, and mails."""

from __future__ import annotations

import re
from pathlib import Path

from universities import PAPER, branch, edited, git, replacing, zipped

from forum.commands.accept import accept
from forum.commands.merge import merge
from forum.commands.return_ import return_
from forum.contributions.values import Asked, State
from forum.contributions.wording import WORDS

FINDING = replacing("nothing in it is a finding", "nothing in it is a result")
REWORDED = replacing("Authors should replace", "Authors must replace")


def page(forum: Path, name: str) -> str:
    return (forum / f"build/replies/{name}.html").read_text()


def mail(forum: Path, name: str) -> str:
    return (forum / f"build/replies/{name}.txt").read_text()


def test_a_conflict_is_shown_side_by_side_with_the_words_that_differ(forum: Path) -> None:
    hostile = "nothing <script>alert(1)</script> was [found](javascript:alert(2))"
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/two", replacing("nothing in it is a finding", hostile))

    merge(forum, ["uni-a/one", "uni-b/two"])

    for text in (page(forum, "two"), (forum / "build/merge-report.html").read_text()):
        assert "<mark>result</mark>" in text
        assert "&lt;script&gt;" in text
        assert "<script" not in text
        assert 'href="javascript' not in text
        assert not re.search(r'(src|href)="(?!#)', text)  # nothing from elsewhere: it works from disk
        assert "nothing in it is a finding" in re.sub(r"\s+", " ", text)
    assert "forum resolve two --take 1=theirs" in (forum / "build/merge-report.html").read_text()
    assert "forum resolve" not in page(forum, "two")  # a professor need not know of commands


def test_each_contribution_has_a_mail_that_says_what_happened(forum: Path, tmp_path: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/harder", REWORDED)
    zipped({PAPER: edited(forum, FINDING), "../out.md": "x"}, tmp_path / "odd.zip")

    merge(forum, ["uni-a/one", "uni-b/harder", str(tmp_path / "odd.zip")], Asked(guess=True))

    assert 'your contribution "one" is merged' in mail(forum, "one")
    assert "- Paper example: 1 word added, 1 taken out" in mail(forum, "one")
    assert "Dear Jane Doe," in mail(forum, "one")
    assert "It rewords rec-example" in mail(forum, "harder")
    assert "(rule path-outside)" in mail(forum, "odd-zip")
    assert "Send relative paths, without .., please." in mail(forum, "odd-zip")


def test_who_decides_on_reworded_recommendations_is_told_of_the_errors_as_well(forum: Path) -> None:
    both = replacing("Authors should replace this", "Authors must cite [@nobody2031] and replace this")
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/harder", both)

    first, second = merge(forum, ["uni-a/one", "uni-b/harder"]).value.results

    assert (first.state, second.state) == (State.MERGED, State.HELD)
    assert second.reasons == (
        "it rewords rec-example: positions on that become stale",
        "1 new error would be in the workspace",
    )
    assert "no reference has the key @nobody2031" in page(forum, "harder")
    assert "no reference has the key @nobody2031" in (forum / "build/merge-report.html").read_text()


def test_a_decision_renews_the_reply(forum: Path) -> None:
    branch(forum, "uni-a/harder", REWORDED)
    branch(forum, "uni-b/softer", replacing("Authors should replace", "Authors might replace"))
    merge(forum, ["uni-a/harder", "uni-b/softer"])

    accept(forum, "harder")
    return_(forum, "softer", "The forum agreed on “must”.")

    assert 'your contribution "harder" is merged' in mail(forum, "harder")
    assert "The forum agreed on “must”." in page(forum, "softer")
    assert "Change it accordingly, and send it again." in mail(forum, "softer")


def test_a_forum_in_dutch_replies_and_reports_in_dutch(forum: Path, tmp_path: Path) -> None:
    manifest = forum / "forum.toml"
    manifest.write_text(manifest.read_text().replace('language = "en"', 'language = "nl"'))
    git(forum, "commit", "-qam", "In Dutch")
    branch(forum, "uni-a/one", FINDING)
    branch(forum, "uni-b/two", replacing("nothing in it is a finding", "nothing was ever found"))
    branch(forum, "uni-c/harder", REWORDED)
    zipped({PAPER: edited(forum, FINDING), "../out.md": "x"}, tmp_path / "odd.zip")

    merge(forum, ["uni-a/one", "uni-b/two", "uni-c/harder", str(tmp_path / "odd.zip")], Asked(guess=True))

    assert 'uw bijdrage "one" is opgenomen' in mail(forum, "one")
    assert "- Paper example: 1 woord toegevoegd, 1 weggehaald" in mail(forum, "one")
    assert "Geachte Jane Doe," in mail(forum, "one")
    assert "- Plaatsen die beide kanten hebben gewijzigd: 1." in mail(forum, "two")
    assert "verwoordt rec-example anders" in mail(forum, "harder")
    assert "(regel path-outside)" in mail(forum, "odd-zip")
    assert '<html lang="nl">' in page(forum, "two") and "Het forum (ours)" in page(forum, "two")
    report = (forum / "build/merge-report.html").read_text()
    assert '<html lang="nl">' in report and "Het forum (ours)" in report
    assert (
        "opgenomen: 1; wacht op de coördinatoren: 1; wacht op een beslissing: 1; kon niet worden opgenomen: 1."
        in report
    )
    assert re.search(r"Houd de tekst van het forum</td><td><code>forum resolve two --take 1=ours</code>", report)
    return_(forum, "harder", "Wij zeggen „zouden moeten”.")
    assert "- Wij zeggen „zouden moeten”." in mail(forum, "harder")


def test_every_word_is_there_in_every_language() -> None:
    assert {frozenset(words) for words in WORDS.values()} == {frozenset(WORDS["en"])}
    fields = [{key: set(re.findall(r"{(\w+)}", text)) for key, text in words.items()} for words in WORDS.values()]
    assert all(one[key] == fields[0][key] for one in fields for key in one if not key.startswith("why-"))


def test_what_a_held_contribution_changes_stands_before_and_after_with_what_can_be_done(forum: Path) -> None:
    branch(forum, "uni-b/harder", REWORDED)

    merge(forum, ["uni-b/harder"])

    report = (forum / "build/merge-report.html").read_text()
    for text in (report, page(forum, "harder")):
        assert "Authors should replace this example" in text
        assert "Authors <mark>must</mark> replace this example" in text
    assert re.search(r"Take it as it is</td><td><code>forum accept harder</code>", report)
    assert "forum accept" not in page(forum, "harder")


def test_the_table_says_in_a_row_what_was_taken_or_what_is_wrong(forum: Path, tmp_path: Path) -> None:
    branch(forum, "uni-a/one", FINDING)
    zipped({PAPER: edited(forum, FINDING), "../out.md": "x"}, tmp_path / "odd.zip")

    merge(forum, ["uni-a/one", str(tmp_path / "odd.zip")], Asked(guess=True))

    report = (forum / "build/merge-report.html").read_text()
    assert "<td>merged</td><td>Paper example: 1 word added, 1 taken out" in report
    assert "Send relative paths, without .., please." in report
