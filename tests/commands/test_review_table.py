"""The disposition of comments: what a reviewer gets, in each format and both languages."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from forum.cli import main_group
from forum.commands.init import init

COMMENTS = """\
- id: c-1
  author: Ada Reed
  date: "2031-03-02T09:30:00Z"
  quote: keepers of lamps
  text: "=Which <b>ones</b>?"
  status: declined
  answer: "All | of them."
- {id: c-2, author: Ben Moss, text: "I ask, too.", answers: c-1}
- {id: c-3, author: Dov Hart, quote: never written, text: Gone?, type: editorial, proposed: A word}
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("lamps") / "w"
    init(root, "Lamps")
    paper = root / "recommendations/papers/example/paper.md"
    paper.write_text(paper.read_text() + "\nThe keepers of lamps sleep.\n")
    (root / "recommendations/reviews").mkdir()
    (root / "recommendations/reviews/example.yaml").write_text(COMMENTS)
    return root


def table(root: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main_group, ["review", "table", *arguments, "--root", str(root)], standalone_mode=False)
    assert done.exception is None, done.exception
    return done.output


def test_the_table_says_what_became_of_each_comment_in_the_order_of_the_paper(root: Path) -> None:
    said = table(root, "example", "--format", "md", "-o", "-")
    assert "**Not accepted**<br>All \\| of them." in said
    assert "*Ben Moss:* I ask, too." in said
    assert "2 comments: 1 not accepted, 1 open." in said
    assert said.index("Ada Reed") < said.index("Dov Hart")
    assert "| gone |" in said


def test_the_table_is_in_dutch_where_asked(root: Path) -> None:
    said = table(root, "--all", "--format", "md", "--language", "nl", "-o", "-")
    assert "Afhandeling van het commentaar" in said
    assert "**Niet overgenomen**" in said
    assert "redactioneel" in said


def test_the_page_and_the_word_file_hold_what_strangers_wrote_as_text(root: Path) -> None:
    assert "2 comments, 1 still open" in table(root, "example", "--format", "html")
    page = (root / "build/reviews/example.html").read_text()
    assert "<b>ones" not in page and "&lt;b&gt;ones" in page
    assert "http-equiv" in page and "src=" not in page
    table(root, "example")
    with zipfile.ZipFile(root / "build/reviews/example.docx") as archive:
        body = archive.read("word/document.xml").decode()
    assert 'w:orient="landscape"' in body
    assert "All | of them." in re.sub("<[^>]+>", "", body)


def test_a_spreadsheet_takes_nothing_in_it_for_a_formula(root: Path) -> None:
    said = table(root, "example", "--format", "csv", "-o", "-")
    rows = list(csv.DictReader(io.StringIO(said.removeprefix("\ufeff"))))
    assert [row["ID"] for row in rows] == ["c-1", "c-3"]
    assert rows[0]["Comment"].startswith("'=Which")
    assert ";" in table(root, "example", "--format", "csv", "--language", "nl", "-o", "-").split("\n")[0]


def test_the_same_comments_give_the_same_word_file(root: Path) -> None:
    table(root, "example", "-o", str(root / "a.docx"))
    table(root, "example", "-o", str(root / "b.docx"))
    assert (root / "a.docx").read_bytes() == (root / "b.docx").read_bytes()


@pytest.mark.parametrize("arguments", [(), ("example", "--all"), ("example", "-o", "-"), ("exampel",)])
def test_what_cannot_be_made_is_refused(root: Path, arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main_group, ["review", "table", *arguments, "--root", str(root)], standalone_mode=False)
    assert type(done.exception).__name__ == "UsageError"
