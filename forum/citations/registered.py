"""A reference held against what a registry says of the work: title, authors, year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forum.citations.identity import identifiers_of
from forum.citations.records import Name, Record, names_in
from forum.citations.same_work import (
    OTHER_WORK,
    PARTS,
    REGISTERED,
    SAME_TITLE,
    folded,
    persons,
    same_person,
    title_likeness,
    year_differs,
)
from forum.citations.work import Person, Work
from forum.diagnostics import Diagnostic, error, info, warning


def compared(record: Record, work: Work, identifier: str, registry: str) -> Iterator[Diagnostic]:
    """Yield in what a reference differs from the work that its identifier names."""
    field = "doi" if identifier.startswith("doi") else "eprint"
    place = record.place(field if record.get(field) else "url")
    alike = title_likeness(record, work)
    ours, theirs = persons(record), [one for one in (*work.authors, *work.editors, *work.others) if not one.literal]
    strangers = [one for one in ours if not any(same_person(one, each) for each in theirs)]
    if alike < OTHER_WORK and ours and theirs and len(strangers) == len(ours):
        message = f"{identifier} is another work: {_named(work)}, says {registry}"
        yield error("identifier-foreign", message, place, "correct the identifier, or take it out")
        return
    if alike < SAME_TITLE:
        message = f"{registry} has another title for {identifier}: {work.title}"
        yield warning("registered-title", message, record.place("title"), "compare the title with the work")
    yield from _authors(record, work, strangers, registry)
    yield from _year(record, work, identifier, registry)


def _named(work: Work) -> str:
    first = f"{work.authors[0].family}, " if work.authors else ""
    return f"{first}“{work.title}”" + (f" ({work.date[:4]})" if work.date else "")


def _authors(record: Record, work: Work, strangers: list[Name], registry: str) -> Iterator[Diagnostic]:
    ours = persons(record)
    theirs = [one for one in work.authors if not one.literal]
    if not ours or not theirs or (record.type in PARTS and work.kind in ("book", "proceedings")):
        return
    hint = "compare the names with the work"
    known = len(theirs) + len(work.editors) + len(work.others)
    if strangers and (known >= len(ours) or len(strangers) == len(ours)):
        names = " and ".join(one.family for one in strangers[:3])
        message = f"{registry} does not name {names} among the authors: {_listed(theirs)}"
        field = "author" if record.get("author") else "editor"
        yield warning("registered-authors", message, record.place(field, strangers[0].at), hint)
    elif not strangers and record.get("author") and _complete(record, work):
        missing = [one for one in theirs if not any(same_person(each, one) for each in ours)]
        if missing:
            message = f"{registry} also names {_listed(missing)}, {len(theirs)} authors in all"
            yield warning("registered-authors", message, record.place("author"), "add them, or “and others”")


def _complete(record: Record, work: Work) -> bool:
    """Tell whether a reference and its registry both claim to name everybody."""
    names = list(names_in(record.get("author")))
    bodies = any(one.literal for one in names) or any(one.literal for one in work.authors)
    return not bodies and not any(folded(one.family) in ("others", "al") for one in names)


def _listed(people: list[Person]) -> str:
    names = ", ".join(one.family for one in people[:4])
    return f"{names} …" if len(people) > 4 else names


def _year(record: Record, work: Work, identifier: str, registry: str) -> Iterator[Diagnostic]:
    year = record.year
    if year is None or not work.years or not year_differs(record, work, identifier):
        return
    known = " or ".join(str(one) for one in work.years)
    message = f"{registry} has {known} for {identifier}, not {year}"
    field = "date" if record.get("date") else "year"
    yield warning("registered-year", message, record.place(field), "compare the year with the work")


def unregistered(record: Record, identifier: str) -> Diagnostic:
    """Return the error of an identifier that its own registry does not know."""
    field = "doi" if identifier.startswith("doi") else "eprint"
    who = "doi.org" if identifier.startswith("doi") else "the arXiv"
    message = f"{who} does not know {identifier}: the work may not exist"
    hint = "look the work up; correct the identifier, or do not cite it"
    return error("identifier-unregistered", message, record.place(field if record.get(field) else "url"), hint)


def dead_link(record: Record, why: str) -> Diagnostic:
    """Return the warning of an address at which nothing is any more."""
    hint = "find where it moved, or cite an archived copy, such as one at web.archive.org"
    return warning("link-dead", f"the address leads nowhere: {why}", record.place("url"), hint)


def questions(record: Record) -> list[str]:
    """Return what can be asked about a reference: its DOI and arXiv number, and else its address.

    The address of a DOI is none: its publisher answers to people, and doi.org to us. Of
    an article or book without any identifier its DOI is looked for, by author, title and year.
    """
    named = [one for one in identifiers_of(record) if one.field != "note" and one.scheme in ("doi", "arxiv")]
    asked = [str(one) for one in named]
    url = record.get("url").strip()
    if re.fullmatch(r"(?i)https?://[^\s\\{}<>\"]+", url) and not any(one.field == "url" for one in named):
        asked.append(f"url:{url}")
    people = persons(record)
    if not named and record.type in REGISTERED and people and record.year and len(folded(record.title).split()) >= 4:
        asked.append(f"work:{people[0].family} {record.title} {record.year}")
    return list(dict.fromkeys(asked))


def doi_known(record: Record, work: Work) -> Diagnostic:
    """Return the note that a reference without a DOI has one."""
    message = f"Crossref has this work as {work.doi}"
    return info("doi-known", message, record.place(), f"add doi = {{{work.doi}}}: then it can be checked, and links")
