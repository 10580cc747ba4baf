"""The checks of a whole shelf of references: what each entry tells alone, and what several tell beside each other.

What looks at several is asked only about those that may have something to do with each other.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import chain

from forum.citations.check_links import Strings, abbreviations, crossrefs
from forum.citations.checks import COLLECTION_CHECKS, check_dated
from forum.citations.duplicates import Work, alike, duplicates, work_of
from forum.citations.records import Source
from forum.citations.shelf import Shelf, shelve
from forum.citations.shelf_chunks import HELPER, LINKED, LINKS, NUMBERED, RELATED, Chunk, Stretch, summarised, told
from forum.diagnostics import Diagnostic, Span, info

Blocks = dict[int, tuple[int, tuple[tuple[int, int], ...]]]
"""By block: a digest of its members, and the numbers of those that are alike, within it."""


def alone(shelf: Shelf, today: datetime.date) -> Iterator[Diagnostic]:
    """Yield what was found in each entry alone, on a day that is none before that of a summary."""
    number = 0
    for source, stretch, chunk in shelf.parts:
        yield from told(chunk.found, source.path, stretch.line)
        for inside in chunk.early:
            yield from check_dated(shelf.record(number + inside), today)
        number += len(chunk.keys)


def across(shelf: Shelf, blocks: Blocks) -> Iterator[Diagnostic]:
    """Yield what is wrong with references beside each other; ``blocks`` are those of this shelf."""
    for check in COLLECTION_CHECKS:
        yield from check(shelf.part(_concerned(shelf, check.__name__)))
    defined = {name for _, _, chunk in shelf.parts for name in chunk.strings}
    yield from abbreviations([_strings(*part) for part in shelf.parts], defined)
    pairs = ((shelf.record(one), shelf.record(other)) for one, other in near(shelf, blocks))
    named = (shelf.record(number) for number in sorted(_together(_unique(shelf))))
    yield from duplicates(named, pairs)
    for file in shelf.files:  # a circle in one file costs its entries, whatever other files say of their keys
        yield from (one for one in crossrefs(shelf.linked(file)) if one.code == "crossref-circle")


def _concerned(shelf: Shelf, check: str) -> Iterable[int]:
    """Return the references that a check may have something to say of; all of a group, or none."""
    if check == "repeated_keys":
        return _together(enumerate(shelf.keys))
    if check == "key_case":
        spellings: dict[str, set[str]] = {}
        for key in shelf.by_key:
            spellings.setdefault(key.casefold(), set()).add(key)
        several = [key for keys in spellings.values() if len(keys) > 1 for key in keys]
        return [number for key in several for number in shelf.by_key[key]]
    return shelf.with_flag({"crossrefs": LINKED, "relations": RELATED, "un_drafts": NUMBERED}[check])


def _together(named: Iterable[tuple[int, str]]) -> set[int]:
    """Return the references that share a name with another."""
    first: dict[str, int] = {}
    found: set[int] = set()
    for number, name in named:
        before = first.setdefault(name, number)
        if before != number:
            found |= {before, number}
    return found


def _unique(shelf: Shelf) -> Iterator[tuple[int, str]]:
    every = chain.from_iterable(chunk.unique for _, _, chunk in shelf.parts)
    return ((number, name) for number, names in enumerate(every) if names for name in names.split("\n"))


def _strings(source: Source, stretch: Stretch, chunk: Chunk) -> Strings:
    def place(line: int, column: int) -> Span:
        return Span(source.path, stretch.line + line, column)

    return Strings(
        frozenset(chunk.used),
        tuple((name, place(line, column)) for name, line, column in chunk.undefined),
        tuple((names, place(line, column)) for names, line, column in chunk.definitions),
    )


# --- works that are alike -------------------------------------------------------------------


def compared(shelf: Shelf, before: Blocks, works: Mapping[int, Work | None]) -> Blocks:
    """Return the blocks of a shelf; those whose members are as ``before`` are not compared again.

    ``works`` are references at a glance, as far as they are at hand.
    """
    found: Blocks = {}
    for block, members in shelf.blocks:
        digest = hash(tuple(shelf.contents[number] for number in members))
        known = before.get(block)
        if known is None or known[0] != digest:
            seen = [
                work
                for number in members
                if (work := works[number] if number in works else work_of(shelf.record(number))) is not None
            ]
            known = digest, tuple(alike(seen))
        found[block] = known
    return found


def near(shelf: Shelf, blocks: Blocks) -> Iterator[tuple[int, int]]:
    """Yield the pairs of references that are alike."""
    for block, members in shelf.blocks:
        yield from ((members[one], members[other]) for one, other in blocks[block][1])


def unused(shelf: Shelf, used: Set[tuple[str, str]], commented: Set[str], idle: bool = True) -> Iterator[Diagnostic]:
    """Yield a note for each reference that nothing cites; ``used`` are pairs of scope and key.

    Without ``idle``, only for those that a comment cites.

    What a cited entry inherits from counts as cited.
    """
    scopes = [source.scope for source, _, chunk in shelf.parts for _ in chunk.keys]
    cited = {number for number, key in enumerate(shelf.keys) if (scopes[number], key) in used}
    needed: set[str] = set()
    todo = [number for number in cited if shelf.flags[number] & LINKED]
    while todo:
        record = shelf.record(todo.pop())
        for key in (part.strip() for name in LINKS for part in record.get(name).split(",")):
            if key and key not in needed:
                needed.add(key)
                todo += [one for one in shelf.by_key.get(key, ()) if shelf.flags[one] & LINKED]
    for number, key in enumerate(shelf.keys):
        if number in cited or key in needed or shelf.flags[number] & HELPER:
            continue
        if key in commented:
            message = f"@{key} is cited in a comment only"
            yield info("citation-commented", message, shelf.place(number), "a comment is not printed")
        elif idle:
            hint = "cite it, delete it, or turn this note off"
            yield info("citation-unused", f"nothing cites @{key}", shelf.place(number), hint)


def check_references(sources: Iterable[Source], today: datetime.date) -> Iterator[Diagnostic]:
    """Yield what is wrong in the references of files; ``today`` is the day that a date must not be after."""
    shelf = shelve(sources, lambda stretch, suffix: summarised(stretch, suffix, today)[0])
    yield from alone(shelf, today)
    yield from across(shelf, compared(shelf, {}, {}))
