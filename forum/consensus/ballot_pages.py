"""What a ballot shows of each recommendation: its words, its facts, and what came of the round before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from forum.consensus.ballots import COLUMNS
from forum.consensus.rounds import Before, result
from forum.documents.ast import Node
from forum.documents.canonical import canonical_text
from forum.documents.recommendations import RecommendationBlock
from forum.documents.typography import typographic
from forum.model import Round

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Passage:
    """A paragraph, or an item of a list, as plain text."""

    text: str
    listed: bool = False


@dataclass(frozen=True)
class Earlier:
    """What came of one criterion in the round before; ``own`` is the panellist's rating, 0 for none.

    ``counts`` are empty where too few rated it.
    """

    counts: tuple[int, ...]
    median: float | None
    own: int
    reworded: bool


@dataclass(frozen=True)
class Asked:
    """One recommendation on a ballot; ``earlier`` by criterion."""

    id: str
    digest: str
    paper: str
    text: tuple[Passage, ...]
    rationale: tuple[Passage, ...]
    addressees: str
    strength: str
    certainty: str
    earlier: Mapping[str, Earlier]


def asked(
    one: Round,
    recommendations: Mapping[str, tuple[str, RecommendationBlock]],
    prefixes: frozenset[str],
    before: Before | None = None,
    token: str = "",
) -> tuple[Asked, ...]:
    """Return the items of a round as the ballot with a token shows them.

    ``recommendations`` are those that there are, each with its paper's title. Values stand as they are written.
    """
    return tuple(_asked(one, item.recommendation, recommendations, prefixes, before, token) for item in one.file.items)


def _asked(
    one: Round,
    name: str,
    recommendations: Mapping[str, tuple[str, RecommendationBlock]],
    prefixes: frozenset[str],
    before: Before | None,
    token: str,
) -> Asked:
    paper, block = recommendations[name]
    earlier = {
        criterion.id: found
        for criterion in one.file.criteria
        if before is not None and (found := _earlier(before, name, criterion.id, block.digest, token))
    }
    return Asked(
        id=name,
        digest=block.digest,
        paper=typographic(paper),
        text=tuple(passages(block.text, prefixes)),
        rationale=tuple(passages(block.rationale, prefixes)),
        addressees=", ".join(word.replace("-", " ") for word in block.addressees),
        strength=block.strength,
        certainty=block.certainty,
        earlier=earlier,
    )


def _earlier(before: Before, name: str, criterion: str, digest: str, token: str) -> Earlier | None:
    found = result(before.round.file, name, criterion)
    if found is None:
        return None
    then = next((item.digest for item in before.round.file.items if item.recommendation == name), "")
    own = before.ratings.get(token, {}).get((name, criterion), 0)
    return Earlier(found.counts, found.median, own, then != digest)


def passages(blocks: Iterable[Node], prefixes: frozenset[str]) -> Iterator[Passage]:
    """Yield blocks as plain text, paragraph by paragraph; citations are left out."""
    for block in blocks:
        if block["t"] in ("BulletList", "OrderedList"):
            items = block["c"] if block["t"] == "BulletList" else block["c"][1]
            yield from (Passage(typographic(canonical_text(item, prefixes)), listed=True) for item in items)
        elif text := canonical_text([block], prefixes):
            yield Passage(typographic(text))


def rows(one: Round, items: Sequence[Asked], token: str) -> list[list[str]]:
    """Return a ballot as the rows of a table, to be filled in by hand: one for each item and criterion."""
    second = any(item.earlier for item in items)
    made = [[*COLUMNS, *(("ratings before", "own before") if second else ())]]
    for item in items:
        text = _harmless(" ".join(passage.text for passage in item.text))
        for criterion in one.file.criteria:
            row = [one.id, token, item.id, item.digest, criterion.id, "", "", text]
            made.append([*row, *(_before(item.earlier.get(criterion.id)) if second else ())])
    return made


def _before(earlier: Earlier | None) -> tuple[str, str]:
    """Return how often each rating was given in the round before, as in ``7: 4x``, and the panellist's own."""
    if earlier is None:
        return "", ""
    given = [f"{value}: {count}x" for value, count in enumerate(earlier.counts, 1) if count]
    return ", ".join(given), str(earlier.own or "")


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
