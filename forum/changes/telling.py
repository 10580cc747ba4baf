"""Changes in sections and items, as every format shows them: a terminal, a page, the notes of a release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forum.changes.values import (
    Changes,
    End,
    FieldChange,
    PaperChange,
    PositionChange,
    RecommendationChange,
    RoundChange,
    SentenceChange,
    TextChange,
)

Words = Mapping[str, str]
TEMPLATES = "templates"  # among the settings: a digest, which nobody reads


@dataclass(frozen=True)
class Item:
    """One thing that changed: what it is called, what became of it in a word, more in lines, and its sentences.

    ``language`` is that of the sentences, empty where it is the report's.
    """

    name: str
    title: str = ""
    state: str = ""
    notes: tuple[str, ...] = ()
    sentences: tuple[SentenceChange, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Section:
    """What changed of one kind; ``kind`` is a name for machines."""

    kind: str
    title: str
    items: tuple[Item, ...]


def sections(changes: Changes, words: Words) -> tuple[Section, ...]:
    """Return what changed, by kind; what did not change is left out."""
    made = {
        "recommendations": [_recommendation(one, words) for one in changes.recommendations],
        "papers": [_paper(one, words) for one in changes.papers],
        "texts": [_text(stem, one, words) for stem, one in changes.texts],
        "positions": list(_positions(changes.positions, changes.names, words)),
        "rounds": [_round(one, words) for one in changes.rounds],
        "results": [
            Item(one.address, notes=(_result(one.kind, one.before, one.after, words),)) for one in changes.results
        ],
        "notebooks": [Item(one.slug, "", words[one.how]) for one in changes.notebooks],
        "references": [
            Item(f"@{one.key}", one.title, words[one.how], tuple(_fields(one.fields, words)))
            for one in changes.references
        ],
        "people": [Item(one.id, *_person(one.before, one.after, words)) for one in changes.people],
        "partners": [Item(one.id, *_person(one.before, one.after, words)) for one in changes.partners],
        "settings": list(_settings(changes.settings, words)),
    }
    return tuple(Section(kind, words[kind], tuple(items)) for kind, items in made.items() if items)


def summary(changes: Changes, words: Words) -> str:
    """Return in a line how much changed of each kind."""
    counts = {one.kind: len(one.items) for one in sections(changes, words)}
    if "positions" in counts:
        counts["positions"] = len(changes.positions)
    told = [words[f"summary-{kind}"].format(count=count) for kind, count in counts.items()]
    return ", ".join(told) or words["nothing"]


def called(end: End, words: Words) -> str:
    """Return how one of the two states is called, with its commit and date."""
    if not end.commit:
        return words["here"]
    short = end.commit[:12]
    told = [one for one in (short if end.name != end.commit else "", end.date) if one]
    name = short if end.name == end.commit else end.name
    return f"{name} ({', '.join(told)})" if told else name


def _word(text: str, words: Words) -> str:
    """Return a word of a file in the language, if there is one of its own."""
    return words.get(text, text)


def _fields(fields: Sequence[FieldChange], words: Words) -> Iterator[str]:
    for one in fields:
        form = "field" if one.before and one.after else "field-new" if one.after else "field-gone"
        form = form.replace("field", "file") if one.name == "file" else form
        before, after = (_word(text, words) for text in (one.before, one.after))
        yield words[form].format(name=_word(one.name, words), before=before, after=after)


def _settings(fields: Sequence[FieldChange], words: Words) -> Iterator[Item]:
    """Yield what changed in the manifest, and that the templates did."""
    told = tuple(_fields([one for one in fields if one.name != TEMPLATES], words))
    if told:
        yield Item("forum.toml", notes=told)
    if len(told) < len(fields):
        yield Item("templates/", words["looks"], words["changed"])


def _counted(text: TextChange, words: Words) -> tuple[str, ...]:
    return (words["words"].format(added=text.added, removed=text.removed),) if text.added or text.removed else ()


def _recommendation(one: RecommendationChange, words: Words) -> Item:
    is_reworded = one.how == "changed" and any(piece.mark != "same" for piece in one.pieces)
    state = words["reworded" if is_reworded else one.how].format(was=one.was)
    sentences = (SentenceChange(one.pieces),)
    return Item(one.id, "", state, tuple(_fields(one.fields, words)), sentences, one.language)


def _paper(one: PaperChange, words: Words) -> Item:
    if one.how == "added":
        return Item(one.slug, one.title, words["added"], (words["word-count"].format(added=one.text.added),))
    if one.how == "removed":
        return Item(one.slug, one.title, words["removed"])
    notes = (*_fields(one.fields, words), *_counted(one.text, words))
    return Item(one.slug, one.title, words[one.how].format(was=one.was), notes, one.text.sentences, one.language)


def _text(stem: str, one: TextChange, words: Words) -> Item:
    name, _, language = stem.partition(".")
    title = _word(name, words) + (f" ({language})" if language else "")
    return Item(stem, title, "", _counted(one, words), one.sentences, language)


def _positions(changes: Sequence[PositionChange], names: Mapping[str, str], words: Words) -> Iterator[Item]:
    """Yield what became of positions, those on one recommendation together; ``names`` are holders' by id."""
    by_recommendation: dict[str, list[str]] = {}
    for one in changes:
        partner, person = (names.get(name, name) for name in (one.partner, one.person))
        who = words["personally"].format(who=person, partner=partner) if one.personal else partner
        kinds = {"before": _word(one.before, words), "after": _word(one.after, words)}
        told = words[f"{one.how}-position"].format(**kinds)
        by_recommendation.setdefault(one.recommendation, []).append(f"{who}: {told}")
    yield from (Item(name, notes=tuple(lines)) for name, lines in by_recommendation.items())


def _round(one: RoundChange, words: Words) -> Item:
    notes = []
    if one.before != one.after:
        form = "round" if one.before and one.after else "round-new" if one.after else "round-gone"
        notes.append(words[form].format(before=_word(one.before, words), after=_word(one.after, words)))
    if one.stale:
        notes.append(words["stale-round"].format(names=", ".join(one.stale)))
    return Item(one.id, one.title, "", tuple(notes))


def _result(kind: str, before: str, after: str, words: Words) -> str:
    return words[kind] if kind in ("figure", "table") else f"{before} → {after}"


def _person(before: str, after: str, words: Words) -> tuple[str, str]:
    if before and after:
        return words["rename"].format(before=before, after=after), words["changed"]
    return (after, words["added"]) if after else (before, words["removed"])
