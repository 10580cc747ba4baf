"""Checks of names: are persons parted as pandoc parts them, and are bodies protected?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from forum.citations.records import NAMES, Field, Name, Record, names_in
from forum.diagnostics import Diagnostic, error, info, warning

_ET_AL = re.compile(r"\bet\.?\s*al\b\.?|\be\.a\.|\bu\.\s?a\.(?=\s*$)|\ben anderen\b", re.IGNORECASE)
_SUFFIX = re.compile(
    r"(?:[js]r|[ivx]+|ph\.?\s?d|m\.?\s?d|esq|\d(?:st|nd|rd|th)|fils|père|junior|senior)\.?", re.IGNORECASE
)
_AMPERSAND = re.compile(r"\s(?:\\?&)\s")
_AND_CASE = re.compile(r"\s(AND|And)\s")
_PLACEHOLDER = re.compile(
    r"(?:unknown|n/?a|none|null|nan|tbd|todo|author|authors?|no author|xxx+|\?+|-+|firstname.*|lastname.*)",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:universit(?:y|eit|ät|é|à)|minist(?:ry|erie|ère|erio)|department|institute?|commission|committee|comité|council"
    r"|organi[sz]ation|agency|association|foundation|union|nations|consortium|collaboration|office|cent(?:er|re)|forum"
    r"|government|parliament|society|compan(?:y|ies)|corporation|inc|ltd|gmbh|kamer|adviesraad|commissie|assembly"
    r"|secretariat|bureau|federation|academy|alliance|initiative|task force|working group|library|museum|authority)\b",
    re.IGNORECASE,
)
_BODY_END = re.compile(r"\b(?:group|team|bank|network|press|board|court|staff|contributors|developers)$", re.IGNORECASE)


def names(record: Record) -> Iterator[Diagnostic]:
    """Yield what is printed wrong in lists of names.

    Names are parted by ``and``, in small letters; inside a name at most two commas:
    ``von Last, Jr, First``.

    Source: biblatex manual, 2.3.3 "Name Lists"; pandoc's reader, found by trying.
    """
    if record.format != "bib":
        return
    for name in NAMES:
        field = record.field(name)
        if field is None:
            continue
        value = field.value.strip()
        if not value:
            continue
        faults = list(_list_faults(record, field))
        yield from faults
        if not faults:
            for person in names_in(field.value):
                yield from _one(record, field, person)


def _list_faults(record: Record, field: Field) -> Iterator[Diagnostic]:
    """Yield what makes the list as a whole unreadable."""
    outside = outside_braces(field.value)
    if _is_plain(outside):
        return
    if found := _ET_AL.search(outside):
        place = record.at_field(field, found.start())
        yield error("names-et-al", f"“{found[0]}” is printed as a person", place, "write and others")
    elif ";" in outside:
        message = "names are parted by “;”, and are printed as one"
        yield error("names-and", message, record.at_field(field, outside.index(";")), "put “and” between names")
    elif found := _AMPERSAND.search(outside) or _AND_CASE.search(outside):
        message = f"names are parted by “{found[0].strip()}”, and are printed as one"
        yield error("names-and", message, record.at_field(field, found.start() + 1), "put “and” between names")
    elif found := re.search(r"(?:^|\s)and\s+and\s|\sand\s*$|^\s*and\s", outside):
        message = "an “and” too many is printed as part of a name"
        yield error("names-and", message, record.at_field(field, found.start()), "leave one between names")


def _is_plain(outside: str) -> bool:
    """Tell, as most lists let one do at once, that none of the faults of a list can be in it."""
    joined = " ".join(outside.split())
    low = joined.lower()
    parted = low.count("and") == joined.count(" and ") and ";" not in low and "&" not in low
    others = ("et" in low and "al" in low) or "e.a." in low or "u." in low or "anderen" in low
    return parted and not others


def outside_braces(value: str) -> str:
    """Return a value with what is in braces as blanks, every position kept."""
    if "{" not in value:
        return value
    depth, signs = 0, []
    for sign in value:
        if sign == "}":
            depth = max(depth - 1, 0)
        signs.append(sign if not depth and sign not in "{}" else "_")
        if sign == "{":
            depth += 1
    return "".join(signs)


def _one(record: Record, field: Field, person: Name) -> Iterator[Diagnostic]:
    text = person.text
    commas = outside_braces(text).count(",")
    if commas >= 2 and not text.rstrip().endswith(","):
        middle = [part.strip() for part in outside_braces(text).split(",")][1:-1]
        if commas > 2 or not _SUFFIX.fullmatch(middle[0]):
            message = "names are parted by commas, and are printed as one"
            yield error(
                "names-commas",
                message,
                record.at_field(field, person.at),
                "put “and” between names: Doe, Jane and Roe, Rick",
            )
            return
    if _PLACEHOLDER.fullmatch(text.strip("{} ")):
        message = f"“{text}” stands for a name, and is printed as one"
        yield warning(
            "names-placeholder", message, record.at_field(field, person.at), "leave the field out where nobody is known"
        )
    elif _is_body(person):
        message = f"“{text}” is a body, and is printed as a person: “{person.family}, {person.given}”"
        yield warning("names-body", message, record.at_field(field, person.at), f"put it in braces: {{{text}}}")
    elif _initials_last(person):
        message = f"“{text}” is printed as if “{person.family}” were the family name"
        yield warning(
            "names-initials", message, record.at_field(field, person.at), f"write {person.given}, {person.family}"
        )
    elif person.given and len(person.family) >= 4 and person.family.isupper() and person.family.isalpha():
        yield info(
            "names-capitals",
            f"“{text}” is in capitals",
            record.at_field(field, person.at),
            "write names as their bearers do",
        )


def _initials_last(person: Name) -> bool:
    """Tell whether a name ends in initials, as medicine writes it: ``Smith J`` or ``Roe A.B.``.

    Not so for numbers of kings, and where what stands before are initials, too.
    """
    if person.literal or "," in person.text or "{" in person.text or not person.given:
        return False
    last = person.family
    if not _INITIALS.fullmatch(last) or _ROMAN.fullmatch(last) or last == "X":
        return False
    return re.search(r"[^\W\d_]{3,}", person.given) is not None and last.replace(".", "") != person.given.upper()


_INITIALS = re.compile(r"[A-Z]{1,3}|(?:[A-Z]\.-?){1,4}")
_ROMAN = re.compile(r"[IVX]{2,}|I")


def _is_body(person: Name) -> bool:
    """Tell whether a name without braces is that of a body: a word for one, and no comma."""
    if person.literal or "{" in person.text or "," in person.text or not person.given:
        return False
    return bool(_BODY.search(person.text) or _BODY_END.search(person.text))


CHECKS = (names,)
