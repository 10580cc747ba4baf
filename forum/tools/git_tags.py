"""Tags of a repository: which commits they name, and what is found of their signatures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from forum.tools.git_objects import GitError, Store
from forum.tools.git_process import of_the_user, run

_FORM = "--format=%(objectname) %(*objectname) %(refname:strip=2)"


def tags(store: Store, merged: str = "") -> dict[str, str]:
    """Return the commit of each tag by its name; with ``merged``, only of those in that commit's history."""
    limit = (f"--merged={merged}",) if merged else ()
    found = {}
    for row in store.text("for-each-ref", _FORM, *limit, "refs/tags/").splitlines():
        oid, peeled, name = row.split(" ", 2)
        found[name] = peeled or oid
    return found


def nearest_names(store: Store) -> list[str]:
    """Return what a revision may be called: branches and tags."""
    rows = store.text("for-each-ref", "--format=%(refname:short)", "refs/heads/", "refs/tags/", "refs/remotes/")
    return rows.splitlines()


def commit_moment(store: Store, commit: str) -> int:
    """Return when a commit was made, in seconds since 1970.

    Raises:
        GitError: it is no commit.
    """
    try:
        return int(store.text("show", "--no-patch", "--format=%ct", commit))
    except ValueError as no_commit:
        raise GitError(f"{commit[:12]} is no commit") from no_commit


def annotated(root: Path, scratch: Store, name: str, commit: str, message: str) -> str:
    """Return a new annotated tag, made in a scratch repository: no ref of the workspace names it yet.

    It is signed where the user's settings for the workspace say so (``tag.gpgSign``).

    Raises:
        GitError: git cannot make it, perhaps because it does not know by whom, or with which key to sign.
    """
    settings = _settings(root)
    options = [part for key, value in settings for part in ("-c", f"{key}={value}")]
    where = {**of_the_user(), "GIT_DIR": str(scratch.folder.resolve())}
    made = ("tag", "--annotate", "--force", "--cleanup=verbatim", "--file=-", "--end-of-options", name, commit)
    run(scratch.folder, (*options, "-c", "core.hooksPath=/dev/null", *made), where, message.encode())
    oid = scratch.refs(f"refs/tags/{name}")[f"refs/tags/{name}"]
    asked = [value.lower() for key, value in settings if key == "tag.gpgsign"][-1:]
    if asked and asked[0] in ("true", "yes", "on", "1") and not is_signed(scratch.read(oid)):
        raise GitError("tag.gpgSign asks for a signature, and git made none with user.signingKey")  # git says 0
    return oid


def is_signed(tag: bytes) -> bool:
    """Tell whether a tag ends in a signature, of whatever kind and whoever's."""
    return b"\n-----BEGIN " in tag


def _settings(root: Path) -> list[tuple[str, str]]:
    """Return what the settings that hold for a workspace say of who tags, and of signing."""
    try:
        told = run(root, ("config", "-z", "--get-regexp", r"^(user|tag|gpg)\."), of_the_user())
    except GitError:
        return []
    rows = [row.partition("\n") for row in told.decode("utf-8", "surrogateescape").split("\0") if row]
    return [(key, value if found else "true") for key, found, value in rows]


def is_at_a_remote(root: Path, name: str) -> str:
    """Return the remote that has a tag, empty where none has; each is asked.

    Raises:
        GitError: one does not answer.
    """
    environment = {**of_the_user(), "GIT_TERMINAL_PROMPT": "0"}
    for remote in run(root, ("remote",), environment).decode("utf-8", "replace").split():
        if run(root, ("ls-remote", "--tags", "--end-of-options", remote, f"refs/tags/{name}"), environment).strip():
            return remote
    return ""


def commits_behind(store: Store) -> int:
    """Return how many commits the branch's upstream, as last heard, has that it lacks; 0 without one."""
    try:
        return int(store.text("rev-list", "--count", "HEAD..HEAD@{upstream}"))
    except (GitError, ValueError):
        return 0


@dataclass(frozen=True)
class Signature:
    """What is found of a tag's signature: none, good (by ``who``), bad, or by a key that nobody knows here."""

    state: Literal["none", "good", "bad", "unknown"]
    who: str = ""


def signature_of(root: Path, store: Store, name: str, signers: Path | None) -> Signature:
    """Return what is found of a tag's signature, by the user's keys, or by a file of allowed signers (SSH)."""
    oid = store.refs(f"refs/tags/{name}")[f"refs/tags/{name}"]
    if not is_signed(store.read(oid)):
        return Signature("none")
    options = ("-c", f"gpg.ssh.allowedSignersFile={signers}") if signers else ()
    try:
        told = run(root, (*options, "verify-tag", "--raw", oid), of_the_user(), said=True).decode("utf-8", "replace")
    except GitError as refused:
        is_bad = any(word in str(refused) for word in _BAD)
        return Signature("bad" if is_bad else "unknown")
    found = _SIGNER.search(told)
    return Signature("good", (found[1] or found[2]).strip() if found else "")


_BAD = ("BADSIG", "Could not verify signature", "incorrect signature")
_SIGNER = re.compile(r"GOODSIG \S+ (.+)|signature for (\S+)")


def tags_with(store: Store, commit: str) -> list[str]:
    """Return the tags whose history has a commit."""
    return store.text("for-each-ref", f"--contains={commit}", "--format=%(refname:strip=2)", "refs/tags/").splitlines()


def tip(store: Store, revision: str) -> str:
    """Return the commit that a branch, or an upstream that may not be there, is at; empty for none."""
    try:
        return store.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except GitError:
        return ""
