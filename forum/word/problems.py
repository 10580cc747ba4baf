"""What is said of a Word file that came back, where not all of it could be taken."""

from __future__ import annotations

from collections.abc import Iterator

from forum.diagnostics import Diagnostic, Span, warning
from forum.word.cleaning import Cleaned
from forum.word.notes import written_out
from forum.word.values import PAPER


def of_cleaning(told: Cleaned) -> Iterator[Diagnostic]:
    """Yield what was left out of a file that somebody may have meant."""
    for said in told.edited:
        yield warning(
            "word-fixed-edited",
            f"a line that is not to be edited in Word was edited, and is left as it was: “{said[:160]}”",
            Span(PAPER),
            "change it in the paper's source: front matter, attributes of a recommendation, or the notebook",
        )
    for said in told.boxes:
        yield warning(
            "word-text-box",
            f"a text box was put into the Word file, and is not taken: “{said[:160]}”",
            Span(PAPER),
            "put its words into the text",
        )
    if told.pictures:
        yield warning(
            "word-picture-new",
            f"{told.pictures} picture{'s were' if told.pictures > 1 else ' was'} put into the Word file, and not taken",
            Span(PAPER),
            "ask for the picture as a file, put it into the paper's figures/, and write ![caption](figures/NAME.png)",
        )


def head_edited(said: str) -> Diagnostic:
    """Return the warning for an edited head of a recommendation."""
    return warning(
        "word-fixed-edited",
        f"the head of a recommendation was edited in Word, and is left as it was: “{said[:160]}”",
        Span(PAPER),
        "a recommendation's id never changes; change its attributes in the paper's source",
    )


def unsure(said: str) -> Diagnostic:
    """Return the warning for a block whose source does not say what came back."""
    return warning(
        "word-unsure",
        f"this block may not say in the paper what it says in Word: “{' '.join(written_out(said).split())[:160]}”",
        Span(PAPER),
        "compare it with the Word file before accepting it",
    )


def equations_lost() -> Diagnostic:
    """Return the warning for a file that lost its equations."""
    return warning(
        "word-equations-lost",
        "the program that saved the Word file dropped its equations; those of the paper are kept",
        Span(PAPER),
        "if an equation was edited, ask for the file as Word saves it",
    )
