"""What became of the papers: which is which, whatever it is called now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from forum.changes.prose import text_diff
from forum.changes.values import FieldChange, PaperChange, PaperState, TextChange

_FIELDS = ("title", "status", "kind", "theme")
_SAME = 0.5  # of the lines, as git's own search for renamed files
Homes = Mapping[str, frozenset[str]]
"""The ids of the recommendations of each paper."""


def paper_changes(
    before: Mapping[str, PaperState], after: Mapping[str, PaperState], homes: Homes, new_homes: Homes
) -> Iterator[PaperChange]:
    """Yield what became of each paper, in the order of the slugs that they have now."""
    renamed = dict(_renamed(before, after, homes, new_homes))
    for slug, now in after.items():
        was = before.get(renamed.get(slug, slug))
        if was is None:
            words = len(now.text.split())
            yield PaperChange("added", slug, now.title, text=TextChange((), words, 0), language=now.language)
        elif was != now:
            change = _changed(was, now)
            if change is not None:
                yield change
    for slug in before.keys() - after.keys() - set(renamed.values()):
        yield PaperChange("removed", slug, before[slug].title, text=TextChange((), 0, len(before[slug].text.split())))


def _changed(was: PaperState, now: PaperState) -> PaperChange | None:
    fields = [FieldChange(name, getattr(was, name), getattr(now, name)) for name in _FIELDS]
    fields.append(FieldChange("authors", ", ".join(was.authors), ", ".join(now.authors)))
    files = (FieldChange(*one) for one in _files(was.files, now.files))
    told = (*(one for one in fields if one.before != one.after), *files)
    text = text_diff(was.text, now.text)
    if was.slug != now.slug:
        return PaperChange("renamed", now.slug, now.title, was.slug, told, text, now.language)
    same = not told and text.nothing
    return None if same else PaperChange("changed", now.slug, now.title, "", told, text, now.language)


def _files(was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the files beside a paper that came, went or changed: as a field, with their names before and now."""
    for name in sorted({*was, *now}):
        if was.get(name) != now.get(name):
            yield "file", name if name in was else "", name if name in now else ""


def _renamed(
    before: Mapping[str, PaperState], after: Mapping[str, PaperState], homes: Homes, new_homes: Homes
) -> Iterator[tuple[str, str]]:
    """Yield the new and the old slug of papers that were renamed: they keep recommendations, or most of their lines."""
    left = {slug: before[slug] for slug in before.keys() - after.keys()}
    for slug in sorted(after.keys() - before.keys()):
        scores = {old: _likeness(old, slug, left[old], after[slug], homes, new_homes) for old in sorted(left)}
        best = max(scores, key=lambda old: scores[old], default="")
        if best and scores[best] >= _SAME:
            del left[best]
            yield slug, best


def _likeness(old: str, new: str, was: PaperState, now: PaperState, homes: Homes, new_homes: Homes) -> float:
    if homes.get(old, frozenset()) & new_homes.get(new, frozenset()):
        return 1.0 + (was.title == now.title)
    mine, yours = (Counter(line.strip() for line in one.text.splitlines() if line.strip()) for one in (was, now))
    total = mine.total() + yours.total()
    return 2 * (mine & yours).total() / total if total else float(was.title == now.title)
