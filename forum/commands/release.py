"""``forum release``: freeze what is committed as a version, with all that goes with it, and tag it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from forum.changes.comparing import compare
from forum.changes.values import Changes
from forum.changes.versions import PREFIX, latest
from forum.commands.build import Options, build
from forum.commands.check import check
from forum.commands.contributing import at_desk
from forum.commands.diff import state_at
from forum.diagnostics import Diagnostic, Outcome, Severity, UsageError
from forum.model import Workspace
from forum.operations import Operation, pendings, perform
from forum.receiving.desk import Desk
from forum.releases import reasons, sums
from forum.releases.values import Reason, Release
from forum.stages.aside import aside, move
from forum.stages.dating import Edition
from forum.stages.editions import Repository, laid_out
from forum.stages.proving import tasks_of
from forum.stages.released import FOLDER, described, release_files
from forum.stages.states import Readers, read_state
from forum.tools.git import uncommitted
from forum.tools.git_objects import ABSENT, GitError
from forum.tools.git_tags import annotated, commits_behind, is_signed, tags
from forum.workspace import MANIFEST, load


@dataclass(frozen=True)
class ReleaseOptions:
    """How to release: every paper has to be final; nothing is changed; which day it is, for the checks."""

    final: bool = False
    dry_run: bool = False
    today: datetime.date | None = None


@dataclass(frozen=True)
class Released:
    """What was released, or would be; or every reason why it is not.

    ``files`` are names with their sizes in bytes; ``since`` is the last release's tag.
    """

    version: str
    commit: str
    since: str = ""
    refused: tuple[Reason, ...] = ()
    doubts: tuple[Reason, ...] = ()
    files: tuple[tuple[str, int], ...] = ()
    folder: Path | None = None
    tag: str = ""
    signed: bool = False
    dry_run: bool = False


def release(root: Path, version: str, options: ReleaseOptions | None = None, progress: Any = None) -> Outcome[Released]:
    """Release the commit that is checked out as a version; the problems are those of its checks and its build.

    Everything is built from the commit, in a folder of its own, from stored results; the files are moved
    into ``build/release/VERSION/`` together, and the tag comes last. Nothing leaves the machine.

    Raises:
        UsageError: the workspace has no repository of its own, or git cannot make the tag.
    """
    options = options or ReleaseOptions()
    with at_desk(root) as desk:
        home = Repository(root, desk.home, "")
        with laid_out(home, desk.head) as folder:
            return _Releasing(desk, home, folder, version, options).whole(progress)


class _Releasing:
    """One release, of the commit that is laid out in a folder."""

    def __init__(self, desk: Desk, home: Repository, folder: Path, version: str, options: ReleaseOptions) -> None:
        self.desk, self.home, self.folder = desk, home, folder
        self.version, self.options = version, options
        self.tags = tags(desk.home)
        self.edition = Edition(home.moment(desk.head).date(), version, desk.head[:12])
        self.since = latest(tags(desk.home, desk.head))

    def whole(self, progress: Any) -> Outcome[Released]:
        loaded = load(self.folder)
        workspace = loaded.value
        refused, doubts = self._reasons(workspace)
        problems: Sequence[Diagnostic] = _errors(check(self.folder, today=self.options.today).problems)
        told = Released(self.version, self.desk.head, self.since, dry_run=self.options.dry_run, doubts=tuple(doubts))
        if not refused and not problems:
            edition = Options(("pdf", "html", "docx"), edition=self.edition)
            built = build(self.folder, edition, progress)
            problems = _errors(built.problems)
        if problems:
            count = "1 error" if len(problems) == 1 else f"{len(problems)} errors"
            refused.append(Reason(f"the commit has {count}", "mend what is told above, and commit"))
        if refused:
            return Outcome(replace(told, refused=tuple(refused)), tuple(problems))
        return Outcome(self._made(workspace, told))

    def _reasons(self, workspace: Workspace) -> tuple[list[Reason], list[Reason]]:
        """Return why the release is refused, and what to think of."""
        root = self.desk.root
        waiting = [name for name, one in pendings(root).items() if one.is_open]
        of_the_forum, doubts = reasons.of_the_forum(workspace, waiting, self.options.final)
        changed = uncommitted(root, [PurePosixPath(".")])
        return [
            *reasons.of_the_version(self.version, self.tags, workspace),
            *reasons.of_the_repository(changed, commits_behind(self.desk.home)),
            *reasons.of_the_runs([one.run for one in tasks_of(workspace).values() if one.reasons]),
            *of_the_forum,
        ], doubts

    def _made(self, workspace: Workspace, told: Released) -> Released:
        """Make the files, move them into place, and tag; or only say what they would be."""
        described_as = described(workspace, self.edition, self.desk.head)
        files = self._files(described_as)
        told = replace(told, files=tuple((name, len(content)) for name, content in files.items()))
        if self.options.dry_run:
            return told
        message = f"{described_as.title} {self.version}\n\n{described_as.notice}\n\n{files[sums.NAME].decode()}"
        oid, name = self._tag(message), f"{PREFIX}{self.version}"
        folder = self._moved(files)
        ref = f"refs/tags/{name}"
        desk = self.desk
        refs = {ref: (ABSENT, oid)}
        perform(desk.root, desk.home, Operation(f"release {self.version}", desk.branch, desk.head, desk.head, refs))
        if desk.home.refs(ref).get(ref) != oid:
            raise UsageError(f"somebody else has made the tag {name} meanwhile", "git show-ref --tags tells of it")
        return replace(told, folder=folder, tag=name, signed=is_signed(desk.home.read(oid)))

    def _files(self, described_as: Release) -> dict[str, bytes]:
        readers = Readers(self.desk.root)
        name, date = f"{PREFIX}{self.version}", self.edition.date.isoformat()
        state = read_state(self.folder, name, self.desk.head, date, readers).value
        changes: Changes | None = None
        if self.since and MANIFEST in self.home.files(self.tags[self.since]):  # the tag may be older than the workspace
            before = state_at(self.home, self.tags[self.since], self.since, readers).value
            changes = compare(before, state)
        return release_files(self.folder / "build", described_as, changes, state)

    def _tag(self, message: str) -> str:
        """Return a tag that nothing names yet, in the workspace's repository."""
        desk = self.desk
        try:
            oid = annotated(desk.root, desk.scratch, f"{PREFIX}{self.version}", desk.head, message)
        except GitError as refused:
            hint = (
                "git config user.name and user.email say who tags; tag.gpgSign and user.signingKey whether it is signed"
            )
            raise UsageError(f"git cannot make the tag: {refused}; nothing was released", hint) from refused
        desk.scratch.hand_over(oid, desk.home)
        return oid

    def _moved(self, files: dict[str, bytes]) -> Path:
        """Move the files into place, all of them together; what was there of a release that was undone goes."""
        target = self.desk.root / FOLDER
        with aside(target) as made:
            new = made / self.version
            new.mkdir()
            for name, content in files.items():
                (new / name).write_bytes(content)
            move([new], target)
        return target / self.version


def _errors(problems: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(one for one in problems if one.severity is Severity.ERROR)
