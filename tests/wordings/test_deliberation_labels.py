"""What is mailed or printed for a meeting says everything in both languages."""

from __future__ import annotations

from typing import get_args

import pytest

from forum.model import CommentType, Disposition, PositionKind
from forum.reviews import labels as reviews
from forum.wordings import labels as wordings


@pytest.mark.parametrize("words", [reviews.LABELS, wordings.WORDS])
def test_both_languages_have_the_same_words_with_the_same_places_in_them(words: dict[str, dict[str, str]]) -> None:
    assert words["en"].keys() == words["nl"].keys()
    assert all(words["en"][name].count("{") == words["nl"][name].count("{") for name in words["en"])


def test_every_disposition_type_and_position_has_a_word() -> None:
    for language in ("en", "nl"):
        assert all(f"is-{name}" in reviews.labels_for(language) for name in get_args(Disposition))
        assert all(f"type-{name}" in reviews.labels_for(language) for name in get_args(CommentType))
        assert all(name in wordings.words_for(language) for name in get_args(PositionKind))


def test_another_language_gets_english() -> None:
    assert reviews.labels_for("fr") == reviews.LABELS["en"]
    assert wordings.words_for("nl-BE") == wordings.WORDS["nl"]
