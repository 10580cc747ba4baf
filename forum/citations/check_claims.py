"""The same fact with two values: in two papers, or in two places of one.

A fact is marked where it is stated: ``[57]{.claim of=call-endorsers as-of=2023-02-16}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from forum.diagnostics import Diagnostic, Span, error, warning
from forum.documents.ast import attribute, has_class, iterate, stringify
from forum.documents.manuscript import Manuscript
from forum.documents.numbers import number_in

_DAY = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True)
class Claim:
    """A fact as stated: of what, as of when (ISO 8601, or empty), and the words."""

    of: str
    as_of: str
    written: str
    language: str
    span: Span


def claims_of(document: Manuscript) -> Iterator[Claim]:
    """Yield the facts that a document marks, in order."""
    seen: dict[str, int] = {}
    for node in iterate(list(document.blocks), words=False):
        if node["t"] == "Span" and has_class(node, "claim"):
            of = attribute(node, "of")
            nth = seen[of] = seen.get(of, -1) + 1
            mark = rf"\bof\s*=\s*[\"']?{re.escape(of)}(?![\w-])" if of else r"\.claim(?![\w-])"
            span = document.places.search(mark, nth)
            yield Claim(of, attribute(node, "as-of"), stringify(node).strip(), document.language, span)


def claims(stated: Iterable[Claim]) -> Iterator[Diagnostic]:
    """Yield an error for each statement that contradicts an earlier one of the same fact as of the same day.

    Where one of the two has no day, it is a warning. Numbers agree if one is the other
    rounded; of a number and words nobody can tell.
    """
    earlier: dict[str, list[Claim]] = {}
    for claim in stated:
        yield from _malformed(claim)
        other = next((one for one in earlier.get(claim.of, ()) if claim.of and contradict(one, claim)), None)
        if other is not None:
            day = f" as of {claim.as_of}" if claim.as_of else ""
            message = f"“{claim.written}” is said of {claim.of}{day}, and “{other.written}” in {other.span}"
            sure = claim.as_of == other.as_of
            hint = "correct one of the two" if sure else "correct one of the two, or give both as-of=YYYY-MM-DD"
            yield (error if sure else warning)("claim-differs", message, claim.span, hint)
        earlier.setdefault(claim.of, []).append(claim)


def _malformed(claim: Claim) -> Iterator[Diagnostic]:
    if not claim.of:
        message = f"the claim “{claim.written[:40]}” does not say of what"
        yield warning("claim-malformed", message, claim.span, "write [57]{.claim of=name-of-the-fact as-of=YYYY-MM-DD}")
    elif claim.as_of and not _DAY.fullmatch(claim.as_of):
        message = f"as-of={claim.as_of[:40]} is no date"
        yield warning("claim-malformed", message, claim.span, "write as-of=YYYY-MM-DD, YYYY-MM or YYYY")


def contradict(one: Claim, other: Claim) -> bool:
    """Tell whether two statements of one fact cannot both be right."""
    if one.as_of and other.as_of and not _same_day(one.as_of, other.as_of):
        return False
    mine, yours = number_in(one.written, one.language), number_in(other.written, other.language)
    if mine is None or yours is None:
        words = (" ".join(each.written.casefold().split()) for each in (one, other))
        return mine is yours and len(set(words)) == 2
    coarse = max(Decimal(1).scaleb(int(each.as_tuple().exponent)) for each in (mine, yours))
    return abs(mine - yours) > coarse / 2


def _same_day(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
