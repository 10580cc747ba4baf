"""A rating round from first to last, as a coordinator types it; panel and recommendations are fictional."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from forum.cli import run
from forum.commands.check import check
from forum.commands.init import init
from forum.commands.new import new_recommendation
from forum.consensus.wording import WORDS

Said = Callable[..., tuple[int, str]]
ROUND = "recommendations/rounds/{}/round.yaml"
PAPER = "recommendations/papers/example/paper.md"
FIRST: Mapping[str, Sequence[int | None]] = {
    "rec-example": [1, 2, 2, 3, 3, 4, 5, 8, 9],
    "rec-span": [7, 7, 8, 8, 8, 8, 9, 9, 6],
    "rec-log": [1, 2, 3, 5, 7, 7, 8, 9, 9],
}


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with three recommendations, its papers read already."""
    folder = tmp_path_factory.mktemp("rounds") / "w"
    init(folder, "A fictional forum")
    new_recommendation(folder, "example", "States should cap the number of fictional drones.", name="span")
    new_recommendation(folder, "example", "Industry should keep a log of fictional decisions.", name="log")
    check(folder)
    return folder


@pytest.fixture
def root(made_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made_once, tmp_path / "w")


@pytest.fixture
def forum(root: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """Return what runs a command in the workspace, and gives its exit code and what it said."""

    def said(*arguments: str | Path) -> tuple[int, str]:
        capsys.readouterr()
        code = run([*map(str, arguments), "--root", str(root)])
        out = capsys.readouterr()
        return code, out.out + out.err

    return said


def ballots(root: Path, name: str) -> list[list[list[str]]]:
    """Return the tables of the ballots that were made."""
    files = sorted((root / ".forum/ballots" / name / "send").glob("*.csv"))
    return [list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))) for path in files]


def fill(root: Path, name: str, ratings: Mapping[str, Sequence[int | None]], folder: Path) -> Path:
    """Write what the panel sends back: every second one as the page saves it, the others as a spreadsheet does."""
    folder.mkdir(exist_ok=True)
    for number, lines in enumerate(ballots(root, name)):
        given = {line[2]: ratings[line[2]][number] for line in lines[1:]}
        if number % 2:
            rows = [lines[0], *([*line[:5], str(given[line[2]] or ""), *line[6:]] for line in lines[1:])]
            text = io.StringIO()
            csv.writer(text, delimiter=";").writerows(rows)
            (folder / f"{number}.csv").write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())
        else:
            items = [
                {"recommendation": line[2], "digest": line[3], "ratings": {line[4]: given[line[2]]}, "comment": ""}
                for line in lines[1:]
            ]
            ballot = {"forum-ballot": 1, "round": name, "token": lines[1][1], "saved": "", "items": items}
            (folder / f"{number}.json").write_text(json.dumps(ballot))
    return folder


@pytest.fixture
def closed(root: Path, forum: Said, tmp_path: Path) -> Path:
    """Return the workspace with a first round that is closed."""
    forum("round", "new", "first", "--title", "First round (fictional)")
    forum("round", "open", "first", "--panel", "9")
    forum("round", "collect", "first", fill(root, "first", FIRST, tmp_path / "back"))
    code, said = forum("round", "close", "first")
    assert code == 0, said
    return root


