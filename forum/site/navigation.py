"""Where a page stands among the others: contents, neighbours, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forum.report.html import INDEX, Edition, Page


@dataclass(frozen=True)
class Group:
    """Pages of the contents under one heading; no title for pages that stand by themselves."""

    title: str
    path: str
    pages: tuple[Page, ...]


def groups(edition: Edition) -> tuple[Group, ...]:
    """Return the contents: single pages, and themes with their papers, in reading order."""
    titles = {theme.id: theme.title for theme in edition.themes}
    found: list[Group] = []
    for page in edition.pages:
        if page.kind in ("index", "recommendation"):
            continue
        title = titles.get(page.theme, "")
        if title and found and found[-1].title == title:
            found[-1] = Group(title, found[-1].path, (*found[-1].pages, page))
        else:
            found.append(Group(title, f"{INDEX}#{page.theme}" if title else "", (page,)))
    return tuple(found)


def front_and_back(edition: Edition) -> tuple[tuple[Page, ...], tuple[Page, ...]]:
    """Return the pages that stand before the papers, and those after them."""
    row = [page for page in edition.pages if page.kind not in ("index", "recommendation")]
    papers = [place for place, page in enumerate(row) if page.kind == "paper"]
    first, last = (papers[0], papers[-1]) if papers else (len(row), len(row))
    return tuple(row[:first]), tuple(row[last + 1 :])


def neighbours(edition: Edition) -> dict[str, tuple[Page | None, Page | None]]:
    """Return (previous, next) by path; recommendations have their own row."""
    found: dict[str, tuple[Page | None, Page | None]] = {}
    for special in (False, True):
        row: list[Page | None] = [page for page in edition.pages if (page.kind == "recommendation") is special]
        for page, before, after in zip(row, [None, *row], [*row[1:], None], strict=False):
            if page:
                found[page.path] = (before, after)
    return found


def trail(edition: Edition, page: Page, home: str) -> Iterator[tuple[str, str]]:
    """Yield (title, path) from the index down to the page that holds this one."""
    if page.kind == "index":
        return
    yield home, INDEX
    theme = next((one for one in edition.themes if one.id == page.theme), None)
    if theme:
        yield theme.title, f"{INDEX}#{theme.id}"
    if page.kind == "recommendation" and page.holder:
        holder = next(one for one in edition.pages if one.path == page.holder)
        yield holder.title, page.holder
