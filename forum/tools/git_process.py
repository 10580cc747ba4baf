"""git as a process: one for each question, and one that stays, which reads objects.

Not by GitPython, which ``forum.tools.git`` uses: its import takes longer than git takes
to merge, and its object database reads no SHA-256.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

from forum.diagnostics import UsageError
from forum.tools.files import not_for_children

SAFE = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "protocol.allow=never"),
    *("-c", "core.attributesFile=/dev/null"),
    *("-c", "gc.auto=0"),
    *("-c", "core.quotePath=false"),
)
ALONE = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
# Where a hook or an alias that started us says that its repository is (git, ``rev-parse --local-env-vars``).
_ELSEWHERE = frozenset(
    (
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE"),
        *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH", "GIT_SHALLOW_FILE"),
        *("GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE"),
    )
)
_SETTINGS = frozenset(("GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"))
_FOUND = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64}) (commit|tree|blob|tag) (\d+)\n")
_AT_ONCE = 500  # names of objects, which fit into a pipe while git is busy answering
_WANTED = r"^(core\.(autocrlf|eol)|safe\.directory)$"


class GitError(Exception):
    """git refused; the text is what it said."""


class Object(msgspec.Struct, frozen=True):
    """An object as git stores it."""

    oid: str
    kind: str
    content: bytes


def run(
    folder: Path,
    arguments: tuple[str, ...],
    environment: Mapping[str, str],
    stdin: bytes | None = None,
    whole: bool = False,
    said: bool = False,
) -> bytes:
    """Return what git prints in a folder; ``whole`` lets it end what it began, though we are killed or interrupted.

    ``said`` asks for what it prints on its standard error, too.

    Raises:
        GitError: with git's own message.
        UsageError: there is no git.
    """
    with Running(folder, arguments, environment, whole) as git:
        return git.answer(stdin, said)


class Running:
    """git at work on one question, so that others can be asked meanwhile; at the end of a ``with`` it has ended.

    Raises:
        UsageError: there is no git.
    """

    def __init__(
        self, folder: Path, arguments: tuple[str, ...], environment: Mapping[str, str], whole: bool = False
    ) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 (no shell; strangers' names stand behind --end-of-options or --)
                ["git", *arguments],  # noqa: S607
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=whole,
            )
        except FileNotFoundError as missing:
            if missing.filename == "git":
                raise UsageError("git is not installed", "install it, and try again") from missing
            raise

    def answer(self, stdin: bytes | None = None, also_said: bool = False) -> bytes:
        """Return what git prints; if that is asked for, with what it says on its standard error.

        Raises:
            GitError: with git's own message.
        """
        printed, said = self._process.communicate(stdin or b"")
        if self._process.returncode:
            raise GitError(_said(said))
        return printed + said if also_said else printed

    def __enter__(self) -> Running:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and self._process.poll() is None:
            self._process.kill()
        with self._process:
            pass


def alone(more: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which git knows no settings but the repository's own, and what is given."""
    kept = {key: value for key, value in os.environ.items() if key not in _ELSEWHERE and key not in _SETTINGS}
    return {**kept, **ALONE, **more}


def of_the_user() -> dict[str, str]:
    """Return an environment in which git knows the user's own settings, and no repository but the folder's."""
    return {key: value for key, value in os.environ.items() if key not in _ELSEWHERE} | {"LC_ALL": "C"}


def ask_settings(root: Path) -> Running:
    """Ask what the user's and the system's settings say that has to hold here too.

    Those are the line ends on disk, and the folders of others that the user trusts.
    """
    return Running(root, ("config", "-z", "--get-regexp", _WANTED), of_the_user())


def settings_told(asked: Running) -> dict[str, str]:
    """Return those settings, as git's variables."""
    try:
        told = asked.answer()
    except GitError:
        return {}  # nothing of it is set
    pairs = [row.decode("utf-8", "surrogateescape").partition("\n") for row in told.split(b"\0") if row]
    found = {"GIT_CONFIG_COUNT": str(len(pairs))}
    for turn, (key, _, value) in enumerate(pairs):
        found |= {f"GIT_CONFIG_KEY_{turn}": key, f"GIT_CONFIG_VALUE_{turn}": value}
    return found


def ask_committer(root: Path) -> Running:
    """Ask who commits here."""
    return Running(root, ("var", "GIT_COMMITTER_IDENT"), of_the_user())


def committer_told(asked: Running) -> dict[str, str]:
    """Return who commits, as git's variables.

    Raises:
        UsageError: git does not know.
    """
    try:
        ident = asked.answer().decode("utf-8", "replace")
    except GitError as refused:
        hint = 'git config --global user.name "Your Name" && git config --global user.email you@example.org'
        raise UsageError("git does not know who you are", hint) from refused
    name, _, rest = ident.rpartition(" <")
    who = {"NAME": name, "EMAIL": rest.partition(">")[0]}
    return {f"GIT_{role}_{key}": value for role in ("COMMITTER", "AUTHOR") for key, value in who.items()}


class Reader:
    """Reads the objects of a repository through one ``git cat-file --batch``, which starts at the first one."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self._process: subprocess.Popen[bytes] | None = None

    def find(self, name: str) -> Object | None:
        """Return the object that a name or revision names, or None.

        Raises:
            GitError: git stopped over it.
        """
        return None if "\n" in name or "\0" in name else next(self.find_all([name]))

    def find_all(self, names: Sequence[str]) -> Iterator[Object | None]:
        """Yield the object that each name or revision names, or None; git is asked for many at once.

        All have to be taken: answers that nobody took would be taken for those to the next question.

        Raises:
            GitError: git stopped over one.
        """
        for start in range(0, len(names), _AT_ONCE):
            asked = names[start : start + _AT_ONCE]
            process = self._running()
            try:
                _input_of(process).write("".join(f"{name}\n" for name in asked).encode("utf-8", "surrogateescape"))
                _input_of(process).flush()
            except OSError as stopped:
                raise self._stopped(asked[0]) from stopped
            for name in asked:
                yield self._answer(process, name)

    def _answer(self, process: subprocess.Popen[bytes], name: str) -> Object | None:
        if process.stdout is None:
            raise GitError("git cannot be talked to")
        head = process.stdout.readline()
        if not head:
            raise self._stopped(name)
        found = _FOUND.fullmatch(head)
        if found is None:
            return None
        size = int(found[3])
        content = process.stdout.read(size + 1)[:size]
        if len(content) < size:
            raise self._stopped(name)
        return Object(found[1].decode(), found[2].decode(), content)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603
                ["git", *SAFE, "cat-file", "--batch"],  # noqa: S607
                cwd=self._folder,
                env=dict(self._environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            not_for_children(self._process.stdin, self._process.stdout)
        return self._process

    def _stopped(self, name: str) -> GitError:
        self.close()
        return GitError(f"the repository's object {name[:12]} cannot be read; git fsck tells what is damaged")

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(OSError):
                process.communicate()


def _input_of(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stdin is None:
        raise GitError("git cannot be talked to")
    return process.stdin


def _said(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return "; ".join(line.removeprefix("fatal: ").removeprefix("error: ") for line in lines) or "git refused"
