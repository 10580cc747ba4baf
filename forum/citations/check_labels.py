"""Checks of numbers that bring their own label, which the citation style prints, too: “vol. Vol. 3”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forum.citations.records import Record, plain
from forum.diagnostics import Diagnostic, warning

_LABELS = {
    "pages": r"(?:pp?|pages?|blz|pagina['’]?s?|seiten?)\b\.?",
    "volume": r"(?:vol|volume|jg|jaargang|band|bd)\b\.?",
    "number": r"(?:no|nr|num|number|nummer|issue|n°|№)\.?",
    "chapter": r"(?:ch|chap|chapter|hoofdstuk|hfst|kapitel)\b\.?",
}
_FOUND = {name: re.compile(rf"(?i){label}\s*(?=\d)") for name, label in _LABELS.items()}
_COUNT = re.compile(r"(?i)(\d+)\s*(?:pages|pp\.?|p\.|pagina['’]?s|blz\.?|seiten)")


def labels(record: Record) -> Iterator[Diagnostic]:
    """Yield a warning for a label in a field that is printed with one: ``pages = {pp. 12--15}``.

    ``number`` counts in articles alone: a report's is printed as it stands, ``nr. 67`` and all.

    Source: CSL 1.0.2, ``cs:label``; found by printing.
    """
    for name, label in _FOUND.items():
        field = record.field(name)
        if field is None or (name == "number" and record.type != "article"):
            continue
        if field.value[:1].isdigit() and field.value[-1].isdigit():
            continue  # neither begins nor ends in a label
        value = plain(field.value)
        if found := label.match(value):
            message = f"{field.written} has its own “{found[0].strip()}”, and styles print another before it"
            yield warning("number-label", message, record.at_field(field), f"write {value[found.end() :]}")
        elif name == "pages" and (count := _COUNT.fullmatch(value)):
            message = f"“{value}” is how many pages there are, and is printed as if it were where"
            yield warning("number-label", message, record.at_field(field), f"pagetotal = {{{count[1]}}}")


CHECKS = (labels,)
