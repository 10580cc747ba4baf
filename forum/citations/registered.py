"""A reference held against what a registry says of the work: title, authors, year.

What may differ in a good reference does not count: a subtitle left out, capitals,
accents, LaTeX, particles of names, initials, the year in print beside that online.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from forum.citations.identity import identifiers_of
from forum.citations.records import Name, Record, names_in, plain
from forum.citations.work import PARTICLES, Person, Work, cleaned
from forum.diagnostics import Diagnostic, error, warning

SAME_TITLE = 88  # of 100
OTHER_WORK = 55  # of 100; below, the titles have nothing in common
SAME_NAME = 85
LATE_YEARS = 5  # after its preprint, a work may be published up to so many years later

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_MATH = re.compile(r"\$[^$]*\$")
_PREFIX = re.compile(r"^\W*(?:retracted|withdrawn|retraction|removed)(?: article| chapter)?\W+", re.IGNORECASE)
_SUBTITLE = re.compile(r"\s*[:.?!—–]\s+|\s+[-—–]+\s+")
_BOOKS = frozenset({"book", "incollection", "thesis", "report", "proceedings", "inreference"})
_PARTS = frozenset({"incollection", "inbook", "inproceedings", "inreference", "conference"})


def compared(record: Record, work: Work, identifier: str, registry: str) -> Iterator[Diagnostic]:
    """Yield in what a reference differs from the work that its identifier names."""
    field = "doi" if identifier.startswith("doi") else "eprint"
    place = record.place(field if record.get(field) else "url")
    alike = title_likeness(record, work)
    ours, theirs = _persons(record), [one for one in (*work.authors, *work.editors, *work.others) if not one.literal]
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


# --- title --------------------------------------------------------------------------


def title_likeness(record: Record, work: Work) -> float:
    """Return how alike the titles are, from 0 to 100; 100 where one lacks or cannot be compared."""
    ours = [record.get("title"), f"{record.get('title')}: {record.get('subtitle')}", record.get("shorttitle")]
    if record.type in _PARTS or work.kind in ("book", "proceedings"):  # the identifier of the whole
        ours += [record.get("booktitle"), record.get("maintitle")]
    theirs = [work.title, f"{work.title}: {work.subtitle}", *work.titles]
    mine, yours = (list(dict.fromkeys(_variants(texts))) for texts in (ours, theirs))
    if not mine or not yours:
        return 100.0
    return max(_likeness(one, other) for one in mine for other in yours)


def _variants(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        bare = _PREFIX.sub("", cleaned(plain(_MATH.sub(" ", text)))).strip(" :")
        translated = re.sub(r"\s*\[[^\]]*\]\s*$", "", bare)
        for one in dict.fromkeys((bare, translated, _SUBTITLE.split(translated, maxsplit=1)[0])):
            if folded(one):
                yield folded(one)


def folded(text: str) -> str:
    """Return a text's letters and digits in small letters without accents, words parted by one space."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", " ", re.sub(r"['’]", "", bare)).strip()


def _likeness(one: str, other: str) -> float:
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return 100.0
    if _script(one) != _script(other):
        return 100.0  # a transliteration or translation: nobody can tell
    mine, yours = (set(re.findall(r"\d+", text)) for text in (one, other))
    shorter, longer = sorted((one, other), key=len)
    if len(shorter.split()) >= 3 and longer.startswith(f"{shorter} ") and not (mine and yours and mine != yours):
        return 100.0  # a subtitle without a sign before it
    alike = max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))
    return min(alike, SAME_TITLE - 1.0) if mine and yours and mine != yours else alike


def _script(text: str) -> str:
    """Return the script of most letters, such as ``LATIN`` or ``CYRILLIC``."""
    names = [unicodedata.name(sign, "?").split()[0] for sign in text if sign.isalpha()]
    return max(set(names), key=names.count) if names else ""


# --- authors ------------------------------------------------------------------------


