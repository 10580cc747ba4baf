"""From what somebody typed to an identifier, and from an identifier alone to a reference.

What an identifier does not tell is not made up: the title is a supplied one, in square
brackets, and a note says that nobody confirmed the record.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from forum.citations import law_eu, law_nl, law_un, scholarly
from forum.citations.entry import Entry, ascii_word
from forum.citations.identity import canonical, identifiers_of
from forum.citations.records import Field, Record, Source

NOTE = "Not verified: title and date are to be completed from the document"
_BARE = ("doi", "arxiv", "ecli", "celex", "kst", "ah", "un", "isbn", "eli")
_ACTS = {"R": "Regulation", "L": "Directive", "D": "Decision"}
_ORGANS = {
    "A": "United Nations General Assembly",
    "S": "United Nations Security Council",
    "A/HRC": "United Nations Human Rights Council",
}


def identified(text: str) -> str | None:
    """Return ``scheme:value`` for an identifier in any spelling: ``doi:10…``, an address, ``33 694, nr. 67``.

    None for what is none. A bare number is no PMID: it may be anything.
    """
    bare = text.strip().removeprefix("[").removesuffix("]").removeprefix("@").strip("{}").strip()
    if re.match(r"(?i)https?://", bare):
        return _of_address(bare)
    found = canonical(bare) or next((found for one in _BARE if (found := canonical(f"{one}:{bare}"))), None)
    if found is None and re.match(r"(?i)pmc\d", bare):
        return canonical(f"pmcid:{bare}")
    number = scholarly.arxiv(bare) if found and found.startswith("doi:") else None
    return f"arxiv:{number}" if number else found


def _of_address(address: str) -> str | None:
    """Return what an address is the address of; itself, where it is of nothing else."""
    record = Record(Source(PurePosixPath(), ""), "", "misc", 0, (Field("url", "url", address, 0, 0),))
    found = [one for one in identifiers_of(record) if one.scheme in ENTRIES or one.scheme in REGISTERED]
    known = next((one for one in found if one.scheme != "url"), None)
    if known is None and not found:
        return None
    return str(known) if known is not None else f"url:{address}"


REGISTERED = frozenset({"doi", "arxiv", "isbn", "pmid", "pmcid"})
"""The schemes that a registry answers for."""


def entry_from(identifier: str, today: datetime.date) -> Entry | None:
    """Return the entry that an identifier alone allows; None for a scheme that tells nothing."""
    scheme, _, value = identifier.partition(":")
    make = ENTRIES.get(scheme)
    return make(value, today) if make else None


def _kamerstuk(value: str, _: datetime.date) -> Entry:
    paper = law_nl.kamerstuk(value)
    assert paper is not None  # noqa: S101 (the identifier is canonical)
    chapter = ("-" if paper.chapter.isdigit() else " ") + paper.chapter if paper.chapter else ""
    number = f"{paper.dossier[:2]} {paper.dossier[2:]}{chapter}, nr. {paper.item}"
    senate = not paper.item.isdigit()  # Source: Leidraad voor juridische auteurs: the Senate letters its papers
    fields = (
        ("title", f"[Kamerstukken {number}]"),
        ("type", f"Kamerstukken {'I' if senate else 'II'}"),
        ("number", number),
        ("institution", f"{'Eerste' if senate else 'Tweede'} Kamer der Staten-Generaal"),
        ("location", "Den Haag"),
        ("url", f"https://zoek.officielebekendmakingen.nl/kst-{value}.html"),
        ("langid", "dutch"),
        ("note", NOTE),
    )
    return Entry("report", fields, f"kst-{value}")


def _appendix(value: str, _: datetime.date) -> Entry:
    """Return questions with answers, or a debate: ``ah-tk-20222023-2214``, ``h-tk-20222023-45-7``."""
    parts = value.split("-")
    years, house = parts[2], "I" if parts[1] == "ek" else "II"
    session = f"{years[:4]}/{years[6:]}"
    number = parts[3] if parts[0] == "ah" else f"nr. {parts[3]}, item {parts[4]}"
    kind = f"{'Aanhangsel Handelingen' if parts[0] == 'ah' else 'Handelingen'} {house} {session}"
    fields = (
        ("title", f"[{kind}, {'nr. ' if parts[0] == 'ah' else ''}{number}]"),
        ("type", kind),
        ("number", number),
        ("institution", f"{'Eerste' if house == 'I' else 'Tweede'} Kamer der Staten-Generaal"),
        ("url", f"https://zoek.officielebekendmakingen.nl/{value}.html"),
        ("langid", "dutch"),
        ("note", NOTE),
    )
    return Entry("report", fields, value)


def _un(value: str, _: datetime.date) -> Entry:
    organ = next((_ORGANS[name] for name in ("A/HRC", "A", "S") if value.startswith(f"{name}/")), "")
    kind = "Draft" if law_un.is_draft(value) else "Resolution" if "/RES/" in value else "Document"
    fields = (
        ("author", f"{{{organ}}}" if kind == "Resolution" and organ else ""),
        ("title", f"[{kind} {value}]"),
        ("type", kind),
        ("number", value),
        ("institution", "United Nations"),
        ("url", f"https://undocs.org/{value}"),
        ("note", NOTE),
    )
    return Entry("report", fields, f"un-{ascii_word(value)}")


def _celex(value: str, _: datetime.date) -> Entry:
    """Return an act or a judgment. Acts since 2015 have one numbering, which the CELEX number tells.

    Source: EUR-Lex, "Numbering of acts".
    """
    act = re.fullmatch(r"3(\d{4})([RLD])(\d{4})", value)
    address = ("url", f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{value}")
    if act is None or act[1] < "2015":
        kind = "jurisdiction" if value.startswith("6") else "report"
        known = (("title", f"[CELEX {value}]"), ("celex", value), address, ("note", NOTE))
        return Entry(kind, known, f"celex-{ascii_word(value)}")
    number = f"{act[1]}/{int(act[3])}"
    eli = {"R": "reg", "L": "dir", "D": "dec"}[act[2]]
    fields = (
        ("title", f"[{_ACTS[act[2]]} (EU) {number}]"),
        ("type", f"{_ACTS[act[2]]} (EU)"),
        ("number", number),
        ("institution", "European Union"),
        ("url", f"http://data.europa.eu/eli/{eli}/{number}/oj"),
        ("note", NOTE),
    )
    return Entry("report", fields, f"eu-{eli}-{ascii_word(number)}")


def _ecli(value: str, _: datetime.date) -> Entry:
    """Return a judgment, with the address at which its country, or the Union, publishes it."""
    country = value.split(":")[1]
    address = {
        "NL": f"https://deeplink.rechtspraak.nl/uitspraak?id={value}",
        "EU": f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=ecli:{value}",
    }.get(country, f"https://e-justice.europa.eu/ecli/{value}")
    fields = (
        ("title", f"[{value}]"),
        ("number", value),
        ("date", str(law_eu.year_of(value))),
        ("url", address),
        ("note", NOTE),
    )
    return Entry("jurisdiction", fields, ascii_word(value))


def _url(value: str, today: datetime.date) -> Entry:
    address = value if re.match(r"(?i)https?://", value) else f"https://{value}"
    short = scholarly.url(address) or value
    host, _, rest = short.partition("/")
    words = [word for word in ascii_word(re.sub(r"\.\w{2,5}$", "", rest)).split("-") if word][:4]
    fields = (("title", f"[{short}]"), ("url", address), ("urldate", today.isoformat()), ("note", NOTE))
    return Entry("online", fields, "-".join([ascii_word(host.rpartition(".")[0]), *words]))


ENTRIES: Mapping[str, Callable[[str, datetime.date], Entry]] = {
    "kst": _kamerstuk,
    "h": _appendix,
    "un": _un,
    "celex": _celex,
    "ecli": _ecli,
    "url": _url,
}
"""How the reference of each scheme is made that no registry answers for."""
