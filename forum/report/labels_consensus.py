"""The report's words for what partners think of the recommendations, by language; ``labels.py`` has all."""

from __future__ import annotations

from collections.abc import Mapping

CONSENSUS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "positions": "Positions",
        "positions-annex": "Positions of the partners",
        "positions-intro": (
            "How the recommendations stand with {count} partners. The rule is {rule}. Institutions decide; what "
            "persons think is counted apart. A position on an earlier text counts for nothing until it is renewed."
        ),
        "position": "Position",
        "capacity": "Capacity",
        "reason": "Reason",
        "institutional": "Institutional",
        "personal": "Personal",
        "rule": "rule",
        "of-partners": "{} partners",
        "personally": "personally",
        "without-position": "No position",
        "decision": "Decision",
        "recommendation-number": "No.",
        "positions-each": "Every position",
        "held-endorse": "endorsed",
        "held-endorse-with-reservation": "endorsed with a reservation",
        "held-no-objection": "no objection",
        "held-abstain": "abstained",
        "held-dissent": "dissented",
        "held-formal-objection": "formally objected",
        "held-recuse": "recused",
        "held-nothing": "silent",
        "held-stale": "on an earlier text",
        "stale-position": "on an earlier text, so it does not count",
        "carried-over": "carried over an editorial change by {by} on {day}, not confirmed: {note}",
        "state-agreed": "Agreed",
        "state-not-agreed": "Not agreed",
        "state-no-quorum": "No quorum",
        "state-open": "Open",
        "rule-ietf": "rough consensus (IETF)",
        "rule-w3c": "consensus (W3C)",
        "rule-two-thirds": "two thirds of the votes",
        "rule-absolute": "absolute majority",
        "rule-rand-ucla": "rating round (RAND/UCLA)",
    },
    "nl": {
        "positions": "Standpunten",
        "positions-annex": "Standpunten van de partners",
        "positions-intro": (
            "Hoe de aanbevelingen er bij {count} partners voor staan. De regel is {rule}. Instellingen beslissen; wat "
            "personen vinden, wordt apart geteld. Een standpunt over een eerdere tekst telt pas weer mee als het is "
            "vernieuwd."
        ),
        "position": "Standpunt",
        "capacity": "Hoedanigheid",
        "reason": "Reden",
        "institutional": "Namens de instelling",
        "personal": "Persoonlijk",
        "rule": "regel",
        "of-partners": "{} partners",
        "personally": "persoonlijk",
        "without-position": "Geen standpunt",
        "decision": "Besluit",
        "recommendation-number": "Nr.",
        "positions-each": "Elk standpunt",
        "held-endorse": "onderschreven",
        "held-endorse-with-reservation": "onderschreven met voorbehoud",
        "held-no-objection": "geen bezwaar",
        "held-abstain": "onthouden",
        "held-dissent": "oneens",
        "held-formal-objection": "formeel bezwaar",
        "held-recuse": "verschoond",
        "held-nothing": "zonder standpunt",
        "held-stale": "over een eerdere tekst",
        "stale-position": "over een eerdere tekst, en telt dus niet mee",
        "carried-over": "overgenomen bij een redactionele wijziging door {by} op {day}, niet bevestigd: {note}",
        "state-agreed": "Overeengekomen",
        "state-not-agreed": "Niet overeengekomen",
        "state-no-quorum": "Geen quorum",
        "state-open": "Open",
        "rule-ietf": "ruwe consensus (IETF)",
        "rule-w3c": "consensus (W3C)",
        "rule-two-thirds": "twee derde van de stemmen",
        "rule-absolute": "volstrekte meerderheid",
        "rule-rand-ucla": "beoordelingsronde (RAND/UCLA)",
    },
}
