"""The words of ballots, in the forum's language: nothing else in the package says them."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Ballot",
        "criterion": "appropriateness",
        "question": "How appropriate is this recommendation?",
        "low": "highly inappropriate: harm outweighs benefit",
        "high": "highly appropriate: benefit outweighs harm",
        "how": "Rate each recommendation from 1 to 9, then save the ballot with the button at the end and send the "
        "file that it makes. Nothing is sent from this page. You may leave out what you cannot judge.",
        "anonymous": "The ballot has no name, only a token; who sent it to you can know which one is yours. The forum "
        "publishes counts and statistics, never one person's ratings. Comments are passed on without the token.",
        "second": "You see what the group answered in the round before, and your own rating. You are free to keep it.",
        "addressees": "Addressed to",
        "strength": "Strength",
        "certainty": "Certainty of the evidence",
        "is-strong": "strong",
        "is-conditional": "conditional",
        "is-high": "high",
        "is-moderate": "moderate",
        "is-low": "low",
        "is-very-low": "very low",
        "rationale": "Rationale",
        "no-rating": "no rating",
        "comment": "Comment",
        "optional": "optional",
        "group": "Ratings of the round before",
        "rating": "Rating",
        "count": "How many",
        "median": "median",
        "own": "Your rating",
        "own-none": "none",
        "reworded": "It has been reworded since.",
        "save": "Save the ballot",
        "saved": "Saved as {file}, with {given} of {all} ratings. Please send that file back; save again to change it.",
        "empty": "Nothing is rated yet.",
        "progress": "{given} of {all} rated",
        "script": "This page needs scripts to save the ballot. Without them, please fill in the CSV file.",
        "token": "Token",
        "round": "Round",
    },
    "nl": {
        "title": "Stembiljet",
        "criterion": "geschiktheid",
        "question": "Hoe geschikt is deze aanbeveling?",
        "low": "zeer ongeschikt: de schade weegt zwaarder dan de baat",
        "high": "zeer geschikt: de baat weegt zwaarder dan de schade",
        "how": "Geef elke aanbeveling een cijfer van 1 tot en met 9, bewaar het biljet met de knop onderaan en stuur "
        "het bestand dat dan ontstaat. Deze pagina verstuurt niets. Wat u niet kunt beoordelen, slaat u over.",
        "anonymous": "Op het biljet staat geen naam, alleen een kenmerk; wie het u stuurde, kan weten welk het uwe is. "
        "Het forum publiceert aantallen en maten, nooit de cijfers van één persoon. Opmerkingen worden zonder kenmerk "
        "doorgegeven.",
        "second": "U ziet wat de groep in de vorige ronde antwoordde, en uw eigen cijfer. U mag daarbij blijven.",
        "addressees": "Gericht aan",
        "strength": "Sterkte",
        "certainty": "Zekerheid van het bewijs",
        "is-strong": "sterk",
        "is-conditional": "voorwaardelijk",
        "is-high": "hoog",
        "is-moderate": "redelijk",
        "is-low": "laag",
        "is-very-low": "zeer laag",
        "rationale": "Toelichting",
        "no-rating": "geen cijfer",
        "comment": "Opmerking",
        "optional": "hoeft niet",
        "group": "Cijfers van de vorige ronde",
        "rating": "Cijfer",
        "count": "Hoe vaak",
        "median": "mediaan",
        "own": "Uw cijfer",
        "own-none": "geen",
        "reworded": "Ze is sindsdien anders verwoord.",
        "save": "Het biljet bewaren",
        "saved": "Bewaard als {file}, met {given} van de {all} cijfers. Stuur dat bestand terug; wie iets wil "
        "wijzigen, bewaart opnieuw.",
        "empty": "Er is nog geen cijfer gegeven.",
        "progress": "{given} van {all} cijfers gegeven",
        "script": "Deze pagina heeft scripts nodig om het biljet te bewaren. Vul zonder scripts het CSV-bestand in.",
        "token": "Kenmerk",
        "round": "Ronde",
    },
}


def words_for(language: str) -> Mapping[str, str]:
    """Return the words of a language; English where there are none."""
    return WORDS.get(language.split("-", maxsplit=1)[0].lower(), WORDS["en"])
