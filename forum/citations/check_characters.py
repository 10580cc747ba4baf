"""Checks of what stands in a value character by character: what prints as something else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from forum.citations.records import Field, Record
from forum.diagnostics import Diagnostic, error, info, warning

_SUSPECT = re.compile(r"[&%<\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9fÂÃâïÅÐ\ufffd]")
ENTITY = re.compile(
    r"\\?&(?:amp|lt|gt|quot|apos|nbsp|ndash|mdash|[lr]squo|[lr]dquo|hellip|[a-zA-Z](?:acute|grave|uml|circ|tilde|cedil)|#\d{2,5}|#x[0-9a-fA-F]{2,5});"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# UTF-8 read as Windows-1252 or Latin-1, as in "Ã©" for é and "â€™" for ’.
_MOJIBAKE = re.compile(
    r"Ã[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]|â€[\u0080-\u00bf\u0152\u0153\u2013-\u2122]|Â[\u00a0-\u00bf]|ï»¿|ï¿½|\ufffd|Å[\u0080-\u009f\u00a1\u201a]"
)
_PERCENT = re.compile(r"(?<!\\)%")
HTML = re.compile(r"</?(?:i|b|em|strong|sup|sub|span|scp|p|br|italic|jats:\w+)(?:\s[^<>]*)?/?>", re.IGNORECASE)
AMPERSAND = re.compile(r"(?<!\\)&(?![a-zA-Z#]\w*;)")
VERBATIM = frozenset({"doi", "url", "file", "eprint", "verba", "verbb", "verbc", "pdf", "urlraw"})
_UNPRINTED = frozenset(
    {"abstract", "annotation", "keywords", "file", "owner", "timestamp", "comment", "review", "groups"}
)


def characters(record: Record) -> Iterator[Diagnostic]:
    """Yield what is printed as other characters than meant, or breaks the PDF.

    Source: pandoc's reader, found by trying: entities and tags are printed as they
    stand, ``%`` hides the rest of its line; Typst has no glyph for control characters.
    """
    every = " ".join([field.value for field in record.fields])
    if every.isascii() and not _SUSPECT.search(every):
        return
    for field in record.fields:
        value = field.value
        if (value.isascii() and not _SUSPECT.search(value)) or not is_printed(field):
            continue
        if _SUSPECT.search(value):
            yield from _suspect(record, field, value)
        if not value.isascii() and not unicodedata.is_normalized("NFC", value):
            message = f"{field.written} has letters in parts (not NFC), which sort and search apart"
            yield info("text-nfc", message, record.at_field(field), "save the file in NFC")


def is_printed(field: Field) -> bool:
    """Tell whether a field's text may be printed: notes of one's own and those of reference managers are not."""
    return field.name not in _UNPRINTED and not field.written.startswith(("bdsk", "mendeley", "date-"))


def _suspect(record: Record, field: Field, value: str) -> Iterator[Diagnostic]:
    bib, text = record.format == "bib", field.name not in VERBATIM
    if found := _CONTROL.search(value):
        message = f"{field.written} has the control character U+{ord(found[0]):04X}"
        yield error("text-control", message, record.at_field(field, found.start()), "delete it")
    if found := _MOJIBAKE.search(value):
        message = f"{field.written} has “{found[0]}”, letters that were read in the wrong encoding"
        yield error("text-mojibake", message, record.at_field(field, found.start()), *_repaired(value, found))
    if found := ENTITY.search(value):
        message = f"{field.written} has “{found[0]}”, which is printed as it stands"
        hint = "write & itself" if not bib or not text else "write \\& for an ampersand, else the character itself"
        yield (error if text else warning)("text-entity", message, record.at_field(field, found.start()), hint)
    elif bib and text and (found := AMPERSAND.search(value)):
        place = record.at_field(field, found.start())
        yield info("text-ampersand", f"{field.written} has a bare &, which stops LaTeX", place, "write \\&")
    if bib and text and (found := _PERCENT.search(value)):
        message = f"{field.written} has a bare %, which hides the rest of the line"
        yield error("text-percent", message, record.at_field(field, found.start()), "write \\%")
    if bib and text and (found := HTML.search(value)):
        message = f"{field.written} has “{found[0]}”, which is printed as it stands"
        yield error("text-html", message, record.at_field(field, found.start()), "write \\emph{…} or nothing")


def _repaired(value: str, found: re.Match[str]) -> tuple[str, ...]:
    """Return the hint with what was meant, where it can be told."""
    word = next((one for one in value.split() if found[0][:2] in one), found[0])
    for encoding in ("cp1252", "latin-1"):
        try:
            return (f"it was probably {word.encode(encoding).decode('utf-8').strip('{},')}",)
        except UnicodeError:
            continue
    return ("write the letter itself",)


CHECKS = (characters,)
