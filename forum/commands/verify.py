"""``forum verify``: what a PDF is, and which of its claims can be proved here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from forum import __version__
from forum.commands.build import Options, build
from forum.diagnostics import UsageError
from forum.documents.typography import typographic
from forum.model import Workspace
from forum.releases import sums
from forum.releases.attached import Attached, Manifest, read_attached
from forum.releases.claims import (
    Claim,
    Detail,
    Verdict,
    judged,
    of_itself,
    of_recommendations,
    of_references,
    verdict_of,
)
from forum.stages.dating import Edition
from forum.stages.editions import Repository, laid_out, repository
from forum.stages.proving import RUN, inputs_claim, recommendations_of, results_claim, tasks_of
from forum.stages.proving_tags import accepted_by, of_the_history, tag_claims
from forum.stages.references import read_references
from forum.tools.pdf_attachments import LARGEST_FILE, attachments
from forum.workspace import load

_NOWHERE = "run it in a clone of the forum's repository, or name one with --root"
_HASH = re.compile(r"[0-9a-f]{7,64}")


@dataclass(frozen=True)
class Verified:
    """A PDF with what it says of itself, and each of its claims with what was found."""

    path: Path
    sha256: str
    manifest: Manifest
    claims: tuple[Claim, ...]

    @property
    def verdict(self) -> Verdict:
        """What came of all claims together."""
        return verdict_of(self.claims)


def verify(path: Path, root: Path | None, rebuild: bool = False, progress: Any = None) -> Verified:
    """Return what a PDF claims, and whether it is so; ``root`` is a workspace with its history, None for none.

    Nothing is executed, and nothing of the workspace changes. ``rebuild`` makes the report again, from the commit
    and stored results, and compares every byte.

    Raises:
        UsageError: the file is no PDF of a report, or cannot be read.
    """
    pdf = _content(path)
    proof = _Proof(path, pdf, read_attached(attachments(pdf)), rebuild, progress)
    claims = [*of_itself(proof.attached), *proof.of_the_sums(), *proof.of_the_repository(root)]
    return Verified(path, proof.sha256, proof.manifest, tuple(claims))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UsageError(f"{path} is larger than any report", "is it the report.pdf that is meant?")
        return path.read_bytes()
    except OSError as unread:
        raise UsageError(f"{path} cannot be read: {unread.strerror or unread}", "check its name") from unread


class _Proof:
    """A PDF to be held against what is here."""

    def __init__(self, path: Path, pdf: bytes, attached: Attached, rebuild: bool, progress: Any) -> None:
        self.path, self.pdf, self.attached = path, pdf, attached
        self.manifest = attached.manifest
        self.sha256 = hashlib.sha256(pdf).hexdigest()
        self.rebuild, self.progress = rebuild, progress

    # --- beside it ---------------------------------------------------------------------

    def of_the_sums(self) -> Iterator[Claim]:
        """Yield whether the PDF, and what else the ``SHA256SUMS`` beside it lists, is as that says."""
        try:
            listed = sums.read((self.path.parent / sums.NAME).read_text("utf-8", "replace"))
        except OSError:
            return
        if self.path.name not in listed:
            yield Claim("sums", Verdict.NOTED, f"the {sums.NAME} beside it does not list {self.path.name}")
            return
        there = {name for name in listed if name == self.path.name or (self.path.parent / name).is_file()}
        wrong = [Detail(name) for name in sorted(there) if not self._is(name, listed[name])]
        good = f"{len(there)} of the {len(listed)} files that the {sums.NAME} beside it lists are here, and as it says"
        yield judged("sums", good, f"files are not as the {sums.NAME} beside it says", wrong, "get the release again")

    def _is(self, name: str, digest: str) -> bool:
        """Tell whether a file beside the PDF has a digest; a name that leads elsewhere has none."""
        if name == self.path.name:
            return self.sha256 == digest
        with suppress(OSError, ValueError):
            here = Path(name).name == name
            return here and hashlib.sha256((self.path.parent / name).read_bytes()).hexdigest() == digest
        return False

    # --- in the history ------------------------------------------------------------------

    def of_the_repository(self, root: Path | None) -> Iterator[Claim]:
        """Yield what the history of a workspace says of the PDF."""
        if root is None:
            yield self._unknown("there is no workspace here", _NOWHERE)
            return
        try:
            with repository(root) as home:
                yield from self._of_the_commit(home)
        except UsageError as refused:
            yield self._unknown(str(refused), _NOWHERE)

    def _unknown(self, why: str, remedy: str) -> Claim:
        what = f"its commit, files, words and results were held against nothing: {why}"
        return Claim("commit", Verdict.UNPROVED, what, (), remedy)

    def _of_the_commit(self, home: Repository) -> Iterator[Claim]:
        said, day = self.manifest.commit, self.manifest.date
        if not said:
            yield self._unknown("it names no commit", "it was made outside git: nobody can tell from what")
            return
        commit = home.store.resolve(said) if _HASH.fullmatch(said) else None
        if commit is None:
            remedy = "git fetch --all --tags; or run it in another clone"
            yield self._unknown(f"the commit {said} is not in this repository", remedy)
            return
        found = home.moment(commit).date().isoformat()
        wrong = [Detail(f"the PDF says {day}, the commit is of {found}")] if found != day else []
        yield judged("date", f"{day} is the date of its commit", "the date is not that of its commit", wrong)
        accepted = accepted_by(home, commit)
        yield of_the_history(said, accepted)
        yield inputs_claim(home, commit, self.manifest)
        with laid_out(home, commit) as folder:
            yield from self._of_the_workspace(folder)
            tagged = tuple(tag_claims(home, commit, self.manifest.edition, self.sha256))
            yield from tagged
            if self.rebuild and accepted:
                yield self._of_the_bytes(folder)
            elif not any(one.name == "released" for one in tagged):
                what = "its pages: whether they print what is attached was not looked at"
                remedy = (
                    "--rebuild compares every byte" if accepted else "nothing is built that the forum has not taken"
                )
                yield Claim("pages", Verdict.UNPROVED, what, (), remedy)

    def _of_the_workspace(self, folder: Path) -> Iterator[Claim]:
        try:
            workspace = load(folder).value
        except UsageError as refused:
            yield Claim("workspace", Verdict.UNPROVED, f"the commit cannot be read: {refused}", (), refused.hints[0])
            return
        yield self._of_the_notice(workspace)
        yield of_recommendations(self.attached.recommendations, recommendations_of(workspace, self.manifest.paper))
        yield of_references(self.attached.references, read_references(workspace).value.items)
        if self.manifest.runs or workspace.notebooks:
            yield results_claim(workspace, self.manifest)

    def _of_the_notice(self, workspace: Workspace) -> Claim:
        settings, manifest = workspace.manifest.forum, self.manifest
        rows = (
            ("title", manifest.title, settings.title),
            ("title of the recommendations", self.attached.title, settings.title),
            ("notice", manifest.notice, settings.notice),
        )
        wrong = [Detail(f"{name}: “{found}” in the commit") for name, said, found in rows if said != typographic(found)]
        return judged("notice", "title and notice are those of the commit", "title or notice is another", wrong)

    # --- built again ---------------------------------------------------------------------

    def _of_the_bytes(self, folder: Path) -> Claim:
        """Build the report again, from the commit and stored results, and compare every byte."""
        manifest = self.manifest
        try:
            edition = Edition(date.fromisoformat(manifest.date), manifest.edition, manifest.commit)
        except ValueError:
            return Claim("rebuild", Verdict.DIFFERS, f"{manifest.date} is no date")
        if not manifest.edition:
            what = "not built again: it does not say which version it bears"
            return Claim("rebuild", Verdict.UNPROVED, what, (), f"it was made by an earlier {manifest.program}")
        lacking = [one.run for one in tasks_of(load(folder).value).values() if one.reasons]
        if lacking:
            what = f"not built again: results of {len(lacking)} notebook runs are not stored here"
            return Claim("rebuild", Verdict.UNPROVED, what, tuple(Detail(str(one)) for one in lacking), RUN)
        built = build(folder, Options(("pdf",), manifest.paper, edition=edition), self.progress).value
        if "pdf" not in built.outputs:
            return Claim("rebuild", Verdict.DIFFERS, "the commit does not build")
        return self._compared(built.outputs["pdf"].read_bytes())

    def _compared(self, again: bytes) -> Claim:
        program = f"forum {__version__}"
        if again == self.pdf:
            what = f"built again from the commit by {program}: the same {len(again)} bytes"
            return Claim("rebuild", Verdict.PROVED, what)
        ours, theirs = attachments(again), attachments(self.pdf)
        names = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
        told = [Detail(f"{name} differs") for name in names] or [
            Detail("what is attached is the same; the pages differ")
        ]
        remedy = "another version of this program, of Typst, or of its templates and fonts sets another file"
        what = f"built again from the commit by {program}, it is another file ({self.manifest.program} made this one)"
        return Claim("rebuild", Verdict.DIFFERS, what, tuple(told), remedy)
