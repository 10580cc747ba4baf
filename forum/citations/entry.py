"""A reference as a new entry of a .bib file: of a registered work, under a good key."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from forum.citations.check_titles import NOUNS
from forum.citations.records import Record, names_in
from forum.citations.work import PARTICLES, Person, Work

_VERBATIM = frozenset({"doi", "url", "eprint", "eprintclass", "isbn", "date", "urldate"})
_NAMES = frozenset({"author", "editor"})
_ESCAPES = {sign: f"\\{sign}" for sign in "&%$#_"} | {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "{": "",
    "}": "",
}
_LANGUAGES = {"nl": "dutch", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese"}
_CAPITAL = re.compile(r"(?<=[^\W\d_]\s)(?<![.:?!]\s)\b[^\W\d_a-z]\w+\b")
_LETTERS = {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
_ARTICLES = "a an the on of in and for to with from is are de het een der die das le la les"
_SMALL = frozenset(_ARTICLES.split())


@dataclass(frozen=True)
class Entry:
    """A new entry: its type, and its fields in order, as a person would read them."""

    type: str
    fields: tuple[tuple[str, str], ...]
    stem: str = ""  # of its key, where it has one by nature

    def written(self, key: str) -> str:
        """Return the entry as text, laid out as the forum's own bibliography is."""
        lines = (f"  {name} = {{{_value(name, value)}}},\n" for name, value in self.fields if value)
        return f"@{self.type}{{{key},\n{''.join(lines)}}}\n"


def _value(name: str, value: str) -> str:
    if name in _VERBATIM:
        return value.translate({ord("{"): "%7B", ord("}"): "%7D"}) if name == "url" else value
    if name in _NAMES:
        return value  # put together of escaped parts
    return _escaped(value) if name != "title" else _protected(_escaped(value))


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(sign, sign) for sign in text)


def _protected(title: str) -> str:
    """Put names in a title into braces, so that no style makes their first letter small.

    Where every word has a capital, only names that are known to be some.
    """
    words = [word for word in re.findall(r"[^\W\d_]{4,}", title)[1:] if not word.isupper() and word not in NOUNS]
    if not words or sum(word[0].isupper() for word in words) * 2 > len(words):
        return re.sub(r"[^\W\d_]+", lambda found: f"{{{found[0]}}}" if found[0] in NOUNS else found[0], title)
    return _CAPITAL.sub(lambda found: f"{{{found[0]}}}", title)


_CONTAINERS = {
    "article": "journaltitle",
    "incollection": "booktitle",
    "inproceedings": "booktitle",
    "inreference": "booktitle",
    "misc": "journaltitle",
}  # what else a registry names for a whole is its series


def entry_of(work: Work) -> Entry:
    """Return the entry of a registered work."""
    inside = _CONTAINERS.get(work.kind, "series")
    report = work.kind in ("report", "thesis")
    title = work.title + (f": {work.subtitle}" if work.subtitle and work.subtitle not in work.title else "")
    fields = (
        ("author", _people(work.authors)),
        ("editor", _people(work.editors)),
        ("title", title),
        (inside, work.container),
        ("series", "" if inside == "series" and work.container else work.series),
        ("edition", work.edition),
        ("type", "PhD thesis" if work.kind == "thesis" else ""),
        ("volume", work.volume),
        ("number", work.number),
        ("pages", re.sub(r"(?<=\w)\s*[-‐‑–—]+\s*(?=\w)", "--", work.pages)),
        ("institution" if report else "publisher", work.publisher),
        ("location", work.location),
        ("date", work.date),
        ("isbn", work.isbn),
        ("eprint", work.arxiv),
        ("eprinttype", "arxiv" if work.arxiv else ""),
        ("eprintclass", work.arxiv_class),
        ("doi", "" if work.arxiv and "48550" in work.doi else work.doi),
        ("url", work.url if work.arxiv or not work.doi else ""),
        ("langid", _LANGUAGES.get(work.language, "")),
    )
    return Entry(work.kind, tuple((name, value) for name, value in fields if value))


