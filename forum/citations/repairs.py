"""Repairs of single values that cannot be wrong: each a pure function, for what one check tells.

A repair returns its argument where it does not understand it. None changes what is
printed into something that nobody wrote, none guesses; what a person has to decide is
left to the check's hint. Applied to its own result, a repair changes nothing.
"""

from __future__ import annotations

import datetime
import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from forum.citations import scholarly
from forum.citations.check_characters import AMPERSAND, ENTITY, HTML, VERBATIM
from forum.citations.check_names import outside_braces
from forum.citations.records import NAMES, Field, Record

_SPECIAL = {"&": r"\&", "%": r"\%", "#": r"\#", "$": r"\$", "_": r"\_", "\u00a0": "~"}
_UNSAFE = frozenset("{}\\^~")
_TAGS = {"i": "emph", "em": "emph", "b": "textbf", "strong": "textbf", "sup": "textsuperscript", "sub": "textsubscript"}
_PAIR = re.compile(rf"<({'|'.join(_TAGS)})>([^<>]*)</\1>", re.IGNORECASE)
_SCRIPT = re.compile(r"\{?\\(?:text)?underscore(?:\{\}|\b)\}?|\{\\_\}")
_TILDE = re.compile(r"\{?\\(?:textasciitilde|sim)(?:\{\}|\b ?)\}?|\{\\~\}|\\~\{\}")
_ONLY_URL = re.compile(r"\s*\\(?:url|path|nolinkurl)\s*\{([^{}\\\s]+)\}\s*")
_ET_AL = re.compile(r"(?:,?\s+and|,)?\s+et\.?\s*al\.?\s*$", re.IGNORECASE)
_AND = re.compile(r"(?<=\s)(?:AND|And)(?=\s)")
_STRAY = re.compile(r"^\s*and\s+|\s+and\s*$|\s+and(?=\s+and\s)")
_HYPHEN = re.compile(r"(\s*\d+)\s*[-—]\s*(\d+\s*)")
_PARTS = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_YEARS = re.compile(r"(\d{4})\s*[-–—]{1,3}\s*(\d{4})")
_MONTHS = {datetime.date(2000, number, 1).strftime("%B").lower(): number for number in range(1, 13)}
_WORDS = re.compile(r"(?:(\d{1,2})\s+)?([A-Za-z]+)\.?\s+(?:(\d{1,2}),\s*)?(\d{4})")


def doi_prefix(value: str) -> str:
    """Return a DOI without the resolver or ``doi:`` before it."""
    bare, given = scholarly.bare_doi(value).strip(), value.strip()
    return bare if bare != given and given.endswith(bare) and scholarly.doi(bare) else value


def doi_escaped(value: str) -> str:
    """Return a DOI without the backslashes of LaTeX."""
    bare = re.sub(r"\\([_&%#])", r"\1", value)
    return bare if "\\" not in bare and scholarly.doi(bare) else value


def doi_trailing(value: str) -> str:
    """Return a DOI without the punctuation of the sentence that it was copied from."""
    bare = value.strip()
    while bare[-1:] in (".", ",", ";") or (bare.endswith(")") and bare.count("(") < bare.count(")")):
        bare = bare[:-1]
    return bare if bare != value.strip() and scholarly.doi(bare) else value


def address(value: str) -> str:
    """Return an address as a browser shows it, without the escapes of LaTeX."""
    bare = _TILDE.sub("~", _SCRIPT.sub("_", value))
    bare = re.sub(r"\\([_&%#~{}])", r"\1", bare)
    return value if "\\" in bare else bare


def address_only(value: str) -> str:
    r"""Return what stands in the ``\url{…}`` that is the whole value."""
    found = _ONLY_URL.fullmatch(value)
    return found[1] if found else value


def and_others(value: str) -> str:
    """Return names with “and others” for an “et al.” at their end, outside braces."""
    found = _ET_AL.search(value)
    if found is None or outside_braces(value)[found.start() :] != found[0]:
        return value
    return value[: found.start()] + " and others" if value[: found.start()].strip() else value


def and_between(value: str) -> str:
    """Return names with one small “and” between two: for AND, for a “;”, for an “and” too many.

    A semicolon parts names where each has at most one comma and none has an “and”.
    """
    plain = outside_braces(value)
    if ";" in plain:
        parts = [part.strip() for part in value.split(";")]
        clear = value.count(";") == plain.count(";") and not re.search(r"(?:^|\s)and(?:\s|$)|&", plain, re.IGNORECASE)
        return " and ".join(parts) if clear and all(part and part.count(",") <= 1 for part in parts) else value
    value = _replaced(_AND, "and", value)
    while (fewer := _replaced(_STRAY, "", value)) != value:
        value = fewer
    return value


def _replaced(pattern: re.Pattern[str], new: str, value: str) -> str:
    """Return a value with what matches outside braces replaced."""
    for found in reversed(list(pattern.finditer(outside_braces(value)))):
        value = value[: found.start()] + new + value[found.end() :]
    return value


def entities(value: str) -> str:
    """Return a text of BibTeX with the characters themselves for HTML's names of them, escaped for LaTeX."""

    def character(found: re.Match[str]) -> str:
        sign = html.unescape(found[0].removeprefix("\\"))
        return found[0] if sign in _UNSAFE or len(sign) != 1 else _SPECIAL.get(sign, sign)

    new = ENTITY.sub(character, value)
    return value if HTML.search(new) and not HTML.search(value) else new


