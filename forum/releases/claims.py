"""What a PDF claims, and whether it is so: proved, differs, or not to be told here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forum.changes.values import Piece
from forum.changes.words import word_diff
from forum.documents.canonical import digest
from forum.releases.attached import Attached, AttachedRecommendation


class Verdict(StrEnum):
    """What came of a claim; what is ``noted`` is none, and decides nothing."""

    PROVED = "proved"
    DIFFERS = "differs"
    UNPROVED = "unproved"
    NOTED = "noted"


@dataclass(frozen=True)
class Detail:
    """A line below a claim; ``pieces`` where words differ."""

    text: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Claim:
    """Something that a PDF says, in words, with what was found."""

    name: str
    verdict: Verdict
    what: str
    details: tuple[Detail, ...] = ()
    remedy: str = ""


def verdict_of(claims: Sequence[Claim]) -> Verdict:
    """Return what came of all claims together: the worst of them."""
    found = {one.verdict for one in claims}
    return next((one for one in (Verdict.DIFFERS, Verdict.UNPROVED) if one in found), Verdict.PROVED)


def judged(name: str, good: str, bad: str, wrong: Sequence[Detail], remedy: str = "") -> Claim:
    """Return a claim that is proved where nothing is wrong."""
    if wrong:
        return Claim(name, Verdict.DIFFERS, bad, tuple(wrong), remedy)
    return Claim(name, Verdict.PROVED, good)


# --- what a PDF says of itself ----------------------------------------------------------


def of_itself(attached: Attached) -> Iterator[Claim]:
    """Yield what can be told from the PDF alone."""
    rows = attached.recommendations
    wrong = [Detail(one.id) for one in rows if digest(one.text, one.addressees, one.strength) != one.digest]
    yield judged(
        "digests",
        f"{counted(len(rows), 'recommendation')}: digests are those of texts, addressees and strengths",
        "digests of recommendations are not those of their words",
        wrong,
        "somebody changed words or digests in the PDF",
    )
    known = {str(one.get("id")) for one in attached.references}
    lost = [Detail(f"{one.id}: @{key}") for one in rows for key in one.references if key not in known]
    yield judged(
        "sources",
        f"what recommendations cite is attached, among {counted(len(known), 'reference')}",
        "recommendations cite what is not attached",
        lost,
    )


def counted(count: int, one: str) -> str:
    """Return a number of things, as in ``1 file`` or ``2 files``."""
    return f"{count} {one}{'' if count == 1 else 's'}"


# --- held against the commit --------------------------------------------------------------


def of_recommendations(
    attached: Sequence[AttachedRecommendation], committed: Mapping[str, AttachedRecommendation]
) -> Claim:
    """Return whether the recommendations of a PDF are those of its commit, with the words that differ."""
    wrong = [line for one in attached for line in _differences(one, committed.get(one.id))]
    missing = committed.keys() - {one.id for one in attached}
    wrong += [Detail(f"{name} is in the commit and not in the PDF") for name in sorted(missing)]
    good = f"{counted(len(attached), 'recommendation')}: words, grades and positions are those of the commit"
    return judged("recommendations", good, "recommendations are not those of the commit", wrong)


def _differences(one: AttachedRecommendation, other: AttachedRecommendation | None) -> Iterator[Detail]:
    if other is None:
        yield Detail(f"{one.id} is in the PDF and not in the commit")
        return
    if one.text != other.text:
        yield Detail(f"{one.id}: in the commit, then in the PDF", word_diff(other.text, one.text))
    for name in ("paper", "addressees", "strength", "certainty", "digest"):
        said, found = getattr(one, name), getattr(other, name)
        if said != found and not (name == "digest" and one.text != other.text):
            yield Detail(f"{one.id}: {name} is {_shown(found)} in the commit, {_shown(said)} in the PDF")
    if json.dumps(one.positions, sort_keys=True) != json.dumps(other.positions, sort_keys=True):
        decisions = [(each or {}).get("decision", "none") for each in (other.positions, one.positions)]
        yield Detail(f"{one.id}: how it stands differs (commit: {decisions[0]}, PDF: {decisions[1]})")


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def of_references(attached: Sequence[Mapping[str, Any]], committed: Mapping[str, Mapping[str, Any]]) -> Claim:
    """Return whether the references of a PDF are those of its commit, and which fields differ."""
    wrong = []
    for item in attached:
        key = str(item.get("id"))
        found = committed.get(key)
        if found is None:
            wrong.append(Detail(f"@{key} is not in the commit"))
        else:
            fields = sorted(name for name in {*item, *found} if item.get(name) != found.get(name))
            wrong += [Detail(f"@{key}: {', '.join(fields)}")] if fields else []
    good = f"{counted(len(attached), 'reference')}: every field is that of the commit"
    return judged("references", good, "references are not those of the commit", wrong)


def of_inputs(listed: Mapping[str, str], found: Mapping[str, Sequence[str]], expected: Sequence[str]) -> Claim:
    """Return whether the files that a PDF was made from are those of its commit.

    ``found`` has the digests that each file of the commit may have, by name; ``expected`` are the files that
    every build of the commit reads.
    """
    wrong = []
    for name, digest_ in listed.items():
        if name not in found:
            wrong.append(Detail(f"{name} is not in the commit"))
        elif digest_ not in found[name]:
            wrong.append(Detail(f"{name} has other content in the commit"))
    wrong += [
        Detail(f"{name} is in the commit, and the PDF was made without it") for name in expected if name not in listed
    ]
    good = f"{counted(len(listed), 'file')} that it was made from: all are those of the commit, and none is missing"
    return judged("inputs", good, "it was not made from the files of the commit", wrong, _UNCOMMITTED)


_UNCOMMITTED = "a build of files that were not committed gives such a PDF"