def _persons(record: Record) -> list[Name]:
    """Return the persons that a reference names, without ``others`` and bodies."""
    named = names_in(record.get("author", "editor"))
    return [one for one in named if not one.literal and folded(one.family) not in ("", "others")]


def same_person(one: Name, other: Person) -> bool:
    """Tell whether two may be the same person, by family name; given and family name may have changed places."""
    mine, yours = _core(one.family), _core(other.family)
    if not mine or not yours or _script(" ".join(mine)) != _script(" ".join(yours)):
        return True
    whole, theirs = set(_core(f"{one.given} {one.family}")), set(_core(f"{other.given} {other.family}"))
    if set(mine) <= theirs or set(yours) <= whole:
        return True
    return max(fuzz.ratio(_umlauts(a), _umlauts(b)) for a in _spelt(mine) for b in _spelt(yours)) >= SAME_NAME


def _core(name: str) -> list[str]:
    words = folded(name).split()
    return [word for word in words if word not in PARTICLES] or words


def _spelt(words: list[str]) -> tuple[str, ...]:
    return ("".join(words), words[-1])


def _umlauts(word: str) -> str:
    """Return a word in which ``ue`` and ``ü``, and the like, are one."""
    return re.sub(r"([aou])e", r"\1", word)


def _authors(record: Record, work: Work, strangers: list[Name], registry: str) -> Iterator[Diagnostic]:
    ours = _persons(record)
    theirs = [one for one in work.authors if not one.literal]
    if not ours or not theirs or (record.type in _PARTS and work.kind in ("book", "proceedings")):
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


# --- year ---------------------------------------------------------------------------


def _year(record: Record, work: Work, identifier: str, registry: str) -> Iterator[Diagnostic]:
    year = record.year
    if year is None or not work.years or not year_differs(record, work, identifier):
        return
    known = " or ".join(str(one) for one in work.years)
    message = f"{registry} has {known} for {identifier}, not {year}"
    field = "date" if record.get("date") else "year"
    yield warning("registered-year", message, record.place(field), "compare the year with the work")


def year_differs(record: Record, work: Work, identifier: str) -> bool:
    """Tell whether a reference's year can be none of the work's: one year more or less may be.

    Nor is it wrong where the registry has the day on which an old work went online, the
    edition of a book that came later, or the preprint of what was published since.
    """
    year = record.year or 0
    first, last = work.years[0] - 1, work.years[-1] + 1
    if work.kind == "online" or identifier.startswith("arxiv"):
        last += LATE_YEARS
    if year < first and (work.late or work.kind in _BOOKS or record.get("origdate")):
        return False
    return not first <= year <= last


def unregistered(record: Record, identifier: str) -> Diagnostic:
    """Return the error of an identifier that its own registry does not know."""
    field = "doi" if identifier.startswith("doi") else "eprint"
    who = "doi.org" if identifier.startswith("doi") else "the arXiv"
    message = f"{who} does not know {identifier}: the work may not exist"
    hint = "look the work up; correct the identifier, or do not cite it"
    return error("identifier-unregistered", message, record.place(field if record.get(field) else "url"), hint)


def dead_link(record: Record, why: str) -> Diagnostic:
    """Return the warning of an address at which nothing is any more."""
    hint = "find where it moved, or cite an archived copy, as of web.archive.org"
    return warning("link-dead", f"the address leads nowhere: {why}", record.place("url"), hint)


def questions(record: Record) -> list[str]:
    """Return what can be asked about a reference: its DOI and arXiv number, and else its address.

    The address of a DOI is none: its publisher answers to people, and doi.org to us.
    """
    named = [one for one in identifiers_of(record) if one.field != "note" and one.scheme in ("doi", "arxiv")]
    asked = [str(one) for one in named]
    url = record.get("url").strip()
    if re.fullmatch(r"(?i)https?://[^\s\\{}<>\"]+", url) and not any(one.field == "url" for one in named):
        asked.append(f"url:{url}")
    return list(dict.fromkeys(asked))
