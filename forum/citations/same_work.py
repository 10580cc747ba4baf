"""Whether a reference and a registered work are one: by title, names and year.

What may differ in a good reference does not count: a subtitle left out, capitals,
accents, LaTeX, particles of names, initials, the year in print beside that online.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from forum.citations.records import Name, Record, names_in, plain
from forum.citations.work import PARTICLES, Person, Work, cleaned

SAME_TITLE = 88  # of 100
OTHER_WORK = 55  # of 100; below, the titles have nothing in common
SAME_NAME = 85
LATE_YEARS = 5  # after its preprint, a work may be published up to so many years later

_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_MATH = re.compile(r"\$[^$]*\$")
_PREFIX = re.compile(r"^\W*(?:retracted|withdrawn|retraction|removed)(?: article| chapter)?\W+", re.IGNORECASE)
_SUBTITLE = re.compile(r"\s*[:.?!—–]\s+|\s+[-—–]+\s+")
_BOOKS = frozenset({"book", "incollection", "thesis", "report", "proceedings", "inreference"})
PARTS = frozenset({"incollection", "inbook", "inproceedings", "inreference", "conference"})
REGISTERED = {"article": "article", "inproceedings": "inproceedings", "incollection": "incollection", "book": "book"}
"""The types of references that Crossref may be asked for, and what it calls them in our terms."""


# --- title --------------------------------------------------------------------------


def title_likeness(record: Record, work: Work) -> float:
    """Return how alike the titles are, from 0 to 100; 100 where one lacks or cannot be compared."""
    ours = [record.get("title"), f"{record.get('title')}: {record.get('subtitle')}", record.get("shorttitle")]
    if record.type in PARTS or work.kind in ("book", "proceedings"):  # the identifier of the whole
        ours += [record.get("booktitle"), record.get("maintitle")]
    theirs = [work.title, f"{work.title}: {work.subtitle}", *work.titles]
    mine, yours = (list(dict.fromkeys(_variants(texts))) for texts in (ours, theirs))
    if not mine or not yours:
        return 100.0
    pairs = ((one, other) for one, short in mine for other, cut in yours if not (short and cut))
    return max(_likeness(one, other) for one, other in pairs)


def _variants(texts: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yield what titles may be given as, and whether that is less than the whole: without its subtitle."""
    for text in texts:
        bare = _PREFIX.sub("", cleaned(plain(_MATH.sub(" ", text)))).strip(" :")
        translated = re.sub(r"\s*\[[^\]]*\]\s*$", "", bare)
        head = _SUBTITLE.split(translated, maxsplit=1)[0]
        for one in dict.fromkeys((bare, translated)):
            if folded(one):
                yield folded(one), False
        if folded(head) and head != translated:
            yield folded(head), True


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


def persons(record: Record) -> list[Name]:
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


# --- year ---------------------------------------------------------------------------


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


def is_same_work(record: Record, work: Work) -> bool:
    """Tell whether a work that a registry found is that of a reference: title, all names, year and kind."""
    title, theirs = folded(record.title), [one for one in work.authors if not one.literal]
    titles = {folded(one) for one in (work.title, f"{work.title} {work.subtitle}", *work.titles)}
    ours = persons(record)
    return (
        REGISTERED.get(record.type) == work.kind
        and title in titles
        and len(ours) == len(theirs)
        and all(any(same_person(one, each) for each in theirs) for one in ours)
        and not year_differs(record, work, "doi:")
    )
