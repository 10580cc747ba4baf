"""The report's words for what partners think and panels rate, by language; ``labels.py`` has all."""

from __future__ import annotations

from collections.abc import Mapping


def amount(count: int, what: str, labels: Mapping[str, str]) -> str:
    """Return a number of ``partner`` or ``recommendation`` in words of the report's language."""
    return labels[f"of-{what}" if count == 1 else f"of-{what}s"].format(count)


CONSENSUS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "positions": "Positions",
        "positions-annex": "Positions of the partners",
        "positions-intro": (
            "How the recommendations stand with {partners}. The rule is {rule}. Institutions decide; what "
            "persons think is counted apart. A position on an earlier text counts for nothing until it is renewed."
        ),
        "positions-intro-rated": (
            "How the recommendations stand. The rule is {rule}: the last closed round decides. What partners "
            "think ({partners}) is counted beside it; a position on an earlier text counts for nothing until it is "
            "renewed."
        ),
        "positions-none": "Nobody has a position on {without} yet: nothing is listed of that.",
        "holder-institution": "{partner} ({person}, {day}; mandate: {mandate})",
        "holder-unmandated": "{partner} ({person}, {day})",
        "holder-personal": "{person} of {partner} ({day})",
        "rule": "rule",
        "of-recommendations": "{} recommendations",
        "of-recommendation": "{} recommendation",
        "of-partners": "{} partners",
        "of-partner": "{} partner",
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
        "stale-position": "on an earlier text and so not counted",
        "carried-over": "carried over an editorial change by {by} on {day} and not confirmed ({note})",
        "state-agreed": "Agreed",
        "state-not-agreed": "Not agreed",
        "state-no-quorum": "No quorum",
        "state-open": "Open",
        "rule-ietf": "rough consensus (IETF)",
        "rule-w3c": "consensus (W3C)",
        "rule-two-thirds": "two thirds of the votes",
        "rule-absolute": "absolute majority",
        "rule-rand-ucla": "rating round (RAND/UCLA)",
        "rounds-annex": "Rating rounds",
        "rounds-intro": (
            "In a rating round, panellists rate each recommendation from 1 to 9, without their names. "
            "The text that they rate is fixed when a round opens."
        ),
        "rounds-method": (
            "Percentiles are computed by the exclusive method (type 6 of Hyndman and Fan). Classes follow the classic "
            "panel rule of the RAND/UCLA Appropriateness Method: appropriate with a median of 7 to 9, uncertain of 4 "
            "to 6, inappropriate of 1 to 3 (3.5 and 6.5 belong to the higher class), and uncertain wherever the panel "
            "disagrees. A panel of n agrees if at most (n − 2)/3 ratings lie outside the three points of the median, "
            "and disagrees if at least (n + 1)/3 lie in 1 to 3 and as many in 7 to 9, both rounded down. The "
            "disagreement index divides the range between the 30th and the 70th percentile by the range that its "
            "asymmetry allows (IPRAS = 2.35 + 1.5 AI); above 1 the ratings are spread too wide."
        ),
        "round-facts": (
            "Opened on {opened}, closed on {closed}; {ballots} of {panel} ballots came back with ratings. "
            "Of fewer than {minimum} ratings nothing is told."
        ),
        "raters": "n",
        "median": "Median",
        "percentiles": "P30–P70",
        "disagreement-index": "Disagreement index",
        "class": "Class",
        "class-appropriate": "Appropriate",
        "class-uncertain": "Uncertain",
        "class-inappropriate": "Inappropriate",
        "panel-agreement": "agreement",
        "panel-disagreement": "disagreement",
        "too-few-ratings": "Too few ratings",
        "round-before": "Median before",
        "changed": "Changed their rating",
        "moved": "{count} of {both}",
        "reworded-between": "; reworded in between",
        "concordance": (
            "Kendall’s W, corrected for ties: {w}, over {items} that all {raters} panellists rated "
            "(chi-square {chi}, df {df})."
        ),
        "concordance-none": "There is no Kendall’s W over {items} that all {raters} panellists rated.",
        "rated-earlier-text": "* Reworded since the round: the ratings are of the earlier text.",
    },
    "nl": {
        "positions": "Standpunten",
        "positions-annex": "Standpunten van de partners",
        "positions-intro": (
            "Hoe de aanbevelingen er bij {partners} voor staan. De regel is {rule}. Instellingen beslissen; wat "
            "personen vinden, wordt apart geteld. Een standpunt over een eerdere tekst telt pas weer mee als het is "
            "vernieuwd."
        ),
        "positions-intro-rated": (
            "Hoe de aanbevelingen ervoor staan. De regel is {rule}: de laatste gesloten ronde beslist. Wat partners "
            "vinden ({partners}), wordt ernaast geteld; een standpunt over een eerdere tekst telt pas weer mee als het "
            "is vernieuwd."
        ),
        "positions-none": "Over {without} heeft nog niemand een standpunt: daarvan staat hier niets.",
        "holder-institution": "{partner} ({person}, {day}; mandaat: {mandate})",
        "holder-unmandated": "{partner} ({person}, {day})",
        "holder-personal": "{person} van {partner} ({day})",
        "rule": "regel",
        "of-recommendations": "{} aanbevelingen",
        "of-recommendation": "{} aanbeveling",
        "of-partners": "{} partners",
        "of-partner": "{} partner",
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
        "stale-position": "over een eerdere tekst en dus niet meegeteld",
        "carried-over": "bij een redactionele wijziging overgenomen door {by} op {day} en niet bevestigd ({note})",
        "state-agreed": "Overeengekomen",
        "state-not-agreed": "Niet overeengekomen",
        "state-no-quorum": "Geen quorum",
        "state-open": "Open",
        "rule-ietf": "ruwe consensus (IETF)",
        "rule-w3c": "consensus (W3C)",
        "rule-two-thirds": "twee derde van de stemmen",
        "rule-absolute": "volstrekte meerderheid",
        "rule-rand-ucla": "beoordelingsronde (RAND/UCLA)",
        "rounds-annex": "Beoordelingsrondes",
        "rounds-intro": (
            "In een beoordelingsronde geven panelleden elke aanbeveling een cijfer van 1 tot en met 9, zonder hun "
            "naam. De tekst die zij beoordelen, ligt vast zodra een ronde opengaat."
        ),
        "rounds-method": (
            "Percentielen zijn berekend met de exclusieve methode (type 6 van Hyndman en Fan). De klassen volgen de "
            "klassieke panelregel van de RAND/UCLA Appropriateness Method: geschikt bij een mediaan van 7 tot en met "
            "9, onzeker van 4 tot en met 6, ongeschikt van 1 tot en met 3 (3,5 en 6,5 horen bij de hogere klasse), en "
            "onzeker waar het panel verdeeld is. Een panel van n is eensgezind als hoogstens (n − 2)/3 cijfers buiten "
            "de drie punten van de mediaan liggen, en verdeeld als er ten minste (n + 1)/3 in 1 tot en met 3 liggen en "
            "evenveel in 7 tot en met 9, beide naar beneden afgerond. De verdeeldheidsindex deelt de afstand tussen "
            "het 30e en het 70e percentiel door de afstand die bij de scheefheid past (IPRAS = 2,35 + 1,5 AI); boven 1 "
            "liggen de cijfers te ver uiteen."
        ),
        "round-facts": (
            "Geopend op {opened}, gesloten op {closed}; {ballots} van de {panel} biljetten kwamen met cijfers terug. "
            "Over minder dan {minimum} cijfers wordt niets meegedeeld."
        ),
        "raters": "n",
        "median": "Mediaan",
        "percentiles": "P30–P70",
        "disagreement-index": "Verdeeldheidsindex",
        "class": "Klasse",
        "class-appropriate": "Geschikt",
        "class-uncertain": "Onzeker",
        "class-inappropriate": "Ongeschikt",
        "panel-agreement": "eensgezind",
        "panel-disagreement": "verdeeld",
        "too-few-ratings": "Te weinig cijfers",
        "round-before": "Vorige mediaan",
        "changed": "Gaf een ander cijfer",
        "moved": "{count} van {both}",
        "reworded-between": "; intussen anders verwoord",
        "concordance": (
            "Kendalls W, gecorrigeerd voor gelijke cijfers: {w}, over {items} die alle {raters} "
            "panelleden beoordeelden (chi-kwadraat {chi}, vrijheidsgraden: {df})."
        ),
        "concordance-none": "Er is geen Kendalls W over {items} die alle {raters} panelleden beoordeelden.",
        "rated-earlier-text": "* Sinds de ronde anders verwoord: de cijfers gelden de eerdere tekst.",
    },
}
