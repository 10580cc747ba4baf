"""Checks of dates: can pandoc read them, do they exist, have they been?"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator

from forum.citations.records import Field, Record, plain
from forum.diagnostics import Diagnostic, error, info, warning

# What pandoc 3.9 reads as a date, found by trying: ISO 8601-2 (EDTF), level 0 and some of level 1.
_ONE = r"-?\d{4}(?:-\d{2}(?:-\d{2}(?:T[\d:.+Zz-]*)?)?)?[~?%]?|\d{3}u"
_READ = re.compile(rf"(?:{_ONE})?(?:/(?:{_ONE})?)?")
_PARTS = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_SORTING = re.compile(r"\{?\\[A-Za-z]*(?:[sS]ort|singleletter|print\w+)[A-Za-z]*\{[^{}]*\}\}?")
_YEARS = re.compile(r"\s*(\d{4})\s*[-–—]+\s*(\d{2}|\d{4})\s*")
_LIKELY = re.compile(r"(?<!\d)(?:1[4-9]|20)\d{2}(?!\d)")
_NOT_YET = re.compile(
    r"\W*(?:n\.?\s?d\.?|no date|s\.\s?a\.|z\.\s?j\.|in press|(?:forthcoming|to appear|submitted|accepted|in preparation"
    r"|under review|preprint|unpublished|unknown|undated|ongoing|current|present)\b.*)\W*",
    re.IGNORECASE,
)
_MONTHS = frozenset({"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"})
_PENDING = frozenset({"forthcoming", "inpress", "inpreparation", "submitted", "prepublished", "accepted"})
_SEASONS = range(21, 25)  # ISO 8601-2, 4.8: spring, summer, autumn, winter


def dates(record: Record, today: datetime.date) -> Iterator[Diagnostic]:
    """Yield an error for each date that pandoc cannot read, that does not exist, or that is to come.

    A date that cannot be read is left out of the printed reference.

    Source: biblatex manual, 2.3.8 "Date and Time Specifications"; ISO 8601-2.
    """
    for name in ("date", "year", "urldate", "eventdate", "origdate"):
        field = record.field(name)
        if field is None or not field.value.strip():
            continue
        value = field.value.strip()
        if name == "year":
            value = plain(_SORTING.sub("", value)).strip("()").strip()
        yield from _one(record, field, value, today)


def _one(record: Record, field: Field, value: str, today: datetime.date) -> Iterator[Diagnostic]:
    if len(value) == 4 and value.isdecimal() and int(value) <= today.year:
        return  # as most are
    place = record.at_field(field)
    if record.format == "bib" and not (
        _READ.fullmatch(value) or (field.name == "year" and re.fullmatch(r"-?\d+", value))
    ):
        yield from _unread(record, field, value)
        return
    impossible = False
    for found in _PARTS.finditer(value):
        problem = _impossible(int(found[1]), int(found[2]), found[3])
        if problem:
            impossible = True
            years = _YEARS.fullmatch(value)
            yield error("date-impossible", f"{found[0]}: {problem}", place, *_range_hint(years))
    if field.name == "year" and re.fullmatch(r"\d{1,2}", value):
        yield error("date-impossible", f"the year {value} has two digits", place, "write four digits")
    elif not impossible:
        yield from _future(record, field, value, today)


def _range_hint(years: re.Match[str] | None) -> tuple[str, ...]:
    if years is None:
        return ("write YYYY-MM-DD",)
    second = years[2] if len(years[2]) == 4 else years[1][:2] + years[2]
    if second <= years[1]:
        return ("write YYYY-MM-DD",)
    return (f"for two years write {years[1]}/{second}",)


def _unread(record: Record, field: Field, value: str) -> Iterator[Diagnostic]:
    place, shown = record.at_field(field), value[:40]
    if field.name in ("date", "year") and _NOT_YET.fullmatch(value):
        message = f"“{shown}” is no date, and the reference is printed without one"
        yield info("date-text", message, place, "pubstate = {inpress} or {forthcoming} is printed")
        return
    years = _YEARS.fullmatch(value)
    hint = _range_hint(years) if years else ("write YYYY-MM-DD, YYYY-MM or YYYY",)
    message = f"“{shown}” cannot be read as a date, and is not printed"
    wrong = error if field.name in ("date", "year") and _LIKELY.search(value) else warning
    yield wrong("date-unreadable", message, place, *hint)


def _impossible(year: int, month: int, day: str | None) -> str:
    """Return what no calendar has in a date; empty where it is possible."""
    if day is None and month in _SEASONS:
        return ""
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    if day is not None and not 1 <= int(day) <= calendar.monthrange(max(year, 1), month)[1]:
        return f"there is no day {int(day)} in that month"
    return ""


def _future(record: Record, field: Field, value: str, today: datetime.date) -> Iterator[Diagnostic]:
    """Yield a problem for a date to come: an error for a visit, and where it is years away."""
    found = re.match(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d{2}))?)?(?!\d)", value)
    if found is None or record.get("pubstate").lower() in _PENDING or field.name == "eventdate":
        return
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    if (year, month, day) <= (today.year, today.month, today.day):
        return
    first = datetime.date(year, month, day)
    place = record.at_field(field)
    if field.name == "urldate":
        yield error("date-future", f"the address cannot have been visited on {found[0]}", place, "correct the date")
    elif year > today.year + 1:
        yield error("date-future", f"{found[0]} is years away", place, "correct the date")
    elif first > today + datetime.timedelta(days=92):  # issues of journals are dated ahead
        yield warning("date-future", f"{found[0]} is to come", place, "correct it, or say pubstate = {forthcoming}")


def one_date(record: Record) -> Iterator[Diagnostic]:
    """Yield a warning where ``date`` and ``year`` of one reference say different years."""
    date, year = record.get("date"), plain(record.get("year"))
    if date and year and re.match(r"\d{4}", date) and re.fullmatch(r"\d{4}", year) and date[:4] != year:
        message = f"the date is of {date[:4]}, and the year is {year}; the date is printed"
        yield warning("date-two", message, record.place("year"), "delete the year")


def month(record: Record) -> Iterator[Diagnostic]:
    """Yield a problem for a month that does not exist, or that pandoc leaves out.

    Source: biblatex manual, 2.2.2: an integer, or the abbreviations of BibTeX.
    """
    field = record.field("month")
    if record.format != "bib" or field is None or not field.value.strip():
        return
    value = field.value.strip().lower()
    place = record.at_field(field)
    if value.isdecimal():
        if not 1 <= int(value) <= 12:
            yield error("date-impossible", f"there is no month {value}", place, "a month is 1 to 12")
    elif value not in _MONTHS:
        message = f"the month “{field.value.strip()[:30]}” is not printed"
        yield info("month-text", message, place, "write a number, or jan to dec without braces")


CHECKS = (one_date, month)
DATED_CHECKS = (dates,)
