"""Pages to HTML by the Jinja2 templates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from forum.report.html import INDEX, Edition, Page
from forum.report.html_links import relative
from forum.report.html_words import words
from forum.report.labels import written_date
from forum.report.values import Report
from forum.site.fragments import Fragments, fragments
from forum.site.metadata import absolute, citation_tags, json_ld
from forum.site.navigation import front_and_back, groups, neighbours, trail

COMPUTATIONS = "computations.html"
Offered = tuple[str, int]
"""A file that the site offers: its name, and its size in bytes."""


def rendered(
    report: Report,
    edition: Edition,
    templates: Path,
    downloads: Mapping[str, Offered],
    computations: Mapping[str, Any],
    known: MutableMapping[bytes, str] | None = None,
    only: Collection[str] | None = None,
) -> Iterator[tuple[Page, str]]:
    """Yield every page with its text, or ``only`` those of some paths.

    ``downloads`` are files by the names of their formats. Only the first page tells their sizes.
    ``known`` holds fragments that were made before, and gets the new ones.
    """
    if computations:
        edition = _with_computations(edition, report)
    environment = _environment(templates)
    wanted = [page for page in edition.pages if only is None or page.path in only]
    pieces = fragments(wanted, known)
    shared = _shared(report, edition, downloads) | {
        "computations": computations,
        "notebooks": notebooks(computations),
    }
    before_and_after = neighbours(edition)
    for page in wanted:
        name = page.kind if page.kind in ("index", "paper", "recommendation", "computations") else "part"
        own = _own(report, edition, page, pieces) | {"neighbours": before_and_after[page.path]}
        pdf = next((name for label, (name, _) in downloads.items() if label.lower() == "pdf"), "")
        own["tags"] = citation_tags(report, page, pdf)
        yield page, environment.get_template(f"{name}.html").render(shared | own).rstrip() + "\n"


def notebooks(computations: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Return the runs of the manifest by notebook."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for run in computations.get("runs", ()):
        found.setdefault(str(run.get("notebook", "")), []).append(run)
    return found


@cache
def _environment(templates: Path) -> SandboxedEnvironment:
    """Return what renders the templates of a folder; kept, since it keeps the templates that did not change."""
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["filesize"] = _size
    return environment


def _with_computations(edition: Edition, report: Report) -> Edition:
    page = Page(COMPUTATIONS, "computations", words(report.meta)["computations"], report.meta.language)
    at = next((place for place, one in enumerate(edition.pages) if one.kind == "problems"), None)
    if at is None:
        at = sum(one.kind != "recommendation" for one in edition.pages)
    return Edition((*edition.pages[:at], page, *edition.pages[at:]), edition.themes, edition.index)


def _shared(report: Report, edition: Edition, downloads: Mapping[str, Offered]) -> dict[str, Any]:
    return {
        "report": report,
        "meta": report.meta,
        "w": words(report.meta),
        "groups": groups(edition),
        "front": front_and_back(edition)[0],
        "back": front_and_back(edition)[1],
        "themes": edition.themes,
        "papers": {paper.slug: paper for paper in report.papers},
        "recommendations": report.recommendations,
        "pages": {page.subject: page for page in edition.pages if page.subject},
        "date": written_date(report.meta.date, report.meta.language),
        "theme_ids": {theme.id: _theme_of(report, theme.papers) for theme in edition.themes},
        "addressees": sorted({name for one in report.recommendations for name in one.addressees}),
        "strengths": sorted({one.strength for one in report.recommendations}, reverse=True),
        "downloads": [(label, name, size) for label, (name, size) in downloads.items()],
    }


def _theme_of(report: Report, slugs: Iterable[str]) -> str:
    """Return the manifest's id of the theme that holds some papers."""
    return next((paper.theme for paper in report.papers if paper.slug in set(slugs)), "")


def _own(report: Report, edition: Edition, page: Page, pieces: Fragments) -> dict[str, Any]:
    slug = page.subject if page.kind == "paper" else ""
    recommendation = next((one for one in report.recommendations if one.id == page.subject), None)
    if recommendation:
        slug = recommendation.paper
    return {
        "page": page,
        "html": {name: html for (path, name), html in pieces.items() if path == page.path},
        "paper": next((paper for paper in report.papers if paper.slug == slug), None),
        "recommendation": recommendation,
        "trail": tuple(trail(edition, page, words(report.meta)["home"])),
        "canonical": absolute(report.meta, page.path),
        "json_ld": Markup(json_ld(report, page)),  # noqa: S704 (escaped there)
        "url": lambda target: _from(page, target),
    }


def _from(page: Page, target: str) -> str:
    """Return the relative address of a file of the site, with its fragment."""
    path, _, fragment = target.partition("#")
    return relative(path or INDEX, page.path) + (f"#{fragment}" if fragment else "")


def _size(size: int) -> str:
    """Return a file's size as people say it."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{max(1, round(size / 1000))} kB"
