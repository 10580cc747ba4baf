"""Who and what is known to whoever takes contributions in: from the forum's own files, never from a contribution's."""

from __future__ import annotations

from pathlib import Path

import msgspec

from forum.model import Person


class Names(msgspec.Struct, frozen=True):
    """The partners and people of a forum, its report's title, notice and language, and its own cross-references.

    ``signers`` is where the keys of those who sign are listed, empty for nowhere.
    """

    partners: frozenset[str] = frozenset()
    people: tuple[Person, ...] = ()
    title: str = ""
    notice: str = ""
    language: str = "en"
    prefixes: frozenset[str] = frozenset()  # beyond the usual ones
    signers: str = ""


def names_of(root: Path) -> Names:
    """Return what is known in a workspace.

    Raises:
        UsageError: it is no workspace, or asks for another program.
    """
    from forum.workspace import load_names

    workspace = load_names(root)
    about, signers = workspace.manifest.forum, workspace.manifest.contributions.allowed_signers
    path = (root / signers).resolve() if signers else None
    return Names(
        partners=frozenset(one.id for one in workspace.manifest.partner),
        people=workspace.people,
        title=about.title,
        notice=about.notice,
        language=about.language,
        prefixes=frozenset(workspace.manifest.citations.prefixes),
        signers=str(path) if path and path.is_relative_to(root.resolve()) and path.is_file() else "",
    )
