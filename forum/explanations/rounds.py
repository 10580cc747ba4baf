"""Rating rounds, and the ballots of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from forum.explanations.explanation import Explanation, doubtful, notable, wrong

CODES: Mapping[str, Explanation] = MappingProxyType(
    {
        "round-recommendation-unknown": wrong(
            "A round that is not closed asks about a recommendation that no paper has, so nobody can rate it.",
            "Correct the id in `round.yaml`, or remove the item.",
        ),
        "round-previous-unknown": wrong(
            "The round that a round names as the one before it is not there, or comes after it.",
            "Correct `previous` in `round.yaml`, or remove the line.",
        ),
        "round-minimum": wrong(
            "A round tells statistics of so few ratings that those of single panellists can be read off.",
            "Keep `minimum` at 5 or more, never below 3, and leave `round.yaml` as `forum round close` writes it.",
        ),
        "round-incomplete": wrong(
            "A round lacks what its state asks for: criteria and items; digests once it is open; "
            "results once it is closed.",
            "Let `forum round open` and `forum round close` change the state.",
        ),
        "round-results": wrong(
            "What `round.yaml` states of an item does not follow from the counts that stand beside it, "
            "or was not asked: somebody has edited the results. The report prints what the counts say.",
            "Take the file back from git; or set the state to open, and let `forum round close` compute them anew.",
        ),
        "round-reworded": doubtful(
            "A recommendation was reworded while a round asks about it. The ballots that are out rate other words.",
            "Take the change back until the round is closed, or send new ballots: `forum round open ID --again`.",
        ),
        "round-outdated": notable(
            "A recommendation was reworded after the last round on it. Its ratings are of the earlier words, the "
            "report says so, and the rule `rand-ucla` no longer counts them.",
            "Nothing, if the rewording answers the ratings; a new round asks about the new words.",
        ),
        "ballot-file": wrong(
            "A file is no ballot: it is too large, cannot be read, or is of another kind.",
            "Ask for the file that the button of the ballot's page saves, or for the CSV that was sent out.",
        ),
        "ballot-round": wrong(
            "A ballot belongs to another round than the one that is collected.",
            "Collect it for the round that the message names.",
        ),
        "ballot-token": wrong(
            "A ballot has a token that was not given out for this round, so it is not counted.",
            "Ask the panellist for the file as the page saved it. Nobody is to edit a token.",
        ),
        "ballot-item": wrong(
            "A ballot rates a recommendation or criterion that the round does not ask about, or one of them twice.",
            "Correct the row, or ask the panellist for a new ballot.",
        ),
        "ballot-rating": wrong(
            "A ballot has something else for a rating than a whole number from 1 to 9, or nothing.",
            "Ask the panellist what is meant, and correct the row.",
        ),
        "ballot-reworded": wrong(
            "A ballot rates other words of a recommendation than the round asks about. It was made before the round "
            "was opened again, or was changed by hand.",
            "Send the panellist the ballot that lies in the folder of ballots now.",
        ),
    }
)
