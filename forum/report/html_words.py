"""The words that only the web edition says; it shares the report's own labels."""

from __future__ import annotations

from collections.abc import Mapping

from forum.report.labels import labels_for
from forum.report.values import ReportMeta

_OWN: Mapping[str, Mapping[str, str]] = {
    "en": {
        "all": "all",
        "all-recommendations": "All recommendations",
        "back": "Back to the text",
        "breadcrumb": "You are here",
        "cited": "References cited here",
        "code": "Code",
        "data": "All recommendations as data (JSON)",
        "date": "Date",
        "digest": "Digest of the wording",
        "download": "Download",
        "edition": "Version",
        "figures-cited": "Figures and tables cited here",
        "filter": "Filter the recommendations",
        "filter-text": "Words in the text",
        "home": "Start",
        "in-paper": "In its paper",
        "next": "Next",
        "none-left": "No recommendation fits.",
        "notes": "Notes",
        "inputs": "Inputs",
        "kernel": "Kernel",
        "packages": "Packages",
        "program": "Program",
        "commit": "Commit",
        "result": "Digest of the results",
        "title": "Title",
        "page": "Pages",
        "papers": "papers",
        "paragraph": "Paragraph",
        "permanent-address": "Permanent address",
        "previous": "Previous",
        "record": "Record",
        "scale": "shown of",
        "skip": "Skip to the text",
    },
    "nl": {
        "all": "alle",
        "all-recommendations": "Alle aanbevelingen",
        "back": "Terug naar de tekst",
        "breadcrumb": "U bent hier",
        "cited": "Hier aangehaalde bronnen",
        "code": "Code",
        "data": "Alle aanbevelingen als gegevens (JSON)",
        "date": "Datum",
        "digest": "Controlegetal van de tekst",
        "download": "Download",
        "edition": "Versie",
        "figures-cited": "Hier aangehaalde figuren en tabellen",
        "filter": "Filter de aanbevelingen",
        "filter-text": "Woorden in de tekst",
        "home": "Begin",
        "in-paper": "In de paper",
        "next": "Volgende",
        "none-left": "Geen aanbeveling past.",
        "notes": "Noten",
        "inputs": "Invoer",
        "kernel": "Kernel",
        "packages": "Pakketten",
        "program": "Programma",
        "commit": "Commit",
        "result": "Controlegetal van de uitkomsten",
        "title": "Titel",
        "page": "Pagina's",
        "papers": "papers",
        "paragraph": "Alinea",
        "permanent-address": "Permanent adres",
        "previous": "Vorige",
        "record": "Gegevens",
        "scale": "getoond van",
        "skip": "Naar de tekst",
    },
}


def words(meta: ReportMeta) -> Mapping[str, str]:
    """Return the words by name: the report's labels win, English where the language is not known."""
    own = _OWN.get(meta.language.split("-", maxsplit=1)[0].lower(), _OWN["en"])
    return {**labels_for(meta.language), **own, **meta.labels}