def test_a_round_from_first_to_last(root: Path, forum: Said, tmp_path: Path) -> None:
    code, said = forum("new", "round", "first", "--items", "rec-span,rec-log", "--items", "rec-example")
    assert (code, "forum round open first --panel N" in said) == (0, True)

    code, said = forum("round", "open", "first", "--panel", "9")
    assert code == 0
    assert "9 ballots in .forum/ballots/first/send" in said
    assert (root / ".forum/ballots/.gitignore").read_text() == "*\n"

    back = fill(root, "first", FIRST, tmp_path / "back")
    code, said = forum("round", "collect", "first", back / "0.json", back / "1.csv", back / "2.json")
    assert (code, "3 of 9 ballots with ratings; 2 more before it can be closed" in said) == (0, True)
    assert "Open rating round: first; forum round status first" in forum("status")[1]
    code, said = forum("round", "status", "first")
    assert "missing: ballot-04, ballot-05, ballot-06, ballot-07, ballot-08, ballot-09" in said
    before = (root / ROUND.format("first")).read_text()
    code, said = forum("round", "close", "first")
    assert (code, "3 ballots have ratings; at least 5 have to" in said) == (2, True)
    assert (root / ROUND.format("first")).read_text() == before

    code, said = forum("round", "collect", "first", back)
    assert (code, said.count("was counted before"), "9 of 9 ballots with ratings\n" in said) == (0, 3, True)
    code, said = forum("round", "close", "first")
    assert code == 0
    assert "rec-span        9  8       7-8      0.16   appropriate, agreement" in said
    assert "rec-log         9  7       3-8      1.61*  uncertain, disagreement" in said
    assert "type 6 of Hyndman and Fan" in said

    assert forum("round", "show", "first")[1] in said
    shown = json.loads(forum("round", "show", "first", "--format", "json")[1])
    assert shown["results"]["ratings"][0]["counts"] == [0, 0, 0, 0, 0, 1, 2, 4, 2]
    assert "round" not in forum("check", "--format", "json")[1]


def test_no_ballot_and_no_token_is_in_what_git_sees(closed: Path) -> None:
    text = (closed / ROUND.format("first")).read_text()
    tokens = [lines[1][1] for lines in ballots(closed, "first")]

    assert len(set(tokens)) == 9
    assert not any(token in text for token in tokens)


def test_a_second_round_shows_each_panellist_the_group_and_their_own(closed: Path, forum: Said, tmp_path: Path) -> None:
    forum("round", "new", "second", "--previous", "first")
    code, said = forum("round", "open", "second")
    assert (code, "each shows what the group answered" in said) == (0, True)
    page = (closed / ".forum/ballots/second/send/ballot-02.html").read_text()
    assert "median 8" in page
    assert "Your rating: <strong>2</strong>" in page  # of rec-example
    assert [lines[1][1] for lines in ballots(closed, "first")] == [lines[1][1] for lines in ballots(closed, "second")]

    now = {**FIRST, "rec-log": [6, 7, 7, 7, 7, 7, 8, 9, 9]}
    forum("round", "collect", "second", fill(closed, "second", now, tmp_path / "back2"))
    code, said = forum("round", "close", "second")
    assert code == 0
    assert re.search(r"Since the round first:.*\nrec-log +7 → 7 +uncertain → appropriate +4 of 9", said, re.DOTALL)


def test_the_ballot_saved_last_counts_whatever_is_collected_first(root: Path, forum: Said, tmp_path: Path) -> None:
    forum("round", "new", "first")
    forum("round", "open", "first", "--panel", "5")
    back = fill(root, "first", FIRST, tmp_path / "back")
    ballot = json.loads((back / "0.json").read_text())
    for saved, rating in (("10:00", 3), ("11:00", 4)):
        ballot["saved"] = f"2031-01-01T{saved}:00.000Z"
        ballot["items"][0]["ratings"] = {"appropriateness": rating}
        (tmp_path / f"at {saved[:2]}.json").write_text(json.dumps(ballot))

    forum("round", "collect", "first", tmp_path / "at 10.json")
    assert "in the place of an earlier one" in forum("round", "collect", "first", tmp_path / "at 11.json")[1]
    assert "saved later" in forum("round", "collect", "first", tmp_path / "at 10.json")[1]
    kept = json.loads((root / f".forum/ballots/first/received/{ballot['token']}.json").read_text())
    assert kept["items"][0]["ratings"] == {"appropriateness": 4}


