"""Dutch parliamentary papers and official journals: Kamerstukken, Handelingen, Trb., Stb., Stcrt.

Source: Leidraad voor juridische auteurs, "Parlementaire stukken"; the addresses of
zoek.officielebekendmakingen.nl; the reglementen van orde of both chambers.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

_SPACE = r"[ .\u00a0\u2009\u202f]?"
_DOSSIER = rf"(?P<dossier>\d{{2}}{_SPACE}\d{{3}})(?P<part>-\d{{2}}(?!\d))?"
_CHAPTER = r"(?:[ \u00a0-]?\(?(?P<chapter>[IVX]+[A-E]?|[A-J])\)?(?=[\s,;-]))?"
_ITEM = r"(?P<item>\d{1,4}|[A-Z]{1,3})(?P<again>[ -]?(?:herdruk|H\d?|h\d?))?"
_LONG = re.compile(
    rf"(?<![\d-]){_DOSSIER}{_CHAPTER},?\s*(?:\((?:R\s?\d+)\)\s*,?\s*)?(?:(?:nrs?|no|nummer)\.?\s*|(?<=, )(?=[A-Z]))"
    rf"{_ITEM}(?!\w)"
)
_SHORT = re.compile(rf"(?:(?<=kst[-:])|(?<![\w-])){_DOSSIER}(?:-(?P<chapter>[IVX]+[A-E]?|[A-J]))?-{_ITEM}(?!\w)")
_SESSION = re.compile(
    r"(?<!\d)(?P<first>(?:18|19|20)\d{2})\s*[-/–]\s*(?P<second>\d{4}|\d{2})(?!\d)|(?<!\d)(?P<run>(?:19|20)\d{2}(?:19|20)\d{2})(?!\d)"
)
_CHAMBER = re.compile(
    r"(?i:kamerstuk(?:ken)?|handelingen)\s+(?P<roman>II|I)\b|\b(?P<name>Tweede|Eerste) Kamer\b|\b(?P<code>tk|ek)-"
)
_APPENDIX = re.compile(r"(?i:aanhangsel(?:\s+(?:van\s+de\s+|der\s+)?handelingen)?|ah-(?:tk|ek)-)", re.IGNORECASE)
_APPENDIX_URL = re.compile(r"ah-(tk|ek)-(\d{8})-(\d+)")
_DEBATE = re.compile(r"nrs?\.?\s*(\d{1,3}),?\s*(?:item\s*(\d{1,3}))", re.IGNORECASE)
_DEBATE_URL = re.compile(r"(?<!a)h-(tk|ek)-(\d{8})-(\d+)-(\d+)")
_JOURNAL = re.compile(
    r"\b(Trb|Stb|Stcrt)\.?\s*(\d{4})\s*,?\s*(?:nr\.?\s*)?-?\s*(\d{1,6})|\b(trb|stb|stcrt)-(\d{4})-(\d{1,6})"
)
KAMERSTUK = re.compile(r"kamerstuk|\bkst[-:]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paper:
    """A parliamentary paper: five digits, an optional part or chapter, and the number in the dossier."""

    dossier: str
    chapter: str
    item: str

    def __str__(self) -> str:
        return "-".join(part for part in (self.dossier, self.chapter, self.item) if part)


def kamerstuk(text: str) -> Paper | None:
    """Return the paper that a text names, in any spelling that letters to parliament use.

    ``33 694, nr. 67``, ``Kamerstuk 33694-67``, ``kst-35925-X-90``, ``21 501-02, nr. 2500``.
    """
    found = _LONG.search(text) or _SHORT.search(text)
    if found is None:
        return None
    dossier = re.sub(r"\D", "", found["dossier"])
    return Paper(dossier, (found["part"] or "").lstrip("-") or found["chapter"] or "", found["item"].lstrip("0") or "0")


def session(text: str) -> tuple[int, int] | None:
    """Return the years of a session as written: ``2022/23``, ``2022-2023``, ``20222023``."""
    found = _SESSION.search(text)
    if found is None:
        return None
    if found["run"]:
        return int(found["run"][:4]), int(found["run"][4:])
    first, second = int(found["first"]), found["second"]
    if len(second) == 2:
        return first, first - first % 100 + int(second) + (100 if int(second) < first % 100 else 0)
    return first, int(second)


def session_days(first: int) -> tuple[datetime.date, datetime.date]:
    """Return the first day of a session and that of the next: the third Tuesday of September.

    Source: Grondwet, article 65.
    """
    return _opening(first), _opening(first + 1)


def _opening(year: int) -> datetime.date:
    day = datetime.date(year, 9, 1)
    return day + datetime.timedelta(days=(1 - day.weekday()) % 7 + 14)


def chamber(text: str) -> str:
    """Return ``tk`` or ``ek`` where a text says which chamber; else nothing."""
    found = _CHAMBER.search(text)
    if found is None:
        return ""
    said = found["roman"] or found["name"] or found["code"]
    return "tk" if said in ("II", "Tweede", "tk") else "ek"


def handelingen(text: str, number: str = "") -> str | None:
    """Return questions with answers as ``ah-tk-20222023-2214``, a debate as ``h-tk-20222023-45-7``.

    ``number`` is the number where it stands apart from the text.
    """
    if found := _APPENDIX_URL.search(text):
        return "ah-" + "-".join(found.groups())
    if found := _DEBATE_URL.search(text):
        return "h-" + "-".join(found.groups())
    years, house = session(text), chamber(text)
    if years is None or not house:
        return None
    run = f"{years[0]}{years[1]}"
    if _APPENDIX.search(text):
        item = re.search(r"nrs?\.?\s*(\d{1,4})", f"{text} nr. {number}" if number.isdigit() else text)
        return f"ah-{house}-{run}-{item[1]}" if item else None
    debate = _DEBATE.search(f"{text} {number}")
    return f"h-{house}-{run}-{debate[1]}-{debate[2]}" if debate and "handelingen" in text.lower() else None


def journal(text: str) -> tuple[str, int, int] | None:
    """Return series, year and number of ``Trb. 1995, 123``, ``Stb. 2023, 12``, ``stcrt-2023-456``."""
    found = _JOURNAL.search(text) if any(end in text for end in ("rb", "tb", "crt")) else None
    if found is None:
        return None
    series, year, number = (one for one in found.groups() if one is not None)
    return series.lower(), int(year), int(number)
