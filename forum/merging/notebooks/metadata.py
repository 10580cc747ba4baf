"""Merging what a notebook or a cell says about itself, by key; what tools write there never conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from forum.merging.keyed import merged_order
from forum.merging.values import Conflict

_ABSENT: Any = object()
_SETS = frozenset({"tags"})
_BY_TOOLS = frozenset(
    """language_info kernelspec accelerator celltoolbar colab collapsed executionInfo execution ExecuteTime
    heading_collapsed hidden hide_input id init_cell interpreter jupyter jp-MarkdownHeadingCollapsed latex_envs
    nbTranslate notify_time outputId output_id papermill pycharm scrolled toc toc-autonumbering toc-showcode
    toc-showmarkdowntxt toc-showtags toc_position varInspector version version_major version_minor vscode widgets
    _cell_guid _uuid _kg_hide-input _kg_hide-output last_runtime orig_nbformat anaconda-cloud gpuClass
    azdata deepnote_cell_type deepnote_to_be_reexecuted source_hash signature""".split()  # noqa: SIM905 (a list would take fifty lines)
)  # what editors and kernels leave there: on a clash, ours stays


class Metadata(msgspec.Struct, frozen=True):
    """Merged metadata, with ours where both sides differ, and these differences."""

    value: dict[str, Any]
    conflicts: tuple[Conflict, ...] = ()


def merged_metadata(base: Any, ours: Any, theirs: Any, where: str) -> Metadata:
    """Merge three mappings by key; lists of tags as sets."""
    conflicts: list[Conflict] = []
    value = _mapping(_as_mapping(base), _as_mapping(ours), _as_mapping(theirs), where, conflicts)
    return Metadata(value, tuple(conflicts))


def _as_mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _mapping(
    base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any], where: str, conflicts: list[Conflict]
) -> dict[str, Any]:
    result = {}
    for key in merged_order(list(base), list(ours), list(theirs)):
        was, mine, yours = (one.get(key, _ABSENT) for one in (base, ours, theirs))
        value = _value(key, was, mine, yours, f"{where}, {key}", conflicts)
        if value is not _ABSENT:
            result[key] = value
    return result


def _value(key: str, base: Any, ours: Any, theirs: Any, where: str, conflicts: list[Conflict]) -> Any:
    if same(ours, theirs) or same(theirs, base):
        return ours
    if same(ours, base):
        return theirs
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        found: list[Conflict] = []
        value = _mapping(_as_mapping(base), ours, theirs, where, found)
        if key not in _BY_TOOLS:
            conflicts += found
        return value
    if key in _SETS and isinstance(ours, list) and isinstance(theirs, list):
        return merged_set(base if isinstance(base, list) else [], ours, theirs)
    if key in _BY_TOOLS:
        return theirs if ours is _ABSENT else ours
    conflicts.append(Conflict(_told(base), _told(ours), _told(theirs), where))
    return theirs if ours is _ABSENT else ours


def same(one: Any, other: Any) -> bool:
    """Tell whether two JSON values are the same; ``1`` and ``true`` are not."""
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    return one is other or bool(one == other)


def _told(value: Any) -> str:
    import json

    return "" if value is _ABSENT else json.dumps(value, ensure_ascii=False, indent=1)


def merged_set(base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
    """Merge lists whose order means nothing: what one side took out is out, what one added is in."""
    gone = [one for one in base if one not in ours or one not in theirs]
    added = [one for one in theirs if one not in ours and one not in base]
    return [one for one in ours if one not in gone] + added


def differing(base: Any, ours: Any, theirs: Any) -> Any:
    """Return what follows from who changed a value; ours where both did."""
    return theirs if same(ours, base) else ours
