"""Apostrophes of titles and notices, as pandoc has them in running text."""

from __future__ import annotations

import pytest

from forum.documents.typography import typographic


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("The forum's own draft", "The forum’s own draft"),
        ("Thema's en foto's", "Thema’s en foto’s"),
        ("O'Neill’s 'quoted' word", "O’Neill’s 'quoted' word"),
        ("5' by 6'", "5' by 6'"),
    ],
)
def test_an_apostrophe_inside_a_word_is_curved(written: str, printed: str) -> None:
    assert typographic(written) == printed
