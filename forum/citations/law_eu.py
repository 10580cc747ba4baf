"""European identifiers: ECLI, CELEX and ELI, derived from each other where they can be."""

from __future__ import annotations

import re

_ECLI = re.compile(r"ECLI:([A-Z]{2}):([A-Z][A-Z0-9]{0,6}):(\d{4}):([A-Z0-9.]{1,25})", re.IGNORECASE)
_ECLI_IN = re.compile(r"ECLI:[A-Z]{2}:[A-Z0-9]+:\d+:[A-Z0-9.]+[A-Z0-9]", re.IGNORECASE)
_CELEX = re.compile(r"([0-9CE])((?:19|20)\d{2})([A-Z]{1,2})(\d{4})((?:R|\()\(?\d{2}\)|-\d{8})?", re.IGNORECASE)
_CELEX_IN = re.compile(r"CELEX(?:%3A|:|\s+)([0-9CE][^\s&/?]+)", re.IGNORECASE)
_ELI = re.compile(r"eli/(reg|dir|dec|reco|reg_impl|reg_del|dir_impl|dir_del|dec_impl|dec_del)/(\d{4})/(\d{1,4})(?!\d)")
_LETTER = {"reg": "R", "dir": "L", "dec": "D", "rec": "H"}
_ACT = re.compile(
    r"\b(Regulation|Directive|Decision|Verordening|Richtlijn|Besluit)\s+"
    r"(?:\((?:EU|EG|EC|EEG|EEC|EU, Euratom)\)\s+)?((?:No|nr\.?)\s*)?"
    r"(\d{1,4})/(\d{2,4})(?:/(?:EU|EG|EC|EEG|EEC))?(?!\d)",
    re.IGNORECASE,
)
_ACT_LETTER = {
    "regulation": "R",
    "verordening": "R",
    "directive": "L",
    "richtlijn": "L",
    "decision": "D",
    "besluit": "D",
}
_CASE = re.compile(r"(?<![\w-])([CTF])[-‑–](\d{1,4})/(\d{2})(?!\d)")


def ecli(text: str) -> str | None:
    """Return a European Case Law Identifier in capitals.

    Source: Council conclusions 2011/C 127/01, annex: five parts, the country's code
    (or EU), a court of at most seven characters, a year, and at most 25 characters.
    """
    found = _ECLI.fullmatch(text.strip())
    return found[0].upper() if found else None


def ecli_in(text: str) -> str | None:
    """Return what begins like an ECLI in a text or an address, good or not."""
    found = _ECLI_IN.search(text.replace("%3A", ":"))
    return found[0] if found else None


def celex(text: str) -> str | None:
    """Return a CELEX number in capitals.

    Source: EUR-Lex, "How CELEX numbers are composed": sector, year, one or two
    letters, four digits, and a suffix for corrigenda and consolidated texts.
    """
    found = _CELEX.fullmatch(re.sub(r"(?i)^celex[:\s]*", "", text.strip()))
    return found[0].upper() if found else None


def celex_in(text: str) -> str | None:
    """Return what stands for a CELEX number in an address, good or not."""
    found = _CELEX_IN.search(text)
    return found[1] if found else None


def from_eli(text: str) -> str | None:
    """Return the CELEX number of an act that an ELI names."""
    found = _ELI.search(text)
    return f"3{found[2]}{_LETTER[found[1][:3]]}{int(found[3]):04d}" if found else None


def from_act(text: str) -> str | None:
    """Return the CELEX number of an act as cited.

    Since 2015 all are year/number: ``Regulation (EU) 2024/1689``. Before, regulations were
    number/year with ``No``, directives and decisions year/number: ``Directive 95/46/EC``.

    Source: EUR-Lex, "Numbering of acts" (new method from 1 January 2015).
    """
    found = _ACT.search(text)
    if found is None:
        return None
    letter = _ACT_LETTER[found[1].lower()]
    first, second = found[3], found[4]
    year, number = (second, first) if found[2] or (letter == "R" and not _is_year(first)) else (first, second)
    if len(year) == 2:
        year = ("19" if int(year) > 50 else "20") + year
    if not _is_year(year) or len(number) > 4:
        return None
    return f"3{year}{letter}{int(number):04d}"


def from_case(text: str) -> str | None:
    """Return the CELEX number of a judgment of the Court by its case number: ``C-311/18``."""
    found = _CASE.search(text)
    if found is None:
        return None
    year = ("19" if int(found[3]) > 50 else "20") + found[3]
    return f"6{year}{found[1]}J{int(found[2]):04d}"


def year_of(number: str) -> int:
    """Return the year in a CELEX number or an ECLI."""
    return int(number.split(":")[3]) if number.startswith("ECLI") else int(number[1:5])


def _is_year(text: str) -> bool:
    return len(text) == 4 and "1950" <= text <= "2099"
