"""The report's own words, by language: nothing else in the package says them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "contents": "Contents",
        "highlights": "Highlights",
        "summary": "Summary",
        "foreword": "Foreword",
        "method": "Method",
        "citing": "How to cite",
        "contributors": "Contributors",
        "references": "References",
        "by-addressee": "Recommendations by addressee and theme",
        "traceability": "Traceability of the recommendations",
        "lists": "Figures and tables",
        "figures": "Figures",
        "tables": "Tables",
        "problems": "Open problems",
        "computations": "Computations",
        "recommendations": "Recommendations",
        "recommendation": "Recommendation",
        "figure": "Figure",
        "table": "Table",
        "equation": "Equation",
        "section": "section",
        "paper": "Paper",
        "addressees": "Addressed to",
        "strength": "Strength",
        "certainty": "Certainty of the evidence",
        "rationale": "Rationale",
        "evidence": "Evidence",
        "justification": "Why strong",
        "abstract": "Abstract",
        "keywords": "Keywords",
        "status": "Status",
        "editor": "Editor",
        "theme": "Theme",
        "draft": "Draft",
        "review": "Under review",
        "final": "Final",
        "strong": "Strong",
        "conditional": "Conditional",
        "high": "High",
        "moderate": "Moderate",
        "low": "Low",
        "very-low": "Very low",
        "recommendation-paper": "Recommendation paper",
        "case-study": "Case study",
        "good-practice": "Good practice",
        "challenge": "Challenge",
        "version": "Version",
        "page": "page",
        "cited-in": "Cited in",
        "unresolved": "unresolved",
        "notebook": "Notebook",
        "set": "Parameter set",
        "parameters": "Parameters",
        "sources": "Sources",
        "results": "Results",
        "none": "none",
        "where": "Where",
        "what": "What",
        "problems-intro": (
            "The report can always be built. What could not be resolved is marked in its place and listed here."
        ),
        "highlights-intro": "The recommendations that the editors put first.",
        "summary-intro": "All recommendations, in the order of the papers.",
        "computed-intro": (
            "Each figure, table and value that a notebook computed comes from one of these runs. "
            "The digests of the results are in the manifest that is attached to the PDF."
        ),
        "licence": "Licence",
        "name": "Name",
        "affiliation": "Affiliation",
        "roles": "Roles",
        "notice": "Notice",
        "conj": "and",
    },
    "nl": {
        "contents": "Inhoud",
        "highlights": "Hoofdpunten",
        "summary": "Samenvatting",
        "foreword": "Voorwoord",
        "method": "Werkwijze",
        "citing": "Citeren",
        "contributors": "Bijdragers",
        "references": "Bronnen",
        "by-addressee": "Aanbevelingen naar geadresseerde en thema",
        "traceability": "Herleidbaarheid van de aanbevelingen",
        "lists": "Figuren en tabellen",
        "figures": "Figuren",
        "tables": "Tabellen",
        "problems": "Openstaande problemen",
        "computations": "Berekeningen",
        "recommendations": "Aanbevelingen",
        "recommendation": "Aanbeveling",
        "figure": "Figuur",
        "table": "Tabel",
        "equation": "Vergelijking",
        "section": "paragraaf",
        "paper": "Paper",
        "addressees": "Gericht aan",
        "strength": "Sterkte",
        "certainty": "Zekerheid van het bewijs",
        "rationale": "Toelichting",
        "evidence": "Onderbouwing",
        "justification": "Waarom sterk",
        "abstract": "Samenvatting",
        "keywords": "Trefwoorden",
        "status": "Status",
        "editor": "Redactie",
        "theme": "Thema",
        "draft": "Concept",
        "review": "In beoordeling",
        "final": "Definitief",
        "strong": "Sterk",
        "conditional": "Voorwaardelijk",
        "high": "Hoog",
        "moderate": "Redelijk",
        "low": "Laag",
        "very-low": "Zeer laag",
        "recommendation-paper": "Aanbevelingspaper",
        "case-study": "Casus",
        "good-practice": "Goede praktijk",
        "challenge": "Uitdaging",
        "version": "Versie",
        "page": "pagina",
        "cited-in": "Aangehaald in",
        "unresolved": "niet gevonden",
        "notebook": "Notebook",
        "set": "Parameterset",
        "parameters": "Parameters",
        "sources": "Bronnen",
        "results": "Uitkomsten",
        "none": "geen",
        "where": "Plaats",
        "what": "Wat",
        "problems-intro": (
            "Het rapport kan altijd worden gemaakt. Wat niet kon worden gevonden, is op zijn plaats gemarkeerd "
            "en staat hier bijeen."
        ),
        "highlights-intro": "De aanbevelingen die de redactie vooropstelt.",
        "summary-intro": "Alle aanbevelingen, in de volgorde van de papers.",
        "computed-intro": (
            "Elke figuur, tabel en waarde die een notebook heeft berekend, komt uit een van deze berekeningen. "
            "De controlegetallen van de uitkomsten staan in het manifest dat bij de PDF is gevoegd."
        ),
        "licence": "Licentie",
        "name": "Naam",
        "affiliation": "Instelling",
        "roles": "Rollen",
        "notice": "Let op",
        "conj": "en",
    },
}

_MONTHS = {
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    "nl": ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"],
}


def labels_for(language: str) -> Mapping[str, str]:
    """Return the words of a language; English where there are none."""
    return LABELS.get(language.split("-", maxsplit=1)[0].lower(), LABELS["en"])


def written_date(day: datetime.date, language: str) -> str:
    """Return a date as a person writes it: 22 November 2026."""
    months = _MONTHS.get(language.split("-", maxsplit=1)[0].lower(), _MONTHS["en"])
    return f"{day.day} {months[day.month - 1]} {day.year}"
