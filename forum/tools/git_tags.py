"""Tags of a repository: which commits they name, and what is found of their signatures."""

from __future__ import annotations

from forum.tools.git_objects import GitError, Store

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
