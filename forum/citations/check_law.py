"""Checks of law and policy documents: does the number exist in that session, year and chamber?"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from forum.citations import law_eu, law_nl, law_un
from forum.citations.records import Collection, Record, plain
from forum.diagnostics import Diagnostic, error, info, warning

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_EARLY = datetime.timedelta(days=31)  # a letter may be filed when the next session has begun
_LATE = datetime.timedelta(days=150)  # the report of a debate appears weeks later, under its session
_UN = re.compile(r"(?:A|S|E|CCW|NPT|CD)/[A-Za-z]", re.IGNORECASE)


def _days(record: Record) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and last day that a date can mean."""
    found = _DATE.match(record.get("date", "year").strip())
    if found is None:
        return None
    year, month, day = int(found[1]), found[2], found[3]
    try:
        first = datetime.date(year, int(month or 1), int(day or 1))
        last = datetime.date(year, int(month or 12), int(day or (28 if month else 31)))
    except ValueError:
        return None
    return first, last


def dutch_session(record: Record) -> Iterator[Diagnostic]:
    """Yield an error for a parliamentary session that does not exist or does not hold the date.

    A session is two years in a row, from the third Tuesday of September to the next.

    Source: Grondwet, article 65; Leidraad voor juridische auteurs.
    """
    kind = record.get("type")
    if not (law_nl.KAMERSTUK.search(kind) or "handelingen" in kind.lower()):
        return
    years = law_nl.session(kind)
    if years is None:
        return
    place = record.place("type")
    if years[1] != years[0] + 1:
        message = f"{years[0]}–{years[1]} is no session of parliament: it lasts from September to September"
        yield error("kst-session", message, place, f"{years[0]}/{(years[0] + 1) % 100:02} or another year")
        return
    days, (opens, ends) = _days(record), law_nl.session_days(years[0])
    if days and (days[1] < opens - _EARLY or days[0] >= ends + _LATE):
        said = record.get("date", "year").strip()
        message = f"the date {said} is not in the session {years[0]}/{years[1] % 100:02}"
        hint = f"that session lasted from {opens} to {ends}"
        yield error("kst-session", message, record.place("date" if record.get("date") else "year"), hint)


def dutch_chamber(record: Record) -> Iterator[Diagnostic]:
    """Yield a warning where a Kamerstuk's chamber is not that of its institution or number.

    ``I`` is the Eerste Kamer, which gives letters since 2005; ``II`` the Tweede Kamer.
    """
    kind = record.get("type")
    said = law_nl.chamber(kind) if law_nl.KAMERSTUK.search(kind) or "handelingen" in kind.lower() else ""
    if not said:
        return
    place = record.place("type")
    body = law_nl.chamber(record.get("institution", "publisher"))
    if body and body != said:
        message = f"“{kind}” is of the {_CHAMBERS[said]}, and the institution is the {_CHAMBERS[body]}"
        yield warning("kst-chamber", message, place, "I is the Eerste Kamer, II the Tweede Kamer")
    paper = law_nl.kamerstuk(record.get("number"))
    if said == "ek" and paper and paper.item.isdigit() and (record.year or 0) > 2005:
        message = f"nr. {paper.item} is a number of the Tweede Kamer: the Eerste Kamer gives letters"
        yield warning("kst-chamber", message, record.place("number"), "write Kamerstukken II, or the letter")


_CHAMBERS = {"tk": "Tweede Kamer", "ek": "Eerste Kamer"}


def kamerstuk_number(record: Record) -> Iterator[Diagnostic]:
    """Yield a warning for a Kamerstuk without a dossier of five digits and its number in it."""
    kind, number = record.get("type"), plain(record.get("number"))
    if record.format != "bib" and not number:
        return
    if (
        re.match(r"kamerstuk", kind, re.IGNORECASE)
        and number
        and not law_nl.kamerstuk(number)
        and not law_nl.kamerstuk(kind)
    ):
        message = f"“{number}” is no number of a Kamerstuk"
        yield warning("kst-number", message, record.place("number"), "write 33 694, nr. 67 or 35 925 X, nr. 90")


def dutch_journal(record: Record) -> Iterator[Diagnostic]:
    """Yield an error for a text in Trb., Stb. or Stcrt. that appeared before its date."""
    for name in ("journaltitle", "number", "type", "note"):
        found = law_nl.journal(
            f"{record.get(name)} {record.get('volume')}" if name == "journaltitle" else record.get(name)
        )
        if found and record.year and found[1] < record.year:
            message = f"{found[0].capitalize()}. {found[1]}, {found[2]} cannot hold a text of {record.year}"
            yield error("journal-year", message, record.place(name), "correct the year of the one or the other")
            return


