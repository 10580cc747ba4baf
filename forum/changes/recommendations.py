"""What became of the recommendations: which is which, whatever its id is now, and what of it is another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from forum.changes.values import FieldChange, How, RecommendationChange, RecommendationState, State
from forum.changes.words import word_diff
from forum.merging.likeness import likeness

_SAME = 0.6  # of the letters of two texts, so that one is taken for the other under another id
_Known = Mapping[str, RecommendationState]


def renamed_ids(before: _Known, after: _Known) -> dict[str, str]:
    """Return the new ids of recommendations by their old ones: what came is what went, in much the same words."""
    left, found = {name: before[name] for name in before.keys() - after.keys()}, {}
    for new in sorted(after.keys() - before.keys()):
        scores = {old: likeness(left[old].text, after[new].text, _SAME) for old in sorted(left)}
        old = max(scores, key=lambda name: scores[name], default="")
        if old and scores[old] >= _SAME:
            found[old] = new
            del left[old]
    return found


def under_new_ids(state: State, ids: Mapping[str, str]) -> State:
    """Return a state in which recommendations have the ids that they were given later."""
    if not ids:
        return state
    rounds = {
        name: replace(one, items={ids.get(item, item): digest for item, digest in one.items.items()})
        for name, one in state.rounds.items()
    }
    recommendations = {
        ids.get(name, name): replace(one, id=ids.get(name, name)) for name, one in state.recommendations.items()
    }
    positions = (
        replace(one, recommendation=ids.get(one.recommendation, one.recommendation)) for one in state.positions
    )
    return replace(state, recommendations=recommendations, positions=tuple(positions), rounds=rounds)


def recommendation_changes(
    before: State, after: State, renamed: Mapping[str, str], ids: Mapping[str, str]
) -> Iterator[RecommendationChange]:
    """Yield what became of recommendations, in the order of now; the state before has them under their new ids.

    ``renamed`` are the old slugs of papers by the new ones, ``ids`` the new ids of recommendations by the old ones.
    """
    former = {new: old for old, new in ids.items()}
    for name in {**after.recommendations, **before.recommendations}:
        was, now = before.recommendations.get(name), after.recommendations.get(name)
        one, state = (now, after) if now else (was, before)
        if one is None:
            continue
        home = state.papers.get(one.paper)
        pieces = word_diff(was.text if was else "", now.text if now else "")
        fields = tuple(_grades(was, now, renamed))
        bound = bool(was and now and was.digest != now.digest)
        if was is None or now is None or bound or fields or name in former:
            language = home.language if home else ""
            how = _became(was, now, name in former)
            yield RecommendationChange(how, name, one.paper, pieces, fields, bound, language, former.get(name, ""))


def _became(was: RecommendationState | None, now: RecommendationState | None, is_renamed: bool) -> How:
    if was is None or now is None:
        return "added" if was is None else "removed"
    return "renamed" if is_renamed else "changed"


def _grades(
    was: RecommendationState | None, now: RecommendationState | None, renamed: Mapping[str, str]
) -> Iterator[FieldChange]:
    both = (was, now)
    yield from _field("addressees", *(", ".join(one.addressees) if one else "" for one in both))
    for name in ("strength", "certainty", "decision"):
        yield from _field(name, *(getattr(one, name) if one else "" for one in both))
    if was and now and renamed.get(now.paper, now.paper) != was.paper:
        yield from _field("paper", was.paper, now.paper)


def _field(name: str, before: str, after: str) -> Iterator[FieldChange]:
    if before != after:
        yield FieldChange(name, before, after)
