"""Which block of what came back was which block of the base: by content, by bookmark, by likeness, moves last."""

from __future__ import annotations

from collections.abc import Sequence

from forum.merging.likeness import likely_pairs, likeness
from forum.merging.sequences import hunks
from forum.word.values import Leaf

_LIKE = 0.45
_LEAST = 12  # characters from which on an equal block elsewhere is the same one, moved
_MANY = 250  # blocks up to which all of a stretch are compared with all


def aligned(base: Sequence[tuple[int, Leaf]], returned: Sequence[Leaf]) -> dict[int, int]:
    """Return for blocks that came back the place in the base that each was; new ones are missing.

    ``base`` are the leaves with the numbers of their units.
    """
    pairs: dict[int, int] = {}
    at, back = 0, 0
    for hunk in [*hunks([leaf.key for _, leaf in base], [leaf.key for leaf in returned])]:
        pairs.update({back + step: at + step for step in range(hunk.start - at)})
        old, new = range(hunk.start, hunk.end), range(hunk.new_start, hunk.new_end)
        if len(old) * len(new) <= _MANY * _MANY:
            scores = likely_pairs(len(old), len(new), lambda i, j: _score(base[old[i]], returned[new[j]]))  # noqa: B023 (used up here)
            pairs.update({new[j]: old[i] for i, j in scores})
        if len(old) == len(new) == 1 and _typed_anew(base, old[0], returned[new[0]]):
            pairs[new[0]] = old[0]
        at, back = hunk.end, hunk.new_end
    pairs.update({back + step: at + step for step in range(len(base) - at)})
    _moves(base, returned, pairs)
    return pairs


def _typed_anew(base: Sequence[tuple[int, Leaf]], place: int, leaf: Leaf) -> bool:
    """Tell whether a block stands where another stood, and is none that stood elsewhere."""
    return base[place][1].kind == leaf.kind and all(other.key != leaf.key for _, other in base)


def _score(one: tuple[int, Leaf], leaf: Leaf) -> float:
    number, other = one
    if other.kind != leaf.kind:
        return 0.0
    if other.key == leaf.key:
        return 2.0
    alike = likeness(other.markdown, leaf.markdown, 0.0)
    if number in leaf.ids:
        return 1.0 + alike
    # A block that carries another's bookmark is that other one.
    return alike if alike >= _LIKE and not leaf.ids else 0.0


def _moves(base: Sequence[tuple[int, Leaf]], returned: Sequence[Leaf], pairs: dict[int, int]) -> None:
    """Pair what is left: a block with the words or the bookmark of one that is missing elsewhere."""
    free = [place for place in range(len(base)) if place not in set(pairs.values())]
    for place, leaf in enumerate(returned):
        if place in pairs:
            continue
        same = [one for one in free if base[one][1].key == leaf.key and len(leaf.markdown) >= _LEAST]
        marked = [one for one in free if base[one][0] in leaf.ids and base[one][1].kind == leaf.kind]
        alike = [one for one in marked if likeness(base[one][1].markdown, leaf.markdown) >= _LIKE]
        if found := [*same, *alike]:
            pairs[place] = found[0]
            free.remove(found[0])