def test_ballots_of_other_rounds_other_words_and_no_ballots_are_refused(
    closed: Path, forum: Said, tmp_path: Path
) -> None:
    forum("round", "new", "second", "--previous", "first")
    forum("round", "open", "second")
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "old.json").write_bytes((tmp_path / "back/0.json").read_bytes())
    (bad / "huge.csv").write_bytes(b"x" * 1_000_001)
    (bad / "binary.json").write_bytes(b"\xff\xfe\x00")
    os.mkfifo(bad / "pipe.csv")

    code, said = forum("round", "collect", "second", bad)

    assert code == 1
    assert "error[ballot-round]: this ballot is of the round first, not of second" in said
    assert "error[ballot-file]: the file has 1,000,001 bytes" in said
    assert "error[encoding]" in said
    assert "0 of 9 ballots with ratings" in said
    assert not (closed / ".forum/ballots/second/received").exists()


def test_a_rewording_while_the_round_is_open_is_told_and_opening_again_asks_anew(
    root: Path, forum: Said, tmp_path: Path
) -> None:
    forum("round", "new", "first")
    forum("round", "open", "first", "--panel", "9")
    back = fill(root, "first", FIRST, tmp_path / "back")
    forum("round", "collect", "first", back)
    paper = root / PAPER
    paper.write_text(paper.read_text().replace("keep a log", "keep a sealed log"))

    assert "warning[round-reworded]: rec-log has been reworded since the round first opened" in forum("check")[1]
    assert "round-reworded" in forum("round", "status", "first")[1]
    assert forum("round", "open", "first")[0] == 2
    code, said = forum("round", "open", "first", "--again")
    assert (code, "9 ballots that had come back" in said) == (0, True)
    code, said = forum("round", "collect", "first", back)
    assert (code, said.count("error[ballot-reworded]")) == (1, 9)
    assert "round-reworded" not in forum("check")[1]


def test_names_follow_a_renaming_in_the_file_and_in_ballots_that_are_out(
    root: Path, forum: Said, tmp_path: Path
) -> None:
    forum("round", "new", "first")
    forum("round", "open", "first", "--panel", "9")
    back = fill(root, "first", FIRST, tmp_path / "back")
    code, said = forum("rename", "rec-span", "rec-cap")
    assert (code, f"{ROUND.format('first')}: 1 place" in said) == (0, True)

    assert forum("round", "collect", "first", back)[0] == 0
    assert "rec-cap         9  8" in forum("round", "close", "first")[1]


REFUSED: Sequence[tuple[Sequence[str], str]] = (
    (("round", "new", "a b"), "is no id"),
    (("round", "new", "first", "--items", "rec-spam"), "did you mean rec-span?"),
    (("round", "new", "first", "--previous", "zeroth"), "there is no round zeroth"),
    (("round", "open", "first"), "there is no round first"),
    (("round", "open", "draft"), "how many ballots are to go out?"),
    (("round", "open", "draft", "--panel", "4"), "the round's minimum of 5"),
    (("round", "close", "draft"), "the round draft is draft, not open"),
    (("round", "show", "draft"), "the round draft is draft"),
    (("round", "collect", "draft", "nothing.json"), "ballots are taken while it is open"),
    (("round", "new", "draft"), "there is a round draft already"),
)


def test_what_cannot_be_done_is_said_with_what_to_do(forum: Said) -> None:
    forum("round", "new", "draft")
    for arguments, said in REFUSED:
        code, told = forum(*arguments)
        assert (code, said in told) == (2, True), told


def test_a_file_that_was_spoiled_is_told_and_not_opened(root: Path, forum: Said) -> None:
    forum("round", "new", "first")
    path = root / ROUND.format("first")
    path.write_text(path.read_text().replace("rec-span", "rec-spam"))

    assert "error[round-recommendation-unknown]: there is no recommendation rec-spam" in forum("check")[1]
    code, said = forum("round", "open", "first", "--panel", "9")
    assert (code, "has errors: there is no recommendation rec-spam" in said) == (2, True)


def test_a_key_that_the_coordinator_keeps_names_who_is_missing(root: Path, forum: Said) -> None:
    forum("round", "new", "first")
    forum("round", "open", "first", "--panel", "5")
    key = root / ".forum/ballots/first/key.csv"
    lines = key.read_text().splitlines()
    key.write_text("\n".join([lines[0], lines[1] + "Jane Doe (fictional)", *lines[2:]]))

    assert "missing: Jane Doe (fictional), ballot-02" in forum("round", "status", "first")[1]