def entities_verbatim(value: str) -> str:
    """Return an address or a value of CSL with the characters themselves for HTML's names of them."""
    return ENTITY.sub(lambda found: html.unescape(found[0].removeprefix("\\")), value)


def tags(value: str) -> str:
    """Return a text of BibTeX with LaTeX's commands for pairs of HTML's tags: italic, bold, raised, lowered."""

    def command(found: re.Match[str]) -> str:
        level = found[2].count("{") == found[2].count("}") and not re.search(r"\\[{}]|^[^{]*\}", found[2])
        return f"\\{_TAGS[found[1].lower()]}{{{found[2]}}}" if level else found[0]

    return _PAIR.sub(command, value)


def percent(value: str) -> str:
    """Return a text of BibTeX with an escape before the percent sign of a number."""
    return re.sub(r"(?<=\d)%", r"\\%", value)


def ampersand(value: str) -> str:
    """Return a text of BibTeX with an escape before each bare ampersand; formulas stay as they are."""
    return value if "$" in value or "\\begin" in value else AMPERSAND.sub(r"\\&", value)


def encoding(value: str) -> str:
    """Return a text whose words were read as Windows-1252 or Latin-1 as the UTF-8 that they were."""
    return re.sub(r"[^\s{}\\]*[ÂÃâïÅÐ][^\s{}\\]*", lambda found: _decoded(found[0]), value)


def _decoded(word: str) -> str:
    for name in ("cp1252", "latin-1"):
        try:
            good = word.encode(name).decode("utf-8")
        except UnicodeError:
            continue
        return good if good.isprintable() else word
    return word


def composed(value: str) -> str:
    """Return a text with each letter in one piece (Unicode's form NFC)."""
    return unicodedata.normalize("NFC", value)


def two_hyphens(value: str) -> str:
    """Return a range of pages with two hyphens."""
    found = _HYPHEN.fullmatch(value)
    return f"{found[1]}--{found[2]}" if found else value


def no_full_stop(value: str) -> str:
    """Return a title without the full stop at its end."""
    return re.sub(r"(?<=[^.\s])\.\s*$", "", value)


def iso_date(value: str) -> str:
    """Return a date that can be read in one way only, as biblatex and pandoc read it.

    Source: biblatex manual, 2.3.8: ISO 8601, ``/`` between the ends of a range.
    """
    bare = value.strip()
    if found := _YEARS.fullmatch(bare):
        return f"{found[1]}/{found[2]}" if found[1] < found[2] else value
    if found := _PARTS.fullmatch(bare):
        return _date(value, found[1], int(found[2]), found[3])
    if (found := _WORDS.fullmatch(bare)) and found[2].lower() in _MONTHS and not (found[1] and found[3]):
        return _date(value, found[4], _MONTHS[found[2].lower()], found[1] or found[3])
    return value


def _date(value: str, year: str, month: int, day: str | None) -> str:
    try:
        date = datetime.date(int(year), month, int(day or 1))
    except ValueError:
        return value
    return date.isoformat() if day else date.isoformat()[:7]


def month_number(value: str) -> str:
    """Return a month as a number, for its English name."""
    number = _MONTHS.get(value.strip().lower()) if len(value.strip()) > 3 else None  # “may” is read as it is
    return str(number) if number else value


@dataclass(frozen=True)
class Repair:
    """A repair of what the check ``code`` tells: of some fields (none: of every text), in a kind of file."""

    code: str
    mend: Callable[[str], str]
    fields: frozenset[str] = frozenset()
    bib: bool | None = None  # True: BibTeX only; False: CSL only

    def takes(self, record: Record, field: Field) -> bool:
        """Tell whether the repair is for such a field."""
        here = field.name in self.fields if self.fields else field.name not in VERBATIM
        return here and self.bib in (None, record.format == "bib")


_DATES = frozenset({"date", "year", "urldate", "eventdate", "origdate"})
VALUE_REPAIRS: tuple[Repair, ...] = (
    Repair("text-mojibake", encoding),
    Repair("text-nfc", composed),
    Repair("text-entity", entities_verbatim, VERBATIM),
    Repair("text-entity", entities, bib=True),
    Repair("text-entity", entities_verbatim, bib=False),
    Repair("text-html", tags, bib=True),
    Repair("text-percent", percent, bib=True),
    Repair("text-ampersand", ampersand, bib=True),
    Repair("doi-prefix", doi_prefix, frozenset({"doi"})),
    Repair("doi-escaped", doi_escaped, frozenset({"doi"})),
    Repair("doi-trailing", doi_trailing, frozenset({"doi"})),
    Repair("url-markup", address_only, frozenset({"url"})),
    Repair("url-escaped", address, frozenset({"url"})),
    Repair("names-et-al", and_others, frozenset(NAMES), bib=True),
    Repair("names-and", and_between, frozenset(NAMES), bib=True),
    Repair("pages-hyphen", two_hyphens, frozenset({"pages"}), bib=True),
    Repair("date-unreadable", iso_date, _DATES, bib=True),
    Repair("month-text", month_number, frozenset({"month"}), bib=True),
    Repair("title-period", no_full_stop, frozenset({"title"})),
)
"""In the order in which they are applied to a value; a later one may finish what an earlier one began."""
