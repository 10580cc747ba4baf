"""What the tag of a release says of a PDF: its commit, its digest, and who vouches for both."""

from __future__ import annotations

from collections.abc import Iterator

from packaging.version import Version

from forum.changes.versions import PREFIX, version_of
from forum.releases import sums
from forum.releases.claims import Claim, Detail, Verdict, judged
from forum.stages.editions import Repository
from forum.tools.git_tags import signature_of, tags, tags_with, tip
from forum.workspace import load_names

_OWN = ("HEAD", "HEAD@{upstream}", "refs/remotes/origin/HEAD")
_NAMES = {"HEAD": "the branch that is checked out", "HEAD@{upstream}": "its upstream", _OWN[2]: "origin"}


def accepted_by(home: Repository, commit: str) -> str:
    """Return what of the forum's own has a commit: a release, or the branch; empty where nothing has.

    Other branches do not count: they may hold what somebody sent, and nobody has decided on.
    """
    releases = [tag for tag in tags_with(home.store, commit) if version_of(tag) is not None]
    if releases:
        return min(releases, key=lambda tag: version_of(tag) or Version("0"))
    for name in _OWN:
        at = tip(home.store, name)
        if at and home.store.is_ancestor(commit, at):
            return _NAMES[name]
    return ""


def of_the_history(commit: str, accepted: str) -> Claim:
    """Return whether a commit is one of the forum's own, and not merely here."""
    if accepted:
        return Claim("commit", Verdict.PROVED, f"the commit {commit} is here, in the history of {accepted}")
    what = f"the commit {commit} is here, but neither in the branch that is checked out nor in a release"
    return Claim("commit", Verdict.UNPROVED, what, (), "a contribution that was not merged may have such a commit")


def tag_claims(home: Repository, commit: str, version: str, sha256: str) -> Iterator[Claim]:
    """Yield what the tag of the version that a PDF bears says of its commit, and of the file itself."""
    name, known = f"{PREFIX}{version}", tags(home.store)
    if version_of(name) is None:
        said = f"its version, {version}, is not one of a release" if version else "it names no version"
        yield Claim("tag", Verdict.NOTED, said)
        return
    if name not in known:
        what = f"no tag {name} is here: this is no release, or git fetch --tags would bring it"
        yield Claim("tag", Verdict.NOTED, what)
        return
    wrong = [] if known[name] == commit else [Detail(f"{name} is of {known[name][:12]}")]
    yield judged("tag", f"the tag {name} names the commit", f"the tag {name} names another commit", wrong)
    listed = sums.read(home.store.text("cat-file", "-p", f"refs/tags/{name}"))
    if listed:
        wrong = [] if sha256 in listed.values() else [Detail(f"the SHA-256 of this file is {sha256}")]
        bad = f"the tag {name} names the digests of other files"
        yield judged("released", f"the tag {name} names the SHA-256 of this very file", bad, wrong)
    yield _signature(home, name)


def _signature(home: Repository, name: str) -> Claim:
    settings = load_names(home.root).manifest.contributions
    signers = (home.root / settings.allowed_signers).resolve() if settings.allowed_signers else None
    found = signature_of(home.root, home.store, name, signers)
    if found.state == "good":
        return Claim(
            "signature", Verdict.PROVED, f"the tag {name} is signed by {found.who or 'a key that is known here'}"
        )
    if found.state == "bad":
        return Claim("signature", Verdict.DIFFERS, f"the signature of the tag {name} is not of its words")
    if found.state == "unknown":
        remedy = "get the signer's key; one of SSH is named in the file of [contributions] allowed-signers"
        return Claim(
            "signature", Verdict.UNPROVED, f"the tag {name} is signed by a key that is not known here", (), remedy
        )
    return Claim("signature", Verdict.NOTED, f"the tag {name} is not signed")
