"""Recommendations in the language of a second summary: ``::: {.translation of="rec-x"}``.

The words that partners agree to exist in one language; a translation helps a
reader and binds nobody. Where there is none, the original stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forum.diagnostics import Diagnostic, error, warning
from forum.documents.ast import Node, attribute, div, has_class
from forum.documents.nearest import did_you_mean
from forum.documents.places import Places
from forum.report.recommendations import item, listed
from forum.report.values import Recommendation


def split_translations(blocks: Sequence[Node]) -> tuple[list[Node], dict[str, list[Node]]]:
    """Return a summary's own blocks, and the translated texts by recommendation."""
    own, translated = [], {}
    for block in blocks:
        if block["t"] == "Div" and has_class(block, "translation"):
            translated[attribute(block, "of")] = block["c"][1]
        else:
            own.append(block)
    return own, translated


def translated_items(
    recommendations: Sequence[Recommendation],
    translated: Mapping[str, list[Node]],
    labels: Mapping[str, str],
    original: str,
) -> list[Node]:
    """Return every recommendation with number and grades, translated where it is; nothing if none is.

    ``original`` is the language in which the others stand.
    """
    if not translated:
        return []
    return [
        div(listed(one, translated[one.id], labels), classes=["rec-item"], attributes={"rec": one.id})
        if one.id in translated
        else item(one.id, original)
        for one in recommendations
    ]


def translation_problems(
    translated: Mapping[str, list[Node]], recommendations: Sequence[Recommendation], places: Places
) -> Iterator[Diagnostic]:
    """Yield an error for a translation of nothing, and a warning for a recommendation that has none."""
    known = [one.id for one in recommendations]
    for name in translated:
        if name not in known:
            place = places.search(rf"of=\"?{name}")
            yield error(
                "translation-unknown", f"no recommendation has the id {name}", place, *did_you_mean(name, known)
            )
    missing = [name for name in known if name not in translated]
    if translated and missing:
        message = f"{len(missing)} of the recommendations have no translation here, such as {missing[0]}"
        hint = f'add ::: {{.translation of="{missing[0]}"}}; until then the original stands'
        yield warning("translation-missing", message, places.start, hint)
