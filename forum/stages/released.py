"""The files of a release, from what was built: the same bytes for the same commit and the same results."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from forum.changes.values import Changes, State
from forum.model import Workspace
from forum.releases import sums
from forum.releases.metadata import citation_cff, zenodo_json
from forum.releases.notes import release_notes
from forum.releases.values import Author, Release
from forum.report.assembled import ordered_papers
from forum.stages.dating import Edition
from forum.stages.outputs import NAMES
from forum.tools import pandoc
from forum.tools.docx_reference import zipped
from forum.tools.pdf_attachments import attachments

FOLDER = "build/release"


def described(workspace: Workspace, edition: Edition, commit: str) -> Release:
    """Return what a release of a workspace says of itself."""
    settings, manifest = workspace.manifest.forum, workspace.manifest
    included = [paper for paper in workspace.papers if paper.meta.status in manifest.report.include]
    papers = ordered_papers(included, workspace)
    writers = dict.fromkeys(author.person for paper in papers for author in paper.meta.authors)
    people = {person.id: person for person in workspace.people}
    partners = {partner.id: partner.name for partner in manifest.partner}
    authors = [
        Author(one.name, one.orcid, partners.get(one.partner, ""), one.group) if one else Author(name, group=True)
        for name, one in ((name, people.get(name)) for name in writers)
    ]
    return Release(
        version=edition.version,
        title=f"{settings.title}: {settings.subtitle}" if settings.subtitle else settings.title,
        date=edition.date,
        commit=commit,
        authors=tuple(authors),
        language=settings.language,
        notice=settings.notice,
        license=settings.license,
        address=settings.address,
        keywords=tuple(dict.fromkeys(word for paper in papers for word in paper.meta.keywords)),
    )


def release_files(built: Path, release: Release, changes: Changes | None, state: State) -> dict[str, bytes]:
    """Return the files of a release by name, ``SHA256SUMS`` included; ``built`` is the folder of the outputs."""
    pdf = (built / NAMES["pdf"]).read_bytes()
    moment = datetime.datetime.combine(release.date, datetime.time(), datetime.UTC)
    attached = attachments(pdf)
    files = {
        NAMES["pdf"]: pdf,
        NAMES["docx"]: (built / NAMES["docx"]).read_bytes(),
        "site.zip": _site(built / NAMES["html"], moment),
        **attached,
        "references.bib": pandoc.biblatex(json.loads(attached["references.json"])),
        "CITATION.cff": citation_cff(release).encode(),
        ".zenodo.json": zenodo_json(release),
        "NOTES.md": release_notes(release, changes, state).encode(),
    }
    return {**files, sums.NAME: sums.written(files).encode()}


def _site(folder: Path, moment: datetime.datetime) -> bytes:
    """Return the web edition as a zip, its files in order and of one time."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return zipped({f"site/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in paths}, moment)
