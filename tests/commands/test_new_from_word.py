"""``forum new paper --from``: a paper that somebody mailed as a Word file."""

from __future__ import annotations

from pathlib import Path

import pytest

from forum.commands.init import init
from forum.commands.new import new_paper
from forum.diagnostics import UsageError
from forum.tools import pandoc

SOURCE = "---\ntitle: 'By mail: a paper'\nabstract: What it says.\n---\n\n# Question\n\nText.\n"


def test_a_mailed_word_file_becomes_a_paper_of_the_workspace(tmp_path: Path) -> None:
    init(tmp_path / "forum", "A fictional report")
    word = tmp_path / "mail.docx"
    word.write_bytes(pandoc.run(["-f", "markdown", "-t", "docx"], SOURCE))
    outcome = new_paper(tmp_path / "forum", "", word=word)
    text = (tmp_path / "forum" / outcome.value.paths[0]).read_text()
    assert outcome.value.id == "by-mail-a-paper"
    assert 'title: "By mail: a paper"' in text or "title: 'By mail: a paper'" in text
    assert "abstract: What it says.\n" in text
    assert text.endswith("---\n\n# Question\n\nText.\n")
    assert not [one for one in outcome.problems if one.fatal]


def test_what_is_no_word_file_makes_no_paper(tmp_path: Path) -> None:
    init(tmp_path / "forum", "A fictional report")
    (tmp_path / "mail.docx").write_bytes(b"no")
    with pytest.raises(UsageError, match="no Word file"):
        new_paper(tmp_path / "forum", "A title", word=tmp_path / "mail.docx")
