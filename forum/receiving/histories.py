"""Contributions with a history of their own: branches, other repositories, bundles."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from forum.contributions.values import Channel, Received, Refused, Sender
from forum.receiving.desk import Desk, carried_over, new_folder, new_repository
from forum.tools.git_objects import GitError, Store

PACK_BYTES = 500_000_000
_INCOMING = "refs/contrib/incoming"
_TRANSPORTS = ("https", "ssh", "file")


def from_branch(desk: Desk, revision: str, commit: str) -> Received:
    """Return a branch that the workspace's repository already has."""
    label = revision.removeprefix("refs/heads/").removeprefix("refs/remotes/")
    return _received(desk, commit, Channel.BRANCH, revision, label)


def from_remote(desk: Desk, address: str, ref: str) -> Received:
    """Fetch a branch of another repository into quarantine, and return it.

    Raises:
        Refused: it cannot be reached, has no such branch, or an object is not sound.
    """
    with _quarantine(desk) as quarantine:
        allowed = [part for name in _TRANSPORTS for part in ("-c", f"protocol.{name}.allow=always")]
        options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-maintenance")
        sound = ("-c", "fetch.fsckObjects=true", "-c", "transfer.fsckObjects=true")
        try:
            quarantine.ask(*allowed, *sound, "fetch", *options, "--", address, f"+{ref or 'HEAD'}:{_INCOMING}")
        except GitError as refused:
            raise Refused(
                "remote-unreachable", "", f"git cannot fetch it: {refused}", "check the address and the branch"
            ) from refused
        return _taken(
            desk, quarantine, Channel.REMOTE, f"{address}#{ref}" if ref else address, ref or Path(address).stem
        )


def from_bundle(desk: Desk, path: Path, data: bytes, ref: str) -> Received:
    """Unpack a bundle into quarantine, every object checked, and return the branch that is meant.

    Fetching from a bundle checks no object, whatever the settings; ``index-pack --strict`` does.

    Raises:
        Refused: it is broken, builds on a commit that is not here, or an object is not sound.
    """
    from forum.contributions.bundle import chosen_ref, read_bundle

    bundle = read_bundle(data)
    commit, name = chosen_ref(bundle, ref)
    if bundle.algorithm != desk.home.algorithm:
        message = f"its objects are named by {bundle.algorithm}, those of this workspace by {desk.home.algorithm}"
        raise Refused("bundle-kind", "", message, "send the files: as a zip or a folder")
    absent = [oid for oid in bundle.needs if desk.home.resolve(oid) is None]
    if absent:
        message = f"the bundle builds on the commit {absent[0][:12]}, which this workspace does not have"
        raise Refused("bundle-needs", "", message, "ask for all of it: git bundle create FILE BRANCH")
    with _quarantine(desk) as quarantine:
        limit = f"--max-input-size={PACK_BYTES}"
        try:
            quarantine.ask("index-pack", "--strict", "--fix-thin", limit, "--stdin", stdin=data[bundle.pack_at :])
            quarantine.ask("update-ref", _INCOMING, commit)
        except GitError as refused:
            raise Refused(
                "objects-unsound", "", f"git refuses its objects: {refused}", "make the bundle again"
            ) from refused
        received = _taken(desk, quarantine, Channel.BUNDLE, str(path), ref or name.removeprefix("refs/heads/"))
    return replace(received, content=f"sha256:{hashlib.sha256(data).hexdigest()}")


@contextmanager
def _quarantine(desk: Desk) -> Iterator[Store]:
    """Give a repository for one contribution alone."""
    folder = new_folder(desk.root)
    store = new_repository(folder / "quarantine", desk.home)
    try:
        yield store
    finally:
        store.close()
        shutil.rmtree(folder, ignore_errors=True)


def _taken(desk: Desk, quarantine: Store, channel: Channel, source: str, label: str) -> Received:
    """Check that what arrived is whole and sound, and carry it over to the scratch repository."""
    commit = quarantine.resolve(_INCOMING)
    if commit is None:
        message = "what it names is no commit, or its history is cut off (a shallow clone)"
        raise Refused("no-commit", "", message, "name a branch; in a shallow clone, git fetch --unshallow first")
    try:
        quarantine.ask("fsck", "--strict", "--no-dangling", "--no-progress", "--no-reflogs", _INCOMING)
        quarantine.ask("rev-list", "--objects", "--quiet", commit, f"^{desk.head}")
    except GitError as refused:
        raise Refused("objects-unsound", "", f"git refuses its objects: {refused}", "ask for it once more") from refused
    carried_over(quarantine, desk.scratch, [commit])
    return _received(desk, commit, channel, source, label)


def _received(desk: Desk, commit: str, channel: Channel, source: str, label: str) -> Received:
    base = desk.asked.base or desk.scratch.merge_base(desk.head, commit)
    notes: tuple[str, ...] = ()
    if not base:
        raise Refused(
            "base-unrelated",
            "",
            "it has no commit in common with the forum's branch",
            "send the files: as a zip or a folder",
        )
    about = desk.scratch.info(commit)
    return Received(
        name=label,
        partner=_partner_of(desk, label),
        channel=channel,
        source=source,
        content=f"git:{commit}",
        base=base,
        theirs=commit,
        sender=Sender(about.author, about.email, about.date),
        signature=_signature(desk, commit),
        notes=notes,
    )


def _partner_of(desk: Desk, label: str) -> str:
    """Return the partner that a branch is named after, as in ``partner-a/swarm``; empty for none."""
    return next((part for part in label.split("/") if part in desk.partners), "")


def _signature(desk: Desk, commit: str) -> str:
    """Say what is found of a commit's signature: only SSH's are checked, against the manifest's list."""
    found_there = desk.scratch.info(commit).signature
    if not found_there:
        return ""
    if "BEGIN SSH SIGNATURE" not in found_there:
        return "signed by OpenPGP or X.509, not checked"
    if desk.signers is None:
        return "signed, not checked: the manifest names no allowed-signers"
    options = ("-c", f"gpg.ssh.allowedSignersFile={desk.signers}", "-c", "gpg.format=ssh")
    try:
        found = desk.scratch.text(*options, "show", "-s", "--format=%G?%n%GS", commit).split("\n")
    except GitError as refused:
        return f"signed, not checked: {refused}"
    return f"good, of {found[1]}" if found[0] == "G" else "BAD, or of nobody that allowed-signers names"