def un_symbol(record: Record) -> Iterator[Diagnostic]:
    """Yield what is wrong with a United Nations document symbol: its form, and its session's year.

    Source: UN Dag Hammarskjöld Library, "Document symbols".
    """
    written = plain(record.get("number"))
    if not _UN.match(written):
        return
    found = law_un.symbol(written)
    place = record.place("number")
    if found is None or (law_un.is_resolution(found) and not law_un.good_resolution(found)):
        message = f"“{written}” is no complete document symbol of the United Nations"
        yield warning("un-symbol", message, place, "a resolution is A/RES/79/239, or A/RES/2131(XX) up to 1976")
        return
    years, days = law_un.years(found), _days(record)
    if years is None or days is None:
        return
    name = "date" if record.get("date") else "year"
    first, last = datetime.date(years[0], 1, 1), datetime.date(years[1], 12, 31)
    if law_un.is_resolution(found):  # adopted between the opening of its session and that of the next
        first, last = datetime.date(years[0], 9, 1), datetime.date(years[1], 9, 30)
    if days[1] < first or days[0] > last:
        message = f"{found} is of {first:%B %Y} to {last:%B %Y}, and the date is {record.get(name).strip()}"
        hint = "its symbol says the year" if found.startswith("S/") else _SESSIONS
        yield error("un-year", message, record.place(name), hint)


_SESSIONS = "the General Assembly's session N opens in September of 1945 + N"


def un_drafts(collection: Collection) -> Iterator[Diagnostic]:
    """Yield a warning for a draft of the General Assembly whose resolution is a reference, too."""
    adopted: dict[int, list[tuple[str, str]]] = {}
    drafts: list[tuple[Record, int]] = []
    for record in collection.records:
        number = record.get("number")
        symbol = law_un.symbol(plain(number)) if "/" in number else None
        session = law_un.session_of(symbol) if symbol else None
        if symbol is None or session is None:
            continue
        if law_un.is_resolution(symbol):
            adopted.setdefault(session, []).append((symbol, record.title.lower()))
        elif law_un.is_draft(symbol):
            drafts.append((record, session))
    for record, session in drafts:
        for symbol, title in adopted.get(session, ()):
            if SequenceMatcher(None, record.title.lower(), title).ratio() > 0.9:
                message = f"this is the draft of {symbol}, which was adopted"
                yield warning(
                    "un-draft-adopted", message, record.place("number"), f"cite {symbol}, or say why the draft"
                )


def european(record: Record) -> Iterator[Diagnostic]:
    """Yield what is wrong with an ECLI or a CELEX number: its form, and its year.

    An act is numbered when it is published, at most a year after it was adopted.
    """
    for name in ("ecli", "number", "url", "note", "celex"):
        value = record.get(name)
        if not value or (name == "note" and " " in value.strip()):  # a sentence may speak of another case
            continue
        if "ecli" in value.lower() and (found := law_eu.ecli_in(value)):
            yield from _ecli(record, name, found)
        elif name == "celex" or "celex" in value.lower():
            yield from _celex(record, name, law_eu.celex_in(value) or value.strip())
    act = law_eu.from_act(f"{plain(record.get('type'))} {plain(record.get('number'))}")
    if act:
        yield from _act_year(record, act, "number")
    elif record.type in _DECISIONS and (case := law_eu.from_case(plain(record.get("number")))):
        yield from _case_year(record, case, "number")


def _case_year(record: Record, number: str, name: str) -> Iterator[Diagnostic]:
    """Yield an error for a judgment before its case was brought.

    Source: EUR-Lex, "How CELEX numbers are composed": sector 6 has the year of the case.
    """
    year = law_eu.year_of(number)
    if record.year and record.year < year:
        message = f"the case was brought in {year}, and the date is {record.year}"
        yield error("celex-year", message, record.place(name), "correct the date or the number")


def _ecli(record: Record, name: str, written: str) -> Iterator[Diagnostic]:
    good = law_eu.ecli(written)
    if good is None:
        message = f"{written} is no ECLI: country, court, four digits of the year, number"
        yield error("ecli-syntax", message, record.place(name), "as in ECLI:NL:HR:2019:2006")
    elif record.year and law_eu.year_of(good) != record.year and record.type in _DECISIONS:
        message = f"{good} is of {law_eu.year_of(good)}, and the date is {record.year}"
        yield error("ecli-year", message, record.place(name), "the year in an ECLI is that of the decision")


_DECISIONS = frozenset({"jurisdiction", "legal_case", "case", "judgment"})


def _celex(record: Record, name: str, written: str) -> Iterator[Diagnostic]:
    good = law_eu.celex(written)
    if good is None:
        if name == "celex":
            message = f"{written} is no CELEX number"
            yield error("celex-syntax", message, record.place(name), "as in 32024R1689: sector, year, letter, number")
    elif good[0] == "3" and len(good) == 10:
        yield from _act_year(record, good, name)
    elif good[0] == "6" and name == "celex":
        yield from _case_year(record, good, name)


def _act_year(record: Record, number: str, name: str) -> Iterator[Diagnostic]:
    year = law_eu.year_of(number)
    if record.year and record.year not in (year, year - 1) and number[5] in "RLD":
        message = f"the act is numbered in {year}, and the date is {record.year}"
        yield error("celex-year", message, record.place(name), "correct the date or the number")


def derived(record: Record) -> Iterator[Diagnostic]:
    """Yield which address an act has that gives none: its ELI and CELEX follow from its number."""
    act = law_eu.from_act(f"{plain(record.get('type'))} {plain(record.get('number'))}")
    if act and not record.get("url"):
        hint = f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{act}"
        yield info("eu-address-missing", f"the act has no address; its CELEX number is {act}", record.place(), hint)


CHECKS = (
    dutch_session,
    dutch_chamber,
    kamerstuk_number,
    dutch_journal,
    un_symbol,
    european,
    derived,
)
COLLECTION_CHECKS = (un_drafts,)