def _people(people: Iterable[Person]) -> str:
    return " and ".join(map(_name, people))


def _name(one: Person) -> str:
    if one.literal:
        return f"{{{_escaped(one.family)}}}"
    family = _escaped(one.family)
    family = f"{{{family}}}" if re.search(r"\band\b|,", family) else family
    return ", ".join(filter(None, (family, _escaped(one.suffix), _escaped(one.given))))


# --- keys --------------------------------------------------------------------------


def ascii_word(text: str) -> str:
    """Return a text in small letters without accents, words joined by hyphens."""
    bare = "".join(_LETTERS.get(sign, sign) for sign in text.lower())
    bare = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


@dataclass(frozen=True)
class _Parts:
    family: str
    year: str
    word: str


Style = Callable[[_Parts], str]
_STYLES: Mapping[str, Style] = {
    "doe-2031": lambda one: "-".join(filter(None, (one.family, one.year))),
    "doe2031": lambda one: one.family.replace("-", "") + one.year,
    "doe_2031": lambda one: "_".join(filter(None, (one.family.replace("-", "_"), one.year))),
    "doe:2031": lambda one: ":".join(filter(None, (one.family.replace("-", ""), one.year))),
    "Doe2031": lambda one: _capital(one.family) + one.year,
    "doe2031title": lambda one: one.family.replace("-", "") + one.year + one.word,
    "doe_title_2031": lambda one: "_".join(filter(None, (one.family.replace("-", ""), one.word, one.year))),
    "doeTitle2031": lambda one: one.family.replace("-", "") + one.word.capitalize() + one.year,
}


def _capital(text: str) -> str:
    return "".join(word.capitalize() for word in text.split("-"))


def new_key(entry: Entry, taken: Collection[str], others: Iterable[Record]) -> str:
    """Return a key that is not ``taken``, made as most keys of ``others`` are: ``doe-2031``, ``doe2031`` ….

    A second work of an author and year gets a letter: ``doe-2031b``. Keys that differ in
    capitals alone count as one.
    """
    stem = entry.stem or _STYLES[key_style(others)](_parts(dict(entry.fields)))
    used = {key.lower() for key in taken}
    for letter in _letters():
        if (stem + letter).lower() not in used:
            return stem + letter
    raise AssertionError("there is always another letter")


def _letters() -> Iterator[str]:
    yield ""
    yield from "bcdefghijklmnopqrstuvwxyz"
    number = 2
    while True:
        yield f"-{number}"
        number += 1


def key_style(records: Iterable[Record]) -> str:
    """Return how most keys are made, as the name of a style; ``doe-2031`` where none is the rule."""
    counted: Counter[str] = Counter()
    for record in records:
        parts = _parts({"author": record.get("author"), "date": record.get("date", "year"), "title": record.title})
        bare = _Parts(re.sub(rf"^(?:(?:{'|'.join(PARTICLES)})-)+", "", parts.family), parts.year, parts.word)
        if parts.family and parts.year:
            counted.update(name for name, made in _STYLES.items() if record.key in (made(parts), made(bare)))
    return counted.most_common(1)[0][0] if counted else "doe-2031"


def _parts(fields: Mapping[str, str]) -> _Parts:
    named = names_in(fields.get("author") or fields.get("editor") or "")
    first = named[0] if named else None
    year = re.match(r"\d{4}", fields.get("date", ""))
    words = [word for word in ascii_word(fields.get("title", "")).split("-") if word not in _SMALL]
    if first is None:
        family = "-".join(words[:2])
    elif first.literal:
        family = "-".join(word for word in ascii_word(first.family).split("-") if word not in _SMALL)
        family = "-".join(family.split("-")[:3])
    else:
        family = ascii_word(first.family)
    return _Parts(family or "work", year[0] if year else "", words[0] if words else "")
