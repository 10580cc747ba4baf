"""The words of the table of comments that is mailed to reviewers, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Disposition of comments",
        "none": "No comments have come in.",
        "one": "1 comment",
        "many": "{} comments",
        "from": "From",
        "line": "Line",
        "section": "Section",
        "passage": "Passage",
        "type": "Type",
        "comment": "Comment",
        "proposed": "Proposed change",
        "disposition": "Disposition and reply",
        "paper": "Paper",
        "whole": "the paper as a whole",
        "near": "near {}",
        "gone": "gone",
        "is-open": "Open",
        "is-accepted": "Accepted",
        "is-accepted-in-part": "Accepted in part",
        "is-declined": "Not accepted",
        "is-noted": "Noted",
        "is-answered": "Answered",
        "is-deferred": "Deferred",
        "type-general": "general",
        "type-technical": "technical",
        "type-editorial": "editorial",
        "in-commit": "changed in {}",
    },
    "nl": {
        "title": "Afhandeling van het commentaar",
        "none": "Er is geen commentaar binnengekomen.",
        "one": "1 opmerking",
        "many": "{} opmerkingen",
        "from": "Van",
        "line": "Regel",
        "section": "Paragraaf",
        "passage": "Passage",
        "type": "Soort",
        "comment": "Opmerking",
        "proposed": "Voorgestelde wijziging",
        "disposition": "Besluit en antwoord",
        "paper": "Paper",
        "whole": "het paper als geheel",
        "near": "bij {}",
        "gone": "vervallen",
        "is-open": "Open",
        "is-accepted": "Overgenomen",
        "is-accepted-in-part": "Deels overgenomen",
        "is-declined": "Niet overgenomen",
        "is-noted": "Voor kennisgeving aangenomen",
        "is-answered": "Beantwoord",
        "is-deferred": "Aangehouden",
        "type-general": "algemeen",
        "type-technical": "inhoudelijk",
        "type-editorial": "redactioneel",
        "in-commit": "gewijzigd in {}",
    },
}


def labels_for(language: str) -> Mapping[str, str]:
    """Return the words of a language; English where there are none."""
    return LABELS.get(language.split("-", maxsplit=1)[0].lower(), LABELS["en"])