def test_a_key_that_a_spreadsheet_saved_keeps_its_names_and_a_spoiled_one_is_not_written_over(
    root: Path, forum: Said
) -> None:
    forum("round", "new", "first")
    forum("round", "open", "first", "--panel", "5")
    key = root / ".forum/ballots/first/key.csv"
    lines = key.read_text().replace(",", ";").splitlines()
    key.write_bytes("\r\n".join([lines[0], lines[1] + "Zoë (fictional)", *lines[2:]]).encode("cp1252"))
    assert "missing: Zoë (fictional), ballot-02" in forum("round", "status", "first")[1]
    assert forum("round", "open", "first", "--again")[0] == 0
    assert "Zoë (fictional)" in key.read_text(encoding="utf-8")

    key.write_text("Zoë has the first one")
    code, said = forum("round", "open", "first", "--again")
    assert (code, "has no columns token and person" in said) == (2, True)
    assert key.read_text() == "Zoë has the first one"


def test_ballots_of_a_dutch_forum_are_in_dutch_and_fit_a_dutch_spreadsheet(root: Path, forum: Said) -> None:
    assert WORDS["nl"].keys() == WORDS["en"].keys()
    manifest = root / "forum.toml"
    manifest.write_text(manifest.read_text().replace('language = "en"', 'language = "nl"'))
    forum("round", "new", "eerste")
    assert forum("round", "open", "eerste", "--panel", "5")[0] == 0

    page = (root / ".forum/ballots/eerste/send/ballot-01.html").read_text()
    assert '<html lang="nl">' in page
    assert "Hoe geschikt is deze aanbeveling?" in page
    assert "Sterkte: voorwaardelijk · Zekerheid van het bewijs: redelijk" in page
    table = (root / ".forum/ballots/eerste/send/ballot-01.csv").read_bytes()
    assert table.startswith(b"\xef\xbb\xbfround;token;recommendation;")


def test_what_can_be_no_ballot_is_named_and_what_to_do_told(root: Path, forum: Said, tmp_path: Path) -> None:
    """A page that was sent back as it was sent out, and the file of a spreadsheet, are what people send by mistake."""
    forum("round", "new", "first")
    forum("round", "open", "first", "--panel", "9")
    back = tmp_path / "back"
    back.mkdir()
    page = shutil.copy(root / ".forum/ballots/first/send/ballot-01.html", back)
    code, said = forum("round", "collect", "first", back)
    assert (code, "ask for the file that its button saves" in said) == (2, True)
    (back / "ballot-02.xlsx").write_bytes(b"PK")
    fill(root, "first", FIRST, back)
    code, said = forum("round", "collect", "first", back)
    assert (code, "not read, for they are no .json or .csv: ballot-01.html, ballot-02.xlsx" in said) == (0, True)
    told = json.loads(forum("round", "collect", "first", back, "--format", "json")[1])
    assert (told["version"], told["ballots"], told["left"]) == (1, 9, ["ballot-01.html", "ballot-02.xlsx"])
    assert {one["state"] for one in told["files"]} == {"known"}
    code, said = forum("round", "collect", "first", page, back / "ballot-02.xlsx")
    assert (code, said.count("error[ballot-file]"), "save a table as CSV" in said) == (1, 2, True)


@pytest.mark.skipif(os.name == "nt", reason="permissions are those of Unix")
def test_ballots_are_for_the_coordinator_alone(root: Path, forum: Said) -> None:
    forum("round", "new", "first")
    forum("round", "open", "first", "--panel", "9")
    assert (root / ".forum/ballots").stat().st_mode & 0o077 == 0


def test_a_second_round_without_the_ballots_of_the_first_says_what_it_cannot_show(closed: Path, forum: Said) -> None:
    forum("round", "new", "second", "--previous", "first")
    shutil.rmtree(closed / ".forum/ballots/first")
    code, said = forum("round", "open", "second", "--panel", "9")
    assert (code, "no own ratings: the ballots of then are not here" in said) == (0, True)
